/**
 * Estimates the quality, 1..100, at which libjpeg would have quantised this way: exact for files by libjpeg and the many programs that use
 * it, the nearest for those by cameras and editors with their own tables.
 *
 * @param tables the quantisation tables of luma and, if there is colour, of chroma: 64 steps each, in zigzag order
 */
export function jpegQuality(tables: ReadonlyArray<readonly number[]>): number {
  let best = { quality: 1, distance: Number.POSITIVE_INFINITY };
  for (let quality = 1; quality <= 100; quality++) {
    const distance = tables.slice(0, 2).reduce((sum, table, kind) => sum + distanceOf(table, standard[kind]!, quality), 0);
    if (distance < best.distance) best = { quality, distance };
  }
  return best.quality;
}

/** The distance of a table from the standard one at that quality, by ratio: a step of 2 instead of 1 costs as much as 20 instead of 10. */
function distanceOf(table: readonly number[], standardTable: readonly number[], quality: number): number {
  return zigzag.reduce(
    (sum, place, index) => sum + Math.abs(Math.log(Math.max(table[index] ?? 1, 1) / scaled(standardTable[place]!, quality))),
    0,
  );
}

/** A step of the standard tables at a quality, as in libjpeg's jpeg_quality_scaling and jpeg_add_quant_table. */
function scaled(step: number, quality: number): number {
  const percent = quality < 50 ? Math.floor(5000 / quality) : 200 - quality * 2;
  return Math.min(Math.max(Math.floor((step * percent + 50) / 100), 1), 255);
}

/** The steps of luma at a quality, in zigzag order: the same array each time. */
export const lumaSteps = stepsOf(0);

/** The steps of chroma at a quality, likewise. */
export const chromaSteps = stepsOf(1);

/** Those of a standard table, made once for each of 100 qualities. */
function stepsOf(table: 0 | 1): (quality: number) => readonly number[] {
  const known: Array<readonly number[] | undefined> = [];
  return (quality) => {
    known[quality] ??= zigzag.map((place) => scaled(standard[table]![place]!, quality));
    return known[quality];
  };
}

/** Numbers in zigzag order, row by row. */
export function rowByRow(numbers: ArrayLike<number>): number[] {
  const rows = new Array<number>(64);
  for (let index = 0; index < 64; index++) rows[zigzag[index]!] = numbers[index]!;
  return rows;
}

// ITU-T T.81, annex K, tables K.1 (luma) and K.2 (chroma), row by row.
const standard: ReadonlyArray<readonly number[]> = [
  [
    ...[16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55],
    ...[14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62],
    ...[18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92],
    ...[49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99],
  ],
  [
    ...[17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99],
    ...[24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99, 99, 99, 99],
    ...Array<number>(32).fill(99),
  ],
];

/** The position in a table, row by row, of the n-th step in a file. */
export const zigzag: readonly number[] = [
  ...[0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28],
  ...[35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63],
];
