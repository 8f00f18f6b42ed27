import { parse as parseFlatted } from 'flatted';
import type { IConnections, INode, INodeTypeDescription, IRunExecutionData } from 'n8n-workflow';
import { waitFor } from './waitFor';

/** A workflow as example files hold it. */
export interface WorkflowFile {
	name: string;
	nodes: INode[];
	connections: IConnections;
	settings?: Record<string, unknown>;
	pinData?: Record<string, unknown>;
}

/** A workflow stored in n8n. */
export interface StoredWorkflow extends WorkflowFile {
	id: string;
	versionId: string;
	active: boolean;
	/** What its nodes keep for themselves. */
	staticData?: unknown;
}

/** A credential to store. */
export interface CredentialToStore {
	/** Shown in the editor. */
	name: string;
	/** The credential type's name. */
	type: string;
	/** Its fields. */
	data: Record<string, unknown>;
}

/** A credential as n8n lists it: without its values. */
export interface StoredCredential {
	id: string;
	name: string;
	type: string;
}

/** What n8n answers to a credential test. */
export interface CredentialTestResult {
	status: 'OK' | 'Error';
	message: string;
}

/** One execution with everything its nodes put out. */
export interface Execution {
	id: string;
	workflowId: string;
	status: string;
	mode: string;
	startedAt: string;
	stoppedAt?: string | null;
	data: IRunExecutionData;
}

/** An execution as n8n lists it: without its data. */
export type ExecutionSummary = Omit<Execution, 'data'>;

/** n8n refused a request. */
export class N8nRequestError extends Error {
	constructor(
		/** HTTP status of the answer. */
		readonly status: number,
		message: string,
	) {
		super(message);
	}
}

const runningStatuses = ['new', 'running', 'unknown'];

/** What the editor does, by the same requests, on n8n 1.123 and 2.x alike. */
export class N8nClient {
	/** The login's cookie, `n8n-auth=...`; empty before the login. */
	cookie = '';

	/** @param url n8n's address without a trailing slash */
	constructor(readonly url: string) {}

	/**
	 * Sends one request with the login's cookie.
	 * @param method HTTP method
	 * @param path path with query
	 * @param body sent as JSON when given
	 * @returns the answer's `data`, or the whole answer where n8n does not wrap it; text where it is not JSON
	 * @throws N8nRequestError for every answer outside 2xx
	 */
	async request<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
		const response = await fetch(this.url + path, {
			method,
			headers: {
				// n8n closes idle connections after 5 seconds, maybe just when the next request is on its way.
				connection: 'close',
				...(body !== undefined && { 'content-type': 'application/json' }),
				...(this.cookie && { cookie: this.cookie }),
			},
			body: body === undefined ? undefined : JSON.stringify(body),
		});
		const login = response.headers.getSetCookie().find((cookie) => cookie.startsWith('n8n-auth='));
		if (login) this.cookie = login.split(';')[0];
		const text = await response.text();
		if (!response.ok) {
			throw new N8nRequestError(
				response.status,
				`${method} ${path} was answered ${response.status}: ${text.slice(0, 500)}`,
			);
		}
		const parsed = parseJson(text);
		return (isRecord(parsed) && 'data' in parsed ? parsed.data : parsed) as T;
	}

	/**
	 * Logs in as the owner, who is created first on a fresh n8n.
	 * @param email the owner's
	 * @param password at least 8 characters, a number and a capital letter
	 */
	async logIn(email: string, password: string): Promise<void> {
		const settings = await this.request<{ userManagement: { showSetupOnFirstLoad?: boolean } }>(
			'GET',
			'/rest/settings',
		);
		if (settings.userManagement.showSetupOnFirstLoad) {
			const owner = { email, password, firstName: 'Playground', lastName: 'Owner' };
			await this.request('POST', '/rest/owner/setup', owner);
		} else {
			await this.request('POST', '/rest/login', { emailOrLdapLoginId: email, password });
		}
	}

	/** @returns every node type that this n8n knows, with its description */
	async nodeTypes(): Promise<INodeTypeDescription[]> {
		return await this.request('GET', '/types/nodes.json');
	}

	/** @returns every credential type that this n8n knows */
	async credentialTypes(): Promise<Array<{ name: string; [field: string]: unknown }>> {
		return await this.request('GET', '/types/credentials.json');
	}

	/** @returns all stored credentials, without their values */
	async credentials(): Promise<StoredCredential[]> {
		return await this.request('GET', '/rest/credentials');
	}

	/** Stores a credential. */
	async createCredential(credential: CredentialToStore): Promise<StoredCredential> {
		return await this.request('POST', '/rest/credentials', credential);
	}

	/**
	 * Replaces the fields of a stored credential.
	 * @param credential which
	 * @param data its new fields
	 */
	async updateCredential(
		{ id, name, type }: StoredCredential,
		data: Record<string, unknown>,
	): Promise<StoredCredential> {
		return await this.request('PATCH', `/rest/credentials/${id}`, { name, type, data });
	}

	/**
	 * What the editor's credential window does when it is saved.
	 * @param credential a stored credential
	 * @param data its fields
	 */
	async testCredential(
		credential: StoredCredential,
		data: Record<string, unknown>,
	): Promise<CredentialTestResult> {
		const { id, name, type } = credential;
		return await this.request('POST', '/rest/credentials/test', {
			credentials: { id, name, type, data },
		});
	}

	/** @returns all stored workflows, without their nodes */
	async workflows(): Promise<Array<Pick<StoredWorkflow, 'id' | 'name' | 'active'>>> {
		return await this.request('GET', '/rest/workflows');
	}

	/** @returns the stored workflow with this id */
	async workflow(id: string): Promise<StoredWorkflow> {
		return await this.request('GET', `/rest/workflows/${id}`);
	}

	/** Stores a workflow, inactive. */
	async createWorkflow(workflow: WorkflowFile): Promise<StoredWorkflow> {
		return await this.request('POST', '/rest/workflows', {
			settings: { executionOrder: 'v1' },
			...workflow,
			active: false,
		});
	}

	/** Activates (n8n 2.x: publishes) a workflow, so that its triggers listen. */
	async activate({ id, versionId }: StoredWorkflow): Promise<void> {
		await this.request('POST', `/rest/workflows/${id}/activate`, { versionId });
	}

	/** Deactivates (n8n 2.x: unpublishes) a workflow. */
	async deactivate({ id }: StoredWorkflow): Promise<void> {
		await this.request('POST', `/rest/workflows/${id}/deactivate`, {});
	}

	/**
	 * Waits until a workflow is published, or no longer: n8n 2.x does either in the background, 1.x before it answers.
	 * @param wanted what it is to become
	 * @throws an Error with the refusal of one of its triggers, or when it takes longer than a minute
	 */
	async waitForPublication(
		{ id, name }: Pick<StoredWorkflow, 'id' | 'name'>,
		wanted: 'published' | 'not_published' = 'published',
	): Promise<void> {
		await waitFor(async () => {
			const publication = await this.request<{
				status: string;
				triggers: Array<{ errorMessage: string | null }>;
			}>('GET', `/rest/workflows/${id}/publication-status`).catch(undefinedWhen404);
			if (!publication) return true;
			const { status, triggers } = publication;
			const refused = triggers.find(({ errorMessage }) => errorMessage);
			if (wanted === 'published' && refused) throw new Error(refused.errorMessage!);
			return status === wanted || undefined;
		}, `'${name}' to be ${wanted}`);
	}

	/**
	 * Presses "Execute workflow".
	 * @param workflow a stored workflow
	 * @param trigger the name of the trigger node to start from
	 * @returns the id of the execution that started
	 * @throws an Error when n8n waits for a call of the test URL instead
	 */
	async run(workflow: StoredWorkflow, trigger: string): Promise<string> {
		const { executionId } = await this.request<{ executionId?: string }>(
			'POST',
			`/rest/workflows/${workflow.id}/run`,
			{ workflowData: workflow, triggerToStartFrom: { name: trigger } },
		);
		if (!executionId) throw new Error(`'${trigger}' waits for a call of its test URL`);
		return executionId;
	}

	/** @returns the execution with this id, as far as it got */
	async execution(id: string): Promise<Execution> {
		const answer = await this.request<Execution & { data: string }>(
			'GET',
			`/rest/executions/${id}`,
		);
		return { ...answer, data: parseFlatted(answer.data) as IRunExecutionData };
	}

	/** @returns the executions of a workflow, newest first, up to 100 */
	async listExecutions(workflowId: string): Promise<ExecutionSummary[]> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		const { results } = await this.request<{ results: ExecutionSummary[] }>(
			'GET',
			`/rest/executions?limit=100&filter=${filter}`,
		);
		return results;
	}

	/**
	 * @param workflowId whose executions
	 * @param atOnce how many of them may have run at the same time
	 * @returns all of them
	 */
	async listAllExecutions(workflowId: string, atOnce: number): Promise<ExecutionSummary[]> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		const byId = new Map<string, ExecutionSummary>();
		let next = '';
		for (;;) {
			const { results, nextCursor } = await this.request<{
				results: ExecutionSummary[];
				nextCursor?: string | null;
			}>('GET', `/rest/executions?limit=100&filter=${filter}${next}`);
			const known = byId.size;
			for (const summary of results) byId.set(summary.id, summary);
			if (byId.size === known || nextCursor === null) return [...byId.values()];
			// n8n 1.x pages by id, but sorts by the start: pages overlap, so that none is skipped.
			const lastId = Number(results.at(-1)?.id) + 2 * atOnce;
			next = nextCursor ? `&cursor=${encodeURIComponent(nextCursor)}` : `&lastId=${lastId}`;
		}
	}

	/**
	 * Waits until an execution has ended, or waits itself.
	 * @param id the execution
	 * @param options `waiting` also returns an execution that waits; `timeoutMs` is 60 seconds when absent
	 * @throws an Error when it takes longer
	 */
	async waitForExecution(
		id: string,
		options: { waiting?: boolean; timeoutMs?: number } = {},
	): Promise<Execution> {
		return await waitFor(
			async () => {
				const execution = await this.execution(id).catch(undefinedWhen404);
				if (!execution || runningStatuses.includes(execution.status)) return undefined;
				if (execution.status === 'waiting') return options.waiting ? execution : undefined;
				return execution.stoppedAt ? execution : undefined;
			},
			`execution ${id} to end`,
			options.timeoutMs,
		);
	}
}

function undefinedWhen404(error: unknown): undefined {
	if (!(error instanceof N8nRequestError && error.status === 404)) throw error;
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
