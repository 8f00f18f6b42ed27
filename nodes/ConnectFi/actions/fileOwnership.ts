import type { IBinaryData, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

/**
 * Whether a stored file belongs to this execution. n8n reads whatever file an id names, also that of another workflow, and
 * JSON that comes from elsewhere may hold an id of its author's choice.
 *
 * `unknown`: it stands where the workflow keeps files in the items' JSON, and the id does not tell whose it is.
 */
export type Ownership = 'own' | 'unknown' | 'foreign';

/**
 * @param id of the file's binary data, e.g. `filesystem-v2:workflows/7/executions/21/binary_data/…`
 */
export function findOwnership(context: IExecuteFunctions, id: string): Ownership {
	if (isOfThisExecution(context, id)) return 'own';
	const held = collectHeldFiles(context);
	if (held.asBinary.has(id)) return 'own';
	return held.inJson.has(id) ? 'unknown' : 'foreign';
}

/** By the place that ids have in the file system and in object stores; in a database an id tells nothing. */
function isOfThisExecution(context: IExecuteFunctions, id: string): boolean {
	const place =
		/^[a-z0-9-]+:workflows\/([^/:]+)\/executions\/([^/:]+)\/binary_data\/[0-9a-f-]{36}$/;
	const [, workflowId, executionId] = place.exec(id) ?? [];
	return (
		workflowId !== undefined &&
		workflowId === context.getWorkflow().id &&
		executionId === context.getExecutionId()
	);
}

/** Ids of the files that items of this execution hold. */
interface HeldFiles {
	/** Where only n8n and its nodes put them. */
	asBinary: Set<string>;
	/** Where "combined" workflows of n8n 2.x have them; a node that gives JSON from elsewhere may fill it too. */
	inJson: Set<string>;
}

const heldByRun = new WeakMap<IExecuteFunctions, HeldFiles>();

/**
 * Files may come from other executions all the same: of the one that is tried again, or of the workflow that called this
 * one. So what counts is that an item holds them.
 */
function collectHeldFiles(context: IExecuteFunctions): HeldFiles {
	const known = heldByRun.get(context);
	if (known) return known;
	const held: HeldFiles = { asBinary: new Set(), inJson: new Set() };
	const combined = context.getWorkflowSettings().binaryMode === 'combined';
	const addTo = (ids: Set<string>, files: unknown) => {
		for (const file of Object.values(files ?? {}) as Array<Partial<IBinaryData> | null>)
			if (typeof file?.id === 'string') ids.add(file.id);
	};
	for (const item of visitItems(context)) {
		addTo(held.asBinary, item?.binary);
		// n8n's own name for it, BINARY_IN_JSON_PROPERTY.
		if (combined) addTo(held.inJson, item?.json?._files);
	}
	heldByRun.set(context, held);
	return held;
}

/** The node's input and what the nodes gave that lead to it or that its parameters name. */
function* visitItems(context: IExecuteFunctions): Generator<Partial<INodeExecutionData> | null> {
	yield* context.getInputData();
	const { name, parameters } = context.getNode();
	const upstream = context.getParentNodes(name).map((parent) => parent.name);
	// An expression may also name a node of another branch, and no node leads to a tool.
	const named = findExpressions(parameters).flatMap((expression) =>
		[...expression.matchAll(/(["'`])((?:(?!\1).)+)\1/g)].map(([, , words]) => words),
	);
	const { $items } = context.getWorkflowDataProxy(0) as unknown as {
		$items: (node: string, output: number, run: number) => INodeExecutionData[] | null;
	};
	/** n8n throws for a node, run or output that is not there. */
	const given = (node: string, output: number, run: number) => {
		try {
			return $items(node, output, run) ?? [];
		} catch {
			return undefined;
		}
	};
	for (const node of new Set([...upstream, ...named]))
		for (let run = 0; given(node, 0, run); run++)
			for (let output = 0; ; output++) {
				const items = given(node, output, run);
				if (!items) break;
				yield* items;
			}
}

function findExpressions(value: unknown): string[] {
	if (typeof value === 'string') return value.startsWith('=') ? [value] : [];
	if (typeof value !== 'object' || value === null) return [];
	return Object.values(value).flatMap(findExpressions);
}
