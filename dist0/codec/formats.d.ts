import type { Format } from './format.js';
/** The file formats that are read and written. A further one is a folder with a `Format`, and a word here. */
export declare const formats: {
    readonly jpeg: Format;
    readonly png: Format;
    readonly webp: Format;
    readonly tiff: Format;
    readonly avif: Format;
    readonly gif: Format;
};
export type ImageFormat = keyof typeof formats;
/** Formats by their names; tests hand over larger tables than `formats`. */
export type FormatTable = typeof formats & Readonly<Record<string, Format>>;
export declare const imageFormats: readonly ImageFormat[];
/** The format with that ending of file names, in lower case and without the dot. */
export declare function formatWithEnding(ending: string): ImageFormat | undefined;
