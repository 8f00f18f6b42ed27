import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { resources } from '../../nodes/ConnectFi/actions/resources';
import { startSandbox, type Sandbox } from '../../sandbox';
import { createCustomer, newReference, runOperation, startApplication } from './support/connectFi';
import { itemWithFiles } from './support/engine';
import { jpeg } from './support/images';

const folder = join(__dirname, '../../nodes/ConnectFi/__schema__/v1.0.0');
const operations = resources.flatMap(({ value, operations }) =>
	operations.map(({ description }) => `${value}.${description.value}`),
);

interface Schema {
	type?: string | string[];
	properties?: Record<string, Schema>;
	items?: Schema;
	additionalProperties?: boolean;
	version?: number;
}

/** The output schema that the editor shows before the first run. */
const schemaOf = (operation: string) =>
	JSON.parse(readFileSync(join(folder, `${operation.replace('.', '/')}.json`), 'utf8')) as Schema;

/** The same, refusing every property that it does not list; an object without a list may hold anything. */
function closed({ properties, items, ...schema }: Schema): Schema {
	return {
		...schema,
		...(items && { items: closed(items) }),
		...(properties && {
			additionalProperties: false,
			properties: Object.fromEntries(
				Object.entries(properties).map(([name, property]) => [name, closed(property)]),
			),
		}),
	};
}

/** Every property of a schema by its path, e.g. `kycDocumentList[].label`. */
function pathsIn({ properties = {}, items }: Schema, path = ''): string[] {
	return [
		...Object.entries(properties).flatMap(([name, property]) => [
			`${path}.${name}`,
			...pathsIn(property, `${path}.${name}`),
		]),
		...(items ? pathsIn(items, `${path}[]`) : []),
	];
}

/** The same of a value. */
function pathsOf(value: unknown, path = ''): string[] {
	if (Array.isArray(value)) return value.flatMap((entry) => pathsOf(entry, `${path}[]`));
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([name, inner]) => [
		`${path}.${name}`,
		...pathsOf(inner, `${path}.${name}`),
	]);
}

const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
ajv.addKeyword('version');

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(async () => await sandbox.close());

const file = [itemWithFiles({ data: { content: jpeg, fileName: 'front.jpg' } })];

async function run(operation: string, parameters: INodeParameters = {}): Promise<IDataObject> {
	const { json, error } = await runOperation(sandbox, operation, parameters, { items: file });
	expect(error).toBeUndefined();
	return json[0];
}

const phone = { type: 'MOBILE', countryDialingCode: '01', phoneNumber: '2015550123' };
const address = {
	type: 'PRIMARY',
	addressLine1: '1 Main Street',
	addressLine2: 'Apartment 2',
	city: 'Springfield',
	stateCode: 'NY',
	postalCode: '10001',
	countryCodeA3: 'USA',
};
const person = (ssn: string) => ({
	firstName: 'John',
	lastName: 'Testman',
	gender: 'M',
	dateOfBirth: '1978-10-15',
	email: 'name@email.com',
	citizenshipCountryCodeA3: 'USA',
	phones: [phone],
	addresses: [address],
	identificationDocuments: [
		{
			type: 'SSN',
			value: ssn,
			issuanceCountryCodeA3: 'USA',
			issuanceRegion: 'NY',
			expiryDate: '2030-12-31',
		},
	],
});

const create = async (customerType: 'individual' | 'business', customer: object) =>
	await run('customer.create', {
		customerType,
		customerReference: newReference(),
		inputMode: 'json',
		json: JSON.stringify(customer),
	});
const businessOf = (ssn: string) => ({
	businessAddresses: [address],
	businessPhones: [phone],
	identificationDocuments: [{ type: 'FEIN', value: ssn }],
	businessRepresentative: [{ id: 'representative', ...person(`9${ssn.slice(1)}`) }],
});
const idOf = ({ customerId }: IDataObject) => customerId as string;

const applicationOf = async (lastName?: string) => {
	const { customerId, applicationId } = await startApplication(
		sandbox,
		await createCustomer(sandbox, lastName),
	);
	return { customerId: customerId as string, applicationId: applicationId as string };
};
const documentId = async () => (await run('document.generate', documentOptions)).id as string;
const documentOptions = { workflow: 'PERSONAL', name: 'front', extension: 'jpg', type: 'license' };
const uploaded = async () => {
	const id = await documentId();
	await run('document.upload', { documentId: id, binaryPropertyName: 'data' });
	return id;
};

/** A legacy customer with a front and a back to upload. */
const legacyCustomer = async () => {
	const customerId = idOf(await create('individual', person(nextSsn())));
	const { kycDocumentList } = await run('legacyKyc.init', { customerId });
	const [front, back] = (kycDocumentList as IDataObject[]).map(({ id }) => id as string);
	return { customerId, front, back };
};
const cardAttributes = {
	productID: 'product',
	nameOnCard: 'JOHN TESTMAN',
	designId: '1',
	addressType: 'PRIMARY',
	issueType: 'NEW',
	additionalData: '{"designId": "1"}',
};
const withAttributes = async () => {
	const customer = await legacyCustomer();
	const { customerId } = customer;
	const outputs = [await run('legacyKyc.addAttributes', { customerId, cardAttributes })];
	const upload = async (id: string) =>
		await run('legacyKyc.uploadDocument', {
			customerId,
			documentId: id,
			binaryPropertyName: 'data',
		});
	return { ...customer, outputs, upload };
};
const separateDocument = async () => {
	const id = (await run('legacyDocument.generate')).id as string;
	await run('legacyDocument.upload', { documentId: id, binaryPropertyName: 'data' });
	return id;
};

let ssn = 100_000_000;
const nextSsn = () => String(++ssn);

/** Runs each operation so that every property it can give comes out at least once. */
const outputsOf: Record<string, () => Promise<IDataObject[]>> = {
	'customer.create': async () => [
		await create('individual', person(nextSsn())),
		await create('business', businessOf(nextSsn())),
	],
	'customer.getStatus': async () => [
		await run('customer.getStatus', {
			customerId: idOf(await create('individual', person(nextSsn()))),
		}),
		await run('customer.getStatus', {
			customerId: idOf(await create('business', businessOf(nextSsn()))),
		}),
	],
	'document.generate': async () => [
		await run('document.generate', {
			...documentOptions,
			options: { note: 'A note', noteAuthorAgentEmail: 'name@email.com' },
		}),
	],
	'document.upload': async () => [
		await run('document.upload', { documentId: await documentId(), binaryPropertyName: 'data' }),
	],
	'application.start': async () => [
		await startApplication(sandbox, await createCustomer(sandbox)),
		await startApplication(sandbox, await createCustomer(sandbox, 'Denied')),
		await startApplication(sandbox, idOf(await create('business', businessOf(nextSsn())))),
	],
	'application.getStatus': async () => {
		const ids = await applicationOf();
		return [
			await run('application.getStatus', { lookup: 'application', ...ids }),
			await run('application.getStatus', { lookup: 'customer', customerId: ids.customerId }),
		];
	},
	'application.attachDocuments': async () => {
		const { customerId } = await applicationOf();
		const attach = async (view: string) =>
			await run('application.attachDocuments', {
				customerId,
				documents: { document: [{ documentId: await uploaded(), view }] },
			});
		return [await attach('front'), await attach('back')];
	},
	'application.submitDocuments': async () => {
		const { customerId } = await applicationOf();
		const submit = async (view: string) =>
			await run('application.submitDocuments', {
				customerId,
				workflow: 'PERSONAL',
				type: 'license',
				files: { file: [{ binaryPropertyName: 'data', view }] },
			});
		return [await submit('front'), await submit('back')];
	},
	'application.waitForOutcome': async () => [
		await run('application.waitForOutcome', await applicationOf('Denied')),
		await run('application.waitForOutcome', await applicationOf()),
	],
	'legacyKyc.init': async () => {
		const customerId = idOf(await create('individual', person(nextSsn())));
		return [await run('legacyKyc.init', { customerId })];
	},
	'legacyKyc.addAttributes': async () => {
		const { customerId, front, upload, outputs } = await withAttributes();
		await upload(front);
		return [...outputs, await run('legacyKyc.addAttributes', { customerId, cardAttributes })];
	},
	'legacyKyc.uploadDocument': async () => {
		const { front, back, upload } = await withAttributes();
		return [await upload(front), await upload(back)];
	},
	'legacyKyc.linkDocument': async () => {
		const { customerId, front, back } = await withAttributes();
		const link = async (id: string) =>
			await run('legacyKyc.linkDocument', {
				customerId,
				documentId: id,
				separateDocumentId: await separateDocument(),
			});
		return [await link(front), await link(back)];
	},
	'legacyKyc.getStatus': async () => {
		const { customerId, front, back, upload } = await withAttributes();
		const outputs = [];
		for (const id of [front, back]) {
			await upload(id);
			outputs.push(await run('legacyKyc.getStatus', { customerId }));
		}
		return outputs;
	},
	'legacyDocument.generate': async () => [await run('legacyDocument.generate')],
	'legacyDocument.upload': async () => {
		const { id } = await run('legacyDocument.generate');
		return [
			await run('legacyDocument.upload', { documentId: id as string, binaryPropertyName: 'data' }),
		];
	},
};

it('there is one output schema for each operation, and no other', () => {
	const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith('.json'))
		.map((name) => name.replace(/[\\/]/g, '.').replace(/\.json$/, ''));
	expect(files.sort()).toEqual([...operations].sort());
});

it.each(operations)(
	'the output schema of %s lists what the operation gives, all and only',
	async (operation) => {
		const schema = schemaOf(operation);
		expect(schema).toMatchObject({ type: 'object', version: 1 });
		const validate = ajv.compile(closed(schema));
		const outputs = await outputsOf[operation]();
		for (const output of outputs) {
			validate(output);
			expect(validate.errors).toBeNull();
		}
		const given = new Set(outputs.flatMap((output) => pathsOf(output)));
		expect(pathsIn(schema).filter((path) => !given.has(path))).toEqual([]);
	},
);

it('a schema that lacks a property is found out', async () => {
	const schema = schemaOf('application.submitDocuments');
	delete schema.properties!.documents.items!.properties!.view;
	const validate = ajv.compile(closed(schema));
	const [output] = await outputsOf['application.submitDocuments']();
	expect(validate(output)).toBe(false);
	expect(validate.errors).toEqual([
		expect.objectContaining({
			instancePath: '/documents/0',
			params: { additionalProperty: 'view' },
		}),
	]);
});
