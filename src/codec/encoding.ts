import type { Raster } from '../pixels/raster.js';

/** The TIFF compressions that can be chosen. */
export const writableCompressions = ['none', 'lzw', 'deflate', 'packbits', 'jpeg'] as const;
export type WritableCompression = (typeof writableCompressions)[number];

/** How the pixels of a result are encoded, with everything decided. */
export interface Coding {
  /** 1..100, for lossy formats. */
  readonly quality: number;
  /**
   * 1 (fastest) to 9 (smallest): time spent on making the file smaller. JPEG: from 4 optimises the codes, from 8 the coefficients as well;
   * PNG: 2 tries more filters, from 3 also that zlib level; WebP and AVIF: their own efforts. No effect on other formats.
   */
  readonly effort: number;
  /** For TIFF. `keep` keeps the compression of the source if it can be written; sources in other formats become `deflate`. */
  readonly compression: 'keep' | WritableCompression;
  /**
   * For WebP and AVIF. `keep` is lossless for lossless sources of the same format; sources in other formats become lossy. `near` may change
   * samples slightly, in AVIF not at all.
   */
  readonly lossless: 'keep' | 'yes' | 'near' | 'no';
  /** For JPEG. `keep` has the kind of scans of a JPEG source; sources in other formats become `baseline`. */
  readonly scans: 'keep' | 'baseline' | 'progressive';
  /**
   * For JPEG of which only luma changes. `keep` leaves the coefficients of Cb and Cr as they are, with their own quantisation tables;
   * `quality` quantises them anew. Only imgpar's own coder does either; others code the samples of Cb and Cr at the quality.
   */
  readonly chroma: 'keep' | 'quality';
}

export const scanChoices = ['keep', 'baseline', 'progressive'] as const satisfies ReadonlyArray<Coding['scans']>;
export const chromaChoices = ['keep', 'quality'] as const satisfies ReadonlyArray<Coding['chroma']>;

/** Whether a JPEG becomes progressive, now that its source is known. */
export function becomesProgressive({ scans }: Pick<Coding, 'scans'>, isSourceProgressive: boolean): boolean {
  return scans === 'keep' ? isSourceProgressive : scans === 'progressive';
}

/**
 * What decoded and encoded an image, where that makes a difference: for a JPEG of which only luma changed, imgpar itself; otherwise sharp,
 * whose pixels our own readers and writers of JPEG, PNG and TIFF match. Earlier versions also recorded `libjpeg-turbo`.
 */
export type CodecName = 'sharp' | 'imgpar';

/** The pixels of each page or frame; the first one always exists. */
export type Rasters = readonly [Raster, ...Raster[]];

/** A file, whole or in parts: large ones come in parts if that saves a copy. */
export type Encoded = Uint8Array | readonly Uint8Array[];

/** Encodes the pages one after the other; other images provide the parallelism. */
export async function inTurn<Result>(rasters: Rasters, encodePage: (raster: Raster, page: number) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (const [page, raster] of rasters.entries()) results.push(await encodePage(raster, page));
  return results;
}

/** Whether any pixel is not opaque. */
export function hasTransparency({ samples, channels, maxSample }: Raster): boolean {
  if (channels % 2 === 1) return false;
  for (let i = channels - 1; i < samples.length; i += channels) if (samples[i]! < maxSample) return true;
  return false;
}

/** Bits per grey sample: as in the source if every sample is a level that its 2 or 4 bits can hold, otherwise 8. 1 bit stays 1 bit. */
export function greyBits(raster: Raster, bitsRead: number): 1 | 2 | 4 | 8 {
  if (bitsRead === 1 && raster.channels === 1 && raster.maxSample === 255) makeBilevel(raster);
  const isFew = bitsRead === 1 || bitsRead === 2 || bitsRead === 4;
  return isFew && raster.channels === 1 && raster.maxSample === 255 && fitsInBits(raster, bitsRead) ? bitsRead : 8;
}

/** Changes each sample to the nearer of black and white, in place. */
export function makeBilevel({ samples }: Raster): void {
  for (let at = 0; at < samples.length; at++) samples[at] = samples[at]! < 128 ? 0 : 255;
}

/** Whether every sample is one of the levels of `bits` bits, spread evenly over 0..255. */
function fitsInBits({ samples }: Raster, bits: 1 | 2 | 4): boolean {
  const step = stepOf(bits);
  return samples.every((sample) => sample % step === 0);
}

/** Whether a level is one of those of `bits` bits, spread evenly over 0..255. */
export function isLevelOf(level: number, bits: number): boolean {
  return level % stepOf(bits) === 0;
}

function stepOf(bits: number): number {
  return 255 / (2 ** bits - 1);
}
