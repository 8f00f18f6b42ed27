import {
	NodeHelpers,
	type INode,
	type INodeParameters,
	type INodeProperties,
	type INodePropertyCollection,
	type INodePropertyOptions,
	type INodeTypeDescription,
} from 'n8n-workflow';
import type { Page } from 'playwright-core';
import { startTestEnvironment, type TestEnvironment } from './support/testEnvironment';
import { node } from './support/nodes';

const ours = [
	'n8n-nodes-connectfi.connectFi',
	'n8n-nodes-connectfi.connectFiTrigger',
	'n8n-nodes-cloudpayments-kyc.cloudPaymentsKyc',
	'n8n-nodes-cloudpayments-kyc.cloudPaymentsKycTrigger',
];

/** What a node's panel shows, or is to show. */
interface Panel {
	/** The names of the parameters. */
	parameters: string[];
	/** Those that are marked, because they are required and empty. */
	marked: string[];
	/** What "Add option" lists. */
	options: string[];
}

// One node of each operation on one canvas: each panel is opened as a user opens it, and shows what its description says.
describe.each(['2.x', '1.x'] as const)('the panel of n8n %s', (line) => {
	let environment: TestEnvironment;
	let nodeTypes: INodeTypeDescription[];
	let nodes: INode[];
	let page: Page;
	/** What the browser's console calls an error. */
	const errors: string[] = [];
	/** What of it n8n logs with none of our nodes on the canvas: that is all that may be logged with them. */
	let errorsOfN8n: string[];

	beforeAll(async () => {
		environment = await startTestEnvironment({ line });
		nodeTypes = await environment.client.nodeTypes();
		page = await environment.browser();
		page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
		page.on('pageerror', (error) => errors.push(error.message));

		const [other] = await openCanvas([node('Edit Fields', 'n8n-nodes-base.set', 3.4)]);
		await openPanel(other);
		await closePanel();
		errorsOfN8n = errors.splice(0);
		nodes = await openCanvas(ours.flatMap((type) => listOperations(findDescription(type))));
	});
	afterAll(async () => await environment.stop());

	const findDescription = (type: string) => nodeTypes.find(({ name }) => name === type)!;
	const byTestId = (id: string) => page.locator(`[data-test-id=${id}]`);

	async function openCanvas(shown: INode[]): Promise<INode[]> {
		const columns = 6;
		const workflow = await environment.importWorkflow({
			name: 'Panels',
			nodes: shown.map((one, index) => ({
				...one,
				position: [240 * (index % columns), 200 * Math.floor(index / columns)],
			})),
			connections: {},
		});
		await page.goto(`/workflow/${workflow.id}`);
		await byTestId('canvas-node')
			.nth(shown.length - 1)
			.waitFor();
		// The canvas moves until all nodes are in sight.
		await page.waitForTimeout(1_000);
		return workflow.nodes;
	}

	async function openPanel({ name }: INode): Promise<void> {
		await page.locator(`[data-test-id=canvas-node][data-node-name="${name}"]`).dblclick();
		await byTestId('node-parameters').waitFor();
		await byTestId('parameter-item').first().waitFor();
	}

	async function closePanel(): Promise<void> {
		await page.keyboard.press('Escape');
		await byTestId('node-parameters').waitFor({ state: 'hidden' });
	}

	const readOpenPanel = async () => sorted(await page.evaluate<Panel>(readPanel));

	it('shows every operation as its description says, without an error in the console', async () => {
		for (const one of nodes) {
			await openPanel(one);
			expect([one.name, await readOpenPanel()]).toEqual([
				one.name,
				expectedPanel(one, findDescription(one.type)),
			]);
			await closePanel();
		}
		expect(nodes).toHaveLength(23);
		expect(errors.filter((error) => !errorsOfN8n.includes(error))).toEqual([]);
	});

	it('has a description of everything it shows', () => {
		const silent = ours.flatMap((type) =>
			findDescription(type)
				.properties.filter(({ name }) => !ownWords.includes(name))
				.filter((property) => property.type !== 'notice' && !property.description)
				.map(({ name }) => `${type}: ${name}`),
		);
		expect(silent).toEqual([]);
	});
});

/** Runs in the browser, in one go. n8n keeps the other tab, Settings, in the same place, hidden. */
const readPanel = `(() => {
	const all = (within, id) => [...within.querySelectorAll('[data-test-id=' + id + ']')];
	const labelOf = (item) => item.querySelector('[data-test-id=input-label] label span')?.innerText.trim() ?? '';
	const items = all(document, 'parameter-item').filter((item) => item.offsetParent);
	const labels = items.flatMap((item) =>
		all(item, 'input-label').map((label) => label.querySelector('label span')?.innerText.trim() ?? ''),
	);
	const unique = (names) => [...new Set(names)].filter(Boolean);
	return {
		parameters: unique(labels),
		marked: unique(all(document, 'parameter-issues').map((mark) => labelOf(mark.closest('[data-test-id=parameter-item]')))),
		options: unique(all(document, 'collection-parameter-option').map((option) => option.textContent.trim())),
	};
})()`;

/** Where a parameter stands is not what the tests are about. */
const sorted = ({ parameters, marked, options }: Panel): Panel => ({
	parameters: parameters.sort(),
	marked: marked.sort(),
	options: options.sort(),
});

/** n8n's own parameters, and those whose name says it all. */
const ownWords = ['resource', 'operation', 'options', 'pollTimes'];

/** One node of each operation; a trigger has none. */
function listOperations({ name, version, properties }: INodeTypeDescription): INode[] {
	const latest = Math.max(...[version].flat());
	const operations = properties
		.filter((property) => property.name === 'operation')
		.flatMap(({ displayOptions, options }) =>
			(options as INodePropertyOptions[])
				// n8n adds 'Custom API Call', which has no action.
				.filter(({ action }) => action)
				.map(({ value }) => ({
					resource: String(displayOptions?.show?.resource?.[0]),
					operation: String(value),
				})),
		);
	const each: Array<INodeParameters & { operation?: string; resource?: string }> = operations.length
		? operations
		: [{}];
	return each.map((parameters) => {
		const { resource = '', operation = '' } = parameters;
		return node(`${name.split('.')[1]} ${resource} ${operation}`, name, latest, parameters);
	});
}

/** What the panel of a new node shows, by n8n's own rules of what is displayed. */
function expectedPanel(shownNode: INode, description: INodeTypeDescription): Panel {
	const values = NodeHelpers.getNodeParameters(
		description.properties,
		shownNode.parameters,
		true,
		false,
		shownNode,
		description,
	)!;
	const isShown = (property: INodeProperties) =>
		NodeHelpers.displayParameter(values, property, shownNode, description);
	const shown = description.properties
		.filter(isShown)
		// n8n shows the choice of authentication with the credential.
		.filter(({ type, name }) => !['notice', 'hidden'].includes(type) && name !== 'authentication');
	const inner = shown.flatMap((property) => listPreset(property).filter(isShown));
	return sorted({
		parameters: [...shown, ...inner].map(({ displayName }) => displayName),
		marked: shown
			.filter(({ required, name }) => required && values[name] === '')
			.map(({ displayName }) => displayName),
		options: shown
			.filter(({ type }) => type === 'collection')
			.flatMap((property) => {
				const preset = Object.keys(property.default as object);
				return (property.options as INodeProperties[])
					.filter(isShown)
					.filter(({ name }) => !preset.includes(name))
					.map(({ displayName }) => displayName);
			}),
	});
}

/** The fields of a list or collection that a new node has from the start. */
function listPreset({ type, default: preset, options }: INodeProperties): INodeProperties[] {
	const fields =
		type === 'fixedCollection'
			? (options as INodePropertyCollection[]).flatMap(({ values }) => values)
			: type === 'collection'
				? (options as INodeProperties[])
				: [];
	const names = JSON.stringify(preset);
	return fields.filter(({ name }) => names.includes(`"${name}"`));
}
