import type { FastifyPluginAsync } from 'fastify';
import { readUpload } from '../core/upload';
import { notifyApplication, notifyRequested } from './changes';
import { ConnectFiError } from './errors';
import { decideEntities, listEntities, identify, takeDocuments } from './journey';
import { generateBody, identificationBody, statusBody, updateBody } from './schemas';
import type { Store } from './store';
import type { Application, LinkedDocument } from './types';

interface IdentificationBody {
	customerId: string;
	reference?: string;
	syncMode?: boolean | null;
	webhookUrl?: string | null;
	webhookURL?: string | null;
}

interface GenerateBody {
	workflow: string;
	name: string;
	extension: string;
	type: string;
	note?: string | null;
	note_author_agent_email?: string;
}

interface UpdateBody {
	customerId: string;
	applicationId?: string;
	documents?: Array<LinkedDocument & { entityId: string }>;
}

/** INFERRED: the identification's reference is a `common-reference`, unique like the others. */
function refuseKnownReference(store: Store, reference: string | undefined): void {
	for (const known of store.applications.values()) {
		if (reference !== undefined && known.reference === reference) {
			throw new ConnectFiError('referenceExists', { reference, entityId: known.applicationId });
		}
	}
}

function start(store: Store, body: IdentificationBody): Application {
	const customer = store.customer(body.customerId);
	refuseKnownReference(store, body.reference);
	const entities = listEntities(customer);
	const ids = entities.map(({ entityId }) => entityId);
	if (new Set(ids).size < ids.length) throw new ConnectFiError('duplicateEntities');

	const application: Application = {
		applicationId: store.mint.id('application'),
		aggregatorId: store.aggregatorId,
		customerId: body.customerId,
		reference: body.reference,
		status: 'running',
		outcome: null,
		entities,
		webhookUrl: body.webhookUrl ?? body.webhookURL ?? null,
		asynchronous: body.syncMode === true,
		startedAt: store.mint.now(),
	};
	store.applications.set(application.applicationId, application);
	settle(store, application, 'running', () => identify(application, customer));
	return application;
}

/**
 * Settles an application now, or later with a callback if the identification asked for it. The docs describe `syncMode` as
 * "true if asynchronous" and never show it; `running` until then, and the callback after, are INFERRED.
 * @param before the status before the request
 */
function settle(store: Store, application: Application, before: string, result: () => void): void {
	if (!application.asynchronous) {
		result();
		return notifyRequested(store, application, before);
	}
	store.later(store.settings.asyncDelayMs, () => {
		if (application.status !== 'running') return;
		result();
		notifyApplication(store, application);
	});
}

/** The application an update is about: the one named, or the latest. */
function findApplication(store: Store, { customerId, applicationId }: UpdateBody): Application {
	store.customer(customerId);
	if (applicationId !== undefined)
		return findApplicationByIds(store, { customerId, applicationId });
	return findLatestApplication(store, customerId);
}

function findApplicationByIds(store: Store, ids: { customerId: string; applicationId: string }) {
	const application = store.applications.get(ids.applicationId);
	if (application?.customerId !== ids.customerId) {
		throw new ConnectFiError('applicationNotFound', { applicationId: ids.applicationId });
	}
	return application;
}

function findLatestApplication(store: Store, customerId: string): Application {
	const application = store.latestApplication(customerId);
	if (application === undefined) throw new ConnectFiError('identificationNotFound', { customerId });
	return application;
}

function link(store: Store, application: Application, documents: UpdateBody['documents'] = []) {
	const links = documents.map(({ entityId, documentId, view }) => {
		const entity = application.entities.find((one) => one.entityId === entityId);
		if (entity === undefined) throw new ConnectFiError('unknownEntity', { entityId });
		if (entity.status === 'completed' || application.status === 'completed') {
			throw new ConnectFiError('statusApplicationEntity', { entityId });
		}
		const document = store.documents.get(documentId);
		if (document === undefined) throw new ConnectFiError('documentNotFound', { documentId });
		if (!document.uploadStatus) throw new ConnectFiError('documentNotUploaded', { documentId });
		return { entity, documentId, view };
	});
	for (const { entity, documentId, view } of links) entity.documents.push({ documentId, view });
}

function update(store: Store, body: UpdateBody): Application {
	const application = findApplication(store, body);
	const before = application.status;
	link(store, application, body.documents);
	if (!takeDocuments(application)) return application;
	const customer = store.customer(application.customerId);
	application.status = 'running';
	settle(store, application, before, () => decideEntities(application, customer));
	return application;
}

/** The current KYC and KYB routes. */
export const akepaRoutes: FastifyPluginAsync<{ store: Store }> = async (app, { store }) => {
	const { settings } = store;

	app.post<{ Body: IdentificationBody }>(
		'/akepa/identification',
		{ schema: { body: identificationBody(settings) } },
		({ body }) => store.envelope(store.applicationView(start(store, body))),
	);

	// The akepa page of 2023 lists every route and has no such one; what an unknown route answers is not documented.
	if (settings.api === 'current') {
		app.post<{ Body: { customerId: string; applicationId: string } }>(
			'/akepa/status',
			{ schema: { body: statusBody } },
			({ body }) => {
				store.customer(body.customerId);
				return store.envelope(store.applicationView(findApplicationByIds(store, body)));
			},
		);
	}

	// The old status route; its page knows no reference, and not which of several applications it answers (the latest).
	app.get<{ Params: { customerId: string } }>('/akepa/status/:customerId', ({ params }) => {
		const view = store.applicationView(findLatestApplication(store, params.customerId));
		return store.envelope({ ...view, reference: undefined });
	});

	app.post<{ Body: GenerateBody }>(
		'/akepa/document/generate',
		{ schema: { body: generateBody } },
		({ body: { workflow, name, extension, type } }) => {
			const document = {
				id: store.mint.id('document'),
				aggregatorId: store.aggregatorId,
				uploadStatus: false,
				workflow,
				name,
				extension,
				type,
				dtsCreatedAt: store.mint.now(),
			};
			store.documents.set(document.id, document);
			return store.envelope(store.documentView(document));
		},
	);

	app.post<{ Params: { documentId: string } }>(
		'/akepa/document/upload/:documentId',
		async (request) => {
			const { documentId } = request.params;
			const file = await readUpload(request, { field: 'file', keep: settings.keepFiles });
			const document = store.documents.get(documentId);
			if (document === undefined) throw new ConnectFiError('documentNotFound', { documentId });
			if (document.uploadStatus) throw new ConnectFiError('alreadyUploaded');
			if (file === null) throw new ConnectFiError('fileNotFound');
			document.uploadStatus = true;
			document.file = file;
			return store.envelope(store.documentView(document));
		},
	);

	app.post<{ Body: UpdateBody }>(
		'/akepa/update',
		{ schema: { body: updateBody(settings.updateAcceptsApplicationId) } },
		({ body }) => {
			const application = update(store, body);
			return store.envelope(store.applicationView(application, 'customerFirst'));
		},
	);
};
