import { crc32, deflateSync, inflateSync } from 'node:zlib';

interface Pixels {
	width: number;
	height: number;
	/** Row after row from the top, each as 0xRRGGBB. */
	colours: Uint32Array;
}

/** Most colours that fit into the palette of a PNG. */
const paletteSize = 256;

/** How many of the most frequent colours are kept apart however alike: those of areas, such as the canvas and a node. */
const areas = 16;

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/**
 * Makes a picture of an editor less than half as large: it has few colours, and browsers write each pixel's in full.
 * @param png a browser's picture, without transparency
 * @returns the same as a PNG with a palette; colours that are hardly told apart become one
 */
export function toPalettePng(png: Buffer): Buffer {
	const { width, height, colours } = pixelsOf(png);
	const { palette, indexOf } = paletteFor(colours);

	// Each row begins with its filter; 0 is none.
	const rows = Buffer.alloc((width + 1) * height);
	for (let at = 0; at < colours.length; at++) {
		rows[at + Math.floor(at / width) + 1] = indexOf.get(colours[at])!;
	}
	const header = Buffer.alloc(13);
	header.writeUInt32BE(width, 0);
	header.writeUInt32BE(height, 4);
	header.set([8, 3], 8); // 8 bits each, of a palette
	return Buffer.concat([
		signature,
		chunk('IHDR', header),
		chunk('PLTE', Buffer.from(palette.flatMap(channels))),
		chunk('IDAT', deflateSync(rows, { level: 9 })),
		chunk('IEND', Buffer.alloc(0)),
	]);
}

/** Reads what a browser writes: 8 bits for each of red, green, blue and maybe opacity, row after row. */
function pixelsOf(png: Buffer): Pixels {
	const data: Buffer[] = [];
	for (let at = signature.length; at < png.length; ) {
		const length = png.readUInt32BE(at);
		if (png.toString('latin1', at + 4, at + 8) === 'IDAT')
			data.push(png.subarray(at + 8, at + 8 + length));
		at += length + 12;
	}
	const filtered = inflateSync(Buffer.concat(data));
	const width = png.readUInt32BE(16);
	const height = png.readUInt32BE(20);
	const size = png[25] === 6 ? 4 : 3;
	const rowLength = width * size;

	const bytes = Buffer.alloc(rowLength * height);
	for (let row = 0; row < height; row++) {
		const filter = filtered[row * (rowLength + 1)];
		for (let column = 0; column < rowLength; column++) {
			const at = row * rowLength + column;
			const left = column < size ? 0 : bytes[at - size];
			const above = row ? bytes[at - rowLength] : 0;
			const aboveLeft = column < size || !row ? 0 : bytes[at - rowLength - size];
			const predicted = [0, left, above, (left + above) >> 1, paeth(left, above, aboveLeft)];
			bytes[at] = filtered[row * (rowLength + 1) + 1 + column] + predicted[filter];
		}
	}
	const colours = new Uint32Array(width * height);
	for (let at = 0; at < colours.length; at++) colours[at] = bytes.readUIntBE(at * size, 3);
	return { width, height, colours };
}

/** The neighbour that PNG's filter of that name expects to be most alike. */
function paeth(left: number, above: number, aboveLeft: number): number {
	const guess = left + above - aboveLeft;
	const off = [left, above, aboveLeft].map((neighbour) => Math.abs(guess - neighbour));
	if (off[0] <= off[1] && off[0] <= off[2]) return left;
	return off[1] <= off[2] ? above : aboveLeft;
}

/** The colours of areas and the most frequent others that differ enough, and for every colour which of them is nearest. */
function paletteFor(colours: Uint32Array): { palette: number[]; indexOf: Map<number, number> } {
	const counts = new Map<number, number>();
	for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
	const byFrequency = [...counts.keys()].sort((a, b) => counts.get(b)! - counts.get(a)!);

	let palette: number[] = [];
	for (let apart = 1; palette.length === 0 || palette.length > paletteSize; apart += 2) {
		palette = [];
		for (const colour of byFrequency) {
			if (palette.length > paletteSize) break;
			const isNew = palette.every((one) => distance(one, colour) >= apart ** 2);
			if (isNew || palette.length < areas) palette.push(colour);
		}
	}
	const nearest = (colour: number) =>
		palette.reduce(
			(best, one, index) =>
				distance(one, colour) < distance(palette[best], colour) ? index : best,
			0,
		);
	return { palette, indexOf: new Map(byFrequency.map((colour) => [colour, nearest(colour)])) };
}

function channels(colour: number): [number, number, number] {
	return [colour >> 16, (colour >> 8) & 0xff, colour & 0xff];
}

/** The square of how far two colours are apart. */
function distance(a: number, b: number): number {
	const [red, green, blue] = channels(a);
	const [otherRed, otherGreen, otherBlue] = channels(b);
	return (red - otherRed) ** 2 + (green - otherGreen) ** 2 + (blue - otherBlue) ** 2;
}

function chunk(type: string, data: Buffer): Buffer {
	const typed = Buffer.concat([Buffer.from(type), data]);
	const length = Buffer.alloc(4);
	length.writeUInt32BE(data.length);
	const checksum = Buffer.alloc(4);
	checksum.writeUInt32BE(crc32(typed));
	return Buffer.concat([length, typed, checksum]);
}
