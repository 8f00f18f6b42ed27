import { NodeHelpers, type IExecuteFunctions, type INode, type Workflow } from 'n8n-workflow';
import { clock } from '../../shared/clock';
import type { BaseItem } from '../../shared/item';
import { postToN8n } from './postToN8n';

/** What follows the node's webhook ID in the URL of a connectFi Trigger. */
export const triggerPath = 'connectfi';

/**
 * What n8n's contexts hold beyond the context that they promise to nodes. There is no other way to a node that this one is
 * not connected with: static data, in which the trigger could leave its URL, does not reach the workers of n8n 2.x.
 */
interface ContextOfN8n {
	workflow: Workflow;
	additionalData: { webhookBaseUrl: string };
}

/**
 * The production URL of the connectFi Trigger in the workflow that runs, as n8n itself makes it.
 * @throws NodeOperationError if there is no such trigger, more than one, or the workflow is not published
 */
export async function getTriggerUrl(item: BaseItem): Promise<string> {
	const { context } = item;
	const triggers = findTriggers(context);
	const [trigger] = triggers;
	if (!trigger)
		throw item.refusal(
			'There is no connectFi Trigger in this workflow.',
			'Put a connectFi Trigger in this workflow and activate (publish) the workflow.',
		);
	if (triggers.length > 1)
		throw item.refusal(
			`This workflow has ${triggers.length} connectFi Triggers, and 'Callback' does not say which one is meant.`,
			"Choose 'URL' and enter the production URL of the one to call.",
		);
	if (!(await isPublished(context, trigger.url)))
		throw item.refusal(
			`'${trigger.name}' does not listen, because this workflow is not active (published).`,
			'Activate (publish) the workflow. The production URL of the trigger is used also when you execute the workflow manually.',
		);
	return trigger.url;
}

interface Trigger {
	name: string;
	url: string;
}

function findTriggers(context: IExecuteFunctions): Trigger[] {
	if (!('workflow' in context && 'additionalData' in context)) return [];
	const { workflow, additionalData } = context as unknown as ContextOfN8n;
	return Object.values(workflow.nodes)
		.filter(isTrigger)
		.map((node) => ({
			name: node.name,
			url: NodeHelpers.getNodeWebhookUrl(
				additionalData.webhookBaseUrl,
				workflow.id,
				node,
				triggerPath,
			),
		}));
}

/** The name before the dot is the package's, or `CUSTOM` where n8n loads the nodes from a folder. */
function isTrigger({ type, disabled }: INode): boolean {
	return type.endsWith('.connectFiTrigger') && !disabled;
}

/** By node run, so that a run with many items asks once. */
const answers = new WeakMap<IExecuteFunctions, Promise<boolean>>();

/**
 * What runs by one of its own production triggers is published. Other executions know nothing of it (n8n sets `active` to
 * false in manual ones), so the URL itself is asked, as connectFi would do it.
 */
async function isPublished(context: IExecuteFunctions, url: string): Promise<boolean> {
	if (['webhook', 'trigger'].includes(context.getMode())) return true;
	const answer = answers.get(context) ?? isListening(context, url);
	answers.set(context, answer);
	return await answer;
}

/** n8n 2.x publishes in the background, so a refusal is asked about again. */
async function isListening(context: IExecuteFunctions, url: string): Promise<boolean> {
	for (const pause of [0, 500, 1_500]) {
		await clock.sleep(pause);
		if (!(await isNotRegistered(context, url))) return true;
	}
	return false;
}

/** Whether n8n says that nothing listens there. Where it cannot be reached at its own address, it may well listen. */
async function isNotRegistered(context: IExecuteFunctions, url: string): Promise<boolean> {
	// Without a callback in it, the trigger answers 400 and starts nothing.
	const { status, message } = await postToN8n(context, { url, body: {}, timeout: 5_000 });
	if (status === undefined)
		context.logger.warn(
			`n8n could not ask at its own address whether the connectFi Trigger listens (${message}).`,
		);
	return status === 404 && /not registered/.test(message);
}
