import type { ImageShape, Samples } from './raster.js';

/**
 * Samples out of rows that were filtered as PNG does it (section 9), 16 bits with the high byte first, and packed by zlib (RFC 1950).
 *
 * @param parts the stream, all of them together; no byte more
 * @param samples as many as the shape says
 * @returns whether the stream is whole, its checksum right, and everything about it usual; otherwise the samples mean nothing
 */
export type RowReader = (parts: readonly Uint8Array[], shape: ImageShape, samples: Samples) => boolean;
