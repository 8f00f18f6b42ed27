import { WAIT_INDEFINITELY } from 'n8n-workflow';
import { clock } from '../../../shared/clock';
import { fields, type FieldRule } from '../../api/fields';
import { outputApplication } from '../../api/output';
import { getCallbackSecrets } from '../../callback/callbackUrl';
import { applicationIdParameters, customerIdParameters } from '../../descriptions/parameters';
import { releaseExecution } from '../../wait/claim';
import { shouldResume, type ResumeOn } from '../../wait/shouldResume';
import { prepareRecheck, recheck } from '../../wait/recheck';
import type { Item } from '../item';
import type { OperationDescription, SendRequests } from '../operation';

export const description: OperationDescription = {
	name: 'Wait for Outcome',
	value: 'waitForOutcome',
	action: 'Wait for application outcome',
	description: 'Pause the execution until connectFi decides; one item at a time',
	notForTools: {
		because: 'an AI Agent cannot wait',
		hint: "Use 'Get Status' as the tool, and wait in the workflow.",
	},
	properties: [
		{
			displayName:
				"connectFi resumes this execution if 'Start Identification' ran earlier in it with the callback 'Wait for Outcome in This Execution'. When the time limit is reached, the node passes its input through unchanged.",
			name: 'waitNotice',
			type: 'notice',
			default: '',
		},
		...customerIdParameters,
		...applicationIdParameters,
		{
			displayName: 'Resume On',
			name: 'resumeOn',
			type: 'options',
			default: 'completed',
			description: 'Which status ends the wait',
			options: [
				{
					name: 'Outcome',
					value: 'completed',
					description: 'The application is approved or denied',
				},
				{
					name: 'Outcome or Action Needed',
					value: 'actionNeeded',
					description:
						'The application is approved or denied, or connectFi asks for documents or data',
				},
			],
		},
		{
			displayName: 'Limit Wait Time',
			name: 'limitWaitTime',
			type: 'boolean',
			default: true,
			description:
				'Whether to limit the waiting time. When the limit is reached, the input passes through unchanged.',
		},
		{
			displayName: 'Wait Amount',
			name: 'waitAmount',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 72,
			description: 'Maximum time to wait; n8n checks once a minute',
			displayOptions: { show: { limitWaitTime: [true] } },
		},
		{
			displayName: 'Wait Unit',
			name: 'waitUnit',
			type: 'options',
			default: 'hours',
			description: 'Unit of the wait amount',
			options: [
				{ name: 'Minutes', value: 'minutes' },
				{ name: 'Hours', value: 'hours' },
				{ name: 'Days', value: 'days' },
			],
			displayOptions: { show: { limitWaitTime: [true] } },
		},
	],
};

const unitMs: Record<string, number> = {
	minutes: 60_000,
	hours: 3_600_000,
	days: 86_400_000,
};

const waitAmount: FieldRule = {
	label: 'Wait Amount',
	allowed: 'a number above 0',
	accepts: (value) => Number(value) > 0,
};

const waitUnit: FieldRule = {
	label: 'Wait Unit',
	allowed: `one of ${Object.keys(unitMs).join(', ')}`,
	accepts: (value) => Object.keys(unitMs).includes(value),
};

/** connectFi docs, pages "Status", for the first check, and "Webhooks", for what ends the wait. */
export async function prepare(item: Item): Promise<SendRequests> {
	const { context } = item;
	const count = context.getInputData().length;
	if (count > 1)
		throw item.refusal(
			`Wait for Outcome processes one item at a time, because the whole execution waits, but its input has ${count}.`,
			"Put a 'Loop Over Items' node with a batch size of 1 before it, or start one execution per customer.",
		);
	const customerId = item.text('customerId', fields.customerId);
	const applicationId = item.text('applicationId', fields.applicationId);
	const resumeOn = item.parameter<ResumeOn>('resumeOn', 'completed');
	const limitMs = item.parameter('limitWaitTime', true) ? readLimit(item) : undefined;
	const secrets = await getCallbackSecrets(item);

	return async () => {
		const envelope = await item.applicationStatus({ customerId, applicationId });
		const result = outputApplication(envelope);
		if (!shouldResume(result.json, resumeOn)) {
			const { reference } = envelope.data;
			const awaited = {
				customerId,
				applicationId,
				...(typeof reference === 'string' && { reference }),
			};
			const call = prepareRecheck(context, { application: awaited, secrets });
			await context.putExecutionToWait(resumeTime(limitMs));
			releaseExecution(context.getExecutionId());
			recheck(context, call);
		}
		return { ...result, json: { ...result.json, verified: true } };
	};
}

/** In milliseconds. */
function readLimit(item: Item): number {
	const unit = item.check(item.parameter('waitUnit', 'hours'), waitUnit);
	return Number(item.check(item.parameter('waitAmount', 72), waitAmount)) * unitMs[unit];
}

function resumeTime(limitMs: number | undefined): Date {
	const latest = WAIT_INDEFINITELY.getTime();
	return limitMs === undefined
		? WAIT_INDEFINITELY
		: new Date(Math.min(clock.now() + limitMs, latest));
}
