import type { IExecuteSingleFunctions, INode, IPollFunctions } from 'n8n-workflow';

export const credentialType = 'cloudPaymentsKycApi';

/** Where the node's requests come from: one item of the action node, or one poll of the trigger. */
export type KycContext = IExecuteSingleFunctions | IPollFunctions;

/** Parameters whose values must not leave the node. */
const secretParameters = ['accessToken', 'password'];

/** Shorter values are not looked for: they would blot out ordinary words. */
const shortestSecret = 4;

/** The secrets of one request: the user's token or password, and the API key. */
export async function secretsOf(context: KycContext): Promise<string[]> {
	const { apiKey } = await context.getCredentials(credentialType);
	const values = secretParameters.map((name) => context.getNodeParameter(name, ''));
	return [...values.map(bareToken), String(apiKey ?? '')].filter(
		(secret) => secret.length >= shortestSecret,
	);
}

/** A pasted access token without the blanks around it and the word Bearer before it. */
export function bareToken(value: unknown): string {
	return String(value ?? '')
		.trim()
		.replace(/^Bearer(\s+|$)/i, '');
}

/**
 * A copy of an answer in which no secret stands: services of this kind repeat a refused token in their message
 * ("Invalid access token: ...").
 */
export function withoutSecrets<T>(answer: T, secrets: string[]): T {
	if (typeof answer === 'string')
		return secrets.reduce<string>(
			(text, secret) => text.split(secret).join('[hidden]'),
			answer,
		) as T;
	if (Array.isArray(answer)) return answer.map((entry) => withoutSecrets(entry, secrets)) as T;
	if (typeof answer !== 'object' || answer === null) return answer;
	return Object.fromEntries(
		Object.entries(answer).map(([name, value]) => [
			withoutSecrets(name, secrets),
			withoutSecrets(value, secrets),
		]),
	) as T;
}

/** The node as errors may carry it: n8n stores an error's node with all parameters, typed-in secrets included. */
export function withoutParameters(node: INode): INode {
	return { ...node, parameters: {} };
}
