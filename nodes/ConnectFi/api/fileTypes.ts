/** An image type that connectFi takes: its `extension` values are `jpg` and `png` only. */
export interface ImageType {
	extension: 'jpg' | 'png';
	mimeType: string;
	/** What file names may end with for this type. */
	fileExtensions: string[];
	magic: number[];
}

const imageTypes: ImageType[] = [
	{
		extension: 'jpg',
		mimeType: 'image/jpeg',
		fileExtensions: ['jpg', 'jpeg', 'jpe', 'jfif'],
		magic: [0xff, 0xd8, 0xff],
	},
	{
		extension: 'png',
		mimeType: 'image/png',
		fileExtensions: ['png'],
		magic: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
	},
];

/** Extensions that name some file type, so that "scan.2024" is not taken for one. */
const wellKnownExtensions = new Set(
	'jpg jpeg jpe jfif png gif webp bmp tif tiff heic heif avif svg ico pdf doc docx odt rtf txt csv xls xlsx ppt pptx zip mp4 mov'.split(
		' ',
	),
);

/**
 * The image type of a file by its content.
 * @param head the first bytes of the file, eight are enough
 * @returns undefined for anything but JPEG and PNG
 */
export function detectImageType(head: Uint8Array): ImageType | undefined {
	return imageTypes.find(({ magic }) => magic.every((byte, at) => head[at] === byte));
}

/**
 * Why a file's name or declared type contradicts its content, as the end of the sentence "the file …".
 * @returns undefined if nothing contradicts it; a missing or generic type claims nothing
 */
export function findContradiction(
	actual: ImageType,
	file: { fileName?: string; mimeType?: string },
): string | undefined {
	const extension = /\.([a-z0-9]+)$/i.exec(file.fileName ?? '')?.[1].toLowerCase();
	if (
		extension !== undefined &&
		wellKnownExtensions.has(extension) &&
		!actual.fileExtensions.includes(extension)
	)
		return `is named ".${extension}"`;
	const mimeType = file.mimeType?.split(';')[0].trim().toLowerCase();
	const claims = mimeType === 'image/jpg' || mimeType === 'image/pjpeg' ? 'image/jpeg' : mimeType;
	if (claims && claims !== 'application/octet-stream' && claims !== actual.mimeType)
		return `is declared as ${mimeType}`;
	return undefined;
}
