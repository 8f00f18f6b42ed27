/** A real JPEG of 16 by 10 pixels. */
export const jpeg = Buffer.from(
	'/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19iZ2hnPk1xeXBkeFxlZ2P/2wBDARESEhgVGC8aGi9jQjhCY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2P/wAARCAAKABADASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAP/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFAEBAAAAAAAAAAAAAAAAAAAABf/EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAMAwEAAhEDEQA/AJAEB7//2Q==',
	'base64',
);

/** A real PNG of 8 by 8 pixels. */
export const png = Buffer.from(
	'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAIAQMAAAD+wSzIAAAAA1BMVEVGgrQW1EH0AAAAC0lEQVQI12NgQAUAABAAAaHFIcEAAAAASUVORK5CYII=',
	'base64',
);

/** The parameter *Files* for both sides of a document, in the binary properties `front` and `back`. */
export const frontAndBack = {
	file: [
		{ binaryPropertyName: 'front', view: 'front' },
		{ binaryPropertyName: 'back', view: 'back' },
	],
};
