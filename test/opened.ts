import type { DecodingLimits } from '../src/codec/decode.js';
import type { MemoryNeed } from '../src/codec/memory.js';
import { type OpenedImage, type OpenOptions, openImage } from '../src/codec/open.js';
import { checkOperation, checkOutput } from '../src/options/resolve.js';
import type { OperationOptions, OutputOptions } from '../src/options/run-options.js';
import { resolveOperation } from '../src/pixels/operation.js';

export interface Wanted extends DecodingLimits<MemoryNeed> {
  readonly operation?: Partial<OperationOptions>;
  readonly output?: Partial<OutputOptions>;
  readonly smallSize?: OpenOptions['smallSize'];
}

/** An image opened with the options of a run. Decoded by sharp unless a test says otherwise, so that all of its planes can be inspected. */
export function opened(bytes: Uint8Array, { operation, output, ...limits }: Wanted = {}): Promise<OpenedImage> {
  return openImage(bytes, {
    operation: resolveOperation(checkOperation(operation)),
    output: { ...checkOutput(), codec: 'sharp', ...output },
    ...limits,
  });
}

/** Encodes an image to a file. */
export async function encoded(image: OpenedImage): Promise<Buffer> {
  return Buffer.concat((await image.encode()).parts);
}

/** Encodes an image with unchanged pixels to a file. */
export async function rewritten(bytes: Uint8Array, output: Partial<OutputOptions> = {}): Promise<Buffer> {
  return encoded(await opened(bytes, { output }));
}

/** Opens by component and with readers of our own where possible. */
export const fastest: Wanted = { output: { codec: 'auto' } };
