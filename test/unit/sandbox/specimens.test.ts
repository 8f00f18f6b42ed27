import { detectImageType } from '../../../nodes/ConnectFi/api/fileTypes';
import { clientOf, useSandbox } from './support';

const used = useSandbox();

it.each([
	['front.jpg', 'image/jpeg', 'jpg'],
	['back.png', 'image/png', 'png'],
])(
	'%s is a real picture, for whoever has the link, and nothing that is recorded',
	async (name, type, extension) => {
		const { status, headers, data } = await clientOf(used.sandbox, '').get<Buffer>(
			`/sandbox/specimens/${name}`,
			{ responseType: 'arraybuffer' },
		);
		expect([status, headers['content-type']]).toEqual([200, type]);
		expect(detectImageType(data)?.extension).toBe(extension);
		expect(used.sandbox.requests).toEqual([]);
	},
);
