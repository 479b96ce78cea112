import { type BandCodec } from '../format-codec.js';
import { type PngFile } from './chunks.js';
/**
 * A PNG of full samples, 8 or 16 bits, not interlaced. What a band holds are the samples that any decoder gives; of a file that is not
 * usual in every way nothing is said, it is left to those that see it whole.
 */
export declare const pngBands: BandCodec<PngFile>;
