/**
 * The quality, 1..100, with which libjpeg would have quantised as a file was: exactly so for files of libjpeg and the many
 * programs that use it, the nearest for those of cameras and editors that have tables of their own.
 *
 * @param tables the quantisation tables of luma and, where there is colour, of chroma: 64 steps each, in zigzag order
 */
export declare function jpegQuality(tables: ReadonlyArray<readonly number[]>): number;
