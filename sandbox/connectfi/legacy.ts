import { extname } from 'node:path';
import type { FastifyPluginAsync } from 'fastify';
import { readUpload, type StoredFile } from '../core/upload';
import { notifyLegacy } from './changes';
import { ConnectFiError } from './errors';
import { settleLegacyKyc } from './journey';
import { legacyAttributesBody, legacyInitBody, legacyLinkBody } from './schemas';
import type { Store } from './store';
import type { Customer, LegacyDocument, LegacyKyc } from './types';

interface InitBody {
	customerId: string;
	syncMode?: boolean | null;
	webhookURL?: string;
	webhookUrl?: string;
}

interface AttributesBody {
	customerId: string;
	additionalAttributes?: Record<string, unknown>;
}

interface LinkBody {
	customerId: string;
	documentId: string;
	separateDocumentId: string;
}

/** The extension shown after an upload; how the vendor finds it is not documented (INFERRED: from the file's name). */
const readExtension = ({ filename, mimetype }: StoredFile) =>
	extname(filename).slice(1).toLowerCase() || mimetype.split('/').at(-1) || 'bin';

function start(store: Store, customer: Customer, body: InitBody): LegacyKyc {
	// INFERRED: the trigger name Denied works here too, and then nothing more is asked for.
	const denied = customer.customer.lastName === 'Denied';
	const document = (documentSide: string): LegacyDocument => ({
		id: store.mint.id('legacyDocument'),
		label: `LICENSE ${documentSide}`,
		type: 'LICENSE',
		documentSide,
		uploadStatus: false,
	});
	const kyc: LegacyKyc = {
		customerId: customer.customerId,
		attributeCodes: denied ? [] : ['cardAttributes'],
		system: 'condor',
		mode: 'licenseUSACondor',
		status: denied ? 'DECLINED' : 'WAITING_DATA',
		documents: denied ? [] : [document('FRONT'), document('BACK')],
		webhookUrl: null,
		asynchronous: body.syncMode === true,
		startedAt: store.mint.now(),
	};
	store.legacy.set(kyc.customerId, kyc);
	return kyc;
}

/** What a legacy route answers before init is not documented; INFERRED the error of the akepa routes. */
function findKyc(store: Store, customerId: string): LegacyKyc {
	store.customer(customerId);
	const kyc = store.legacy.get(customerId);
	if (kyc === undefined) throw new ConnectFiError('identificationNotFound', { customerId });
	return kyc;
}

function findDocument(kyc: LegacyKyc, documentId: string): LegacyDocument {
	const document = kyc.documents.find(({ id }) => id === documentId);
	if (document === undefined) throw new ConnectFiError('documentNotFound', { documentId });
	return document;
}

/**
 * Settles the KYC if it has received all it waits for. With `syncMode: true` (described as "true if asynchronous", never
 * shown) the result comes later; PENDING until then is INFERRED.
 */
function workOut(store: Store, kyc: LegacyKyc): void {
	const before = kyc.status;
	settleLegacyKyc(kyc, store.customer(kyc.customerId));
	if (kyc.status === before) return;
	if (kyc.asynchronous) {
		const result = kyc.status;
		kyc.status = 'PENDING';
		store.later(store.settings.asyncDelayMs, () => {
			if (kyc.status !== 'PENDING') return;
			kyc.status = result;
			notifyLegacy(store, kyc);
		});
	} else if (store.settings.legacyCallbacks === 'everyChange') {
		notifyLegacy(store, kyc);
	}
}

function linkSeparate(store: Store, { customerId, documentId, separateDocumentId }: LinkBody) {
	const kyc = findKyc(store, customerId);
	const document = findDocument(kyc, documentId);
	const separate = store.separateDocuments.get(separateDocumentId);
	if (separate === undefined || separate.linkedTo !== undefined) {
		throw new ConnectFiError('documentNotFound', { documentId: separateDocumentId });
	}
	if (!separate.uploadStatus) {
		throw new ConnectFiError('documentNotUploaded', { documentId: separateDocumentId });
	}
	separate.linkedTo = documentId;
	document.uploadStatus = true;
	document.extension = separate.extension;
	document.file = separate.file;
	workOut(store, kyc);
	return kyc;
}

/** The deprecated /customer/kyc routes. */
export const legacyKycRoutes: FastifyPluginAsync<{ store: Store }> = async (app, { store }) => {
	app.post<{ Body: InitBody }>(
		'/customer/kyc/init',
		{ schema: { body: legacyInitBody(store.settings.legacyWebhookField) } },
		({ body }) => {
			const customer = store.customer(body.customerId);
			// What a second init does is not documented; INFERRED: it answers the KYC already there.
			const kyc = store.legacy.get(body.customerId) ?? start(store, customer, body);
			kyc.webhookUrl = body.webhookURL ?? body.webhookUrl ?? kyc.webhookUrl;
			return store.envelope(store.legacyView(kyc));
		},
	);

	app.post<{ Body: AttributesBody }>(
		'/customer/kyc/add-attributes',
		{ schema: { body: legacyAttributesBody } },
		({ body }) => {
			const kyc = findKyc(store, body.customerId);
			kyc.attributes = { ...kyc.attributes, ...body.additionalAttributes };
			workOut(store, kyc);
			return store.envelope(store.legacyView(kyc));
		},
	);

	app.post<{ Params: { customerId: string; documentId: string } }>(
		'/customer/kyc/upload/:customerId/:documentId',
		async (request) => {
			const { customerId, documentId } = request.params;
			const file = await readUpload(request, { field: 'file', keep: store.settings.keepFiles });
			const kyc = findKyc(store, customerId);
			const document = findDocument(kyc, documentId);
			if (file === null) throw new ConnectFiError('fileNotFound');
			// A file can be replaced until the KYC is finished; the error after that is INFERRED.
			if (kyc.status === 'APPROVED' || kyc.status === 'DECLINED') {
				throw new ConnectFiError('statusApplicationEntity', { entityId: customerId });
			}
			document.uploadStatus = true;
			document.extension = readExtension(file);
			document.file = file;
			workOut(store, kyc);
			return store.envelope(store.legacyView(kyc));
		},
	);

	app.get<{ Params: { customerId: string } }>('/customer/kyc/status/:customerId', ({ params }) =>
		store.envelope(store.legacyView(findKyc(store, params.customerId))),
	);

	app.post<{ Body: LinkBody }>(
		'/customer/kyc/document-link',
		{ schema: { body: legacyLinkBody } },
		({ body }) => store.envelope(store.legacyView(linkSeparate(store, body))),
	);
};

/** The deprecated /document routes; their examples carry no `requestId`, neither in answers nor in errors. */
export const legacyDocumentRoutes: FastifyPluginAsync<{ store: Store }> = async (
	app,
	{ store },
) => {
	// The answer's data is INFERRED: the page says in words that there is an id and a status of false.
	app.post('/document/generate', () => {
		const document = { id: store.mint.id('separateDocument'), uploadStatus: false };
		store.separateDocuments.set(document.id, document);
		return { code: '0', data: document };
	});

	app.post<{ Params: { documentId: string } }>('/document/upload/:documentId', async (request) => {
		const { documentId } = request.params;
		const file = await readUpload(request, { field: 'file', keep: store.settings.keepFiles });
		const document = store.separateDocuments.get(documentId);
		if (document === undefined) throw new ConnectFiError('documentNotFound', { documentId });
		if (file === null) throw new ConnectFiError('fileNotFound');
		const extension = readExtension(file);
		Object.assign(document, { uploadStatus: true, extension, file });
		return { code: '0', data: { id: documentId, uploadStatus: true, extension } };
	});
};
