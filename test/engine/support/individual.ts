import type { IDataObject } from 'n8n-workflow';

let numbers = 100;

/** Everything an individual needs to be taken; a last name can trigger an outcome of the sandbox. */
export function individual(lastName = 'Testman'): IDataObject {
	return {
		firstName: 'John',
		lastName,
		gender: 'M',
		dateOfBirth: '1978-10-15',
		email: 'name@email.com',
		citizenshipCountryCodeA3: 'USA',
		phones: [{ type: 'MOBILE', countryDialingCode: '01', phoneNumber: '2015550123' }],
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
		identificationDocuments: [
			{ type: 'SSN', value: String(++numbers).padStart(9, '0'), issuanceCountryCodeA3: 'USA' },
		],
	};
}
