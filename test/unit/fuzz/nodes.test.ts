import fc from 'fast-check';
import type { INodeProperties, INodeType } from 'n8n-workflow';
import { CloudPaymentsKyc } from '../../../nodes/CloudPaymentsKyc/CloudPaymentsKyc.node';
import { resources as ofCloudPayments } from '../../../nodes/CloudPaymentsKyc/actions/resources';
import { ConnectFi } from '../../../nodes/ConnectFi/ConnectFi.node';
import { resources as ofConnectFi } from '../../../nodes/ConnectFi/actions/resources';
import { listOperations } from '../../engine/support/schemas/outputSchemas';
import { answersOf, credentialOf, valuesOf, type Vendor } from './foreign';
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

const operations: Array<[name: string, node: INodeType, vendor: Vendor]> = [
	...listOperations(ofConnectFi).map((name): (typeof operations)[number] => [
		name,
		new ConnectFi(),
		'connectFi',
	]),
	...listOperations(ofCloudPayments).map((name): (typeof operations)[number] => [
		name,
		new CloudPaymentsKyc(),
		'cloudPayments',
	]),
];

/** The parameters that an operation shows in some state of its dropdowns. */
function parametersOf({ description }: INodeType, resource: string, operation: string) {
	const shown = description.properties.filter(({ displayOptions }: INodeProperties) => {
		const { show } = displayOptions ?? {};
		return show?.resource?.includes(resource) && show.operation?.includes(operation);
	});
	return fc.record(valuesOf(shown), { requiredKeys: [] });
}

/** Of all cases; callbacks and credentials have the others. */
const perOperation = Math.ceil((cases * 0.7) / operations.length);

it.each(operations)(
	'%s: whatever is filled in and answered',
	async (name, node, vendor) => {
		const [resource, operation] = name.split('.');
		await fc.assert(
			fc.asyncProperty(
				fc.array(parametersOf(node, resource, operation), { minLength: 1, maxLength: 3 }),
				credentialOf(vendor),
				answersOf(vendor),
				fc.constantFrom('accessToken', 'login'),
				fc.boolean(),
				fc.constantFrom(1, 1.1),
				async (items, credential, answers, authentication, continueOnFail, typeVersion) => {
					const parameters = items.map((item) => ({
						...item,
						resource,
						operation,
						authentication,
					}));
					const fuzzed = fuzzedContext({
						node,
						typeVersion,
						parameters,
						credential,
						answers,
						continueOnFail,
					});
					const result = await node.execute!.call(fuzzed.context).then(
						(outputs) => outputs,
						(error: unknown) => {
							expectNodeError(error);
							return error;
						},
					);
					const { requested, logged } = fuzzed;
					expectHarmless({ vendor, base: credential.baseUrl }, [result, logged], requested);
				},
			),
			{ numRuns: perOperation, seed },
		);
	},
	cases * 10 + 60_000,
);
