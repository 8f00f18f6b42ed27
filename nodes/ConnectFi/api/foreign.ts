/** Reading what others wrote: any part of it may be missing, or be something else than its page says. */

/** @returns undefined for everything that has no named fields */
export function recordIn(value: unknown): Record<string, unknown> | undefined {
	return typeof value === 'object' && value !== null && !Array.isArray(value)
		? (value as Record<string, unknown>)
		: undefined;
}

/** The records of a list, without the rest of it. */
export function recordsIn(value: unknown): Array<Record<string, unknown>> {
	if (!Array.isArray(value)) return [];
	return value.flatMap((entry): Array<Record<string, unknown>> => {
		const record = recordIn(entry);
		return record ? [record] : [];
	});
}

/** The texts of a list, without the rest of it. */
export function textsIn(value: unknown): string[] {
	return Array.isArray(value)
		? value.filter((entry): entry is string => typeof entry === 'string')
		: [];
}
