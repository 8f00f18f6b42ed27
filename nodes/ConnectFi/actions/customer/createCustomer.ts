import type { IDataObject } from 'n8n-workflow';
import { fields } from '../../api/fields';
import { outputData } from '../../api/output';
import { paths } from '../../api/paths';
import { businessProperties, individualProperties } from '../../descriptions/customerFields';
import { sendInEitherSpelling } from '../eitherSpelling';
import type { Call, Item } from '../item';
import { parseJsonObject } from '../jsonObject';
import type { Result } from '../operation';
import { findCustomer } from './findCustomer';
import { readFields } from './readFields';

/**
 * Both names of a business's representatives on the vendor's pages. The singular is what tables and samples call the
 * property; the plural stands only in prose, and names the parameter.
 */
const representativesFields = ['businessRepresentative', 'businessRepresentatives'] as const;

/** Which existing customers may be used in place of a new one. */
interface Existing {
	/** The one with our reference. */
	mayExist: boolean;
	/** Also one with the same SSN or FEIN, under whichever reference. */
	ofAnyReference: boolean;
}

/** The customer, with `existed` where it is one that an earlier run has created. */
interface PreparedCustomer extends Result {
	/** Whether it is known that nobody had created it before, so that it has no application. */
	isNew: boolean;
}

/**
 * Reads and checks the parameters of a customer.
 *
 * connectFi docs, page "Create Customer": POST /customer/init. Which fields are required depends on the KYC procedure
 * that is set up for the client, so none is here; connectFi says what is missing.
 *
 * @returns creates the customer, or finds the one that may be used, then with `existed`
 * @throws NodeOperationError in the user's words
 */
export function prepareCustomer(
	item: Item,
	{ mayExist, ofAnyReference }: Existing,
): () => Promise<PreparedCustomer> {
	const customerType = item.text('customerType', fields.customerType);
	const customerReference = item.text('customerReference', fields.customerReference);
	const byJson = item.parameter<string>('inputMode') === 'json';
	const { businessRepresentatives, ...guided }: IDataObject = byJson
		? {}
		: readFields(item, customerType === 'business' ? businessProperties : individualProperties);
	// The user's JSON is sent as it is, and replaces guided fields of the same name.
	const verbatim = {
		...(byJson && parseJsonObject(item, item.parameter('json'), { label: 'Customer (JSON)' })),
		...parseJsonObject(item, item.options.furtherFields ?? {}, { label: 'Further Fields (JSON)' }),
	};
	const representatives = representativesFields.some((name) => name in verbatim)
		? undefined
		: businessRepresentatives;
	if (!Object.keys({ ...guided, ...verbatim }).length && !representatives)
		throw item.refusal('The customer has no data. Fill in at least one field.');

	let existed = false;
	let isNew = true;
	const createCall = (more: IDataObject): Call => ({
		method: 'POST',
		path: paths.customerCreate,
		json: { customerReference, customerType, customer: { ...guided, ...more, ...verbatim } },
		// Page "Create Customer": a repeated reference is rejected, and the existing customer named.
		idempotent: true,
		hints: {
			...(!mayExist && {
				referenceExists:
					"Choose a reference that was never used before, or set 'If It Exists' to 'Use' in the options.",
			}),
			unknownOutcome: `Run it again with the same customer reference${mayExist ? '' : " and 'If It Exists' set to 'Use'"}.`,
		},
		mayExist,
		async findExisting(failure) {
			isNew = false;
			const customer = await findCustomer(item, failure, {
				customerReference,
				customerType,
				ofAnyReference,
			});
			// After a lost response of our own, the customer with our reference is the one that this request created.
			existed =
				customer !== undefined &&
				!(failure.afterLostAnswer && customer.data.reference === customerReference);
			return customer;
		},
	});
	return async () => {
		const envelope = representatives
			? await sendInEitherSpelling(item, {
					spellings: representativesFields,
					createCall: (name) => createCall({ [name]: representatives }),
				})
			: await item.send(createCall({}));
		return { ...outputData(envelope, existed ? { existed } : {}), isNew };
	};
}
