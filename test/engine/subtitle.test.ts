import { Workflow, type INode, type INodeType } from 'n8n-workflow';
import { CloudPaymentsKyc } from '../../nodes/CloudPaymentsKyc/CloudPaymentsKyc.node';
import { resources as ofCloudPayments } from '../../nodes/CloudPaymentsKyc/actions/resources';
import { ConnectFi } from '../../nodes/ConnectFi/ConnectFi.node';
import { resources as ofConnectFi } from '../../nodes/ConnectFi/actions/resources';
import { listOperations } from './support/schemas/outputSchemas';

/** What the canvas shows below a node with these parameters, as n8n's editor resolves it. */
function subtitleOf(nodeType: INodeType, operation: string): unknown {
	const [resource, name] = operation.split('.');
	const node: INode = {
		id: '1',
		name: 'Tested',
		type: 'tested',
		typeVersion: 1,
		position: [0, 0],
		parameters: { resource, operation: name },
	};
	const getType = () => nodeType;
	const workflow = new Workflow({
		nodes: [node],
		connections: {},
		active: false,
		nodeTypes: { getByName: getType, getByNameAndVersion: getType, getKnownTypes: () => ({}) },
	});
	const { subtitle } = nodeType.description;
	return workflow.expression.getSimpleParameterValue(node, subtitle, 'internal', {});
}

const subtitlesOf = (nodeType: INodeType, resources: Parameters<typeof listOperations>[0]) =>
	Object.fromEntries(
		listOperations(resources).map((operation) => [operation, subtitleOf(nodeType, operation)]),
	);

it('shows each operation of connectFi by its name', () =>
	expect(subtitlesOf(new ConnectFi(), ofConnectFi)).toMatchObject({
		'application.start': 'Start Identification',
		'application.onboard': 'Onboard Customer',
		'application.submitDocuments': 'Submit Documents',
		'application.waitForOutcome': 'Wait for Outcome',
		'application.getStatus': 'Get Status: KYC/KYB Application',
		'application.attachDocuments': 'Attach Documents',
		'customer.create': 'Create: Customer',
		'customer.getStatus': 'Get Status: Customer',
		'document.generate': 'Generate ID',
		'document.upload': 'Upload File',
		'legacyKyc.getStatus': 'Get Status (Deprecated)',
		'legacyKyc.init': 'Initialize (Deprecated)',
		'legacyKyc.addAttributes': 'Add Attributes (Deprecated)',
		'legacyKyc.uploadDocument': 'Upload Document (Deprecated)',
		'legacyKyc.linkDocument': 'Link Document (Deprecated)',
		'legacyDocument.generate': 'Generate ID (Deprecated)',
		'legacyDocument.upload': 'Upload File (Deprecated)',
	}));

it.each([
	['connectFi', new ConnectFi(), ofConnectFi],
	['CloudPayments', new CloudPaymentsKyc(), ofCloudPayments],
] as const)('shows every operation of %s differently', (_, nodeType, resources) => {
	const subtitles = Object.values(subtitlesOf(nodeType, resources));
	expect(subtitles.filter((subtitle) => typeof subtitle !== 'string')).toEqual([]);
	expect(new Set(subtitles).size).toBe(subtitles.length);
});

it('shows each operation of CloudPayments by its name', () =>
	expect(subtitlesOf(new CloudPaymentsKyc(), ofCloudPayments)).toMatchObject({
		'session.getAccessToken': 'Get Access Token',
		'user.getStatus': 'Get Status',
		'user.getSdkToken': 'Get SDK Token',
		'user.register': 'Register: User',
	}));
