import type { Mask } from '../pixels/raster.js';
export interface FoundMask {
    readonly mask: Mask;
    /** The file it was read from. */
    readonly file: {
        readonly path: string;
        readonly size: number;
        readonly mtimeMs: number;
        readonly sha256: string;
    };
}
/**
 * The mask of an image: the picture of that name, or of the same name with another ending, as masks are often PNG where images are
 * JPEG. White counts.
 *
 * @param path where a mask of the very name of the image would be
 * @param admit asked with the memory that reading it takes; to refuse, it throws
 * @throws {ImgparError} `unreadable`, if there is none; whatever opening it may throw
 */
export declare function readMask(path: string, admit?: (peakBytes: number) => void): Promise<FoundMask>;
