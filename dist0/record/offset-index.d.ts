/**
 * Finds the last line of a key in a file, at 12 bytes a slot: of a key it holds a hash of 32 bits and the offset of its line, and
 * asks the file where hashes are equal.
 */
export declare class OffsetIndex {
    #private;
    /** Keys in it. */
    get size(): number;
    /** Of each key the offset, from the lowest to the highest. */
    offsets(): Float64Array;
    /** The offset under a hash of which `isKey` says that it is the one looked for. */
    find(hash: number, isKey: (offset: number) => boolean): number | undefined;
    /** Puts an offset in, in place of the one of the same key. */
    set(hash: number, offset: number, isKey: (offset: number) => boolean): void;
}
/** Spreads the bytes from `start` to `end` over 32 bits (FNV-1a, with a final mix for the low bits). */
export declare function hashOfBytes(bytes: Uint8Array, start: number, end: number): number;
