import { type LentRaster } from '../buffer-pool.js';
import { type PngFile } from './chunks.js';
/**
 * The pixels of a PNG of 8 or 16 bits a sample, neither with a palette nor interlaced, of which everything is as it should be: all
 * checksums, the order of chunks, the length of the data. Nothing for any other: then sharp reads it, or says what is wrong with it.
 *
 * Reads in 0.56 to 0.89 of the time that libvips takes; `unpack-wasm.ts` has the figures.
 */
export declare function readPng(file: PngFile): LentRaster | undefined;
