import type { Raster, Samples } from '../../pixels/raster.js';
/**
 * The hot loops of writing rows of samples without loss: filtering them as PNG does, and coding what is left as bytes and runs of
 * equal bytes. Bytes that are handed out may be those of the next call as well: they are to be used or copied before it.
 */
export interface FilterKernels {
    /**
     * Rows of samples, those of 16 bits with the high byte first, each behind the number of its filter (PNG, section 9): Paeth's, or
     * with `best` the one whose differences, taken as signed, have the smallest sum.
     *
     * @param above the row above the raster's first one, where it is part of a larger picture; otherwise it is taken to be 0
     */
    filterRows(raster: Raster, firstRow: number, rows: number, best: boolean, above?: Samples): Uint8Array;
    /** How often each byte stands alone, `counts[byte]`, and how many runs there are of each length, `counts[firstRun + length]`. */
    countRuns(bytes: Uint8Array): Uint32Array;
    /** The code of each byte and run, one behind the other from the lowest bit on, behind the bits that are carried over. */
    writeRuns(bytes: Uint8Array, codes: Uint32Array, carried: Bits): {
        readonly bytes: Uint8Array;
        readonly rest: Bits;
    };
    /** The checksum of zlib (RFC 1950), carried on from that of the bytes before, which is 1 at the start. */
    adler32(bytes: Uint8Array, before: number): number;
}
/** Up to seven bits that do not make a byte yet. */
export interface Bits {
    readonly bits: number;
    readonly count: number;
}
/** A run is 8 to 258 bytes that are equal to the one before them; what stands before the bytes of a call does not count. */
export declare const shortestRun = 8;
export declare const longestRun = 258;
/** Where the runs begin among counts and codes, by their length from 0 on; the 256 bytes stand before. */
export declare const firstRun = 256;
export declare const codeCount: number;
/** A code as the kernels take it: its bits, and how many they are, at most 12 of a byte and 19 of a run. */
export declare function packedCode(bits: number, count: number): number;
