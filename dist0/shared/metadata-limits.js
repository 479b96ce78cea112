import { n as codeOf, t as ImgparError } from "./errors.js";
import { inflateSync } from "node:zlib";
// src/codec/metadata-limits.ts
/** Pages or frames of the longest file that is opened: more than any picture book or animation has. */
const maxPages = 1e4;
/** Chunks, segments, blocks, fields or items of a file: as many as 10,000 pages have with 30 fields each. */
const maxParts = 3e5;
/** Of an ICC profile. JPEG could hold no more (255 parts of 64 KB); the finest tables of printers take 4 MB. */
const maxProfileBytes = 16 * 2 ** 20;
/** Of all other metadata of a file together, unpacked. */
const maxMetadataBytes = 64 * 2 ** 20;
/** DEFLATE makes at most this many bytes of one. */
const maxInflation = 1032;
/**
* Counts what a file holds beside its picture while it is taken apart, and refuses it (`too-large`) once that is more than any honest
* file has: small files can state enormous metadata, packed, or with many fields that share one stretch of the file.
*/
var MetadataLimits = class {
	#allowedBytes;
	#parts = 0;
	#bytes = 0;
	#pages = 0;
	#profileBytes = 0;
	/** @param fileBytes given where parts could share bytes: metadata that stands in the file once is never too much */
	constructor(fileBytes = 0) {
		this.#allowedBytes = Math.max(maxMetadataBytes, fileBytes);
	}
	/** One more part, of so many bytes. */
	add(bytes) {
		this.#parts += 1;
		this.#bytes += bytes;
		if (this.#parts > maxParts) throw tooLarge(`the image has more than ${maxParts} pieces of metadata; no more are allowed`);
		if (this.#bytes > this.#allowedBytes) throw tooLarge(`the image has more than ${maxMetadataBytes} bytes of metadata (EXIF, XMP, texts); no more are allowed`);
	}
	/** One more part that is packed by zlib. */
	addPacked(packed) {
		this.add(unpackedBytes(packed, this.#allowedBytes));
	}
	/** One more page or frame. */
	addPage() {
		this.#pages += 1;
		if (this.#pages > maxPages) throw tooLarge(`the image has more than ${maxPages} pages or frames; no more are allowed`);
	}
	addProfile(bytes) {
		requireProfile(bytes);
		this.add(bytes);
	}
	/** One of the parts that together are the profile. */
	addProfilePart(bytes) {
		this.#profileBytes += bytes;
		requireProfile(this.#profileBytes);
		this.add(bytes);
	}
	addPackedProfile(packed) {
		requireProfile(unpackedBytes(packed, maxProfileBytes));
		this.add(packed.length);
	}
};
function requireProfile(bytes) {
	if (bytes > maxProfileBytes) throw tooLarge(`the image has a colour profile of more than ${maxProfileBytes} bytes; no more are allowed`);
}
/** What zlib unpacks; undefined if it is broken, or more than any metadata may have. */
function unpacked(packed) {
	try {
		return inflateSync(packed, { maxOutputLength: maxMetadataBytes });
	} catch {
		return;
	}
}
/** The bytes of what is unpacked, roughly where they are few; infinite if they are more than the limit. */
function unpackedBytes(packed, limit) {
	if (packed.length * maxInflation <= largestUnchecked) return packed.length;
	try {
		return inflateSync(packed, { maxOutputLength: limit }).length;
	} catch (error) {
		return isTooMuch(error) ? Number.POSITIVE_INFINITY : packed.length;
	}
}
const largestUnchecked = 2 ** 20;
function isTooMuch(error) {
	return codeOf(error) === "ERR_BUFFER_TOO_LARGE";
}
function tooLarge(message) {
	return new ImgparError("too-large", message);
}
export { unpacked as n, MetadataLimits as t };
