// The layout of the instance's memory. All of it is fixed at compile time: an image passes through in chunks, so the memory is the same for
// a thumbnail and a gigapixel.

/**
 * Bytes of interleaved samples per round of calls; whole blocks of 16 pixels for every layout. Together with the planes they stay in the L2
 * cache. Milliseconds per megapixel, counting and mapping luma of RGB: 6 KiB 1.5, 12 KiB 1.4, 24 KiB to 384 KiB 1.2.
 */
export const chunkBytes: i32 = 49152;

/** Kernels finish a block of 16 pixels (at most 128 bytes) and may read 16 bytes beyond. */
const slackBytes: i32 = 256;

/** Interleaved samples of the chunk. */
export const chunk: usize = memory.data(chunkBytes + slackBytes, 64);

/** One channel of the chunk: its luma, or the chunk itself if it is grey. */
export const plane: usize = memory.data(chunkBytes + slackBytes, 64);

/** What that channel becomes. */
export const changed: usize = memory.data(chunkBytes + slackBytes, 64);

/** One table per channel, each with room for 65,536 levels of 16 bits. */
export const tables: usize = memory.data(3 * 131072, 64);

/** Histograms of 32-bit counts; at most three of 65,536 levels. */
export const counts: usize = memory.data(3 * 262144, 64);
