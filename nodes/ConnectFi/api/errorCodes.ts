import type { ErrorMessage } from '../../shared/errors';
import type { ErrorEnvelope, ValidationIssue } from './types';

const backOfficeAdvice =
	'The verification service behind connectFi refused this; its own words are in the message.';

/** What a user can do about each documented error code (pages "Common Errors" and the Errors pages of KYC and Customer). */
const advice = new Map(
	Object.entries({
		unauthorized:
			'Check the token or the login in the connectFi credential, and that it belongs to this base URL.',
		customerNotFound:
			'Check the Customer ID. It comes from the Create operation of the Customer resource.',
		identificationNotFound: 'Start the identification of this customer first.',
		applicationNotFound:
			'Check the Application ID. It comes from the Start Identification operation and belongs to one customer.',
		documentNotFound: 'Check the document ID. It comes from a Generate ID operation.',
		documentNotUploaded: 'Upload the file of this document first.',
		fileNotFound:
			'connectFi received no file. Check that the input item has one in the binary field.',
		statusApplicationEntity:
			'The result for this person or business is already there. Read it with Get Status.',
		extAkepa: backOfficeAdvice,
		referenceExists: 'Use the existing entry, or choose a reference that was never used before.',
		customerExists:
			'Use the existing customer: one with the same SSN or FEIN is already registered.',
	}),
);

/** In characters; connectFi's own messages have some dozens. */
const longestMessage = 1_000;

/**
 * What a user can do about the failure of a specific request, by connectFi's error code, where the general advice does not
 * fit; under `unknownOutcome`, what to do where connectFi may have processed it.
 */
export type Hints = Readonly<Record<string, string>>;

/** Whether the code is one that only connectFi uses. */
export function isDocumentedCode(code: string): boolean {
	return advice.has(code) || code === 'requestValidateError';
}

const labels = new Map([
	['id', 'ID'],
	['url', 'URL'],
	['ssn', 'SSN'],
]);

/** "customerId" → "Customer ID", "note_author_agent_email" → "Note Author Agent Email": the words the editor shows. */
export function toLabel(property: string): string {
	return property
		.replace(/([a-z0-9])([A-Z])/g, '$1 $2')
		.split(/[\s_]+/)
		.filter(Boolean)
		.map((word) => labels.get(word.toLowerCase()) ?? word[0].toUpperCase() + word.slice(1))
		.join(' ');
}

function describePlace(instancePath = ''): string {
	return instancePath
		.split('/')
		.filter(Boolean)
		.map((step) => (/^\d+$/.test(step) ? `#${Number(step) + 1}` : toLabel(step)))
		.join(' ');
}

/** AJV's parameter that says most, by keyword, and the sentence that it makes. */
const findings: Record<string, [string, (subject: string, text: string, place: string) => string]> =
	{
		required: [
			'missingProperty',
			(_, text, place) => `Parameter '${[place, toLabel(text)].join(' ').trim()}' is required`,
		],
		additionalProperties: [
			'additionalProperty',
			(subject, text) => `${subject} must not contain '${text}'`,
		],
		enum: ['allowedValues', (subject, text) => `${subject} must be one of ${text}`],
		minLength: ['limit', (subject, text) => `${subject} must have at least ${text} characters`],
		maxLength: ['limit', (subject, text) => `${subject} must have at most ${text} characters`],
	};

function describeIssue({
	keyword = '',
	instancePath,
	params = {},
	message,
}: ValidationIssue): string {
	const place = describePlace(instancePath);
	const subject = place ? `Parameter '${place}'` : 'The request';
	const [parameter, sentence] = Object.hasOwn(findings, keyword) ? findings[keyword] : [];
	const text = parameter && toText(params[parameter]);
	return text && sentence
		? sentence(subject, text, place)
		: `${subject} ${message || 'is not valid'}`;
}

/** Plain values as text, also several; of others nothing. */
function toText(value: unknown): string {
	return [value]
		.flat()
		.filter((entry) => entry === null || ['string', 'number', 'boolean'].includes(typeof entry))
		.map(String)
		.join(', ');
}

/**
 * connectFi's refusal in a user's words: one sentence each for what happened and what to do next.
 * `requestValidateError` carries AJV's findings in `context` and no message of its own.
 * @param hints of the request that was refused
 */
export function explain(refusal: ErrorEnvelope, hints: Hints = {}): ErrorMessage {
	const issues = readIssues(refusal);
	if (issues.length) {
		const sentences = [...new Set(issues.map(describeIssue))];
		return {
			message: readable(`${sentences.slice(0, 5).join('. ')}.`),
			hint: 'Correct this value and run the node again.',
		};
	}
	const existing = (refusal.context as Record<string, unknown> | undefined)?.[
		refusal.code === 'customerExists' ? 'customerId' : 'entityId'
	];
	const said = refusal.message?.trim();
	const message = said || `connectFi answered "${refusal.code}".`;
	const specificHint = Object.hasOwn(hints, refusal.code) ? hints[refusal.code] : undefined;
	const hint =
		specificHint ??
		advice.get(refusal.code) ??
		(refusal.code.startsWith('ext')
			? backOfficeAdvice
			: 'See the connectFi documentation of this operation.');
	return {
		message: readable(/[.!?]$/.test(message) ? message : `${message}.`),
		hint: typeof existing === 'string' ? `${hint} It has the ID ${existing}.` : hint,
	};
}

/** Cuts what nobody reads to its end. */
function readable(text: string): string {
	return text.length > longestMessage ? `${text.slice(0, longestMessage)}…` : text;
}

/** The ids that a refusal names in its context, such as that of the customer who exists already, by connectFi's names. */
export function findNamedIds({ context }: ErrorEnvelope): Record<string, string> {
	if (typeof context !== 'object' || context === null || Array.isArray(context)) return {};
	return Object.fromEntries(
		Object.entries(context).filter(
			(entry): entry is [string, string] =>
				entry[0].endsWith('Id') && typeof entry[1] === 'string' && entry[1] !== '',
		),
	);
}

/** Whether connectFi refused this property name itself, in whichever of its schemas: it tells two spellings apart. */
export function refusesProperty(refusal: ErrorEnvelope | undefined, property: string): boolean {
	return (
		refusal?.code === 'requestValidateError' &&
		readIssues(refusal).some(
			({ keyword, params }) =>
				keyword === 'additionalProperties' && params?.additionalProperty === property,
		)
	);
}

/** AJV's findings in a refusal; whatever else its context holds is passed over. */
function readIssues({ context }: ErrorEnvelope): ValidationIssue[] {
	return Array.isArray(context) ? context : [];
}
