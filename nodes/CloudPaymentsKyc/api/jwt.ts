import type { IDataObject } from 'n8n-workflow';

/**
 * The claims of a user's access token, unverified: the token is the user's secret, and only its reader's convenience
 * depends on them. That it is a JWT is INFERRED from the vendor's sample apps.
 * @returns an empty object if the token is not a JWT
 */
export function parseClaims(token: string): IDataObject {
	const payload = token.split('.')[1];
	if (!payload) return {};
	try {
		const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
		return typeof claims === 'object' && claims !== null ? (claims as IDataObject) : {};
	} catch {
		return {};
	}
}

/**
 * When an access token ends.
 * @param expiresIn the answer's `expires_in` in seconds, if it has one
 * @returns ISO time, or null if neither the answer nor the token tells
 */
export function getExpiry(token: string, expiresIn: unknown): string | null {
	const { exp } = parseClaims(token);
	const seconds = isPlain(expiresIn) ? Number(expiresIn) : NaN;
	const date = new Date(typeof exp === 'number' ? exp * 1000 : Date.now() + seconds * 1000);
	return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

/** Who an access token belongs to, where it says so: a name to compare, not to rely on. */
export function getSubject(token: string): string | undefined {
	const { user_name: userName, username, sub, user_id: userId } = parseClaims(token);
	const subject = [userName, username, sub, userId].find(isPlain);
	return subject === undefined ? undefined : String(subject);
}

const isPlain = (claim: unknown) => typeof claim === 'string' || typeof claim === 'number';
