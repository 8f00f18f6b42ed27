import formbody from '@fastify/formbody';
import type { FastifyPluginAsync } from 'fastify';
import { html, sendPage } from '../core/html';
import { statuses, type KycStore, type KycUser } from './store';

const statusBody = {
	schema: {
		body: {
			type: 'object',
			required: ['status'],
			additionalProperties: false,
			properties: { status: { type: 'string', minLength: 1 } },
		},
	},
};

interface StatusChange {
	Params: { username: string };
	Body: { status: string };
}

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

/** Control endpoints and page of the kyc-ms emulator; they need no key. */
export const kycMsControl: FastifyPluginAsync<{ store: KycStore }> = async (app, { store }) => {
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

	app.get('/sandbox/state', () => ({ statuses, users: store.users() }));
	app.post<StatusChange>('/sandbox/users/:username/status', statusBody, ({ params, body }) => {
		const user = store.user(params.username);
		store.decide(user, body.status);
		return user;
	});
	app.post<StatusChange>(
		'/sandbox/page/users/:username/status',
		statusBody,
		async ({ params, body }, reply) => {
			store.decide(store.user(params.username), body.status);
			return await reply.redirect('/', 303);
		},
	);
	app.post('/sandbox/tokens/expire', () => {
		store.accessTokens.expire();
		return { expired: true };
	});
	app.post('/sandbox/reset', () => {
		store.reset();
		return { reset: true };
	});
};
