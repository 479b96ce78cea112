// The layout of the memory of kernels for colour modes that few images need.

/** Bytes of interleaved samples per round of calls, as in `kernels/layout.ts`. */
export const chunkBytes: i32 = 49152;

/** Loops over two pixels may read the one after the last. */
const slackBytes: i32 = 64;

const mostLevels: i32 = 65536;

/** Interleaved samples of the chunk. */
export const chunk: usize = memory.data(chunkBytes + slackBytes, 64);

/** One level for each pixel of the chunk, and what it becomes; or the planes of its colours, one after another. */
export const levels: usize = memory.data(chunkBytes + slackBytes, 64);
export const changed: usize = memory.data(chunkBytes + slackBytes, 64);

/** The numbers of the pixels that the plain version has to do, as 32-bit numbers. */
export const left: usize = memory.data(chunkBytes + slackBytes, 64);

// What follows is what `src/pixels/colour/lab-curves.ts` has, filled in before the first image.

/** 9 numbers that make X, Y and Z of light, 9 that make light of them, and the step of a level. */
export const matrices: usize = memory.data(19 * 8, 64);

/** The light of each sample. */
export const light: usize = memory.data(mostLevels * 8, 64);

/** A rising curve: its borders between levels, after a number below all of them, and the level where each cell of the root begins. */
export const lightnessBorders: usize = memory.data((mostLevels + 1) * 8, 64);
export const lightnessStarts: usize = memory.data(131073 * 2, 64);
export const encodedBorders: usize = memory.data((mostLevels + 1) * 8, 64);
export const encodedStarts: usize = memory.data(131073 * 2, 64);

// For 8 bits, in 32-bit floats.

/** The same numbers, each four times. */
export const matrices8: usize = memory.data(19 * 16, 64);

/** The light of each sample. */
export const light8: usize = memory.data(256 * 4, 64);

/** For each of 4,096 parts of the lights 0..1, and for 1, the only border between two samples that lies there or near, and the sample below. */
export const borders8: usize = memory.data(4097 * 4, 64);
export const below8: usize = memory.data(4097, 64);
