import type { IDataObject, IExecuteFunctions, IHookFunctions } from 'n8n-workflow';

/** Production URLs by the name of their connectFi Trigger node. */
type TriggerUrls = Record<string, string>;

/** Under which the workflow's static data holds them. */
const key = 'connectFiTriggerUrls';

/**
 * The same, by workflow id, for executions in the process that activated the workflow: n8n 1.x gives a run from the editor
 * no static data.
 */
const activatedHere = new Map<string, TriggerUrls>();

/**
 * How the connectFi node finds the connectFi Trigger of its workflow: n8n tells a node neither the other nodes that it is not
 * connected with nor their URLs, so the trigger leaves its own where both can read, for as long as it listens. What is
 * published counts, not what stands in the editor.
 */
export const triggerUrls = {
	add(context: IHookFunctions, url: string): void {
		const urls = staticUrls(context);
		const { name } = context.getNode();
		// Nothing is stored in vain: at a start of n8n that would undo what callbacks store at the same time.
		if (urls[name] === url) activatedHere.set(workflowIdOf(context), urls);
		else store(context, { ...urls, [name]: url });
	},

	/** The end of a test in the editor leaves the production URL alone: it comes with the test URL. */
	remove(context: IHookFunctions, url: string | undefined): void {
		const urls = staticUrls(context);
		const { name } = context.getNode();
		if (urls[name] !== url) return;
		delete urls[name];
		store(context, urls);
	},

	/** The production URLs of the connectFi Triggers that listen and that this workflow still has. */
	all(context: IExecuteFunctions): string[] {
		const stored = context.getWorkflowStaticData('global')[key];
		const urls = stored ? staticUrls(context) : activatedHere.get(workflowIdOf(context));
		return Object.entries(urls ?? {}).flatMap(([name, url]) =>
			hasNode(context, name) ? [url] : [],
		);
	},
};

function store(context: IHookFunctions, urls: TriggerUrls): void {
	// As a whole: n8n saves static data only when it sees an entry of it set.
	context.getWorkflowStaticData('global')[key] = urls;
	activatedHere.set(workflowIdOf(context), urls);
}

function staticUrls(context: IHookFunctions | IExecuteFunctions): TriggerUrls {
	return { ...(context.getWorkflowStaticData('global')[key] as TriggerUrls | undefined) };
}

function workflowIdOf(context: IHookFunctions | IExecuteFunctions): string {
	return String(context.getWorkflow().id);
}

/** A trigger that was deleted or renamed in the published workflow leaves its entry behind. */
function hasNode(context: IExecuteFunctions, name: string): boolean {
	try {
		return Boolean((context.getWorkflowDataProxy(0).$node as IDataObject)[name]);
	} catch {
		return false;
	}
}
