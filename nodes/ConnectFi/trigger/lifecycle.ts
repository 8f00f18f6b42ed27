import { NodeOperationError, type IHookFunctions } from 'n8n-workflow';
import { canBeCalled, setWebhookUrl } from '../callback/callbackUrl';
import { parseSecrets } from '../callback/secrets';
import { getCredentialType } from '../api/client';

/**
 * What n8n calls when the trigger starts and stops listening. There is nothing to register at connectFi: it takes a callback
 * URL with each identification (connectFi docs, page "Webhooks"). What remains is to refuse an address that connectFi cannot
 * call, or whose calls could not be checked.
 */
export const lifecycle = {
	/** Always no: connectFi keeps no list that could be asked. */
	async checkExists(this: IHookFunctions): Promise<boolean> {
		return false;
	},

	/** @throws NodeOperationError when a user activates the workflow and the trigger could take no call */
	async create(this: IHookFunctions): Promise<boolean> {
		const url = this.getNodeWebhookUrl('default');
		// Not at a start of n8n: the workflow is active already, and callbacks on their way may get through.
		const byUser = ['activate', 'update', 'create'].includes(this.getActivationMode());
		if (url && byUser) await assertCallable(this, url);
		return true;
	},

	async delete(this: IHookFunctions): Promise<boolean> {
		return true;
	},
};

async function assertCallable(context: IHookFunctions, url: string): Promise<void> {
	const { baseUrl, callbackSecret } = await context.getCredentials(getCredentialType(context));
	const parsed = parseSecrets(callbackSecret);
	if ('refusal' in parsed) throw new NodeOperationError(context.getNode(), parsed.refusal);
	if (!canBeCalled(url, baseUrl))
		throw new NodeOperationError(
			context.getNode(),
			`connectFi cannot call this trigger: its address '${new URL(url).origin}' exists only on the machine n8n runs on. ${setWebhookUrl}`,
		);
}
