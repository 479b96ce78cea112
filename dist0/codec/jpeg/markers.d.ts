import type { ImgparError } from '../../errors.js';
/** One segment of a JPEG, from its 0xFF to its last byte. */
export interface Segment {
    readonly marker: number;
    readonly bytes: Buffer;
    /** Where it begins in the file. */
    readonly position: number;
}
export declare const app0 = 224;
export declare const app1 = 225;
export declare const app2 = 226;
export declare const app13 = 237;
export declare const app14 = 238;
export declare const comment = 254;
/**
 * What stands before the first scan: APPn and COM segments, quantisation tables, the frame header, the restart interval where there
 * is one; and where the scan's data begins.
 */
export declare function readSegments(file: Buffer): {
    segments: Segment[];
    tables: Segment[];
    frame: Segment;
    restart: Segment | undefined;
    scan: number;
};
export declare function cutOffInHeader(): ImgparError;
export declare function isApplication(marker: number): boolean;
/**
 * The position behind the end marker of the picture that has a scan at `scan`. libjpeg takes a JPEG without an end for whole when
 * its last block is there; here it is corrupt.
 */
export declare function findEndOfImage(file: Buffer, scan: number): number;
/** Whether a segment is of that kind and name. */
export declare function startsWith({ marker, bytes }: Segment, expected: number, name: string): boolean;
/** What follows the name in segments of that kind. */
export declare function payloads(segments: readonly Segment[], marker: number, name: string): Buffer[];
export declare const exifName = "Exif\0\0";
export declare const xmpName = "http://ns.adobe.com/xap/1.0/\0";
export declare const iccName = "ICC_PROFILE\0";
export declare const photoshopName = "Photoshop 3.0\0";
export declare const jfifName = "JFIF\0";
export declare const mpfName = "MPF\0";
