import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

/** Whether the node runs as a tool of an AI Agent: n8n gives the tool a node type of its own, with this ending. */
export function isTool(context: IExecuteFunctions): boolean {
	return context.getNode().type.endsWith('Tool');
}

/** Of operations with `statusFields`. Takes no expression, because a model could fill that in. */
export const personalDataOption: INodeProperties = {
	displayName: 'Include Personal Data',
	name: 'includePersonalData',
	type: 'boolean',
	noDataExpression: true,
	default: false,
	description:
		'Whether the AI Agent, and so the provider of its model, gets the whole output. Otherwise it gets IDs and status only, also of a full response.',
	displayOptions: { show: { '@tool': [true] } },
};

/** The fields at these paths, with dots where a field lies within others. */
export function pick(json: IDataObject, paths: string[]): IDataObject {
	const picked: IDataObject = {};
	for (const path of paths) {
		const [name, ...inner] = path.split('.');
		const value = json[name] as IDataObject | undefined;
		if (!inner.length && value !== undefined) picked[name] = value;
		else if (typeof value === 'object' && value !== null)
			picked[name] = { ...(picked[name] as IDataObject), ...pick(value, [inner.join('.')]) };
	}
	return picked;
}
