import 'reflect-metadata';
import { ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import * as n8nWorkflow from 'n8n-workflow';
import type {
	IConnections,
	ICredentialDataDecryptedObject,
	ICredentialType,
	IDataObject,
	IHttpRequestOptions,
	INode,
	INodeCredentialsDetails,
	INodeExecutionData,
	INodeParameters,
	INodeType,
	IRequestOptionsSimplified,
	IRun,
	IRunExecutionData,
	IWorkflowExecuteAdditionalData,
	IWorkflowSettings,
	OnError,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { ConnectFiApi } from '../../../credentials/ConnectFiApi.credentials';
import { ConnectFiLoginApi } from '../../../credentials/ConnectFiLoginApi.credentials';

/** A stored credential: its type and what the user filled in. The data changes when n8n would store a renewed token. */
export interface StoredCredential {
	type: string;
	data: ICredentialDataDecryptedObject;
}

export interface NodeRun {
	nodeType: INodeType;
	parameters: INodeParameters;
	credential: StoredCredential;
	/** Input items; one empty item if absent. */
	items?: INodeExecutionData[];
	onError?: OnError;
	/** Called once the run has begun, with what ends the execution as the user's Stop button does. */
	onStart?: (cancel: () => void) => void;
	/** Credential classes beyond those of this package. */
	credentialTypes?: ICredentialType[];
	/** Further nodes of the workflow, which lead nowhere unless told. */
	beside?: INode[];
	/** What some of these gave: they have run already. */
	ran?: Record<string, INodeExecutionData[]>;
	/** The name of one that leads to the node under test. */
	upstream?: string;
	/** The workflow's settings. */
	settings?: IWorkflowSettings;
	/** How the execution was started; by hand if absent. */
	mode?: WorkflowExecuteMode;
	/** n8n's own public address. */
	publicUrl?: string;
	/** The name under which n8n knows the node type; that of a tool ends with `Tool`. */
	typeName?: string;
	/** The version of the node; 1 if absent. */
	typeVersion?: number;
}

export interface NodeOutcome {
	status: string;
	/** The error that ended the execution, as n8n stores it. */
	error?: Error & { description?: string; httpCode?: string; context?: IDataObject };
	/** The items of each output of the node; the second is the error branch. */
	outputs: INodeExecutionData[][];
	/** The items of the first output. */
	items: INodeExecutionData[];
	/** The `json` of these items. */
	json: IDataObject[];
	/** Everything n8n would store of this execution. */
	stored: IRunExecutionData;
}

const start: INodeType = {
	description: {
		displayName: 'Start',
		name: 'start',
		group: ['trigger'],
		version: 1,
		description: '',
		defaults: { name: 'Start' },
		inputs: [],
		outputs: ['main'],
		properties: [],
	},
	async execute() {
		return [this.getInputData()];
	},
};

/** A workflow and what its execution begins with. */
export interface WorkflowRun extends Pick<NodeRun, 'credential' | 'credentialTypes' | 'ran'> {
	nodes: INode[];
	connections: IConnections;
	settings?: IWorkflowSettings;
	/** By the names that the nodes have as their type; all others only pass their items on. */
	nodeTypes: Record<string, INodeType>;
	/** The name of the node that it begins with. */
	startAt: string;
	items: INodeExecutionData[];
	mode?: WorkflowExecuteMode;
	publicUrl?: string;
	onStart?: NodeRun['onStart'];
}

/** Runs a workflow on n8n's real engine, with real HTTP. */
export async function runWorkflow(run: WorkflowRun): Promise<IRun> {
	const { nodes, connections, settings, nodeTypes, startAt, items, credential } = run;
	const { publicUrl = 'http://127.0.0.1', mode = 'manual' } = run;
	const getType = (name: string) => nodeTypes[name] ?? start;
	const workflow = new n8nWorkflow.Workflow({
		id: 'w',
		active: false,
		nodeTypes: { getByName: getType, getByNameAndVersion: getType, getKnownTypes: () => ({}) },
		nodes,
		connections,
		settings,
	});
	const additionalData = {
		hooks: new ExecutionLifecycleHooks(mode, '1', {} as never),
		credentialsHelper: credentialsHelperFor(credential, run.credentialTypes),
		executionId: '1',
		variables: {},
		webhookBaseUrl: `${publicUrl}/webhook`,
		webhookWaitingBaseUrl: `${publicUrl}/webhook-waiting`,
		formWaitingBaseUrl: `${publicUrl}/form-waiting`,
		currentNodeParameters: undefined,
		setExecutionStatus: () => {},
	} as unknown as IWorkflowExecuteAdditionalData;
	const executionData = {
		nodeExecutionStack: [
			{ node: workflow.getNode(startAt)!, data: { main: [items] }, source: null },
		],
		contextData: {},
		metadata: {},
		waitingExecution: {},
		waitingExecutionSource: {},
	};
	// 1.x has no factory for it and takes the plain object.
	const create = (n8nWorkflow as { createRunExecutionData?: (data: object) => IRunExecutionData })
		.createRunExecutionData;
	const runData = Object.fromEntries(
		Object.entries(run.ran ?? {}).map(([name, given]) => [
			name,
			[{ data: { main: [given] }, source: [] }],
		]),
	);
	const data =
		create?.({ executionData, resultData: { runData } }) ??
		({ resultData: { runData }, executionData } as unknown as IRunExecutionData);

	const execution = new WorkflowExecute(additionalData, mode, data).processRunExecutionData(
		workflow,
	);
	run.onStart?.(() => execution.cancel());
	return await execution;
}

/** Runs one node on n8n's real engine, between a start node and nothing, with real HTTP. */
export async function runNode(run: NodeRun): Promise<NodeOutcome> {
	const { nodeType, parameters, credential, items = [{ json: {} }], onError, beside = [] } = run;
	const { typeName = 'tested' } = run;
	const result = await runWorkflow({
		...run,
		nodeTypes: { start, [typeName]: nodeType },
		startAt: 'Start',
		items,
		nodes: [
			{
				id: '1',
				name: 'Start',
				type: 'start',
				typeVersion: 1,
				position: [0, 0],
				parameters: {},
			},
			...beside,
			{
				id: '2',
				name: 'Tested',
				type: typeName,
				typeVersion: run.typeVersion ?? 1,
				position: [0, 0],
				parameters,
				onError,
				credentials: { [credential.type]: { id: '1', name: 'credential' } },
			},
		],
		connections: {
			Start: { main: [[{ node: 'Tested', type: 'main', index: 0 }]] },
			...(run.upstream && {
				[run.upstream]: { main: [[{ node: 'Start', type: 'main', index: 0 }]] },
			}),
		},
	});
	const outputs = (result.data.resultData.runData.Tested?.[0]?.data?.main ?? []).map(
		(output) => output ?? [],
	);
	const first = outputs[0] ?? [];
	return {
		status: result.status,
		error: result.data.resultData.error as NodeOutcome['error'],
		outputs,
		items: first,
		json: first.map(({ json }) => json),
		stored: result.data,
	};
}

/**
 * What n8n's own credentials helper does with a credential, on the credential classes of this package: the server is not a
 * dependency, so its two methods are written out here as n8n has them (dist/credentials-helper.js).
 */
export function credentialsHelperFor(credential: StoredCredential, more: ICredentialType[] = []) {
	const types = [new ConnectFiApi(), new ConnectFiLoginApi(), ...more];
	const typeOf = (name: string) => types.find((type) => type.name === name)!;
	const decrypted = () => ({
		...Object.fromEntries(
			typeOf(credential.type).properties.map(({ name, default: value }) => [name, value]),
		),
		...credential.data,
	});
	return {
		getParentTypes: () => [],
		isCredentialUsableByNode: () => true,
		getCredentialsProperties: (name: string) => typeOf(name).properties,
		getDecrypted: async () => decrypted(),
		async preAuthentication(
			helpers: { helpers: { httpRequest: (options: IHttpRequestOptions) => Promise<unknown> } },
			credentials: ICredentialDataDecryptedObject,
			typeName: string,
			_node: { credentials?: Record<string, INodeCredentialsDetails> },
			expired: boolean,
		) {
			const type = typeOf(typeName);
			const expirable = type.properties.find(
				({ type: kind, typeOptions }) => kind === 'hidden' && typeOptions?.expirable === true,
			);
			if (!expirable || !type.preAuthentication) return undefined;
			if (credentials[expirable.name] !== '' && !expired) return undefined;
			const output = await type.preAuthentication.call(helpers as never, credentials);
			if (output[expirable.name] === undefined) return undefined;
			credential.data = { ...credential.data, ...(output as ICredentialDataDecryptedObject) };
			return Object.assign(credentials, output);
		},
		async authenticate(
			credentials: ICredentialDataDecryptedObject,
			typeName: string,
			options: IHttpRequestOptions,
		) {
			const { authenticate } = typeOf(typeName);
			if (typeof authenticate === 'function') return await authenticate(credentials, options);
			const resolved: Record<string, IDataObject> = {};
			for (const [place, values] of Object.entries(authenticate?.properties ?? {})) {
				resolved[place] = { ...(options[place as keyof IRequestOptionsSimplified] as IDataObject) };
				for (const [key, value] of Object.entries(values as Record<string, string>))
					resolved[place][key] = value.replace(
						/^=?\{\{ *\$credentials\.(\w+) *\}\}$/,
						(_, name: string) => String(credentials[name]),
					);
			}
			return { ...options, ...resolved };
		},
	};
}

/** An input item with files, as n8n holds them in memory. */
export function itemWithFiles(
	files: Record<string, { content: Buffer; fileName?: string; mimeType?: string }>,
	json: IDataObject = {},
): INodeExecutionData {
	return {
		json,
		binary: Object.fromEntries(
			Object.entries(files).map(([name, { content, fileName, mimeType = '' }]) => [
				name,
				{ data: content.toString('base64'), fileName, mimeType },
			]),
		),
	};
}
