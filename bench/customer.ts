import { jpeg } from '../test/engine/support/images';

/** A customer whom the sandbox asks for documents, and leaves in review once it has them. */
export const customer = {
	firstName: 'John',
	lastName: 'WaitReview',
	dateOfBirth: '1978-10-15',
	addresses: [
		{
			type: 'PRIMARY',
			addressLine1: '1 Main Street',
			city: 'Springfield',
			stateCode: 'NY',
			postalCode: '10001',
			countryCodeA3: 'USA',
		},
	],
};

/** A JPEG of 2 MB. */
export const image = Buffer.concat([jpeg, Buffer.alloc(2 * 1024 * 1024 - jpeg.length)]);
