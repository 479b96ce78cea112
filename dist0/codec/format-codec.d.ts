import type { Picture } from '../pixels/pictures/picture.js';
import type { Raster } from '../pixels/raster.js';
import type { SourceFile } from '../storage/file.js';
import type { LentRaster } from './buffer-pool.js';
import type { Animation, Header } from './container.js';
import type { Coding, Encoded, Rasters } from './encoding.js';
import type { MemoryNeed, PeakFactors } from './memory.js';
import type { Metadata } from './metadata.js';
/**
 * Reads and writes files of one format. `File` is such a file taken apart by `parse`, and goes back to the codec that made it only; that
 * is why codecs of different files may stand in one table.
 */
export interface FormatCodec<File extends Header = Header> {
    /** Takes a file apart, and refuses what cannot be given back. It may throw a RangeError where the file ends too early. */
    parse(bytes: Buffer): File;
    readonly peakFactors: PeakFactors<File>;
    /** The pixels of all pages. */
    decode(bytes: Buffer, file: File, maxPixels: number): Promise<Rasters>;
    /** The same, faster, by a reader of our own; nothing for a file that it leaves to `decode`. */
    read?(bytes: Buffer, file: File): LentRaster | undefined;
    readonly components?: ComponentCodec<File>;
    readonly bands?: BandCodec<File>;
    /** Writes the format that was read, with everything but the pixels as it was. */
    rewrite(rasters: Rasters, file: File, coding: Coding): Promise<Encoded>;
    /** Writes what was read as another format. */
    write(rasters: Rasters, picture: ForeignPicture, coding: Coding): Promise<Encoded>;
    /** What a file says besides its pixels, for writing another format. */
    metadata(file: File): Metadata;
    animation?(file: File): Animation | undefined;
    /** The orientation of each page, 1 upright … 8; one number if it is that of all. */
    orientations(file: File): number | readonly number[];
    /** The file stating, wherever it does, that it stands upright; `swapped` where width and height change places by that. */
    upright(file: File, swapped: boolean): File;
    /** The file with only what decides how the picture is shown. */
    stripped(file: File): File;
    /** The file without its HDR gain map, where that has to be taken out. */
    withoutGainMap?(file: File): File;
    /** The quality, 1..100, with which it was coded. */
    estimateQuality?(file: File): number;
}
/** What a format is told of a picture that was read as another. */
export interface ForeignPicture extends Header {
    readonly metadata: Metadata;
    readonly animation: Animation | undefined;
}
/** What reads a file no further than to its components, of which only luma is to be changed. */
export interface ComponentCodec<File> {
    readonly name: 'libjpeg-turbo';
    /** Whether that will do and can be had. Whatever is unusual about a file is left to `decode`. */
    suits(file: File, intent: {
        readonly lumaOnly: boolean;
        readonly effort: number;
    }): boolean;
    need(file: File): MemoryNeed;
    decode(bytes: Buffer, file: File): Components<File> | undefined;
}
interface Components<File> {
    readonly picture: Picture;
    readonly luma: Raster;
    /** Writes the format again; undefined where these components cannot be written. */
    encode(kept: File, coding: Coding): Encoded | undefined;
    release(): void;
}
/** What reads and writes files in bands of rows, so that neither pixels nor file are ever whole in memory. */
export interface BandCodec<File> {
    /** @throws {UnfitForBands} where there is anything unusual */
    open(source: SourceFile): BandedFile<File>;
    writer(kept: File, effort: number): BandWriter;
}
/** What was begun in bands must be seen whole: only then can be told what is wrong with it, if anything is. */
export declare class UnfitForBands extends Error {
}
/** A file taken apart without its picture, which stays in the file until it is read band by band. */
interface BandedFile<File> {
    readonly file: File;
    /** What is kept of the file in memory. */
    readonly keptBytes: number;
    /**
     * The picture from top to bottom, in bands of so many rows; the last one may be lower. A band may be changed, and is gone when the
     * next one is asked for.
     *
     * @throws {UnfitForBands} where there is anything unusual
     */
    bands(rows: number): AsyncGenerator<Raster>;
}
/** A file that is written from the top, some rows at a time. */
export interface BandWriter {
    /**
     * Takes the next rows: a raster as wide as the picture and as high as there are rows. Any number will do; multiples of `rowsAtOnce`
     * are compressed best, and then the file is the same whatever the bands.
     *
     * @returns the parts of the file that are known thereby
     */
    add(rows: Raster): Uint8Array[];
    /** The rest of the file. All rows must have been added. */
    end(): Uint8Array[];
    readonly rowsAtOnce: number;
}
export {};
