import { randomText } from './mint';

/** Shape of the answer of /auth/get-token; the old page documents the first, the literal new one is not readable. */
export const tokenShapes = ['string', 'object', 'list'] as const;

/** `string`: `data.token` is text; `object`: `{base, confined}`; `list`: `[{type, token}]`. */
export type TokenShape = (typeof tokenShapes)[number];

/** `many`: several logins may be in use at once; `one`: a login ends those before it. */
export const tokenSessions = ['many', 'one'] as const;

/** How many logins may be in use at once. */
export type TokenSessions = (typeof tokenSessions)[number];

/** How tokens by login are issued from now on. */
export interface TokenSettings {
	shape: TokenShape;
	/** Milliseconds a token lives. */
	lifetimeMs: number;
	/** Requests a token is good for; null for any number. */
	uses: number | null;
	/** Whether tokens of earlier logins stay good; the vendor's rule is not documented. */
	sessions: TokenSessions;
}

interface LoginToken {
	kind: 'base' | 'confined';
	expiresAt: number;
	usesLeft: number;
}

/** The tokens of one sandbox: fixed ones that never expire, and those issued by login, of which several may live. */
export class Tokens {
	private issued = new Map<string, LoginToken>();

	/**
	 * @param fixed access tokens that are always good
	 * @param settings how tokens by login are issued; may be changed at any time
	 */
	constructor(
		private readonly fixed: readonly string[],
		readonly settings: TokenSettings,
	) {}

	/** @returns a fresh pair of tokens and the ISO time at which both expire */
	issue(): { base: string; confined: string; dtsExpireAt: string } {
		if (this.settings.sessions === 'one') this.clear();
		const expiresAt = Date.now() + this.settings.lifetimeMs;
		const make = (kind: LoginToken['kind']) => {
			// All four samples in the docs have 66 letters and digits.
			const token = randomText(66);
			const usesLeft = this.settings.uses ?? Number.POSITIVE_INFINITY;
			this.issued.set(token, { kind, expiresAt, usesLeft });
			return token;
		};
		return {
			base: make('base'),
			confined: make('confined'),
			dtsExpireAt: new Date(expiresAt).toISOString(),
		};
	}

	/**
	 * Checks a token and counts the use.
	 * @param token value of `x-connectfi-token`
	 * @returns true if the request may go on; a confined token never may, as no page of this area asks for one
	 */
	use(token: unknown): boolean {
		if (typeof token !== 'string') return false;
		if (this.fixed.includes(token)) return true;
		const found = this.issued.get(token);
		if (found === undefined || found.kind === 'confined') return false;
		if (found.expiresAt <= Date.now() || found.usesLeft <= 0) {
			this.issued.delete(token);
			return false;
		}
		found.usesLeft -= 1;
		return true;
	}

	/**
	 * Expires all tokens issued by login so far.
	 * @param afterUses how many more requests each of them is good for; 0 expires them at once
	 * @returns how many base tokens are concerned
	 */
	expire(afterUses = 0): number {
		let count = 0;
		for (const token of this.issued.values()) {
			token.usesLeft = afterUses;
			if (token.kind === 'base') count += 1;
		}
		return count;
	}

	/** Forgets all tokens issued by login. */
	clear(): void {
		this.issued.clear();
	}
}
