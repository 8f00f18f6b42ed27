import type { Seed } from './seed';

const documents = (front: string, back: string) => [{ id: front }, { id: back }];

/**
 * Customers who began on the deprecated endpoints years ago. Nothing but those endpoints makes such ids any more, so a
 * sandbox to play with starts with them: one still open, one whose id is of the oldest shape, and one approved.
 */
export const legacySamples: Seed = {
	legacyCustomers: [
		{
			customerId: 'csta_6clNH3W2pBehujY8mpTCU8',
			kycDocumentList: documents('doc-45SKHDbSp1Imxr1hjGOmfW', 'doc-45SKHEQURjRQQQzcUOJZyY'),
		},
		{
			customerId: 'csta-6TqoA6HtSItCANO1KT0W7u',
			kycDocumentList: documents('doc-1qfdwf5KV66EBv0vVVdmTW', 'doc-1qfdwgKNnog8UUyrx390cY'),
		},
		{ customerId: 'csta_2DrPdoqtfvsfLdBBvHDla', status: 'APPROVED' },
	],
};
