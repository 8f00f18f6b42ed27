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

const decisions = [
	{ name: 'Approve', value: 'APPROVED_VERIFIED', look: 'good' },
	{ name: 'Ask again', value: 'NEED_RESUBMIT', look: 'wait' },
	{ name: 'Reject', value: 'REJECTED', look: 'bad' },
];

const card = ({ username, status, attempts, accountId, workflowId }: KycUser) =>
	html`<article class="${status === 'PENDING' && 'review'}">
		<div>
			<h3>${username}</h3>
			<span class="badge ${looks[status]}">${status}</span>
		</div>
		<div class="meta">
			attempts ${attempts} · account ${accountId ?? '–'} · workflow ${workflowId ?? '–'}
		</div>
		${status === 'PENDING' &&
		html`<form method="post" action="/sandbox/page/users/${encodeURIComponent(username)}/status">
			${decisions.map(
				({ name, value, look }) =>
					html`<button
						class="${look}"
						name="status"
						value="${value}"
						aria-label="${name} ${username}"
					>
						${name}
					</button>`,
			)}
		</form>`}
	</article>`;

/** The page at the root of the sandbox, and where its buttons lead. */
export const kycMsPage: FastifyPluginAsync<{ store: KycStore }> = async (app, { store }) => {
	await app.register(formbody);

	app.get('/', async ({ headers }, reply) => {
		const users = store.users().reverse();
		await sendPage(reply, {
			title: 'CloudPayments KYC sandbox',
			introduction: html`<p>
					An emulator of the CloudPayments KYC API, for tests. It is not CloudPayments: nobody is
					verified, nothing leaves this machine, and everything is forgotten when it stops.
				</p>
				<ul>
					<li>
						For the credential: environment Custom, base URL <code>http://${headers.host}</code>.
						Tenant name and API key stand in the terminal that started it.
					</li>
					<li>
						The beginning of the user name decides: <b>rejected</b>, <b>resubmit</b> and
						<b>review</b> end as they say, any other is approved after the review.
					</li>
					<li>A user whose review is open has buttons to decide it.</li>
				</ul>`,
			links: { 'All users': '/sandbox/state', 'Requests received': '/sandbox/requests' },
			content: html`<section>
				<h2>Users <small>${users.length}</small></h2>
				<p>Everybody who has logged in, newest first. ${users.length === 0 && 'Nobody yet.'}</p>
				${users.map(card)}
			</section>`,
		});
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
