import { createSign, generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto';

let signingKey: KeyObject | undefined;

/** An RS256 JWT, which is what the access tokens in the vendor's sample apps are. Its claims are INFERRED. */
function signed(claims: Record<string, unknown>): string {
	signingKey ??= generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
	const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
	const content = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode(claims)}`;
	return `${content}.${createSign('RSA-SHA256').update(content).sign(signingKey, 'base64url')}`;
}

/** The access tokens of one emulator. */
export class AccessTokens {
	private issued = new Map<string, { username: string; expiresAt: number }>();

	/**
	 * @param username whose token it is
	 * @param lifetimeMs how long it is good for
	 * @returns a new token
	 */
	issue(username: string, lifetimeMs: number): string {
		const expiresAt = Date.now() + lifetimeMs;
		const token = signed({
			user_name: username,
			exp: Math.floor(expiresAt / 1000),
			jti: randomUUID(),
		});
		this.issued.set(token, { username, expiresAt });
		return token;
	}

	/** @returns whose token it is; undefined if it is unknown or has expired */
	findUser(token: string): string | undefined {
		const found = this.issued.get(token);
		return found && found.expiresAt > Date.now() ? found.username : undefined;
	}

	/** Expires all tokens issued so far. */
	expire(): void {
		this.issued.clear();
	}
}
