import fc from 'fast-check';
import type { IExecuteFunctions } from 'n8n-workflow';
import { readExistingIds } from '../../../nodes/ConnectFi/actions/application/submittedDocuments';
import { Item } from '../../../nodes/ConnectFi/actions/item';
import type { Client } from '../../../nodes/ConnectFi/api/client';
import { measureCpuTime } from '../../support/cpuTime';

/** An item whose option holds this text. */
const itemWith = (existingDocumentIds: string) =>
	new Item(
		{
			getNodeParameter: () => ({ existingDocumentIds }),
			getNode: () => ({ name: 'Submit' }),
		} as unknown as IExecuteFunctions,
		0,
		{} as Client,
		0,
	);

/** What the text says, as a plain pattern that tries every start reads it. */
const plainly = (text: string) =>
	[...text.trim().matchAll(/([^\s,:]+):(front|back|selfie):([0-9a-zA-Z_-]*)( \(uploaded\))?/g)].map(
		([, entityId, view, documentId, uploaded]) =>
			[entityId, view, documentId || undefined, Boolean(documentId && uploaded)] as const,
	);

describe('the progress that a user pastes', () => {
	it('is read as a plain pattern reads it', () => {
		const piece = fc.constantFrom(
			...['a', 'doc_1', 'b-2', '%20', ':', ',', ' ', '\n', '(', 'é', 'front', 'back', 'selfie'],
			...[' (uploaded)', ' (not uploaded)', ' (no ID yet)'],
			...[':front:', ':back:', ':selfie:'],
		);
		fc.assert(
			fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
				const text = pieces.join('');
				const expected = plainly(text);
				if (!expected.length) {
					if (text.trim())
						expect(() => readExistingIds(itemWith(text))).toThrow('Paste the message');
					return;
				}
				const take = readExistingIds(itemWith(text));
				// Entities whose encoded form is another cannot be asked for.
				for (const [entityId, view, documentId, uploaded] of expected)
					if (entityId && /^[\w-]+$/.test(entityId))
						expect(take(entityId, view)).toMatchObject({ documentId, uploaded });
			}),
			{ numRuns: 2000 },
		);
	});

	it.each([
		['one long word', 'a'.repeat(400_000)],
		['many words', 'a '.repeat(200_000)],
		['colons', ':'.repeat(400_000)],
		['half entries', 'a:front'.repeat(60_000)],
		['entries', 'a:front:doc_1, '.repeat(27_000)],
	])('is read at once, though it is %s', (_, text) => {
		// The fastest of three: the first ones compile it.
		const times = [1, 2, 3].map(() =>
			measureCpuTime(() => {
				try {
					readExistingIds(itemWith(text));
				} catch (error) {
					expect((error as Error).message).toContain('Paste the message');
				}
			}),
		);
		expect(Math.min(...times)).toBeLessThan(200);
	});

	it('is found behind a long word too', () =>
		expect(
			readExistingIds(itemWith(`${'a'.repeat(400_000)} b:front:doc_1`))('b', 'front'),
		).toMatchObject({ documentId: 'doc_1', uploaded: false }));
});
