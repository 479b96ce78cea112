import { type FormatTable, type ImageFormat } from './formats.js';
/** Whether the ending of a name is that of a picture, of a format that is read or of another. */
export declare function isNamedLikeImage(name: string): boolean;
/** What the first bytes of a file say it is. The file's name has no say. */
export type Sniffed = {
    readonly kind: 'image';
    readonly format: ImageFormat;
}
/** A raster image in a format that is not read; `name` says which one. */
 | {
    readonly kind: 'unsupported-image';
    readonly name: string;
}
/** Anything else; `name` says what it looks like. */
 | {
    readonly kind: 'not-an-image';
    readonly name: string;
};
/** What is said of a picture that is not read. */
export declare function notSupported(name: string): string;
/** What is said of a file that is no picture, or none that is known. */
export declare function notAnImage(name: string): string;
/** How many first bytes `sniff` wants to see; fewer do when the file is shorter. */
export declare const headBytes = 256;
/** What a file is, from its first bytes (`headBytes` of them, or all it has). */
export declare function sniff(head: Uint8Array, known?: FormatTable): Sniffed;
/** What the samples of a file with this head take at least, as far as that is known; see `Format`. */
export declare function leastSampleBytes(head: Uint8Array, maxPixels: number): number;
