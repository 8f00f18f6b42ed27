import {
	NodeHelpers,
	type ICredentialType,
	type INodeProperties,
	type INodePropertyCollection,
	type INodePropertyOptions,
	type INodeTypeDescription,
	type NodeParameterValue,
} from 'n8n-workflow';

type Conditions = Record<string, unknown[] | undefined>;

/** What a saved workflow, or a stored credential, holds of a parameter, and what its value means when it holds none. */
export interface SavedParameter {
	/** With resource and operation, as `application.start: options.timeout`. */
	path: string;
	type: string;
	default: unknown;
	required?: true;
	/** Of a dropdown. */
	values?: unknown[];
	/** A list of values. */
	multiple?: true;
	/** Takes no expression. */
	fixed?: true;
	/** n8n renews it. */
	expirable?: true;
	show?: Conditions;
	hide?: Conditions;
}

/** What workflows depend on that were saved with one version of a node, or what stored credentials depend on. */
export interface SavedNames {
	credentials?: unknown[];
	/** Parts of the addresses that other systems were given. */
	webhooks?: unknown[];
	outputs?: unknown;
	parameters: SavedParameter[];
}

/** @returns what workflows saved with this version of the node depend on */
export function listNodeNames(
	{ credentials, webhooks, outputs, properties }: INodeTypeDescription,
	version: number,
): SavedNames {
	return {
		credentials: credentials?.map(({ name, required, displayOptions }) => ({
			name,
			required,
			...conditionsOf(displayOptions),
		})),
		webhooks: webhooks?.map(({ name, httpMethod, path, isFullPath, restartWebhook }) => ({
			name,
			httpMethod,
			path,
			isFullPath,
			restartWebhook,
		})),
		outputs,
		parameters: listParameters(properties, version),
	};
}

/** @returns what stored credentials of this type depend on */
export const listCredentialNames = ({ properties }: ICredentialType): SavedNames => ({
	parameters: listParameters(properties, 1),
});

/** The file that keeps them: a line for each parameter. */
export function formatNames({ parameters, ...rest }: SavedNames): string {
	const entries = Object.entries(rest)
		.filter(([, value]) => value !== undefined)
		.map(([name, value]) => `\t"${name}": ${JSON.stringify(value)},\n`);
	const lines = parameters.map((parameter) => `\t\t${JSON.stringify(parameter)}`);
	return `{\n${entries.join('')}\t"parameters": [\n${lines.join(',\n')}\n\t]\n}\n`;
}

/**
 * What breaks workflows that were saved before. Choices, and parameters that need not be filled in, may be added.
 * @returns each change, in words
 */
export function findBreaks(saved: SavedNames, current: SavedNames): string[] {
	const rest = ({ parameters: _, ...others }: SavedNames) => JSON.stringify(others);
	return [
		...(rest(saved) === rest(current) ? [] : ['credentials, webhooks or outputs were changed']),
		...saved.parameters.flatMap((parameter) => {
			const candidates = current.parameters.filter(({ path }) => path === parameter.path);
			if (!candidates.length) return `${parameter.path} was removed`;
			return candidates.some((candidate) => isKept(parameter, candidate))
				? []
				: `${parameter.path} was changed: ${JSON.stringify(candidates)} instead of ${JSON.stringify(parameter)}`;
		}),
		...current.parameters
			.filter(({ path, required, default: value }) => {
				const isOfSavedOperation = saved.parameters.some(
					(other) => operationOf(other.path) === operationOf(path),
				);
				const isNew = !saved.parameters.some((other) => other.path === path);
				return isNew && isOfSavedOperation && required && value === '';
			})
			.map(({ path }) => `${path} was added and must be filled in`),
	];
}

const operationOf = (path: string) => path.split(': ').at(-2);

function isKept(
	{ values = [], required: wasRequired, ...saved }: SavedParameter,
	{ values: present = [], required, ...current }: SavedParameter,
): boolean {
	return (
		JSON.stringify(saved) === JSON.stringify(current) &&
		values.every((value) => present.includes(value)) &&
		(wasRequired === true || !required)
	);
}

function listParameters(
	properties: INodeProperties[],
	version: number,
	parent?: string,
): SavedParameter[] {
	return properties
		.filter(({ type }) => type !== 'notice')
		.filter(({ displayOptions }) => isOfVersion(displayOptions, version))
		.flatMap((property) => {
			const { show, ...hidden } = conditionsOf(property.displayOptions);
			const { resource, operation, ...showFor } = show ?? {};
			const place = [resource, operation].filter(Boolean).join('.');
			const path = parent
				? `${parent}.${property.name}`
				: [place, property.name].filter(Boolean).join(': ');
			const { typeOptions } = property;
			const parameter: SavedParameter = {
				path,
				type: property.type,
				default: property.default,
				...(property.required && { required: true }),
				...(/^(multiO|o)ptions$/.test(property.type) && {
					values: (property.options as INodePropertyOptions[]).map(({ value }) => value),
				}),
				...(typeOptions?.multipleValues && { multiple: true }),
				...(property.noDataExpression && { fixed: true }),
				...(typeOptions?.expirable && { expirable: true }),
				...(Object.keys(showFor).length && { show: showFor }),
				...hidden,
			};
			return [parameter, ...listInner(property, version, path)];
		});
}

function listInner(
	{ type, options }: INodeProperties,
	version: number,
	path: string,
): SavedParameter[] {
	if (type === 'collection') return listParameters(options as INodeProperties[], version, path);
	if (type !== 'fixedCollection') return [];
	return (options as INodePropertyCollection[]).flatMap(({ name, values }) =>
		listParameters(values, version, `${path}.${name}`),
	);
}

type DisplayOptions = INodeProperties['displayOptions'];

/** Whether a version has the parameter at all. */
function isOfVersion(displayOptions: DisplayOptions, version: number): boolean {
	const fits = (conditions: Conditions = {}, otherwise: boolean) =>
		conditions['@version']
			? NodeHelpers.checkConditions(conditions['@version'] as NodeParameterValue[], [version])
			: otherwise;
	return fits(displayOptions?.show, true) && !fits(displayOptions?.hide, false);
}

/** What else decides whether it shows. */
function conditionsOf(displayOptions: DisplayOptions): Pick<SavedParameter, 'show' | 'hide'> {
	return Object.fromEntries(
		Object.entries(displayOptions ?? {}).flatMap(([kind, conditions]) => {
			const others = Object.entries(conditions).filter(([name]) => name !== '@version');
			return others.length ? [[kind, Object.fromEntries(others)]] : [];
		}),
	);
}
