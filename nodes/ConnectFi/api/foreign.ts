/** Reading what others wrote: any part of it may be missing, or be something else than its page says. */

/** @returns undefined for everything that has no named fields */
export function readRecord(value: unknown): Record<string, unknown> | undefined {
	return typeof value === 'object' && value !== null && !Array.isArray(value)
		? (value as Record<string, unknown>)
		: undefined;
}

/** The records of a list, without the rest of it. */
export function readRecords(value: unknown): Array<Record<string, unknown>> {
	if (!Array.isArray(value)) return [];
	return value.flatMap((entry): Array<Record<string, unknown>> => {
		const record = readRecord(entry);
		return record ? [record] : [];
	});
}

/** The texts of a list, without the rest of it. */
export function readTexts(value: unknown): string[] {
	return Array.isArray(value)
		? value.filter((entry): entry is string => typeof entry === 'string')
		: [];
}
