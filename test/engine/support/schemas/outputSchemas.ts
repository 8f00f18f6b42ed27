import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { INodeParameters, INodeProperties } from 'n8n-workflow';
import type { NodeOutcome } from '../engine';
import { inferSchema, type JsonSchema } from './jsonSchema';
import { sampleCalls, type SampleValues } from './sampleCalls';

/** A node whose output schemas are made from runs of its operations against its vendor's sandbox. */
export interface SampledNode {
	/** Where the node stands, with its schemas in `__schema__`. */
	folder: string;
	resources: ReadonlyArray<{ value: string; operations: SampledOperation[] }>;
	/** The states in which the sandbox is asked, so that what an answer holds only now and then comes out too. */
	states: SandboxState[];
	/** @param operation resource and operation, as `application.start` */
	run(operation: string, parameters: INodeParameters): Promise<NodeOutcome>;
	close(): Promise<void>;
}

interface SampledOperation {
	description: {
		value: string;
		properties: INodeProperties[];
		resultIdPath?: string;
		statusFields?: string[];
	};
}

/** Brings a sandbox into a state. @returns what it takes there */
export type SandboxState = () => SampleValues;

type Resources = SampledNode['resources'];

/** Every operation of a node, as `application.start`. */
export const listOperations = (resources: Resources): string[] =>
	resources.flatMap(({ value, operations }) =>
		operations.map(({ description }) => `${value}.${description.value}`),
	);

/** @param operation one of `listOperations` */
export function findOperation(
	resources: Resources,
	operation: string,
): SampledOperation['description'] {
	const [resource, name] = operation.split('.');
	return resources
		.find(({ value }) => value === resource)!
		.operations.find(({ description }) => description.value === name)!.description;
}

/** The schema files of a node, where n8n looks for those of version 1. */
export class SchemaFolder {
	private readonly path: string;

	constructor(nodeFolder: string) {
		this.path = join(nodeFolder, '__schema__', 'v1.0.0');
	}

	/** The operations that have a schema. */
	list(): string[] {
		return readdirSync(this.path, { recursive: true, encoding: 'utf8' })
			.filter((name) => name.endsWith('.json'))
			.map((name) => name.replace(/[\\/]/g, '.').replace(/\.json$/, ''));
	}

	read(operation: string): JsonSchema {
		return JSON.parse(readFileSync(this.fileOf(operation), 'utf8')) as JsonSchema;
	}

	write(operation: string, schema: JsonSchema): void {
		const file = this.fileOf(operation);
		mkdirSync(dirname(file), { recursive: true });
		writeFileSync(file, `${JSON.stringify(schema, null, '\t')}\n`);
	}

	remove(operation: string): void {
		rmSync(this.fileOf(operation));
	}

	private fileOf(operation: string): string {
		return join(this.path, `${operation.replace('.', '/')}.json`);
	}
}

/**
 * The schema of what an operation gives, in all states of the sandbox.
 * @throws Error telling what to add if it gives nothing in any of them
 */
export async function outputSchema(node: SampledNode, operation: string): Promise<JsonSchema> {
	const { properties } = findOperation(node.resources, operation);
	const outputs: unknown[] = [];
	const refusals = new Set<string>();
	for (const enter of node.states)
		for (const parameters of sampleCalls(properties, enter())) {
			const { json, error } = await node.run(operation, parameters);
			if (error) refusals.add(error.message);
			else outputs.push(...json);
		}
	if (!outputs.length)
		throw new Error(
			[
				`${operation} gives no output in any state of the sandbox, so it has no output schema.`,
				...refusals,
				'If the sandbox lacks the route, add it there. Else give the parameters placeholders that the sandbox knows ("e.g. <value>"), or add what they name to the states in test/engine/support/schemas.',
			].join('\n'),
		);
	return { ...inferSchema(outputs), version: 1 };
}
