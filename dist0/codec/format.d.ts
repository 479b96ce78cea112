/** A file format: how its files are told from others, what they can hold, and what reads and writes them. */
export interface Format {
    /** What people call it. */
    readonly title: string;
    /** File name endings, without the dot, in lower case; the first one is used for new names. */
    readonly endings: readonly [string, ...string[]];
    /** Fits the first 16 bytes of its files, taken as Latin-1. */
    readonly magic?: RegExp;
    /** Of a format that lies in ISO base media: the brands of its files. */
    readonly brands?: readonly string[];
    readonly holds: Holdings;
    /** True of a format that is written only for files that were read as such. */
    readonly writesOnlyItself?: boolean;
    /** Options of encoding that are of no effect on it. */
    readonly ignores: ReadonlyArray<'quality' | 'effort' | 'compression' | 'lossless' | 'codec'>;
    /**
     * What the samples of a file take at least, as far as its first bytes say so; 0 if they have more pixels than are allowed. So a file
     * that is too large is not read to find that out.
     */
    readonly leastSampleBytes?: (head: Uint8Array, maxPixels: number) => number;
}
/** What files of a format can hold. An image that has more is not written so: nothing is lost that was not asked for. */
interface Holdings {
    /** Pixels a side. */
    readonly largestSide: number;
    readonly cmyk: boolean;
    readonly sixteenBits: boolean;
    readonly transparency: boolean;
    /** Frames of an animation that was read as another format. */
    readonly animation: boolean;
}
/** What `load` gives, asked for once a thread. */
export declare function once<Codec>(load: () => Promise<Codec>): () => Promise<Codec>;
export {};
