import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { KycMsSandbox } from '../../../../sandbox/cloudpayments';
import {
	runNode,
	type NodeOutcome,
	type NodeRun,
	type StoredCredential,
} from '../../support/engine';
import { CloudPaymentsKycApi } from '../../../../credentials/CloudPaymentsKycApi.credentials';
import { CloudPaymentsKyc } from '../../../../nodes/CloudPaymentsKyc/CloudPaymentsKyc.node';

/** The credential that opens an emulator. */
export function credentialFor(emulator: KycMsSandbox, more: IDataObject = {}): StoredCredential {
	const { url, apiKey, tenantName } = emulator;
	return {
		type: 'cloudPaymentsKycApi',
		data: {
			environment: 'custom',
			baseUrl: url,
			tenantName,
			apiKey,
			...more,
		} as StoredCredential['data'],
	};
}

/**
 * Runs one operation of the node against an emulator.
 * @param operation resource and operation, as `user.getStatus`
 */
export async function runOperation(
	emulator: KycMsSandbox,
	operation: string,
	parameters: INodeParameters,
	more: Partial<NodeRun> = {},
): Promise<NodeOutcome> {
	const [resource, name] = operation.split('.');
	return await runNode({
		nodeType: new CloudPaymentsKyc(),
		credential: credentialFor(emulator),
		credentialTypes: [new CloudPaymentsKycApi()],
		...more,
		parameters: { resource, operation: name, ...parameters },
	});
}
