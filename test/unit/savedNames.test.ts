import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INodeType } from 'n8n-workflow';
import { CloudPaymentsKycApi } from '../../credentials/CloudPaymentsKycApi.credentials';
import { ConnectFiApi } from '../../credentials/ConnectFiApi.credentials';
import { ConnectFiLoginApi } from '../../credentials/ConnectFiLoginApi.credentials';
import { CloudPaymentsKyc } from '../../nodes/CloudPaymentsKyc/CloudPaymentsKyc.node';
import { CloudPaymentsKycTrigger } from '../../nodes/CloudPaymentsKyc/CloudPaymentsKycTrigger.node';
import { ConnectFi } from '../../nodes/ConnectFi/ConnectFi.node';
import { ConnectFiTrigger } from '../../nodes/ConnectFi/ConnectFiTrigger.node';
import {
	findBreaks,
	formatNames,
	listCredentialNames,
	listNodeNames,
	type SavedNames,
	type SavedParameter,
} from '../support/savedNames';

/** `npm run saved` runs this file too, and has it write what was added. */
const isWriting = process.env.npm_lifecycle_event === 'saved';
const folder = join(__dirname, '../fixtures/saved/names');

const nodes: INodeType[] = [
	new ConnectFi(),
	new ConnectFiTrigger(),
	new CloudPaymentsKyc(),
	new CloudPaymentsKycTrigger(),
];
const credentials = [new ConnectFiApi(), new ConnectFiLoginApi(), new CloudPaymentsKycApi()];

/** By the name of the file that keeps them. */
const published: Array<[file: string, names: SavedNames]> = [
	...nodes.flatMap(({ description }) =>
		[description.version].flat().map((version): [string, SavedNames] => {
			return [`${description.name}-${version}.json`, listNodeNames(description, version)];
		}),
	),
	...credentials.map((type): [string, SavedNames] => [
		`${type.name}.json`,
		listCredentialNames(type),
	]),
];

const read = (file: string) => {
	const path = join(folder, file);
	return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
};

describe.each(published)('%s', (file, names) => {
	it('breaks no saved workflow: what changes needs a new version of the node', () => {
		const saved = read(file);
		if (saved) expect(findBreaks(JSON.parse(saved) as SavedNames, names)).toEqual([]);
		if (isWriting) writeFileSync(join(folder, file), formatNames(names));
	});

	it('keeps what was added too (else `npm run saved`)', () => {
		expect(read(file)).toBe(formatNames(names));
	});
});

it('no version of a node and no credential type was removed', () => {
	expect(readdirSync(folder).sort()).toEqual(published.map(([file]) => file).sort());
});

describe('what breaks a saved workflow', () => {
	const parameter: SavedParameter = { path: 'a.b: id', type: 'string', default: '' };
	const choice = { ...parameter, path: 'a.b: kind', type: 'options', values: ['one', 'two'] };
	const saved: SavedNames = { outputs: ['main'], parameters: [parameter, choice] };
	const find = (...parameters: SavedParameter[]) => findBreaks(saved, { ...saved, parameters });

	it.each<[string, SavedParameter[]]>([
		['was removed', [choice]],
		['was removed', [{ ...parameter, path: 'a.b: ID' }, choice]],
		['was changed', [{ ...parameter, default: 'x' }, choice]],
		['was changed', [{ ...parameter, type: 'number' }, choice]],
		['was changed', [{ ...parameter, required: true }, choice]],
		['was changed', [{ ...parameter, show: { kind: ['one'] } }, choice]],
		['was changed', [parameter, { ...choice, values: ['one', 'three'] }]],
		['must be filled in', [parameter, choice, { ...parameter, path: 'a.b: x', required: true }]],
	])('%s: %#', (message, parameters) => {
		expect(find(...parameters)).toEqual([expect.stringContaining(message)]);
	});

	it.each<[string, SavedParameter[]]>([
		['nothing', []],
		['an optional parameter', [{ ...parameter, path: 'a.b: options.more' }]],
		['a required one with a default', [{ ...choice, path: 'a.b: x', required: true, default: 1 }]],
		['an operation', [{ ...parameter, path: 'a.c: id', required: true }]],
	])('is not %s that is added', (_, added) => {
		const more = { ...choice, values: ['zero', 'one', 'two'] };
		expect(find(parameter, more, ...added)).toEqual([]);
	});

	it('is a change of credentials, webhooks or outputs', () => {
		expect(findBreaks(saved, { ...saved, outputs: ['main', 'main'] })).toHaveLength(1);
		expect(findBreaks(saved, { ...saved, credentials: [{ name: 'x' }] })).toHaveLength(1);
	});
});

it('parameters of other versions are no part of a version', () => {
	const parameters = (version: number) => listNodeNames(nodes[0].description, version).parameters;
	const presets = (version: number) =>
		parameters(version)
			.filter(({ path }) => path === 'customer.getStatus: customerId')
			.map(({ default: preset }) => preset);
	expect(presets(1)).toEqual(['']);
	expect(presets(1.1)).toEqual(['', '={{ $json.customerId }}']);
	expect(JSON.stringify(parameters(1.1))).not.toContain('@version');
});
