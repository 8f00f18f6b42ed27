import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axios from 'axios';
import FormData from 'form-data';
import { customer, image } from '../customer';

/** Onboards customers with two images each, so many at a time, and prints how many seconds it took. */
const [url, token, count, width, run] = process.argv.slice(2);

async function main(): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'connectfi-bench-'));
	const file = join(folder, 'image.jpg');
	writeFileSync(file, image);
	// n8n opens a connection for each request, so that the script is to do the same.
	const client = axios.create({
		baseURL: url,
		headers: { 'x-connectfi-token': token },
		httpAgent: new Agent({ keepAlive: false }),
	});
	const post = async (path: string, body: object) =>
		(await client.post<{ data: Record<string, string> }>(path, body)).data.data;
	const upload = async (view: string) => {
		const about = { workflow: 'PERSONAL', name: view, extension: 'jpg', type: 'license' };
		const { id: documentId } = await post('/akepa/document/generate', about);
		const form = new FormData();
		form.append('file', createReadStream(file), {
			filename: 'image.jpg',
			contentType: 'image/jpeg',
			knownLength: image.length,
		});
		await post(`/akepa/document/upload/${documentId}`, form);
		return { documentId, view };
	};
	const onboard = async (number: number) => {
		const reference = `${run.replace(/-/g, '').slice(0, 20)}x${number}`;
		const created = { customerReference: reference, customerType: 'individual', customer };
		const { customerId } = await post('/customer/init', created);
		await post('/akepa/identification', { customerId, reference });
		const links = [await upload('front'), await upload('back')];
		const documents = links.map((link) => ({ ...link, entityId: customerId }));
		const { status } = await post('/akepa/update', { customerId, documents });
		if (status !== 'waiting_review') throw new Error(`${reference} is ${status}`);
	};
	let next = 0;
	const began = performance.now();
	await Promise.all(
		Array.from({ length: Number(width) }, async () => {
			while (next < Number(count)) await onboard(next++);
		}),
	);
	console.log(((performance.now() - began) / 1000).toFixed(3));
	rmSync(folder, { recursive: true });
}

void main();
