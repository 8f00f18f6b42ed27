import { join } from 'node:path';
import { resources } from '../../../../nodes/ConnectFi/actions/resources';
import { startSandbox } from '../../../../sandbox';
import { newReference, runOperation } from '../connectFi';
import { itemWithFiles } from '../engine';
import { jpeg } from '../images';
import { individual } from '../individual';
import type { SampledNode, SandboxState } from './outputSchemas';

/** The ids in the placeholders of the node's parameters, which are those of connectFi's own pages. */
const customerId = 'cstap_5mBHiIx3QbkvEpjGfKsI9k';
const applicationId = 'iapp_AwXROkAVhfKmkhXjOTmuK';
const existingReference = 'onboarding20260';
const legacyCustomerId = 'csta-6TqoA6HtSItCANO1KT0W7u';
const representativeId = 'ExtBusRepId123';

const phone = { type: 'MOBILE', countryDialingCode: '01', phoneNumber: '2015550123' };
const address = {
	type: 'PRIMARY',
	addressLine1: '1 Main Street',
	addressLine2: 'Apartment 5',
	city: 'Springfield',
	stateCode: 'NY',
	postalCode: '10001',
	countryCodeA3: 'USA',
};
const person = (lastName: string) => ({
	...individual(lastName),
	addresses: [address],
	identificationDocuments: [
		{
			type: 'SSN',
			value: '123456789',
			issuanceCountryCodeA3: 'USA',
			issuanceRegion: 'NY',
			expiryDate: '2030-12-31',
		},
	],
});
/** What connectFi keeps of an individual; the legacy Init page shows both lists. */
const keptIndividual = (lastName: string) =>
	({
		customerType: 'individual',
		customer: { businessAddresses: [], businessPhones: [], ...person(lastName) },
	}) as const;
const business = {
	customerType: 'business',
	customer: {
		businessAddresses: [address],
		businessPhones: [phone],
		identificationDocuments: [{ type: 'FEIN', value: '987654321' }],
		businessRepresentative: [
			{ id: representativeId, ...person('Testman') },
			{ id: 'AnotherBusRep', ...person('Testman') },
		],
	},
} as const;
const cardAttributes = {
	productID: 'AWSM_API_Evolve_Test',
	nameOnCard: 'JOHN TESTMAN',
	designId: '1',
	addressType: 'PRIMARY',
	issueType: 'NEW',
	additionalData: { designId: '1' },
};

let number = 200_000_000;

/** The connectFi node, with a sandbox of its own. */
export async function sampledConnectFi(): Promise<SampledNode> {
	const sandbox = await startSandbox();
	const items = [itemWithFiles({ data: { content: jpeg, fileName: 'front.jpg' } })];

	interface State {
		customer: ReturnType<typeof keptIndividual> | typeof business;
		/** Whose documents are submitted. */
		entityId?: string;
		/** Whether connectFi has got the documents' files and the card attributes. */
		complete?: boolean;
		/** Whether what is to be created exists. */
		existing?: boolean;
	}
	const state =
		({ customer, entityId = '', complete = false, existing = false }: State): SandboxState =>
		() => {
			sandbox.reset();
			sandbox.seed({
				customers: [
					{ customerId, reference: existingReference, ...structuredClone(customer) },
					{ customerId: legacyCustomerId, ...keptIndividual('Testman') },
				],
				applications: [{ applicationId, customerId, reference: existingReference }],
				documents: [{ id: 'doc_6ESuXsYo0J8cgjEWK5xFe2', uploadStatus: complete }],
				legacyCustomers: [
					{
						customerId: legacyCustomerId,
						...(complete && { attributes: { cardAttributes } }),
						kycDocumentList: [
							{ id: 'doc-1qfdwf5KV66EBv0vVVdmTW' },
							{
								id: 'doc-45SKHDbSp1Imxr1hjGOmfW',
								...(complete && { uploadStatus: true, extension: 'jpg' }),
							},
						],
					},
				],
				separateDocuments: [
					{ id: 'sdoc_lnj0CHjHqUms6VgpFwU2Q', uploadStatus: true, extension: 'jpg' },
				],
			});
			return {
				callback: 'none',
				entityId,
				reference: existing ? existingReference : newReference,
				customerReference: existing ? existingReference : newReference,
				value: () => String(++number),
			};
		};

	return {
		folder: join(__dirname, '../../../../nodes/ConnectFi'),
		resources,
		states: [
			state({ customer: keptIndividual('Testman') }),
			state({ customer: keptIndividual('Testman'), existing: true }),
			state({ customer: keptIndividual('Testman'), complete: true }),
			state({ customer: keptIndividual('Denied') }),
			state({ customer: keptIndividual('WaitReview'), complete: true }),
			state({ customer: business, entityId: representativeId, complete: true }),
		],
		run: async (operation, parameters) =>
			await runOperation(
				sandbox,
				operation,
				{ ...parameters, options: { ifExists: 'use' } },
				{ items },
			),
		close: async () => await sandbox.close(),
	};
}
