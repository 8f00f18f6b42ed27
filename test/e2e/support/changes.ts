import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { WorkflowFile } from '../../../n8n/client';

/** New values for some parameters of one node. */
export interface NodeChange {
	/** The node's name. */
	node: string;
	/** Gives the parameters that change, from what they are. */
	parameters: (present: INodeParameters) => INodeParameters;
}

/**
 * Does what a user does in a node's panel.
 * @param workflow stays as it is
 * @param change which node gets which parameters
 * @returns a changed copy
 * @throws an Error when there is no such node
 */
export function changed(workflow: WorkflowFile, { node: name, parameters }: NodeChange) {
	const copy = structuredClone(workflow);
	const node = copy.nodes.find((one) => one.name === name);
	if (!node) throw new Error(`'${workflow.name}' has no node '${name}'`);
	Object.assign(node.parameters, parameters(node.parameters));
	return copy;
}

/**
 * New values for fields of an Edit Fields node.
 * @param node the node's name
 * @param values by the field's name
 * @throws an Error, when the change is made, for a field that the node does not set
 */
export function editFields(node: string, values: Record<string, string>): NodeChange {
	return {
		node,
		parameters: (present) => {
			const { assignments } = present.assignments as { assignments: IDataObject[] };
			for (const [field, value] of Object.entries(values)) {
				const assignment = assignments.find(({ name }) => name === field);
				if (!assignment) throw new Error(`'${node}' sets no field '${field}'`);
				assignment.value = value;
			}
			return {};
		},
	};
}
