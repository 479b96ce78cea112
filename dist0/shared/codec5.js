import { r as unsupported, t as corrupt } from "./container.js";
import { r as inTurn, t as greyBits } from "./encoding.js";
import { a as encodeTiff, n as decodePages } from "./on-demand.js";
import { t as lendRaster } from "./buffer-pool.js";
import { a as numbersOf, c as readTiff, d as shortEntry, f as tags, i as numbers, l as readerOf, m as valueBytes, n as longEntry, o as photometrics, p as type, r as numberAt, s as readDirectory, t as isDescriptive, u as serialize } from "./directory.js";
import { n as encodeTiffStrips, r as lzwKernels } from "./strips.js";
import { a as orientationOf, n as exifEntries, t as exifBlock } from "./exif.js";
import { a as unevenDensity, i as presentMetadata, n as iptcRecords, o as uprightXmp, t as densityIn } from "./metadata.js";
import { t as ImgparError } from "./errors.js";
// src/codec/tiff/reader.ts
/**
* The pixels of a TIFF of one page in strips of LZW, of which everything is as it should be: 8 or 16 bits, grey or RGB, with alpha or
* without. Nothing for any other: then sharp reads it, or says what is wrong with it.
*
* Measured, RGB photographs: 4 to 5 ms of CPU a megapixel; libvips takes 10 to 12.
*/
function readTiffStrips(file, tiff) {
	const picture = plainPicture(file, tiff);
	if (!picture) return void 0;
	const { strips, rows, differences } = picture;
	const { raster, release } = lendRaster(tiff.shape);
	const stripSamples = rows * raster.width * raster.channels;
	if (strips.every((strip, index) => {
		const samples = raster.samples.subarray(index * stripSamples, (index + 1) * stripSamples);
		return lzwKernels().readStrip(strip, raster, differences, samples);
	})) return {
		raster,
		release
	};
	release();
}
/** What is taken for any strip, packed and not, is among what reading a TIFF takes besides the picture. */
const mostStripBytes = 4 << 20;
function plainPicture(file, { pages, entries, shape, big, compression, tile, space }) {
	if (pages.length > 1 || compression !== "lzw" || tile || space) return void 0;
	const isDeep = shape.maxSample === 65535;
	if (isDeep && !readerOf(file).littleEndian) return void 0;
	if (!isOrderly(file, entries) || !entries.every((entry) => isUsual(entry, shape, big))) return void 0;
	const [offsets, lengths] = [numbersOf(entries, tags.stripOffsets), numbersOf(entries, tags.stripByteCounts)];
	const [rows = 0] = numbersOf(entries, tags.rowsPerStrip);
	const [predictor = 1] = numbersOf(entries, tags.predictor);
	const stripBytes = Math.min(rows, shape.height) * shape.width * shape.channels * (isDeep ? 2 : 1);
	if (!(rows > 0 && offsets.length === Math.ceil(shape.height / rows) && lengths.length === offsets.length && lengths.every((length, index) => length > 0 && offsets[index] + length <= file.length) && [
		tags.bitsPerSample,
		tags.samplesPerPixel,
		...shape.channels % 2 === 0 ? [tags.extraSamples] : []
	].every((tag) => entries.some((entry) => entry.tag === tag))) || Math.max(stripBytes, ...lengths) > mostStripBytes) return void 0;
	return {
		strips: offsets.map((offset, index) => file.subarray(offset, offset + lengths[index])),
		rows,
		differences: predictor === 2
	};
}
/** Whether the header is as it should be, every field of the directory could be read, and they stand in the order of their tags. */
function isOrderly(file, entries) {
	const { big, uint16, uint32, uint64 } = readerOf(file);
	if (big && (uint16(4) !== 8 || uint16(6) !== 0)) return false;
	const directory = big ? uint64(8) : uint32(4);
	const fields = big ? uint64(directory) : uint16(directory);
	return directory + (big ? 8 + fields * 20 + 8 : 2 + fields * 12 + 4) <= file.length && fields === entries.length && entries.every(({ tag }, index) => index === 0 || tag > entries[index - 1].tag);
}
/** Whether it is a field that decoders know, of a type that it may have, and says what it says of such a picture. */
function isUsual(entry, shape, big) {
	const { tag, type: kind, count } = entry;
	if (!usualTypes.get(tag)?.includes(kind) || kind >= type.long8 && !big) return false;
	const usual = usualValues(tag, shape);
	if (usual) return numbers(entry).join() === usual.join();
	const most = largest.get(tag);
	if (most !== void 0 && !(numbers(entry)[0] >= 1 && numbers(entry)[0] <= most)) return false;
	return kind === type.ascii || opaque.includes(kind) || manyNumbers.includes(tag) || count === (numbersIn.get(tag) ?? 1);
}
/** Of a picture in strips of LZW; nothing where it may be anything. */
function usualValues(tag, { channels, maxSample }) {
	const forEachChannel = (value) => Array(channels).fill(value);
	switch (tag) {
		case tags.newSubfileType: return [0];
		case tags.bitsPerSample: return forEachChannel(maxSample === 255 ? 8 : 16);
		case tags.compression: return [5];
		case tags.photometric: return [channels < 3 ? photometrics.blackIsZero : photometrics.rgb];
		case tags.samplesPerPixel: return [channels];
		case tags.fillOrder:
		case tags.planarConfiguration: return [1];
		case tags.extraSamples: return channels % 2 === 0 ? [2] : [];
		case tags.sampleFormat: return forEachChannel(1);
		default: return;
	}
}
/** Where it is more than one. */
const numbersIn = /* @__PURE__ */ new Map([
	[tags.pageNumber, 2],
	[tags.whitePoint, 2],
	[tags.primaryChromaticities, 6]
]);
const manyNumbers = [
	tags.stripOffsets,
	tags.stripByteCounts,
	tags.iptc
];
/** Of values that count from 1. */
const largest = /* @__PURE__ */ new Map([
	[tags.orientation, 8],
	[tags.resolutionUnit, 3],
	[tags.predictor, 2]
]);
const counting = [type.short, type.long];
const opaque = [type.byte, type.undefined];
const usualTypes = new Map([
	[tags.newSubfileType, [type.long]],
	...[
		tags.width,
		tags.height,
		tags.rowsPerStrip
	].map((tag) => [tag, counting]),
	...[tags.stripOffsets, tags.stripByteCounts].map((tag) => [tag, [...counting, type.long8]]),
	...[...[
		tags.bitsPerSample,
		tags.compression,
		tags.photometric,
		tags.fillOrder,
		tags.orientation,
		tags.samplesPerPixel
	], ...[
		tags.planarConfiguration,
		tags.resolutionUnit,
		tags.pageNumber,
		tags.predictor,
		tags.extraSamples,
		tags.sampleFormat
	]].map((tag) => [tag, [type.short]]),
	...[
		tags.xResolution,
		tags.yResolution,
		tags.whitePoint,
		tags.primaryChromaticities
	].map((tag) => [tag, [type.rational]]),
	...[
		269,
		tags.description,
		271,
		272,
		305,
		306,
		315,
		316,
		33432
	].map((tag) => [tag, [type.ascii]]),
	...[
		tags.xmp,
		tags.icc,
		tags.photoshop
	].map((tag) => [tag, opaque]),
	[tags.iptc, [...opaque, type.long]],
	[tags.exif, [
		type.long,
		type.ifd,
		type.ifd8
	]]
]);
// src/codec/tiff/rewrite.ts
/**
* A TIFF of encoded pages, each with the tags of the page it was made from, except those that say how pixels are stored.
*/
function withTiffTags(encoded, { pages }) {
	return chained(encoded.map((bytes, index) => ({
		bytes,
		added: tagsToKeep(pages[index])
	})));
}
function tagsToKeep({ entries, space }) {
	const extra = entries.find(({ tag }) => tag === tags.extraSamples);
	const unspecified = extra && numbers(extra)[0] === 0 ? [extra] : [];
	const lab = entries.filter(({ tag }) => tag === tags.photometric && space === "lab");
	return [
		...entries.filter(isDescriptive),
		...unspecified,
		...lab
	];
}
/** An encoded TIFF with metadata that came from another format. */
function withTiffMetadata(encoded, metadata) {
	const { icc, xmp, photoshop } = metadata;
	const own = [
		[
			tags.icc,
			icc,
			type.undefined
		],
		[
			tags.xmp,
			xmp,
			type.byte
		],
		[
			tags.photoshop,
			photoshop,
			type.byte
		],
		[
			tags.iptc,
			iptcRecords(metadata),
			type.undefined
		]
	].flatMap(([tag, data, kind]) => data ? [{
		tag,
		type: kind,
		count: data.length,
		data: Buffer.from(data)
	}] : []);
	return chained([{
		bytes: encoded,
		added: [
			...densityEntries(metadata.density),
			...exifEntries(metadata.exif),
			...own
		]
	}]);
}
/**
* One file of several: they stand one behind the other, and behind each a new directory of its own structural entries and the added
* ones. The old directories stay as bytes that nothing points to.
*/
function chained(pages) {
	const parts = [];
	const links = [];
	let length = 0;
	const append = (bytes) => {
		const padding = Buffer.alloc(-bytes.length & 7);
		parts.push(bytes, padding);
		length += bytes.length + padding.length;
	};
	const { big } = readerOf(pages[0].bytes);
	let link = big ? 8 : 4;
	for (const { bytes, added } of pages) {
		const own = readTiff(bytes).directories[0].filter((entry) => !isDescriptive(entry));
		const merged = new Map([...own.map((entry) => moved(entry, length, big)), ...added].map((entry) => [entry.tag, entry]));
		append(bytes);
		const { bytes: behind, directory } = serialize([...merged.values()], length, big);
		append(behind);
		links.push({
			at: link,
			to: directory
		});
		link = directory + (big ? 8 + merged.size * 20 : 2 + merged.size * 12);
	}
	if (!big && length >= 2 ** 32) throw unsupported(`the TIFF would have ${length} bytes; only a BigTIFF can have 4 GB and more`);
	return linked(Buffer.concat(parts), links, big);
}
/** Where pixels stand, in a file that itself stands further behind. */
function moved(entry, bytes, big) {
	if (bytes === 0 || entry.tag !== tags.stripOffsets && entry.tag !== tags.tileOffsets) return entry;
	const size = valueBytes[entry.type];
	const positions = Array.from({ length: entry.count }, (_, index) => entry.data.readUIntLE(index * size, Math.min(size, 6)) + bytes);
	return longEntry(entry.tag, positions, big);
}
function linked(file, links, big) {
	for (const { at, to } of links) if (big) file.writeBigUInt64LE(BigInt(to), at);
	else file.writeUInt32LE(to, at);
	return file;
}
function densityEntries(density) {
	if (!density) return [];
	const unit = density.unit === "inch" ? "inch" : "centimetre";
	const { x, y } = densityIn(unit, density) ?? density;
	const unitCode = density.unit === "aspect" ? 1 : unit === "inch" ? 2 : 3;
	return [
		{
			tag: tags.xResolution,
			type: type.rational,
			count: 1,
			data: rational(x)
		},
		{
			tag: tags.yResolution,
			type: type.rational,
			count: 1,
			data: rational(y)
		},
		shortEntry(tags.resolutionUnit, [unitCode])
	];
}
function rational(value) {
	const denominator = Number.isInteger(value) ? 1 : 1e3;
	const data = Buffer.alloc(8);
	data.writeUInt32LE(Math.round(value * denominator), 0);
	data.writeUInt32LE(denominator, 4);
	return data;
}
/** Tags that other formats hold outside of EXIF. */
const ownBlocks = /* @__PURE__ */ new Set([
	tags.icc,
	tags.xmp,
	tags.iptc,
	tags.photoshop
]);
/** What a TIFF's tags say, for writing another format. */
function tiffMetadata({ entries }) {
	const dataOf = (tag) => entries.find((entry) => entry.tag === tag)?.data;
	return presentMetadata({
		icc: dataOf(tags.icc),
		xmp: dataOf(tags.xmp),
		photoshop: dataOf(tags.photoshop),
		iptc: dataOf(tags.iptc),
		exif: exifBlock(entries.filter((entry) => isDescriptive(entry) && !ownBlocks.has(entry.tag))),
		density: resolution(entries)
	});
}
function resolution(entries) {
	const [x] = numbersOf(entries, tags.xResolution);
	const [y] = numbersOf(entries, tags.yResolution);
	if (!x || !y || !Number.isFinite(x + y)) return void 0;
	const unit = [
		"inch",
		"aspect",
		"inch",
		"centimetre"
	][numbersOf(entries, tags.resolutionUnit)[0] ?? 2] ?? "inch";
	return unit === "aspect" && x === y ? void 0 : {
		x,
		y,
		unit
	};
}
const shownTags = /* @__PURE__ */ new Set([
	254,
	tags.orientation,
	297,
	301,
	318,
	319,
	tags.icc
]);
const resolutionTags = /* @__PURE__ */ new Set([
	tags.xResolution,
	tags.yResolution,
	tags.resolutionUnit
]);
/** The file without the tags that do not decide how a page is shown. */
function strippedTiff(file) {
	return withPages(file, (page) => ({
		...page,
		entries: strippedEntries(page.entries)
	}));
}
/** The file saying that its pages stand upright. */
function uprightTiff(file) {
	return withPages(file, (page) => ({
		...page,
		entries: uprightEntries(page.entries)
	}));
}
function withPages({ pages: [first, ...others] }, change) {
	const changed = change(first);
	return {
		...changed,
		pages: [changed, ...others.map(change)]
	};
}
/** The orientation that the tags of a page state: 1 upright … 8. */
function pageOrientation({ entries }) {
	return orientationOf(entries);
}
function strippedEntries(entries) {
	const isUneven = unevenDensity(resolution(entries)) !== void 0;
	return entries.filter((entry) => !isDescriptive(entry) || shownTags.has(entry.tag) || isUneven && resolutionTags.has(entry.tag));
}
function uprightEntries(entries) {
	const swapped = orientationOf(entries) >= 5;
	return entries.map((entry) => {
		if (entry.tag === tags.orientation) return {
			...entry,
			type: type.short,
			count: 1,
			data: Buffer.from([1, 0])
		};
		if (entry.tag === tags.xmp) return {
			...entry,
			data: Buffer.from(uprightXmp(entry.data))
		};
		if (swapped && entry.tag === tags.xResolution) return {
			...entry,
			tag: tags.yResolution
		};
		if (swapped && entry.tag === tags.yResolution) return {
			...entry,
			tag: tags.xResolution
		};
		return entry;
	});
}
// src/codec/tiff/tags.ts
/** Takes a TIFF apart. What imgpar cannot give back is refused by name: camera raws, layers, floating point… */
function parseTiff(file) {
	const { big, directories, behindEnd } = readTiff(file);
	if (essentialTags.some((tag) => behindEnd.has(tag))) throw cutOff("the directory of a page goes on");
	refuseCameraRaw(file, directories);
	const [first, ...others] = directories.map((entries, index) => {
		try {
			refuseOtherPictures(entries, directories.length);
			const page = readPage(big, entries);
			requirePixels(file, page);
			return page;
		} catch (error) {
			if (!(error instanceof ImgparError) || directories.length === 1) throw error;
			throw new ImgparError(error.code, `page ${index + 1} of ${directories.length}: ${error.message}`, { cause: error });
		}
	});
	if (!first) throw corrupt("the TIFF has no page");
	return {
		...first,
		pages: [first, ...others]
	};
}
/** Without these nobody can say what the pixels are, or where. */
const essentialTags = [...[
	tags.width,
	tags.height,
	tags.bitsPerSample,
	tags.compression,
	tags.photometric,
	tags.samplesPerPixel,
	tags.sampleFormat
], ...[
	tags.stripOffsets,
	tags.stripByteCounts,
	tags.tileOffsets,
	tags.tileByteCounts,
	tags.colourMap,
	tags.jpegTables
]];
function cutOff(what) {
	return corrupt(`the TIFF is cut off: ${what} behind the end of the file`);
}
/** The decoder would say of a picture that is cut off whatever it stumbles over. */
function requirePixels(file, { entries, compression, shape, bitsPerSample }) {
	const find = (tag) => entries.find((entry) => entry.tag === tag);
	const offsets = find(tags.stripOffsets) ?? find(tags.tileOffsets);
	const lengths = find(tags.stripByteCounts) ?? find(tags.tileByteCounts);
	if (!offsets || !lengths) return;
	const samples = numbersOf(entries, tags.samplesPerPixel)[0] ?? 1;
	const mostBytes = compression === "none" && offsets.count === 1 ? Math.ceil(shape.width * bitsPerSample * samples / 8) * shape.height : file.length;
	for (let index = 0; index < Math.min(offsets.count, lengths.count); index++) if (numberAt(offsets, index) + Math.min(numberAt(lengths, index), mostBytes) > file.length) throw cutOff("some of its pixels lie");
}
/**
* Raws are told by how a sensor's samples are stored; or, as those of most makers, by a small picture in front of the large one, which
* lies in a sub-directory. Where sub-directories hold smaller pictures, the large one is in front.
*/
function refuseCameraRaw(file, directories) {
	const has = (entries, wanted) => entries.some(({ tag }) => tag === wanted);
	const isDng = directories.some((entries) => has(entries, tags.dngVersion));
	const [first] = directories;
	const hasSmallFirst = first && has(first, tags.subDirectories) && ((numbersOf(first, tags.newSubfileType)[0] ?? 0) & 1) !== 0;
	const isRaw = directories.some((entries) => isOfSensor(entries) || subDirectories(file, entries).some(isOfSensor));
	if (isDng || hasSmallFirst || isRaw) throw unsupported(`the image is a camera raw file${isDng ? " (DNG)" : ""}; expected a developed picture`);
}
function isOfSensor(entries) {
	const [photometric = -1] = numbersOf(entries, tags.photometric);
	const [compression = 1] = numbersOf(entries, tags.compression);
	return rawPhotometrics.includes(photometric) || rawCompressions.includes(compression);
}
/** A colour filter array, and linear raw. */
const rawPhotometrics = [32803, 34892];
/** Of Sony, Samsung, Nikon, Kodak and Pentax. */
const rawCompressions = [
	32767,
	32770,
	34713,
	65e3,
	65535
];
/** The directories that hang below a page's; none where one cannot be read. */
function subDirectories(file, entries) {
	const positions = numbersOf(entries, tags.subDirectories).slice(0, mostSubDirectories);
	try {
		const reader = readerOf(file);
		return positions.map((position) => readDirectory(reader, position, /* @__PURE__ */ new Set()));
	} catch {
		return [];
	}
}
/** More than any raw has. */
const mostSubDirectories = 16;
function readPage(big, entries) {
	const value = (tag, otherwise) => numbersOf(entries, tag)[0] ?? otherwise;
	const photometric = value(tags.photometric, -1);
	const compression = value(tags.compression, 1);
	const width = value(tags.width, 0);
	const height = value(tags.height, 0);
	if (width === 0 || height === 0) throw corrupt("the TIFF does not state its size");
	const bitsPerSample = readBits(entries, photometric);
	const space = photometric === photometrics.separated ? "cmyk" : isLab(photometric) ? "lab" : void 0;
	return {
		big,
		entries,
		bitsPerSample: photometric === photometrics.palette ? 8 : bitsPerSample,
		shape: {
			width,
			height,
			channels: readChannels(entries, photometric),
			maxSample: bitsPerSample === 16 ? 65535 : 255
		},
		fullChroma: photometric !== photometrics.yCbCr || value(tags.chromaSubsampling, 2) === 1,
		...space ? { space } : {},
		compression: compressionToWrite(compression),
		whiteIsZero: photometric === photometrics.whiteIsZero,
		tile: entries.some(({ tag }) => tag === tags.tileWidth) ? {
			width: value(tags.tileWidth, 0),
			height: value(tags.tileLength, 0)
		} : void 0
	};
}
/** The file with pages in Lab called RGB: so the decoder gives L, a and b as they are stored, where it would convert or refuse them. */
function withLabCalledRgb(file, { pages }) {
	const fields = pages.filter(({ space }) => space === "lab").flatMap(({ entries }) => entries.filter(({ tag }) => tag === tags.photometric).map(({ valueAt }) => valueAt));
	if (fields.length === 0) return file;
	const copy = Buffer.from(file);
	for (const at of fields) copy.set(file[0] === 73 ? [photometrics.rgb, 0] : [0, photometrics.rgb], at);
	return copy;
}
function isLab(photometric) {
	return photometric === photometrics.cieLab || photometric === photometrics.iccLab;
}
const refusedPhotometrics = {
	10: "ITULab",
	32844: "LogL",
	32845: "LogLuv"
};
const readableCompressions = {
	1: "none",
	2: "ccittfax4",
	3: "ccittfax4",
	4: "ccittfax4",
	5: "lzw",
	7: "jpeg",
	8: "deflate",
	32773: "packbits",
	32946: "deflate"
};
const refusedCompressions = {
	6: "old-style JPEG",
	9: "JBIG",
	10: "JBIG",
	32766: "NeXT",
	32771: "CCITT RLE with word alignment",
	32809: "ThunderScan",
	34661: "JBIG",
	34676: "SGI Log",
	34677: "SGI Log",
	34712: "JPEG 2000",
	34887: "LERC",
	34925: "LZMA",
	5e4: "Zstandard",
	50001: "WebP",
	50002: "JPEG XL",
	52546: "JPEG XL"
};
function compressionToWrite(compression) {
	const readable = readableCompressions[compression];
	if (readable) return readable;
	const name = refusedCompressions[compression] ?? `method ${compression}`;
	throw unsupported(`the TIFF is compressed by ${name}; expected none, LZW, Deflate, PackBits, JPEG or CCITT fax`);
}
function refuseOtherPictures(entries, pages) {
	const has = (tag) => entries.some((entry) => entry.tag === tag);
	if (has(tags.subDirectories)) throw unsupported("the TIFF holds further images (sub-directories); expected one");
	if (has(tags.photoshopLayers)) throw unsupported("the TIFF holds Photoshop layers, which would still show the old picture; expected a flattened image");
	const planes = entries.find(({ tag }) => tag === tags.metamorphPlanes)?.count ?? 1;
	const description = entries.find(({ tag }) => tag === tags.description)?.data.toString("latin1") ?? "";
	const slices = description.startsWith("ImageJ=") ? /^images=(\d{1,9})/m.exec(description) : void 0;
	const images = Math.max(planes, Number(slices?.[1] ?? 1));
	if (images > pages) throw unsupported(`the TIFF is a stack of ${images} images in ${pages} pages; expected a page for each`);
	if (pages > 1 && ((numbersOf(entries, tags.newSubfileType)[0] ?? 0) & 4) !== 0) throw unsupported("it is the transparency mask of another page; expected transparency as an alpha channel");
}
function readBits(entries, photometric) {
	const bits = numbersOf(entries, tags.bitsPerSample);
	const first = bits[0] ?? 1;
	if (bits.some((count) => count !== first)) throw unsupported(`the TIFF has channels of ${bits.join(", ")} bits; expected the same for all`);
	const kind = [
		"",
		"",
		"signed integers",
		"floating point",
		"of no stated kind",
		"complex integers",
		"complex numbers"
	][numbersOf(entries, tags.sampleFormat)[0] ?? 1];
	if (kind) throw unsupported(`the TIFF's samples are ${first}-bit ${kind}; expected unsigned integers of at most 16 bits: scale them to these first`);
	const isGrey = photometric === photometrics.blackIsZero || photometric === photometrics.whiteIsZero || photometric === photometrics.palette;
	if (first !== 8 && first !== 16 && !(isGrey && (first === 1 || first === 2 || first === 4))) throw unsupported(`the TIFF has ${first} bits a sample; expected 8 or 16, or 1, 2 or 4 of grey`);
	return first;
}
function readChannels(entries, photometric) {
	const refused = refusedPhotometrics[photometric];
	if (refused) throw unsupported(`the image is ${refused}; expected grey, RGB, CMYK or CIELab`);
	if (photometric < 0) throw corrupt("the TIFF does not say what its samples mean (no PhotometricInterpretation)");
	const channels = numbersOf(entries, tags.samplesPerPixel)[0] ?? 1;
	if ((photometric === photometrics.whiteIsZero || photometric === photometrics.blackIsZero || photometric === photometrics.mask) && (channels === 1 || channels === 2)) return channels;
	if (photometric === photometrics.palette && channels === 1) return 3;
	if (photometric === photometrics.separated && channels === 4 && (numbersOf(entries, tags.inkSet)[0] ?? 1) === 1) return 3;
	if (isLab(photometric) && channels === 3) return 1;
	if ((photometric === photometrics.rgb || photometric === photometrics.yCbCr) && (channels === 3 || channels === 4)) return channels;
	if (photometric === photometrics.separated) throw unsupported(`the TIFF has ${channels} inks or channels; expected C, M, Y and K`);
	throw unsupported(`the TIFF has ${channels} channels; expected grey or RGB, each with at most one alpha channel`);
}
// src/codec/tiff/codec.ts
const tiffCodec = {
	parse: parseTiff,
	peakFactors: {
		read: ({ space }) => .25 + (space === "cmyk" ? 1.5 : 0),
		write: ({ space }, again, compression) => {
			if (space === "cmyk") return 5.1;
			return again?.pages.every((page) => page.compression === "none") && (compression === "keep" || compression === "none") ? 2.4 : 3.2;
		},
		held: () => 2.8
	},
	decode: (bytes, file, maxPixels) => decodePages(withLabCalledRgb(bytes, file), file, {
		title: "TIFF",
		maxPixels,
		forgivesTags: true
	}),
	read: readTiffStrips,
	rewrite: async (rasters, file, coding) => withTiffTags(await inTurn(rasters, (raster, page) => encodePage(raster, tiffCoding(raster, file.pages[page], coding))), file),
	async write([raster], { bitsPerSample, space, metadata }, coding) {
		return withTiffMetadata(await encodePage(raster, tiffCoding(raster, {
			compression: "deflate",
			whiteIsZero: false,
			big: false,
			tile: void 0,
			bitsPerSample,
			...space ? { space } : {}
		}, coding)), metadata);
	},
	metadata: tiffMetadata,
	orientations: ({ pages }) => pages.map(pageOrientation),
	upright: uprightTiff,
	stripped: strippedTiff
};
async function encodePage(raster, coding) {
	return encodeTiffStrips(raster, coding) ?? encodeTiff(raster, coding);
}
/** Stored as it was, or as is asked for. The sides of tiles must be multiples of 16; others become strips. */
function tiffCoding(raster, page, { compression, quality }) {
	const { whiteIsZero, big, bitsPerSample, tile, space } = page;
	const bitdepth = greyBits(raster, bitsPerSample);
	const isRegular = tile && tile.width % 16 === 0 && tile.height % 16 === 0 && Math.max(tile.width, tile.height) <= 32768;
	return {
		compression: compression === "keep" ? compressionAsRead(raster, page, bitdepth) : chosenCompression(raster, page, compression),
		quality,
		bitdepth,
		whiteIsZero,
		big,
		tile: isRegular ? tile : void 0,
		...space ? { space } : {}
	};
}
/** Fax coding knows black and white only, and JPEG no alpha: what cannot be written again becomes LZW. */
function compressionAsRead(raster, { compression, space }, bitdepth) {
	return compression === "ccittfax4" && bitdepth !== 1 || compression === "jpeg" && !fitsJpeg(raster, space) ? "lzw" : compression;
}
function chosenCompression(raster, { space }, compression) {
	if (compression === "jpeg" && !fitsJpeg(raster, space)) throw unsupported("JPEG compression holds grey, RGB and CMYK of 8 bits only; choose lzw or deflate for what has alpha, Lab or 16 bits");
	return compression;
}
function fitsJpeg({ channels, maxSample }, space) {
	return maxSample === 255 && space !== "lab" && (space === "cmyk" || channels % 2 === 1);
}
export { tiffCodec };
