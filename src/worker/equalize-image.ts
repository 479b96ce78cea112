import { processTurnstile } from '../codec/sharp/turnstile.js';
import { readEqualizeImageOptions } from '../options/read-options.js';
import { checkOperation, checkOutput } from '../options/resolve.js';
import type { OutputOptions, RunOptions } from '../options/run-options.js';
import { bytes as readBytes } from '../values/arguments.js';
import { equalizePictures } from './equalize-pictures.js';
import { prepare } from './prepare.js';

// On import, so that threads which the caller starts later share it.
processTurnstile();

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
export async function equalizeImage(bytes: Uint8Array, options: EqualizeImageOptions = {}): Promise<Uint8Array> {
  const file = readBytes(bytes, 'bytes');
  const given = readEqualizeImageOptions(options, 'options');
  const checked = { operation: checkOperation(given.operation), output: checkOutput(given.output) };
  // Loaded only when needed: loading the codec takes 0.15 s, which a run would waste, as its workers have it.
  const { openImage } = await import('../codec/open.js');
  const prepared = await prepare(checked.operation);
  const image = await openImage(file, { operation: prepared.operation, output: checked.output });
  try {
    const { redo } = equalizePictures(image.pictures, prepared);
    return Buffer.concat((await image.encode(redo)).parts);
  } finally {
    image.release();
  }
}
