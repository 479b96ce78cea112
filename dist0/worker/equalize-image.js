import { processTurnstile } from '../codec/sharp/turnstile.js';
import { readEqualizeImageOptions } from '../options/given.js';
import { checkOperation, checkOutput } from '../options/resolve.js';
import { bytes as readBytes } from '../values/arguments.js';
import { equalizePictures } from './equalize-pictures.js';
import { openOptions } from './open-options.js';
import { prepare } from './prepare.js';
// On import, so that threads which the caller starts later share it.
processTurnstile();
/**
 * Equalises one image in memory, on the calling thread.
 *
 * @param bytes the content of an image file: JPEG, PNG, WebP, TIFF, AVIF or GIF
 * @returns the content of the resulting file; by default in the same format, with everything but the pixels kept
 * @throws {ImgparError} `usage` for a wrong option; `plugin` for a fault of a user's own method; `not-an-image`,
 *   `unsupported-format`, `corrupt` or `too-large` for the image
 */
export async function equalizeImage(bytes, options = {}) {
    const file = readBytes(bytes, 'bytes');
    const given = readEqualizeImageOptions(options, 'options');
    const operation = checkOperation(given.operation);
    const output = checkOutput(given.output);
    // Loaded when it is needed: the codec takes 0.15 s to load, for which a run, whose workers have it, would wait in vain.
    const { openImage } = await import('../codec/open.js');
    const prepared = await prepare(operation);
    const image = await openImage(file, openOptions(prepared.operation, operation.autoOrient, output));
    try {
        equalizePictures(image.pictures, prepared, operation.frames);
        return await image.encode(output);
    }
    finally {
        image.release();
    }
}
