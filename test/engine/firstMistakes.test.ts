import type { IDataObject } from 'n8n-workflow';
import type { Sandbox } from '../../sandbox';
import { createCustomer, newReference, runOperation } from './support/connectFi';
import { individual } from './support/individual';
import { itemWithFiles } from './support/engine';
import { useSandbox } from './support/useSandbox';

// What a new user gets wrong first, and what the node says to do about it. A walk in the editor found these.
let sandbox: Sandbox;
useSandbox((started) => (sandbox = started));

const create = async (customerReference: string, options: IDataObject = {}) =>
	await runOperation(sandbox, 'customer.create', {
		customerReference,
		inputMode: 'json',
		json: JSON.stringify(individual()),
		options: options as never,
	});

const submit = async (binary: Record<string, { content: Buffer; fileName: string }>) =>
	await runOperation(
		sandbox,
		'application.submitDocuments',
		{
			customerId: await createCustomer(sandbox),
			files: { file: [{ binaryPropertyName: 'front', view: 'front' }] },
		},
		{ items: [itemWithFiles(binary)] },
	);

it('a run that is repeated with the same reference: to use what exists', async () => {
	const reference = newReference();
	await create(reference);
	const { error } = await create(reference);
	expect(error?.message).toBe('Reference already exists. [item 0]');
	expect(error?.description).toContain("set 'If It Exists' to 'Use' in the options");
	expect((await create(reference, { ifExists: 'use' })).error).toBeUndefined();
});

it('a PDF with the name of a picture: to convert it', async () => {
	const { error } = await submit({
		front: { content: Buffer.from('%PDF-1.4'), fileName: 'front.jpg' },
	});
	expect(error?.message).toContain('is not a JPEG or PNG image');
	expect(error?.description).toContain('Convert a PDF or a HEIC photo to JPEG or PNG first');
});

it('a file that an earlier node has: to take it from there', async () => {
	const { error } = await submit({});
	expect(error?.message).toContain('This item has no files at all.');
	expect(error?.description).toContain("{{ $('Form').item.binary.data }}");
});
