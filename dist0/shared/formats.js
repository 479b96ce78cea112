// src/codec/codec.ts
const losslessChoices = [
	"keep",
	"yes",
	"near",
	"no"
];
/** Pixels of the largest image that is opened, over all its pages, unless told otherwise: 16,383 × 16,383, as libvips has it. */
const defaultMaxPixels = 268402689;
/** What holds where nothing else is said. */
const defaultEncode = {
	format: "keep",
	quality: 90,
	effort: 1,
	strip: false,
	dropGainMap: false,
	compression: "keep",
	lossless: "keep"
};
/** Property by property, as V8 takes 1 µs for each that spreads add: 7 µs an image. */
function withDefaults(options = {}) {
	return {
		format: options.format ?? defaultEncode.format,
		quality: options.quality ?? defaultEncode.quality,
		effort: options.effort ?? defaultEncode.effort,
		strip: options.strip ?? defaultEncode.strip,
		dropGainMap: options.dropGainMap ?? defaultEncode.dropGainMap,
		compression: options.compression ?? defaultEncode.compression,
		lossless: options.lossless ?? defaultEncode.lossless
	};
}
/** An image's way back to a file, by what makes it in parts. */
function encoders(encode) {
	return {
		encode: async (options) => Buffer.concat((await encode(withDefaults(options))).parts),
		encodeInParts: async (options) => {
			const { parts, codec } = await encode(withDefaults(options));
			const bytes = parts.reduce((sum, { length }) => sum + length, 0);
			return {
				parts: parts.length > 1 && bytes < fewBytes ? [Buffer.concat(parts)] : parts,
				codec
			};
		}
	};
}
/** So few are copied sooner than they are written part by part. */
const fewBytes = 1 << 20;
// src/codec/format.ts
/** What `load` gives, asked for once a thread. */
function once(load) {
	let loading;
	return () => {
		loading ??= load();
		return loading;
	};
}
// src/codec/avif/format.ts
const avif = {
	title: "AVIF",
	endings: ["avif", "avifs"],
	brands: ["avif", "avis"],
	holds: {
		largestSide: 16384,
		cmyk: false,
		sixteenBits: false,
		transparency: true,
		animation: false
	},
	ignores: [
		"compression",
		"lossless",
		"codec"
	],
	load: once(async () => (await import("./codec.js")).avifCodec)
};
// src/codec/gif/format.ts
const gif = {
	title: "GIF",
	endings: ["gif"],
	magic: /^GIF8[79]a/,
	holds: {
		largestSide: 65535,
		cmyk: false,
		sixteenBits: false,
		transparency: true,
		animation: false
	},
	writesOnlyItself: true,
	ignores: [
		"quality",
		"effort",
		"compression",
		"lossless",
		"codec"
	],
	load: once(async () => (await import("./codec2.js")).gifCodec)
};
// src/codec/jpeg/format.ts
const jpeg = {
	title: "JPEG",
	endings: [
		"jpg",
		"jpeg",
		"jpe",
		"jfif",
		"jif"
	],
	magic: /^\xff\xd8($|\xff)/,
	holds: {
		largestSide: 65500,
		cmyk: true,
		sixteenBits: false,
		transparency: false,
		animation: false
	},
	ignores: ["compression", "lossless"],
	load: once(async () => (await import("./codec3.js")).jpegCodec)
};
// src/codec/png/format.ts
const png = {
	title: "PNG",
	endings: ["png", "apng"],
	magic: /^\x89PNG/,
	holds: {
		largestSide: 2 ** 31 - 1,
		cmyk: false,
		sixteenBits: true,
		transparency: true,
		animation: false
	},
	ignores: [
		"quality",
		"compression",
		"lossless",
		"codec"
	],
	leastSampleBytes,
	load: once(async () => (await import("./codec4.js")).pngCodec)
};
function leastSampleBytes(head, maxPixels) {
	if (head.length < 29) return 0;
	const fields = new DataView(head.buffer, head.byteOffset, head.byteLength);
	const pixels = fields.getUint32(16) * fields.getUint32(20);
	if (pixels > maxPixels) return 0;
	const bytesPerSample = fields.getUint8(24) === 16 ? 2 : 1;
	return pixels * (leastChannels[fields.getUint8(25)] ?? 1) * bytesPerSample;
}
/** By the colour type. */
const leastChannels = {
	2: 3,
	3: 3,
	4: 2,
	6: 4
};
// src/codec/tiff/format.ts
const tiff = {
	title: "TIFF",
	endings: ["tif", "tiff"],
	magic: /^(II[*+]\0|MM\0[*+])/,
	holds: {
		largestSide: 2 ** 31 - 1,
		cmyk: true,
		sixteenBits: true,
		transparency: true,
		animation: false
	},
	ignores: [
		"effort",
		"lossless",
		"codec"
	],
	load: once(async () => (await import("./codec5.js")).tiffCodec)
};
// src/codec/formats.ts
/** The file formats that are read and written. A further one is a folder with a `Format`, and a word here. */
const formats = {
	jpeg,
	png,
	webp: {
		title: "WebP",
		endings: ["webp"],
		magic: /^RIFF[\s\S]{4}WEBP/,
		holds: {
			largestSide: 16383,
			cmyk: false,
			sixteenBits: false,
			transparency: true,
			animation: true
		},
		ignores: ["compression", "codec"],
		load: once(async () => (await import("./codec6.js")).webpCodec)
	},
	tiff,
	avif,
	gif
};
const imageFormats = Object.keys(formats);
/** The format with that ending of file names, in lower case and without the dot. */
function formatWithEnding(ending) {
	return imageFormats.find((format) => formats[format].endings.includes(ending));
}
export { defaultMaxPixels as a, defaultEncode as i, formats as n, encoders as o, imageFormats as r, losslessChoices as s, formatWithEnding as t };
