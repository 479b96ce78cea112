import type { CodecName, Coding } from './encoding.js';
import type { ImageFormat } from './formats.js';

/** How results are encoded, with all options resolved. Anything that depends on the source is decided when it is opened. */
export interface ResolvedOutput extends Omit<Coding, 'quality'> {
  /** `keep` writes the format of the source. */
  readonly format: 'keep' | ImageFormat;
  /** 1..100, for lossy formats. `auto` is the quality of a JPEG source, estimated from its tables; for other sources 90. */
  readonly quality: number | 'auto';
  /** Removes all metadata that does not affect how the image is shown: EXIF except the orientation, XMP, IPTC, comments, previews. */
  readonly strip: boolean;
  /** Removes an HDR gain map, which no longer fits the result; without this, images that have one are refused. */
  readonly dropGainMap: boolean;
  /** What happens to an HDR gain map that is not dropped: `recompute` lets the HDR rendition follow the result. */
  readonly gainMap: 'refuse' | 'drop' | 'recompute';
  /** What happens to the thumbnail in EXIF: `update` makes it show the result. */
  readonly thumbnail: 'update' | 'keep' | 'drop';
  /** What happens to a file with missing or broken pixels: `accept` makes them up. */
  readonly damaged: 'refuse' | 'accept';
  /** `sharp` decodes and encodes everything with sharp. */
  readonly codec: 'auto' | 'sharp';
}

export const losslessChoices = ['keep', 'yes', 'near', 'no'] as const satisfies ReadonlyArray<ResolvedOutput['lossless']>;

/** For lossy formats, if no quality is given or none can be estimated. */
export const defaultQuality = 90;

/**
 * How to code pixels, now that the source is known. Lists every property, as each spread costs V8 1 µs per property.
 *
 * @param estimate the quality that the tables of the source tell, which is one only for the encoder of the same format
 */
export function codingFor(output: ResolvedOutput, estimate: (() => number | undefined) | undefined): Coding {
  const { effort, compression, lossless, scans, chroma } = output;
  const quality = output.quality === 'auto' ? (estimate?.() ?? defaultQuality) : output.quality;
  return { quality, effort, compression, lossless, scans, chroma };
}

/** A file that was made. */
export interface EncodedImage {
  readonly format: ImageFormat;
  readonly codec: CodecName;
  /** Its bytes, valid until the image is released. */
  readonly parts: readonly Uint8Array[];
  /** What the user should know about it. */
  readonly warnings?: readonly string[];
}
