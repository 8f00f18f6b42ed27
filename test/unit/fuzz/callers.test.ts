import fc from 'fast-check';
import type { ICredentialType, IHttpRequestHelper, INodeType } from 'n8n-workflow';
import { CloudPaymentsKycApi } from '../../../credentials/CloudPaymentsKycApi.credentials';
import { ConnectFiApi } from '../../../credentials/ConnectFiApi.credentials';
import { ConnectFiLoginApi } from '../../../credentials/ConnectFiLoginApi.credentials';
import { CloudPaymentsKycTrigger } from '../../../nodes/CloudPaymentsKyc/CloudPaymentsKycTrigger.node';
import { ConnectFi } from '../../../nodes/ConnectFi/ConnectFi.node';
import { ConnectFiTrigger } from '../../../nodes/ConnectFi/ConnectFiTrigger.node';
import { sign } from '../../../nodes/ConnectFi/callback/signature';
import { answersOf, credentialOf, json, secrets, texts, valuesOf, type Vendor } from './foreign';
import {
	cases,
	expectHarmless,
	expectNodeError,
	expectNoneUnhandled,
	fuzzedContext,
	seed,
	skipTime,
} from './harness';

skipTime();
expectNoneUnhandled();

const patience = cases * 10 + 60_000;
const customerId = 'cstap_5mBHiIx3QbkvEpjGfKsI9k';
const applicationId = 'iapp_AwXROkAVhfKmkhXjOTmuK';
const path = '/webhook/hook/connectfi';

/** Bodies in the form of a callback, with anything in their fields, and all others. */
const bodies = fc.oneof(
	json,
	fc.record(
		{
			code: json,
			data: fc.oneof(
				json,
				fc.record({
					customerId: fc.constant(customerId),
					applicationId: fc.constant(applicationId),
				}),
				fc.record(
					{
						customerId: fc.oneof(fc.constant(customerId), texts, json),
						applicationId: fc.oneof(fc.constant(applicationId), texts, json),
						reference: json,
						status: json,
						customer: json,
					},
					{ requiredKeys: [] },
				),
			),
		},
		{ requiredKeys: [] },
	),
);

/** The query of a signed address, and of forged ones. */
const signed = Object.fromEntries(
	new URL(
		sign(`https://n8n.example.com${path}`, {
			secrets: [secrets.connectFi.callbackSecret],
			kind: 'akepa',
			customerId,
			reference: 'r1',
		}),
	).searchParams,
);
const queries = fc.oneof(
	fc.constant(signed),
	fc.constant({}),
	fc.record(Object.fromEntries(Object.keys(signed).map((name) => [name, fc.oneof(texts, json)])), {
		requiredKeys: [],
	}) as fc.Arbitrary<object>,
);
const request = fc.record({
	method: fc.constantFrom('POST', 'POST', 'POST', 'GET', 'DELETE'),
	path: fc.constantFrom(path, '/webhook-waiting/1'),
	query: queries,
	body: bodies,
	contentType: fc.constantFrom('application/json', 'text/plain', 'multipart/form-data'),
});

it.each<[string, INodeType, object]>([
	['the trigger', new ConnectFiTrigger(), { events: ['approved', 'denied', 'unverified'] }],
	[
		'Wait for Outcome',
		new ConnectFi(),
		{ resource: 'application', operation: 'waitForOutcome', customerId, applicationId },
	],
])(
	'%s: whoever calls, nothing starts that connectFi has not confirmed or its signature proves',
	async (_, node, parameters) => {
		await fc.assert(
			fc.asyncProperty(
				request,
				credentialOf('connectFi'),
				answersOf('connectFi'),
				async (called, credential, answers) => {
					const fuzzed = fuzzedContext({
						node,
						parameters: [{ ...parameters }],
						credential,
						answers,
						request: called,
					});
					// Whatever it throws would start an execution.
					const { workflowData } = await node.webhook!.call(fuzzed.context);
					const { requested, logged, replies } = fuzzed;
					const harmful = [workflowData, logged, replies];
					expectHarmless({ vendor: 'connectFi', base: credential.baseUrl }, harmful, requested);
					const started = workflowData?.[0][0].json;
					if (started?.verified === true) expect(requested).not.toEqual([]);
					else if (started) expect([called.query, started.verified]).toEqual([signed, false]);
				},
			),
			{ numRuns: Math.ceil(cases * 0.1), seed },
		);
	},
	patience,
);

it(
	'the CloudPayments trigger: whatever is filled in and answered',
	async () => {
		const node = new CloudPaymentsKycTrigger();
		await fc.assert(
			fc.asyncProperty(
				fc.record(valuesOf(node.description.properties), { requiredKeys: [] }),
				credentialOf('cloudPayments'),
				answersOf('cloudPayments'),
				async (parameters, credential, answers) => {
					const fuzzed = fuzzedContext({ node, parameters: [parameters], credential, answers });
					const result = await node.poll!.call(fuzzed.context).catch((error: unknown) => {
						expectNodeError(error);
						return error;
					});
					const place = { vendor: 'cloudPayments', base: credential.baseUrl } as const;
					expectHarmless(place, [result, fuzzed.logged], fuzzed.requested);
				},
			),
			{ numRuns: Math.ceil(cases * 0.04), seed },
		);
	},
	patience,
);

/** Words of what a user can act on: no error of JavaScript's. */
const isInWords = (error: unknown) =>
	error instanceof Error &&
	!['TypeError', 'RangeError', 'SyntaxError', 'ReferenceError'].includes(error.name);

it.each<[ICredentialType, Vendor]>([
	[new ConnectFiApi(), 'connectFi'],
	[new ConnectFiLoginApi(), 'connectFi'],
	[new CloudPaymentsKycApi(), 'cloudPayments'],
])(
	'the test of a credential: whatever is filled in and answered (%#)',
	async (type, vendor) => {
		const filledIn = fc
			.tuple(credentialOf(vendor), fc.record(valuesOf(type.properties), { requiredKeys: [] }))
			.chain(([good, other]) =>
				fc.constantFrom(good, { ...good, ...other, environment: 'custom' }),
			);
		await fc.assert(
			fc.asyncProperty(filledIn, answersOf(vendor), async (credential, answers) => {
				const node = new ConnectFi();
				const { context, requested } = fuzzedContext({ node, parameters: [], credential, answers });
				const helper = context as unknown as IHttpRequestHelper;
				const error = await type.preAuthentication!.call(helper, credential).then(
					() => undefined,
					(thrown: unknown) => thrown,
				);
				if (error && !isInWords(error)) throw error;
				expectHarmless({ vendor, base: credential.baseUrl }, [error], requested);
			}),
			{ numRuns: Math.ceil(cases * 0.02), seed },
		);
	},
	patience,
);
