import { PollContext } from 'n8n-core';
import {
	Workflow,
	type IDataObject,
	type INodeExecutionData,
	type INodeParameters,
	type INodeType,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { credentialsHelperFor, type StoredCredential } from '../../support/engine';
import { CloudPaymentsKycApi } from '../../../../credentials/CloudPaymentsKycApi.credentials';

/** A polling trigger in an active workflow on n8n's real engine. */
export interface PolledNode {
	/** One poll, as n8n's schedule makes it or as a test by hand. */
	poll(mode?: 'trigger' | 'manual'): Promise<INodeExecutionData[][] | null>;
	/** What n8n stores of the node between polls. */
	cursor(): IDataObject;
	/** What n8n writes its log with. */
	logger: PollContext['logger'];
	/** The engine's context, with its real HTTP helpers. */
	context: PollContext;
}

/**
 * Sets a polling trigger up.
 * @param stored what n8n had stored of the node, for a workflow that was active before
 */
export function polledNode(
	nodeType: INodeType,
	parameters: INodeParameters,
	credential: StoredCredential,
	stored: IDataObject = {},
): PolledNode {
	const getType = () => nodeType;
	const workflow = new Workflow({
		id: 'w',
		active: true,
		nodeTypes: { getByName: getType, getByNameAndVersion: getType, getKnownTypes: () => ({}) },
		nodes: [
			{
				id: '1',
				name: 'Trigger',
				type: 'tested',
				typeVersion: 1,
				position: [0, 0],
				parameters,
				credentials: { [credential.type]: { id: '1', name: 'credential' } },
			},
		],
		connections: {},
		staticData: { 'node:Trigger': stored },
	});
	const node = workflow.getNode('Trigger')!;
	const additionalData = {
		credentialsHelper: credentialsHelperFor(credential, [new CloudPaymentsKycApi()]),
		variables: {},
	} as unknown as IWorkflowExecuteAdditionalData;
	const contextFor = (mode: 'trigger' | 'manual') =>
		new PollContext(workflow, node, additionalData, mode, mode === 'manual' ? 'manual' : 'init');
	return {
		poll: async (mode = 'trigger') => await nodeType.poll!.call(contextFor(mode)),
		cursor: () => JSON.parse(JSON.stringify(workflow.getStaticData('node', node))) as IDataObject,
		logger: contextFor('trigger').logger,
		context: contextFor('trigger'),
	};
}
