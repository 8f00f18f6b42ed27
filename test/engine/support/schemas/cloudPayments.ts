import { join } from 'node:path';
import { startKycMsSandbox } from '../../../../sandbox/cloudpayments';
import { statuses } from '../../../../sandbox/cloudpayments/store';
import { resources } from '../../../../nodes/CloudPaymentsKyc/actions/resources';
import { runOperation } from '../../cloudPaymentsKyc/support/kyc';
import type { SampledNode } from './outputSchemas';

const username = 'maria';

/** The CloudPayments KYC node, with an emulator of its own. */
export async function sampledCloudPayments(): Promise<SampledNode> {
	const emulator = await startKycMsSandbox();
	const { password, settings } = emulator;
	const stateOf = (statusAs: 'name' | 'number', status: string) => () => {
		emulator.reset();
		emulator.setStatus(username, status);
		Object.assign(settings, { statusAs, statusBody: undefined });
		return { accessToken: emulator.accessTokenOf(username), username, password };
	};
	const withoutStatus = () => {
		const values = stateOf('name', 'PENDING')();
		settings.statusBody = () => ({});
		return values;
	};
	return {
		folder: join(__dirname, '../../../../nodes/CloudPaymentsKyc'),
		resources,
		states: [
			...statuses.map((status) => stateOf('name', status)),
			...statuses.map((status) => stateOf('number', status)),
			withoutStatus,
		],
		run: async (operation, parameters) => await runOperation(emulator, operation, parameters),
		close: async () => await emulator.close(),
	};
}
