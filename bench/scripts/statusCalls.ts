import { Agent } from 'node:http';
import axios from 'axios';

/** Asks for the status of customers with the vendor's documented client, so many at a time, and prints how many seconds it took. */
const [url, token, count, width] = process.argv.slice(2);

async function main(): Promise<void> {
	// n8n opens a connection for each request, so that the script is to do the same.
	const httpAgent = new Agent({ keepAlive: false });
	const headers = { 'x-connectfi-token': token };
	let next = 0;
	const began = performance.now();
	await Promise.all(
		Array.from({ length: Number(width) }, async () => {
			while (next < Number(count))
				await axios.get(`${url}/customer/status/cstap_bench${next++}`, { headers, httpAgent });
		}),
	);
	console.log(((performance.now() - began) / 1000).toFixed(3));
}

void main();
