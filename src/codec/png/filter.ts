import type { Raster, Samples } from '../../pixels/raster.js';

/**
 * The hot loops of writing samples losslessly: filtering rows as PNG does, and coding the result as bytes and runs of equal bytes. Returned
 * bytes are valid only until the next call: use or copy them before it.
 */
export interface FilterKernels {
  /**
   * Filters rows of samples, 16 bits in big-endian order, each row preceded by the number of its filter (PNG, section 9): Paeth, or with
   * `best` the one whose differences, taken as signed, have the smallest sum.
   *
   * @param above the row above the raster's first one, if it is part of a larger image; default zeros
   */
  filterRows(raster: Raster, firstRow: number, rows: number, best: boolean, above?: Samples): Uint8Array;
  /** Counts how often each byte occurs alone, `counts[byte]`, and the runs of each length, `counts[firstRun + length]`. */
  countRuns(bytes: Uint8Array): Uint32Array;
  /** Writes the code of each byte and run, from the lowest bit up, after the bits carried over. */
  writeRuns(bytes: Uint8Array, codes: Uint32Array, carried: Bits): { readonly bytes: Uint8Array; readonly rest: Bits };
  /** The checksum of zlib (RFC 1950), continued from that of the bytes before, initially 1. */
  adler32(bytes: Uint8Array, before: number): number;
}

/** Up to seven bits that do not make a byte yet. */
export interface Bits {
  readonly bits: number;
  readonly count: number;
}

/** A run is 8 to 258 bytes equal to the byte before it, which must be among the bytes of the same call. */
export const shortestRun = 8;
export const longestRun = 258;

/** Index of runs of length 0 among counts and codes, after the 256 bytes. */
export const firstRun = 256;
export const codeCount = firstRun + longestRun + 1;

/** A code in the form of the kernels: its bits, and their number, at most 12 for a byte and 19 for a run. */
export function packedCode(bits: number, count: number): number {
  return bits | (count << 24);
}
