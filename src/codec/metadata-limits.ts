import { inflateSync } from 'node:zlib';
import { codeOf, ImgparError } from '../errors.js';

/** The most pages or frames of a file: more than any picture book or animation has. */
const maxPages = 10_000;

/** The most chunks, segments, blocks, fields or items of a file: those of 10,000 pages with 30 fields each. */
const maxParts = 300_000;

/** The largest ICC profile. JPEG holds no more (255 parts of 64 KB); the finest printer tables take 4 MB. */
const maxProfileBytes = 16 * 2 ** 20;

/** All other metadata of a file together, decompressed. */
const maxMetadataBytes = 64 * 2 ** 20;

/** DEFLATE gives at most this many bytes per compressed byte. */
const maxInflation = 1032;

/**
 * Counts the content of a file besides its image during parsing, and refuses the file (`too-large`) if that exceeds any honest file: small
 * files can declare enormous metadata, compressed, or in many fields that share one part of the file.
 */
export class MetadataLimits {
  readonly #allowedBytes: number;
  #parts = 0;
  #bytes = 0;
  #pages = 0;
  #profileBytes = 0;

  /** @param fileBytes given if parts could share bytes: metadata that is stored in the file only once is never too much */
  constructor(fileBytes = 0) {
    this.#allowedBytes = Math.max(maxMetadataBytes, fileBytes);
  }

  /** Counts one more part of this many bytes. */
  add(bytes: number): void {
    this.#parts += 1;
    this.#bytes += bytes;
    if (this.#parts > maxParts) throw tooLarge(`the image has more than ${maxParts} pieces of metadata, which is the limit`);
    if (this.#bytes > this.#allowedBytes)
      throw tooLarge(`the image has more than ${maxMetadataBytes} bytes of metadata (EXIF, XMP, texts), which is the limit`);
  }

  /** Counts one more part that is compressed by zlib. */
  addPacked(packed: Buffer): void {
    this.add(unpackedBytes(packed, this.#allowedBytes));
  }

  /** Counts one more page or frame. */
  addPage(): void {
    this.#pages += 1;
    if (this.#pages > maxPages) throw tooLarge(`the image has more than ${maxPages} pages or frames, which is the limit`);
  }

  addProfile(bytes: number): void {
    requireProfile(bytes);
    this.add(bytes);
  }

  /** Counts one of the parts that make up the profile. */
  addProfilePart(bytes: number): void {
    this.#profileBytes += bytes;
    requireProfile(this.#profileBytes);
    this.add(bytes);
  }

  addPackedProfile(packed: Buffer): void {
    requireProfile(unpackedBytes(packed, maxProfileBytes));
    this.add(packed.length);
  }
}

function requireProfile(bytes: number): void {
  if (bytes > maxProfileBytes) throw tooLarge(`the image has a colour profile of more than ${maxProfileBytes} bytes, which is the limit`);
}

/** Decompresses zlib data; undefined if it is broken, or larger than metadata may be. */
export function unpacked(packed: Buffer): Buffer | undefined {
  try {
    return inflateSync(packed, { maxOutputLength: maxMetadataBytes });
  } catch {
    return undefined;
  }
}

/** The decompressed size in bytes, approximate if small; infinite if it exceeds the limit. */
function unpackedBytes(packed: Buffer, limit: number): number {
  // Too small to matter even when decompressed, so hardly any file is decompressed for this.
  if (packed.length * maxInflation <= largestUnchecked) return packed.length;
  try {
    return inflateSync(packed, { maxOutputLength: limit }).length;
  } catch (error) {
    return isTooMuch(error) ? Number.POSITIVE_INFINITY : packed.length;
  }
}

const largestUnchecked = 2 ** 20;

function isTooMuch(error: unknown): boolean {
  return codeOf(error) === 'ERR_BUFFER_TOO_LARGE';
}

function tooLarge(message: string): ImgparError {
  return new ImgparError('too-large', message);
}
