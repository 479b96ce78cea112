import type { OutputOptions, RunOptions } from '../options/run-options.js';
/** What is done to one image in memory, with the same defaults as in a run. */
export interface EqualizeImageOptions {
    readonly operation?: NonNullable<RunOptions['operation']>;
    readonly output?: Partial<Omit<OutputOptions, 'overwrite' | 'preserve' | 'durable'>>;
}
/**
 * Equalises one image in memory, on the calling thread.
 *
 * @param bytes the content of an image file: JPEG, PNG, WebP, TIFF, AVIF or GIF
 * @returns the content of the resulting file; by default in the same format, with everything but the pixels kept
 * @throws {ImgparError} `usage` for a wrong option; `plugin` for a fault of a user's own method; `not-an-image`,
 *   `unsupported-format`, `corrupt` or `too-large` for the image
 */
export declare function equalizeImage(bytes: Uint8Array, options?: EqualizeImageOptions): Promise<Uint8Array>;
