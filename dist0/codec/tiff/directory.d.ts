import { MetadataLimits } from '../metadata-limits.js';
/** One field of a TIFF directory. */
export interface Entry {
    readonly tag: number;
    /** As in the TIFF 6.0 specification; 16..18 are BigTIFF's. */
    readonly type: number;
    readonly count: number;
    /** The values, in little-endian byte order whatever the file's own. */
    readonly data: Buffer;
    /** What a tag that points to another directory points to, instead of the pointer. */
    readonly directory?: readonly Entry[];
    /** Where its value or the pointer to it stands in the file; entries that were made and not read have none. */
    readonly valueAt?: number;
}
/** A TIFF as the directories of its pages, or a block of EXIF, which is one too. */
export interface Tiff {
    readonly big: boolean;
    readonly directories: ReadonlyArray<readonly Entry[]>;
    /** Tags of which the values would lie behind the end of the file, and so are left out. */
    readonly behindEnd: ReadonlySet<number>;
}
export declare const tags: {
    readonly newSubfileType: 254;
    readonly width: 256;
    readonly height: 257;
    readonly bitsPerSample: 258;
    readonly compression: 259;
    readonly photometric: 262;
    readonly fillOrder: 266;
    readonly description: 270;
    readonly orientation: 274;
    readonly samplesPerPixel: 277;
    readonly xResolution: 282;
    readonly yResolution: 283;
    readonly planarConfiguration: 284;
    readonly resolutionUnit: 296;
    readonly pageNumber: 297;
    readonly predictor: 317;
    readonly whitePoint: 318;
    readonly primaryChromaticities: 319;
    readonly colourMap: 320;
    readonly tileWidth: 322;
    readonly stripOffsets: 273;
    readonly rowsPerStrip: 278;
    readonly stripByteCounts: 279;
    readonly tileLength: 323;
    readonly tileOffsets: 324;
    readonly tileByteCounts: 325;
    readonly subDirectories: 330;
    readonly inkSet: 332;
    readonly extraSamples: 338;
    readonly sampleFormat: 339;
    readonly jpegTables: 347;
    readonly chromaSubsampling: 530;
    readonly xmp: 700;
    readonly metamorphPlanes: 33629;
    readonly iptc: 33723;
    readonly photoshop: 34377;
    readonly exif: 34665;
    readonly icc: 34675;
    readonly gps: 34853;
    readonly photoshopLayers: 37724;
    readonly pixelXDimension: 40962;
    readonly pixelYDimension: 40963;
    readonly interoperability: 40965;
    readonly dngVersion: 50706;
};
export declare const photometrics: {
    readonly whiteIsZero: 0;
    readonly blackIsZero: 1;
    readonly rgb: 2;
    readonly palette: 3;
    readonly mask: 4;
    readonly separated: 5;
    readonly yCbCr: 6;
    readonly cieLab: 8;
    readonly iccLab: 9;
};
export declare const type: {
    readonly byte: 1;
    readonly ascii: 2;
    readonly short: 3;
    readonly long: 4;
    readonly rational: 5;
    readonly undefined: 7;
    readonly ifd: 13;
    readonly long8: 16;
    readonly ifd8: 18;
};
/** Reads the directories of all pages, and those that EXIF hangs below them. Values that lie outside of the file are left out. */
export declare function readTiff(file: Buffer): Tiff;
export interface TiffReader {
    readonly file: Buffer;
    readonly big: boolean;
    readonly littleEndian: boolean;
    /** Counts what has been read: fields may share one place in the file. */
    readonly limits: MetadataLimits;
    /** Collects the tags of values that would lie behind the end of the file. */
    readonly behindEnd: Set<number>;
    uint16(position: number): number;
    uint32(position: number): number;
    uint64(position: number): number;
}
export declare function readerOf(file: Buffer): TiffReader;
export declare function readDirectory(reader: TiffReader, position: number, seen: Set<number>): Entry[];
/** Bytes of one value, by type; 0 for types that do not exist. */
export declare const valueBytes: number[];
export declare function numbersOf(entries: readonly Entry[], tag: number): number[];
/** The values of whole numbers and of fractions, 4096 of them at most. */
export declare function numbers(entry: Entry): number[];
/** One of the values of whole numbers and of fractions. */
export declare function numberAt({ type, data }: Entry, index: number): number;
export declare function shortEntry(tag: number, values: readonly number[]): Entry;
/** @param big for values of 4 GB and more, which only a BigTIFF can hold */
export declare function longEntry(tag: number, values: readonly number[], big?: boolean): Entry;
export declare function isDescriptive({ tag }: Entry): boolean;
/** Values and directories as they stand in a file from `start` on, sub-directories first; `directory` is where the outermost lies. */
export declare function serialize(entries: readonly Entry[], start: number, big: boolean): {
    bytes: Buffer;
    directory: number;
};
