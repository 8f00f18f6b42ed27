import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { Sandbox } from '../../sandbox';
import { useFakeClock } from '../support/fakeClock';
import { createCustomer, runOperation, startApplication } from './support/connectFi';
import { itemWithFiles } from './support/engine';
import { jpeg, png } from './support/images';
import { useSandbox } from './support/useSandbox';

useFakeClock();
let sandbox: Sandbox;
useSandbox((started) => (sandbox = started), { keepFiles: true });
beforeEach(() => {
	sandbox.reset();
});

const generate = '/akepa/document/generate';
const upload = '/akepa/document/upload';
const update = '/akepa/update';
/** How many requests of each kind were sent. */
const sent = () =>
	Object.fromEntries(
		Object.entries({ generate, upload, update }).map(([name, start]) => [
			name,
			sandbox.requests.filter(({ path }) => path.startsWith(start)).length,
		]),
	);

const views = ['front', 'back', 'selfie'];
const files = itemWithFiles({
	front: { content: jpeg, fileName: 'front.jpg' },
	back: { content: png, fileName: 'back.png' },
	selfie: { content: jpeg, fileName: 'selfie.jpg' },
});

const refused = {
	kind: 'status',
	status: 400,
	body: { code: 'extAkepa', message: 'Sorry' },
} as const;

/** What fails in the first run, and what the second one then still has to send. */
const steps = [
	...[0, 1, 2].map((skip) => ({
		step: `ID ${skip + 1}`,
		fault: { ...refused, path: generate, skip },
		rest: { generate: 1, upload: 1, update: 1 },
	})),
	{
		step: 'every ID',
		fault: { ...refused, path: generate, times: 0 },
		rest: { generate: 3, upload: 3, update: 1 },
	},
	...[0, 1, 2].map((skip) => ({
		step: `upload ${skip + 1}`,
		fault: { ...refused, path: upload, skip },
		rest: { generate: 0, upload: 1, update: 1 },
	})),
	{
		step: 'every upload',
		fault: { ...refused, path: upload, times: 0 },
		rest: { generate: 0, upload: 3, update: 1 },
	},
	{
		step: 'the update',
		fault: { ...refused, path: update },
		rest: { generate: 0, upload: 0, update: 1 },
	},
	{
		step: 'the update, which nothing reaches',
		fault: { kind: 'reset' as const, path: update },
		rest: { generate: 0, upload: 0, update: 1 },
	},
];

/** Both ways to go on: the item is led back to the node as it is, files included. */
describe.each(['continueErrorOutput', 'continueRegularOutput'] as const)('%s', (onError) => {
	let customerId: string;
	beforeEach(async () => {
		customerId = await createCustomer(sandbox);
		await startApplication(sandbox, customerId);
		sandbox.clearRequests();
	});

	const submit = async (item: INodeExecutionData) =>
		await runOperation(
			sandbox,
			'application.submitDocuments',
			{
				customerId,
				workflow: 'PERSONAL',
				type: 'license',
				files: { file: views.map((view) => ({ binaryPropertyName: view, view })) },
				options: { existingDocumentIds: '={{ $json.existingDocumentIds }}', maxConcurrency: 1 },
			},
			{ items: [item], onError },
		);

	it.each(steps)(
		'goes on where $step failed, and sends the rest alone',
		async ({ fault, rest }) => {
			sandbox.addFault(fault);
			const { outputs } = await submit(files);
			const [failed] = outputs[onError === 'continueErrorOutput' ? 1 : 0];
			expect(failed.json.error).toEqual(expect.any(String));
			expect(Object.keys(failed.binary ?? {})).toEqual(views);

			sandbox.clearFaults();
			sandbox.clearRequests();
			const again = await submit(failed);
			expect(again.json[0]).toMatchObject({ kycStatus: 'APPROVED', customerId });
			expect(sent()).toEqual(rest);

			const { documents, applications } = sandbox.state();
			expect(documents).toHaveLength(3);
			const linked = applications[0].entities[0].documents;
			expect(linked).toEqual(
				(again.json[0].documents as IDataObject[]).map(({ documentId, view }) => ({
					documentId,
					view,
				})),
			);
			expect(linked.map(({ view }) => view)).toEqual(views);
			for (const { documentId, view } of linked)
				expect(sandbox.fileContent(documentId)).toEqual(view === 'back' ? png : jpeg);
		},
	);
});
