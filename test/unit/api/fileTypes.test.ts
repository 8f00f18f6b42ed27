import fc from 'fast-check';
import { findContradiction, detectImageType } from '../../../nodes/ConnectFi/api/fileTypes';

const jpeg = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46]);
const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

describe('file types by content', () => {
	it('knows JPEG and PNG', () => {
		expect(detectImageType(jpeg)?.extension).toBe('jpg');
		expect(detectImageType(png)?.extension).toBe('png');
	});

	it('takes no other beginning for an image', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
				const known = [jpeg.slice(0, 3), png].some((magic) =>
					magic.every((byte, at) => bytes[at] === byte),
				);
				expect(detectImageType(bytes) !== undefined).toBe(known);
			}),
			{
				examples: [
					[jpeg],
					[png],
					[new Uint8Array()],
					[jpeg.slice(0, 2)],
					[Uint8Array.from(Buffer.from('%PDF-1.4'))],
				],
			},
		);
	});

	it.each([
		[{ fileName: 'front.jpg', mimeType: 'image/jpeg' }, undefined],
		[{ fileName: 'front.JPEG', mimeType: 'image/jpg' }, undefined],
		[{ fileName: 'scan.2024', mimeType: 'application/octet-stream' }, undefined],
		[{ fileName: undefined, mimeType: '' }, undefined],
		[{}, undefined],
		[{ fileName: 'front.jpe', mimeType: 'image/pjpeg' }, undefined],
		[{ fileName: 'front.jfif', mimeType: ' image/jpeg ; q=1' }, undefined],
		[{ fileName: 'front.png.jpg' }, undefined],
		[{ fileName: 'a.png of a passport' }, undefined],
		[{ fileName: 'front.png', mimeType: 'image/jpeg' }, 'is named ".png"'],
		[{ fileName: 'front.pdf' }, 'is named ".pdf"'],
		[{ fileName: 'front', mimeType: 'image/png; charset=binary' }, 'is declared as image/png'],
		[{ fileName: 'front', mimeType: 'text/html' }, 'is declared as text/html'],
	])('a JPEG given as %j: %p', (file, contradiction) => {
		expect(findContradiction(detectImageType(jpeg)!, file)).toBe(contradiction);
	});

	it.each([
		[{ fileName: 'back.png', mimeType: 'image/png' }, undefined],
		[{ fileName: 'back.jpg', mimeType: 'image/png' }, 'is named ".jpg"'],
		[{ fileName: 'back', mimeType: 'image/jpg' }, 'is declared as image/jpg'],
	])('a PNG given as %j: %p', (file, contradiction) => {
		expect(findContradiction(detectImageType(png)!, file)).toBe(contradiction);
	});
});
