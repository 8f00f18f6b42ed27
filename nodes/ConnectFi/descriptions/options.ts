import type { INodeProperties } from 'n8n-workflow';
import type { OperationDescription } from '../../shared/operation';

/** How many requests are sent at once at most, and how long one may take, in milliseconds. */
interface RequestLimits {
	maxConcurrency: number;
	timeout: number;
}

/** The limits of an operation where its `options` do not set them. */
export function defaultLimits({ transfersFiles }: OperationDescription): RequestLimits {
	return transfersFiles
		? { maxConcurrency: 10, timeout: 120_000 }
		: { maxConcurrency: 50, timeout: 60_000 };
}

const commonOptions: INodeProperties[] = [
	{
		displayName: 'Full Response',
		name: 'fullResponse',
		type: 'boolean',
		default: false,
		description:
			"Whether to output connectFi's response as it came, with code, data and requestId. Leave it off for workflows: kycStatus, isFinal and other fields that the node adds are missing then.",
	},
	{
		displayName: 'Max Concurrency',
		name: 'maxConcurrency',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		description:
			'Maximum number of requests at once. The node starts with few and increases them up to this limit while connectFi responds well.',
	},
	{
		displayName: 'Timeout',
		name: 'timeout',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 60000,
		description: 'Maximum time for each request and its whole response, in milliseconds',
	},
];

/** The `options` collection of one operation: its own entries and those that every operation has. */
export function optionsCollection(description: OperationDescription): INodeProperties {
	const limits = { ...defaultLimits(description) } as Partial<Record<string, number>>;
	const entries = [...(description.options ?? []), ...commonOptions].map((entry) => ({
		...entry,
		default: limits[entry.name] ?? entry.default,
	}));
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: entries.sort((a, b) => a.displayName.localeCompare(b.displayName)),
	};
}
