import type { StoredFile } from '../core/upload';
import { Callbacks } from './callbacks';
import { ConnectFiError } from './errors';
import { deriveKycStatus } from './journey';
import { Mint } from './mint';
import type { Settings } from './options';
import { Tokens } from './tokens';
import type {
	AkepaDocument,
	Application,
	Customer,
	LegacyDocument,
	LegacyKyc,
	SeparateDocument,
} from './types';

/** Everything one sandbox knows, and how its records look from outside. */
export class Store {
	readonly customers = new Map<string, Customer>();
	/** In the order they were started. */
	readonly applications = new Map<string, Application>();
	readonly documents = new Map<string, AkepaDocument>();
	/** By customer id. */
	readonly legacy = new Map<string, LegacyKyc>();
	readonly separateDocuments = new Map<string, SeparateDocument>();
	readonly mint = new Mint();
	readonly tokens: Tokens;
	readonly callbacks: Callbacks;
	/** The password of the login, which /user/change-password changes. */
	password: string;
	/** The client's id in connectFi, given to what is made from now on. */
	aggregatorId: string;

	private readonly timers = new Set<NodeJS.Timeout>();

	/** @param settings how this sandbox behaves */
	constructor(readonly settings: Settings) {
		this.password = settings.password;
		this.aggregatorId = settings.aggregatorId;
		this.tokens = new Tokens(settings.tokens, {
			shape: settings.tokenShape,
			lifetimeMs: settings.tokenLifetimeMs,
			uses: settings.tokenUses,
			sessions: settings.tokenSessions,
		});
		this.callbacks = new Callbacks(settings.callbackTimeoutMs);
	}

	/**
	 * @param data what the request is about
	 * @returns the envelope of a success
	 */
	envelope<T>(data: T): { code: '0'; data: T; requestId: string } {
		return { code: '0', data, requestId: this.mint.requestId() };
	}

	/**
	 * @param customerId id of a customer
	 * @returns that customer
	 * @throws ConnectFiError customerNotFound
	 */
	customer(customerId: string): Customer {
		const customer = this.customers.get(customerId);
		if (customer === undefined) throw new ConnectFiError('customerNotFound', { customerId });
		return customer;
	}

	/**
	 * @param customerId id of a customer
	 * @returns its latest application, if any
	 */
	latestApplication(customerId: string): Application | undefined {
		return [...this.applications.values()].filter((one) => one.customerId === customerId).at(-1);
	}

	/**
	 * Does something later, unless the sandbox is reset or closed before.
	 * @param delayMs milliseconds to wait
	 * @param action what to do
	 */
	later(delayMs: number, action: () => void): void {
		const timer = setTimeout(() => {
			this.timers.delete(timer);
			action();
		}, delayMs);
		this.timers.add(timer);
	}

	/** Forgets all records and login tokens, and what was preset. Options stay. */
	reset(): void {
		this.cancelTimers();
		for (const records of [
			this.customers,
			this.applications,
			this.documents,
			this.legacy,
			this.separateDocuments,
		]) {
			records.clear();
		}
		this.mint.reset();
		this.tokens.clear();
		this.callbacks.log.length = 0;
		this.password = this.settings.password;
		this.aggregatorId = this.settings.aggregatorId;
	}

	/** Ends everything that is still going on. */
	stop(): void {
		this.cancelTimers();
		this.callbacks.stop();
	}

	private cancelTimers(): void {
		for (const timer of this.timers) clearTimeout(timer);
		this.timers.clear();
	}

	/**
	 * The application object of the akepa pages.
	 * @param application an application
	 * @param order representatives first as in the identification and status examples, or the business first as in the
	 * update example: the order is not stable
	 * @returns `data` of an answer or a callback
	 */
	applicationView(application: Application, order: 'asStored' | 'customerFirst' = 'asStored') {
		const entities = [...application.entities];
		if (order === 'customerFirst') {
			entities.sort((a, b) => Number(b.isCustomer) - Number(a.isCustomer));
		}
		const { applicationId, aggregatorId, customerId, reference, status, outcome } = application;
		return {
			applicationId,
			aggregatorId,
			customerId,
			...(reference !== undefined && { reference }),
			status,
			outcome,
			entityApplications: entities.map((entity) => ({
				entityId: entity.entityId,
				isCustomer: entity.isCustomer,
				status: entity.status,
				outcome: entity.outcome,
			})),
		};
	}

	/**
	 * The document object of the akepa pages. Whether notes are echoed is not documented; they are not.
	 * @param document a document
	 * @returns `data` of an answer
	 */
	documentView({ file: _file, ...document }: AkepaDocument) {
		return document;
	}

	/**
	 * The customer object of GET /customer/status; INFERRED to be the answer of /customer/init and /customer/update too.
	 * @param record a customer
	 * @returns `data` of an answer
	 */
	customerView(record: Customer) {
		const { reference, customerId, customerType, customer, boises, dtsCreatedAt } = record;
		const kycStatus = this.kycStatus(customerId);
		return { reference, customerId, customerType, customer, kycStatus, boises, dtsCreatedAt };
	}

	/** The value before any KYC is not documented; the vendor's table gives PENDING for "any other" state. */
	private kycStatus(customerId: string): string {
		const application = this.latestApplication(customerId);
		if (application !== undefined) return deriveKycStatus(application);
		return this.legacy.get(customerId)?.status ?? 'PENDING';
	}

	/**
	 * The data common to the legacy routes; `kycAttributes` is left out until attributes were added.
	 * @param kyc a legacy KYC
	 * @returns `data` of an answer or a callback
	 */
	legacyView(kyc: LegacyKyc) {
		const { attributeCodes, system, mode, status, attributes, documents } = kyc;
		return {
			customer: { ...this.customerView(this.customer(kyc.customerId)), kycStatus: status },
			kyc: { attributeCodes, system, mode, status },
			kycDocumentList: documents.map(({ file: _file, ...document }: LegacyDocument) => document),
			...(attributes && { kycAttributes: attributes }),
		};
	}

	/** @returns all records as plain JSON, in the order they were made; contents of files are left out */
	snapshot() {
		const withoutContent = <T extends { file?: StoredFile }>(document: T): T => ({
			...document,
			...(document.file && { file: { ...document.file, content: undefined } }),
		});
		return {
			customers: [...this.customers.values()].map((customer) => this.customerView(customer)),
			applications: [...this.applications.values()],
			documents: [...this.documents.values()].map(withoutContent),
			legacyCustomers: [...this.legacy.values()].map((kyc) => ({
				...kyc,
				documents: kyc.documents.map(withoutContent),
			})),
			separateDocuments: [...this.separateDocuments.values()].map(withoutContent),
			callbacks: this.callbacks.log,
		};
	}
}
