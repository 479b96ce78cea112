/**
 * Tells which of many texts may occur more than once, without keeping the texts: by their 53-bit hashes. Equal texts are always
 * told. Different ones can have the same hash (of 10^8 texts one pair, give or take), so what is told must be looked at again.
 *
 * Up to half a million texts take 8 bytes each. More are split by their hashes into buckets of at most about that size, which lie
 * in a temporary file and are sorted one after the other: 4 MB, and 8 KB for each bucket while texts are added.
 */
export declare class DuplicateTexts {
    #private;
    /**
     * @param expected how many texts will be added at most
     * @param atOnce how many hashes may be sorted at once
     */
    constructor(expected: number, atOnce?: number);
    add(text: string): Promise<void>;
    /** The hashes that were added more than once, each in one of the sets. No text can be added any more. */
    repeated(): AsyncGenerator<ReadonlySet<number>>;
    close(): Promise<void>;
}
/** A whole number below 2^53 that depends on every character of a text. Multiplicative hashing in two halves, each mixed at the end. */
export declare function hashOf(text: string): number;
