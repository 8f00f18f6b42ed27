import { authenticateCallback } from '../../../nodes/ConnectFi/callback/authenticateCallback';
import { getCredential } from '../../../nodes/ConnectFi/callback/credential';
import type { CallbackIds } from '../../../nodes/ConnectFi/callback/parseCallback';
import { sign, type CallbackSubject } from '../../../nodes/ConnectFi/callback/signature';
import { useFakeClock } from '../../support/fakeClock';
import { contextOf } from './support';

const time = useFakeClock();
const path = '/webhook/hook/connectfi';
const secret = 'the secret of these tests';
const akepa = { kind: 'akepa', customerId: 'cstap_1', applicationId: 'iapp_1' } as const;
const legacy = { kind: 'legacy', customerId: 'csta-1' } as const;
let id = 0;

/** A call on a URL that was signed for somebody, or not. */
async function authenticate(
	ids: CallbackIds,
	{
		signedFor,
		callbackSecrets,
	}: {
		signedFor?: CallbackSubject;
		/** What the credential holds at each reading; an error if it cannot be read. */
		callbackSecrets: unknown[];
	},
) {
	const url = new URL(`https://n8n.example.com${path}`);
	const { search } = signedFor ? new URL(sign(url.href, { secrets: [secret], ...signedFor })) : url;
	const query = Object.fromEntries(new URLSearchParams(search));
	const readings = [...callbackSecrets];
	const { context, errors } = contextOf(
		{ path, query },
		{
			credentialId: `authenticate${++id}`,
			getCredentials: async () => {
				const callbackSecret = readings.length > 1 ? readings.shift() : readings[0];
				if (callbackSecret instanceof Error) throw callbackSecret;
				return { callbackSecret } as never;
			},
		},
	);
	// An earlier callback has left its reading.
	if (readings.length > 1) await getCredential(context).catch(() => {});
	time.skip(100);
	return { result: await authenticateCallback(context, ids), errors };
}

const refused = (message: string) => ({ verdict: 'rejected', status: 401, message });
const doesNotMatch = refused('The signature of this callback does not match');
const cannotBeChecked = refused('The signature of this callback cannot be checked');

it('takes a call on a URL that was signed for the case, with the reference it was signed for', async () => {
	const signedFor = { ...akepa, reference: 'reference1' };
	const { result, errors } = await authenticate(akepa, { signedFor, callbackSecrets: [secret] });
	expect(result).toEqual({
		ids: signedFor,
		isSigned: true,
		credential: { callbackSecret: secret },
	});
	expect([errors, time.sleeps]).toEqual([[], []]);
});

it('takes one about a legacy KYC, which has no reference', async () => {
	const { result } = await authenticate(legacy, { signedFor: legacy, callbackSecrets: [secret] });
	expect(result).toEqual({
		ids: legacy,
		isSigned: true,
		credential: { callbackSecret: secret },
	});
});

it.each([undefined, ''])(
	'takes any call where the callback secret is %j, as unsigned',
	async (none) => {
		const { result } = await authenticate(akepa, { callbackSecrets: [none] });
		expect(result).toEqual({ ids: akepa, isSigned: false, credential: { callbackSecret: none } });
		expect(time.sleeps).toEqual([]);
	},
);

it('refuses an unsigned call, and one that was signed for somebody else', async () => {
	const callbackSecrets = [secret];
	for (const signedFor of [undefined, { ...akepa, customerId: 'cstap_2' }]) {
		const { result, errors } = await authenticate(akepa, { signedFor, callbackSecrets });
		expect(result).toEqual(doesNotMatch);
		expect(errors).toEqual([]);
	}
});

it('takes one that fits the credential as the user has changed it', async () => {
	const { result, errors } = await authenticate(akepa, {
		signedFor: akepa,
		callbackSecrets: ['the secret of before', secret],
	});
	expect(result).toMatchObject({ isSigned: true });
	expect(errors).toEqual([]);
});

it.each([
	['cannot sign', ['short'], 'at least 16 characters'],
	['cannot be read', [new Error('deleted')], '(deleted)'],
	['cannot be read at first', [new Error('busy'), ','], 'at least 16 characters'],
	['cannot be read again', [',', new Error('busy')], '(busy)'],
])('refuses any call where the credential %s, and logs why', async (_, callbackSecrets, why) => {
	const { result, errors } = await authenticate(akepa, { signedFor: akepa, callbackSecrets });
	expect(result).toEqual(cannotBeChecked);
	expect(errors).toHaveLength(1);
	expect(errors[0]).toContain("the node's credential cannot be used");
	expect(errors[0]).toContain(why);
	expect(errors[0]).not.toContain('short');
});

it('says that the signature does not match where the credential could be read in the end', async () => {
	const { result, errors } = await authenticate(akepa, {
		callbackSecrets: [new Error('busy'), secret],
	});
	expect(result).toEqual(doesNotMatch);
	expect(errors).toEqual([]);
});
