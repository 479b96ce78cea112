import { type Header } from '../container.js';
import { type Entry } from './directory.js';
/** The compressions that are written. */
export type TiffCompression = 'none' | 'lzw' | 'deflate' | 'packbits' | 'jpeg' | 'ccittfax4';
/** A TIFF file taken apart into its pages, and its first page. */
export interface TiffFile extends TiffPage {
    readonly pages: readonly [TiffPage, ...TiffPage[]];
}
/** How the pixels of a page are stored, and its tags. */
export interface TiffPage extends Header {
    readonly big: boolean;
    readonly compression: TiffCompression;
    /** Level 0 is white. */
    readonly whiteIsZero: boolean;
    /** Size of the tiles in pixels, if it is tiled and not in strips. */
    readonly tile: {
        readonly width: number;
        readonly height: number;
    } | undefined;
    readonly entries: readonly Entry[];
}
/** Takes a TIFF apart. What imgpar cannot give back is refused by name: camera raws, layers, floating point… */
export declare function parseTiff(file: Buffer): TiffFile;
/** The file with pages in Lab called RGB: so the decoder gives L, a and b as they are stored, where it would convert or refuse them. */
export declare function withLabCalledRgb(file: Buffer, { pages }: TiffFile): Buffer;
