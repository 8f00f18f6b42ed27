/**
 * What a parameter holds, as text. An expression may give any JSON, also some with a `toString` of its own, of which
 * JavaScript makes no text.
 */
export function toText(value: unknown): string {
	try {
		return String(value ?? '');
	} catch {
		return JSON.stringify(value);
	}
}
