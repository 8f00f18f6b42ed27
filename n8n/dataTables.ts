import type { IDataObject, INode, INodeParameterResourceLocator } from 'n8n-workflow';
import type { N8nClient, WorkflowFile } from './client';

/** How many rows n8n gives at once. */
const pageSize = 250;

interface Column {
	name: string;
	type: string;
}

/**
 * Chooses the data tables of a workflow, as its user does: n8n names them by an ID, which every n8n gives anew. A table that is
 * not there yet is created, with the columns that the workflow writes.
 * @param client logged in
 * @param workflow whose nodes name their table
 * @returns a copy with the tables chosen
 */
export async function fillInDataTables(
	client: N8nClient,
	workflow: WorkflowFile,
): Promise<WorkflowFile> {
	const copy = structuredClone(workflow);
	for (const locator of copy.nodes.map(findLocator)) {
		const name = findName(locator);
		if (!locator || !name) continue;
		const { id } =
			(await findDataTable(client, name)) ??
			(await client.request<{ id: string }>('POST', await buildPath(client), {
				name,
				columns: listColumns(workflow, name),
			}));
		// n8n 1.x does not find a table by its name.
		Object.assign(locator, { mode: 'list', value: id, cachedResultName: name });
	}
	return copy;
}

/**
 * The rows of a data table of the client's user.
 * @param client logged in
 * @param name the table's
 * @throws an Error when there is none of that name
 */
export async function readDataTable(client: N8nClient, name: string): Promise<IDataObject[]> {
	const table = await findDataTable(client, name);
	if (!table) throw new Error(`There is no data table '${name}'`);
	const path = `${await buildPath(client)}/${table.id}/rows`;
	const rows: IDataObject[] = [];
	for (;;) {
		const { data, count } = await client.request<{ data: IDataObject[]; count: number }>(
			'GET',
			`${path}?take=${pageSize}&skip=${rows.length}`,
		);
		rows.push(...data);
		if (data.length === 0 || rows.length >= count) return rows;
	}
}

async function buildPath(client: N8nClient): Promise<string> {
	const { id } = await client.request<{ id: string }>('GET', '/rest/projects/personal');
	return `/rest/projects/${id}/data-tables`;
}

async function findDataTable(client: N8nClient, name: string): Promise<{ id: string } | undefined> {
	const filter = encodeURIComponent(JSON.stringify({ name }));
	const { data } = await client.request<{ data: Array<{ id: string; name: string }> }>(
		'GET',
		`${await buildPath(client)}?filter=${filter}`,
	);
	return data.find((table) => table.name === name);
}

const findLocator = ({ type, parameters }: INode) =>
	type === 'n8n-nodes-base.dataTable'
		? (parameters.dataTableId as INodeParameterResourceLocator | undefined)
		: undefined;

/** The name of a table that is meant by its name, or by what was chosen in another n8n. */
function findName(locator: INodeParameterResourceLocator | undefined): string | undefined {
	if (locator?.mode === 'name') return String(locator.value);
	return locator?.value ? undefined : locator?.cachedResultName;
}

/** What the nodes that write to a table know of its columns. */
function listColumns({ nodes }: WorkflowFile, table: string): Column[] {
	const written = nodes
		.filter((node) => findName(findLocator(node)) === table)
		.flatMap(({ parameters }) => {
			const { schema = [] } = (parameters.columns ?? {}) as {
				schema?: Array<{ id: string; type: string }>;
			};
			return schema.map(({ id, type }) => [id, { name: id, type }] as const);
		});
	return [...new Map(written).values()];
}
