import { isDocumentedCode } from './errorCodes';
import { isLegacyStatus } from './legacyStatus';
import { isJourneyWord } from './status';
import * as vocabulary from './vocabulary';

const values = new Set(
	Object.values(vocabulary).flatMap((choices) => choices.map(({ value }) => value)),
);

/** Of AJV, in its findings. */
const keywords = new Set([
	...['additionalProperties', 'enum', 'format', 'maxItems', 'maxLength', 'minItems', 'minLength'],
	...['pattern', 'required', 'type', 'uniqueItems'],
]);

/** Whether a text is one of those that connectFi's answers are made of: a status, an outcome, a code, a closed value. */
export function isApiWord(text: string): boolean {
	return (
		isJourneyWord(text) ||
		isLegacyStatus(text) ||
		isDocumentedCode(text) ||
		values.has(text) ||
		keywords.has(text)
	);
}
