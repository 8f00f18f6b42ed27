import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import type { INodeParameters } from 'n8n-workflow';
import { startKycMsEmulator, type KycMsEmulator } from '../../../sandbox/cloudpayments';
import { runOperation } from './support/kyc';

let emulator: KycMsEmulator;
beforeAll(async () => {
	emulator = await startKycMsEmulator();
});
afterAll(async () => await emulator.close());

const ajv = new Ajv({ allowUnionTypes: true });
ajv.addKeyword('version');

/** The output schema that the editor shows before the first run. */
function schemaOf(operation: string): { properties: object } {
	const path = `../../../nodes/CloudPaymentsKyc/__schema__/v1.0.0/${operation.replace('.', '/')}.json`;
	return JSON.parse(readFileSync(join(__dirname, path), 'utf8')) as { properties: object };
}

const ids = { accountId: 'a', workflowId: 'w' };

describe.each([
	['user.getStatus', {}],
	['user.getSdkToken', {}],
	['user.register', ids],
	['session.getAccessToken', { username: 'maria', password: 'Sandbox1!' }],
] as Array<[string, INodeParameters]>)('the output schema of %s', (operation, parameters) => {
	const outputs = async () => {
		const accessToken = emulator.accessTokenOf('maria');
		const { json, error } = await runOperation(emulator, operation, { accessToken, ...parameters });
		expect(error).toBeUndefined();
		return json;
	};

	it('is true to the output and lists all of it', async () => {
		const [json] = await outputs();
		const validate = ajv.compile(schemaOf(operation));
		validate(json);
		expect(validate.errors).toBeNull();
		expect(Object.keys(json).sort()).toEqual(Object.keys(schemaOf(operation).properties).sort());
	});
});

it.each([
	'NOT_REGISTERED',
	'LV1',
	'PENDING',
	'REJECTED',
	'APPROVED_VERIFIED',
	'NEED_RESUBMIT',
	'NEW',
])('the output schema of user.getStatus holds for %s, as name and as number', async (status) => {
	const validate = ajv.compile(schemaOf('user.getStatus'));
	emulator.setStatus('maria', status);
	for (const statusAs of ['name', 'number'] as const) {
		emulator.settings.statusAs = statusAs;
		const accessToken = emulator.accessTokenOf('maria');
		const { json } = await runOperation(emulator, 'user.getStatus', { accessToken });
		expect(validate(json[0])).toBe(true);
	}
});
