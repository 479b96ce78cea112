import { type Header } from '../container.js';
import { type Metadata } from '../metadata.js';
import { type Segment } from './markers.js';
/** A JPEG file taken apart at its markers. */
export interface JpegFile extends Header {
    readonly progressive: boolean;
    /** Of all components: 1 of grey, 3 of colour, or 1.5 where that is at half resolution both ways. */
    readonly samplesOfPixel: number;
    /** Whether it is grey or YCbCr as most are, so that its components can be changed without looking any further; see `isPlain`. */
    readonly plain: boolean;
    /** Blocks (MCUs) between restart markers; 0 where there are none. */
    readonly restartInterval: number;
    /** The quality, 1..100, that its quantisation tables stand for. */
    readonly estimateQuality: () => number;
    /** The APPn and COM segments before the first scan, in their order. */
    readonly segments: readonly Segment[];
    /** Where the image ends: just behind its end marker. */
    readonly endOfImage: number;
    /** What stands behind the image: previews, a motion photo's video, a camera maker's notes. */
    readonly trailer: Buffer;
}
/** Takes a JPEG apart. What imgpar cannot give back is refused: more than 8 bits, lossless coding, several pictures. */
export declare function parseJpeg(file: Buffer): JpegFile;
/** An encoded JPEG with the segments and the trailer of the file it was made from, byte for byte, instead of its own. */
export declare function withJpegSegments(encoded: Buffer, { segments, endOfImage, trailer }: JpegFile): Buffer[];
/** An encoded JPEG with metadata that came from another format. */
export declare function withJpegMetadata(encoded: Buffer, metadata: Metadata, space?: Header['space']): Buffer;
/** The file without its gain map. */
export declare function withoutJpegGainMap(file: JpegFile): JpegFile;
/** The file with only those segments that decide how the picture is shown: profile, kind of colour, orientation, uneven pixels. */
export declare function strippedJpeg(file: JpegFile): JpegFile;
/** The file saying that its picture stands upright. Previews show it as it lay, so they are left out. */
export declare function uprightJpeg(file: JpegFile, swapped: boolean): JpegFile;
/** What a JPEG's segments say, for writing another format. */
export declare function jpegMetadata({ segments }: JpegFile): Metadata;
