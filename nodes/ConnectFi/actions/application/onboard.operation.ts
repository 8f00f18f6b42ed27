import { asNodeError } from '../../../shared/errors';
import { fields } from '../../api/fields';
import { entitiesAwaitingDocuments } from '../../api/status';
import { prepareCallbackUrl } from '../../callback/callbackUrl';
import {
	callbackFieldOption,
	callbackParameters,
	referenceParameter,
	syncModeOption,
} from '../../descriptions/callbackParameters';
import { customerParameters, furtherFieldsOption } from '../../descriptions/customerParameters';
import { submissionOptions, submissionParameters } from '../../descriptions/documentParameters';
import { ifExistsOption } from '../../descriptions/parameters';
import { prepareCustomer } from '../customer/createCustomer';
import { addDetails } from '../errorDetails';
import type { Item } from '../item';
import type { OperationDescription, Result, SendRequests } from '../operation';
import { hintAtOpenCase } from './openCaseHint';
import { startIdentification } from './startIdentification';
import { readFiles, submitFiles } from './submitFiles';

const usedAgain = 'One that an earlier run has used is used again, so a run can be repeated.';

export const description: OperationDescription = {
	name: 'Onboard Customer',
	value: 'onboard',
	action: 'Onboard customer',
	description:
		'Create a customer, start the identification and submit the documents that connectFi asks for; safe to run again',
	resultIdPath: 'applicationId',
	transfersFiles: true,
	properties: [
		...customerParameters(`Your own ID for the customer, 1 to 32 letters and digits. ${usedAgain}`),
		referenceParameter(
			`Your own ID for this identification, 1 to 32 letters and digits. ${usedAgain} The application then keeps the callback that it was started with.`,
		),
		...callbackParameters,
		...submissionParameters,
	],
	options: [
		callbackFieldOption,
		furtherFieldsOption,
		{
			...ifExistsOption(
				"Go on with that customer, whose own reference is in 'customerReference' of the output",
			),
			displayName: 'If SSN or FEIN Exists',
			description:
				'What to do if a customer with the same SSN or FEIN exists under another reference',
		},
		...submissionOptions,
		syncModeOption,
	],
};

/** As long as an ID of connectFi can be, to sign a callback address with before the customer's is known. */
const longestId = 'x'.repeat(36);

/** What exists at connectFi so far. */
interface Progress {
	customerId?: string;
	applicationId?: string;
}

/** The requests of Create Customer, Start Identification and Submit Documents, each only where it is still needed. */
export async function prepare(item: Item): Promise<SendRequests> {
	const ifTaken = item.option('ifExists', { ...fields.ifExists, label: 'If SSN or FEIN Exists' });
	const findOrCreateCustomer = prepareCustomer(item, {
		mayExist: true,
		ofAnyReference: ifTaken === 'use',
	});
	const reference = item.text('reference', fields.reference);
	const signCallback = await prepareCallbackUrl(item);
	signCallback({ kind: 'akepa', customerId: longestId, reference });
	const submission = await readFiles(item);

	const onboard = async (progress: Progress): Promise<Result> => {
		const { json: customer, isNew } = await findOrCreateCustomer();
		progress.customerId = String(customer.customerId);
		// An ID from before, with hyphens, cannot be identified.
		const customerId = item.check(customer.customerId, fields.customerId);
		const { reference: customerReference } = customer;
		const additions = { customerId, ...(customerReference !== undefined && { customerReference }) };

		const subject = { customerId, reference };
		const callbackUrl = signCallback({ kind: 'akepa', ...subject });
		const started = await startIdentification(item, {
			subject,
			callbackUrl,
			mayExist: true,
			customerIsNew: isNew,
		});
		const applicationId = String(started.json.applicationId);
		progress.applicationId = applicationId;

		const awaiting = entitiesAwaitingDocuments(started.envelope.data);
		const files = submission.files.filter(({ entityId = customerId }) =>
			awaiting.includes(entityId),
		);
		const { envelope, json } = files.length
			? await submitFiles(
					item,
					{ ...submission, files },
					{
						customerId,
						// Without it, an update is about the latest application.
						...(started.isLatest ? { knownApplicationId: applicationId } : { applicationId }),
					},
				)
			: started;
		const unsent = submission.files.filter((file) => !files.includes(file));
		hintAtOpenCase(
			item,
			json,
			unsent.map(({ entityId = customerId }) => entityId),
		);
		const { existed } = started.json;
		return { envelope, json: { ...json, ...(existed === true && { existed }), ...additions } };
	};

	return async () => {
		const progress: Progress = {};
		try {
			return await onboard(progress);
		} catch (error) {
			throw withProgress(item, error, progress);
		}
	};
}

/** Adds to the error of an unfinished item which customer and application exist, and that it can be run again. */
function withProgress(item: Item, thrown: unknown, { customerId, applicationId }: Progress): Error {
	const error = asNodeError(item.context.getNode(), thrown, item.index);
	if (!customerId) return error;
	return addDetails(error, {
		customerId,
		...(applicationId && { applicationId }),
		hint: `Run it again with the same references: it continues with customer ${customerId}${applicationId ? ` and application ${applicationId}` : ''}.`,
	});
}
