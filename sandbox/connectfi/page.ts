import formbody from '@fastify/formbody';
import type { FastifyPluginAsync } from 'fastify';
import { html, sendPage, showTime, type Html } from '../core/html';
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

/** A case that waits for a person at connectFi, who is whoever looks at the page. */
interface OpenCase {
	kind: 'application' | 'legacy';
	id: string;
	/** Whose case it is, so that each button has a name of its own. */
	name: string;
}

const decision = ({ kind, id, name }: OpenCase) =>
	html`<form method="post" action="/sandbox/page/decide">
		<input type="hidden" name="kind" value="${kind}" />
		<input type="hidden" name="id" value="${id}" />
		<button class="good" name="outcome" value="Approved" aria-label="Approve ${name}">
			Approve
		</button>
		<button class="bad" name="outcome" value="Denied" aria-label="Deny ${name}">Deny</button>
	</form>`;

interface Section<T> {
	title: string;
	/** What the records are. */
	about: string;
	records: T[];
	show: (record: T) => Html;
}

function section<T>({ title, about, records, show }: Section<T>): Html {
	const newestFirst = records.slice(-shown).reverse();
	return html`<section>
		<h2>${title} <small>${records.length}</small></h2>
		<p>${about} ${records.length === 0 && 'None yet.'}</p>
		${newestFirst.map(show)}
	</section>`;
}

function findName(state: State, customerId: string): string {
	const customer = state.customers.find((one) => one.customerId === customerId)?.customer ?? {};
	const person = [customer.firstName, customer.lastName].filter(Boolean).join(' ');
	return person || String(customer.businessName ?? customer.name ?? customerId);
}

const applicationCard = (state: State, application: Application) => {
	const { applicationId, customerId, status, outcome } = application;
	const name = findName(state, customerId);
	const review = inReview.includes(status);
	return html`<article class="${review && 'review'}">
		<div>
			<h3>${name}</h3>
			${badge(status, outcome)} <code>${applicationId}</code>
		</div>
		<div class="meta">
			reference ${application.reference ?? '–'} · started ${showTime(application.startedAt)}
		</div>
		${application.entities.map(
			(entity) =>
				html`<div class="meta">
					<code>${entity.entityId}</code> ${badge(entity.status, entity.outcome)}
					${entity.documents.map(({ view }) => view).join(', ')}
				</div>`,
		)}
		${review && decision({ kind: 'application', id: applicationId, name })}
	</article>`;
};

const legacyCard = (state: State, { customerId, status, documents }: LegacyCustomer) => {
	const name = findName(state, customerId);
	const review = inReview.includes(status);
	return html`<article class="${review && 'review'}">
		<div>
			<h3>${name}</h3>
			${badge(status)} <code>${customerId}</code>
		</div>
		${documents.map(
			({ label, uploadStatus }) =>
				html`<div class="meta">${label} ${badge(uploadStatus ? 'uploaded' : 'not uploaded')}</div>`,
		)}
		${review && decision({ kind: 'legacy', id: customerId, name })}
	</article>`;
};

/** @param baseUrl where this sandbox answers */
const renderIntroduction = (baseUrl: string): Html =>
	html`<p>
			An emulator of connectFi's KYC and KYB API, for tests. It is not connectFi: nothing is
			verified, nothing leaves this machine, and everything is forgotten when it stops.
		</p>
		<ul>
			<li>
				Base URL for the credential: <code>${baseUrl}</code>. The access token, the login and the
				password stand in the terminal that started it.
			</li>
			<li>
				The last name decides: <b>Denied</b> is denied at once, <b>WaitReview</b> goes into review
				once both sides of the license are there, and any other is approved then. An individual
				without date of birth or address gets <b>data_request</b>.
			</li>
			<li>
				A case in review has the buttons Approve and Deny. They decide it, and send its callback.
			</li>
		</ul>`;

/** What the page shows: cases, customers, documents and callbacks, newest first. */
const renderContent = (state: State): Html =>
	html`${section({
		title: 'Applications',
		about: 'Each is one KYC or KYB, with the status of everybody in it.',
		records: state.applications,
		show: (one) => applicationCard(state, one),
	})}
	${state.legacyCustomers.length > 0 &&
	section({
		title: 'Legacy KYC',
		about: "Customers on connectFi's deprecated endpoints.",
		records: state.legacyCustomers,
		show: (one) => legacyCard(state, one),
	})}
	${section({
		title: 'Callbacks',
		about: 'What was sent when a case changed later: one call without a signature, never repeated.',
		records: state.callbacks,
		show: ({ kind, url, sentAt, status, error, durationMs, applicationId, customerId }) =>
			html`<article>
				<div>
					<h3>${kind}</h3>
					${badge(error === null ? String(status ?? 'on its way') : 'failed')}
					<code>${applicationId ?? customerId}</code>
				</div>
				<div class="meta">
					${showTime(sentAt)} ${durationMs !== null && html`· ${durationMs} ms`} ${error}
				</div>
				<div class="meta"><code>${url}</code></div>
			</article>`,
	})}
	${section({
		title: 'Customers',
		about: 'Individuals and businesses that were created.',
		records: state.customers,
		show: ({ customerId, customerType, reference, kycStatus, dtsCreatedAt }) =>
			html`<article>
				<div>
					<h3>${findName(state, customerId)}</h3>
					${badge(kycStatus)} <code>${customerId}</code>
				</div>
				<div class="meta">${customerType} · reference ${reference} · ${showTime(dtsCreatedAt)}</div>
			</article>`,
	})}
	${section({
		title: 'Documents',
		about: 'IDs that were generated, and whether their file has been uploaded.',
		records: state.documents,
		show: ({ id, type, name, uploadStatus, file, dtsCreatedAt }) =>
			html`<article>
				<div>
					<h3>${name}</h3>
					${type} ${badge(uploadStatus ? 'uploaded' : 'not uploaded')} <code>${id}</code>
				</div>
				<div class="meta">
					${showTime(dtsCreatedAt)} ${file && html`· ${file.filename} · ${file.size} bytes`}
				</div>
			</article>`,
	})}`;

/** The page at the root of the sandbox, and where its buttons lead. */
export const connectFiPage: FastifyPluginAsync<{ store: Store }> = async (app, { store }) => {
	await app.register(formbody);

	app.get('/', async ({ headers }, reply) => {
		await sendPage(reply, {
			title: 'connectFi sandbox',
			introduction: renderIntroduction(`http://${headers.host}`),
			links: {
				'All records': '/sandbox/state',
				'Requests received': '/sandbox/requests',
				'Faults set': '/sandbox/faults',
			},
			content: renderContent(store.snapshot()),
		});
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
