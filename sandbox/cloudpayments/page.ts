import formbody from '@fastify/formbody';
import type { FastifyPluginAsync } from 'fastify';
import { html, sendPage } from '../core/html';
import { statusBody, type StatusChange } from './control';
import type { KycStore, KycUser } from './store';

const looks: Partial<Record<string, string>> = {
	APPROVED_VERIFIED: 'good',
	REJECTED: 'bad',
	PENDING: 'wait',
	NEED_RESUBMIT: 'wait',
};

const card = ({ username, status, attempts, accountId, workflowId }: KycUser) =>
	html`<article class="${status === 'PENDING' && 'review'}">
		<div><strong>${username}</strong> <span class="badge ${looks[status]}">${status}</span></div>
		<div class="meta">
			attempts ${attempts} · account ${accountId ?? '–'} · workflow ${workflowId ?? '–'}
		</div>
		${status === 'PENDING' &&
		html`<form method="post" action="/sandbox/page/users/${encodeURIComponent(username)}/status">
			<button class="good" name="status" value="APPROVED_VERIFIED">Approve</button>
			<button class="wait" name="status" value="NEED_RESUBMIT">Ask again</button>
			<button class="bad" name="status" value="REJECTED">Reject</button>
		</form>`}
	</article>`;

/** The page at the root of the sandbox, and where its buttons lead. */
export const kycMsPage: FastifyPluginAsync<{ store: KycStore }> = async (app, { store }) => {
	await app.register(formbody);

	app.get('/', async (_request, reply) => {
		await sendPage(
			reply,
			'CloudPayments KYC sandbox',
			html`<p class="meta">
					Refreshes every 5 seconds. More: <a href="/sandbox/state">all users</a>,
					<a href="/sandbox/requests">requests received</a>.
				</p>
				${store.users().reverse().map(card)}
				${store.users().length === 0 && html`<p class="none">Nobody has logged in yet.</p>`}`,
		);
	});

	app.post<StatusChange>(
		'/sandbox/page/users/:username/status',
		statusBody,
		async ({ params, body }, reply) => {
			store.decide(store.user(params.username), body.status);
			return await reply.redirect('/', 303);
		},
	);
};
