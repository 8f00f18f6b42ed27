/** Where connectFi's pages name the people of a customer: the customer, and both spellings of a business's representatives. */
const people = ['', 'businessRepresentative[*].', 'businessRepresentatives[*].'];

/**
 * Where outputs have a customer: Customer operations at the top, the deprecated KYC within what it tells of the customer, and
 * "Full Response" the same in `data`.
 */
const customers = ['customer.', 'customer.customer.'].flatMap((path) => [path, `data.${path}`]);

/**
 * Identification numbers in all outputs. n8n's views are to redact them for good, while later nodes still get the values;
 * 2.41 knows the declaration, and does not act on it yet.
 */
export const sensitiveOutputFields = customers.flatMap((customer) =>
	people.map((person) => `${customer}${person}identificationDocuments[*].value`),
);
