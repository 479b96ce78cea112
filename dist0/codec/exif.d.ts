import { type Entry } from './tiff/directory.js';
/** The orientation that a block of EXIF states: 1 upright … 8, as in the TIFF tag. */
export declare function exifOrientation(exif: Uint8Array | undefined): number;
/** A block of EXIF that states nothing but the orientation of another; undefined where the picture stands upright anyway. */
export declare function orientationExif(exif: Uint8Array | undefined): Uint8Array | undefined;
/**
 * The same block, of the same length and with everything in its place, stating "upright". Where the picture has been turned for
 * that, width and height change places, and the thumbnail, which lies as the picture lay, is no longer found.
 */
export declare function uprightExif(exif: Uint8Array): Uint8Array;
export declare function exifEntries(exif: Uint8Array | undefined): readonly Entry[];
export declare function exifBlock(entries: readonly Entry[]): Buffer | undefined;
export declare function orientationOf(entries: readonly Entry[]): number;
