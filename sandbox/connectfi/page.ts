import formbody from '@fastify/formbody';
import type { FastifyPluginAsync } from 'fastify';
import { html, sendPage, type Html } from '../core/html';
import { ControlError, decideApplication, decideLegacy, type Outcome } from './changes';
import type { Store } from './store';

type State = ReturnType<Store['snapshot']>;
type Application = State['applications'][number];
type LegacyCustomer = State['legacyCustomers'][number];

const inReview = [
	'waiting_review',
	'pending_journey_application_review',
	'REVIEW',
	'WAITING_REVIEW',
];

/** How many records of a kind the page shows. */
const shown = 50;

function badge(status: string, outcome?: string | null): Html {
	const word = outcome ?? status;
	const good = ['approved', 'uploaded'].includes(word.toLowerCase());
	const bad = ['denied', 'declined', 'failed'].includes(word.toLowerCase());
	const looks = good ? 'good' : bad ? 'bad' : inReview.includes(status) ? 'wait' : '';
	return html`<span class="badge ${looks}">${word}</span>`;
}

const decision = (kind: 'application' | 'legacy', id: string) =>
	html`<form method="post" action="/sandbox/page/decide">
		<input type="hidden" name="kind" value="${kind}" />
		<input type="hidden" name="id" value="${id}" />
		<button class="good" name="outcome" value="Approved">Approve</button>
		<button class="bad" name="outcome" value="Denied">Deny</button>
	</form>`;

function section<T>(title: string, records: T[], show: (record: T) => Html): Html {
	const newestFirst = records.slice(-shown).reverse();
	return html`<section>
		<h2>${title} <small>${records.length}</small></h2>
		${newestFirst.map(show)} ${records.length === 0 && html`<p class="none">None yet.</p>`}
	</section>`;
}

function findName(state: State, customerId: string): string {
	const customer = state.customers.find((one) => one.customerId === customerId)?.customer ?? {};
	const person = [customer.firstName, customer.lastName].filter(Boolean).join(' ');
	return person || String(customer.businessName ?? customer.name ?? customerId);
}

const applicationCard = (state: State, application: Application) => {
	const { applicationId, customerId, status, outcome } = application;
	const review = inReview.includes(status);
	return html`<article class="${review && 'review'}">
		<div>
			<strong>${findName(state, customerId)}</strong> ${badge(status, outcome)}
			<code>${applicationId}</code>
		</div>
		<div class="meta">
			reference ${application.reference ?? '–'} · started ${application.startedAt}
		</div>
		${application.entities.map(
			(entity) =>
				html`<div class="meta">
					<code>${entity.entityId}</code> ${badge(entity.status, entity.outcome)}
					${entity.documents.map(({ view }) => view).join(', ')}
				</div>`,
		)}
		${review && decision('application', applicationId)}
	</article>`;
};

const legacyCard = (state: State, { customerId, status, documents }: LegacyCustomer) => {
	const review = inReview.includes(status);
	return html`<article class="${review && 'review'}">
		<div>
			<strong>${findName(state, customerId)}</strong> ${badge(status)} <code>${customerId}</code>
		</div>
		${documents.map(
			({ label, uploadStatus }) =>
				html`<div class="meta">${label} ${badge(uploadStatus ? 'uploaded' : 'not uploaded')}</div>`,
		)}
		${review && decision('legacy', customerId)}
	</article>`;
};

/** What the page shows: cases, customers, documents and callbacks, newest first. */
const renderContent = (state: State): Html =>
	html`<p class="meta">
			Refreshes every 5 seconds. More: <a href="/sandbox/state">all records</a>,
			<a href="/sandbox/requests">requests received</a>, <a href="/sandbox/faults">faults set</a>.
		</p>
		${section('Applications', state.applications, (one) => applicationCard(state, one))}
		${state.legacyCustomers.length > 0 &&
		section('Legacy KYC', state.legacyCustomers, (one) => legacyCard(state, one))}
		${section(
			'Callbacks',
			state.callbacks,
			({ kind, url, sentAt, status, error, durationMs, applicationId, customerId }) =>
				html`<article>
					<div>
						${kind} ${badge(error === null ? String(status ?? 'on its way') : 'failed')}
						<code>${applicationId ?? customerId}</code>
					</div>
					<div class="meta">
						${sentAt} ${durationMs !== null && html`· ${durationMs} ms`} ${error}
					</div>
					<div class="meta"><code>${url}</code></div>
				</article>`,
		)}
		${section(
			'Customers',
			state.customers,
			({ customerId, customerType, reference, kycStatus, dtsCreatedAt }) =>
				html`<article>
					<div>
						<strong>${findName(state, customerId)}</strong> ${badge(kycStatus)}
						<code>${customerId}</code>
					</div>
					<div class="meta">${customerType} · reference ${reference} · ${dtsCreatedAt}</div>
				</article>`,
		)}
		${section(
			'Documents',
			state.documents,
			({ id, type, name, uploadStatus, file, dtsCreatedAt }) =>
				html`<article>
					<div>
						<strong>${name}</strong> ${type} ${badge(uploadStatus ? 'uploaded' : 'not uploaded')}
						<code>${id}</code>
					</div>
					<div class="meta">
						${dtsCreatedAt} ${file && html`· ${file.filename} · ${file.size} bytes`}
					</div>
				</article>`,
		)}`;

/** The page at the root of the sandbox, and where its buttons lead. */
export const connectFiPage: FastifyPluginAsync<{ store: Store }> = async (app, { store }) => {
	await app.register(formbody);

	app.get('/', async (_request, reply) => {
		await sendPage(reply, 'connectFi sandbox', renderContent(store.snapshot()));
	});

	app.post<{ Body: { kind: 'application' | 'legacy'; id: string; outcome: Outcome } }>(
		'/sandbox/page/decide',
		{
			schema: {
				body: {
					type: 'object',
					required: ['kind', 'id', 'outcome'],
					properties: {
						kind: { type: 'string', enum: ['application', 'legacy'] },
						id: { type: 'string' },
						outcome: { type: 'string', enum: ['Approved', 'Denied'] },
					},
				},
			},
		},
		async ({ body: { kind, id, outcome } }, reply) => {
			const decide = kind === 'legacy' ? decideLegacy : decideApplication;
			try {
				await decide(store, id, outcome).callback;
			} catch (error) {
				// The page was out of date; the fresh one shows what became of the case.
				if (!(error instanceof ControlError)) throw error;
			}
			return await reply.redirect('/', 303);
		},
	);
};
