import type { FigureChange } from '../pixels/figures.js';
import type { ImageRecord } from '../record/image-record.js';

/** In the order of the numbers that stand for them in a page. */
export const rowStatuses = ['done', 'failed', 'only-a', 'only-b'] as const;
export type RowStatus = (typeof rowStatuses)[number];

/** One image of a report. */
export interface Row {
  /** Path of the result below the folder of results. */
  readonly name: string;
  /** `only-a` and `only-b`: where two runs are compared, an image of one of them only. */
  readonly status: RowStatus;
  /** Path of the source, as recorded. */
  readonly source: string;
  readonly figures?: FigureChange | undefined;
  /** What it took, all stages together; 0 if that is not known. */
  readonly milliseconds: number;
  readonly inputBytes: number;
  readonly outputBytes: number;
  readonly code?: string;
  /** Why it failed, or what you should know about it. */
  readonly message?: string;
}

/** The four figures that a report compares, in the order of its columns. */
export const figureNames = ['entropyBits', 'rmsContrast', 'mean', 'clippedShare'] as const;

export function rowOf(record: ImageRecord): Row | undefined {
  const { destination: name, source } = record;
  if (record.status === 'failed')
    return { name, source, status: 'failed', milliseconds: 0, inputBytes: 0, outputBytes: 0, code: record.code, message: record.message };
  if (record.status !== 'done' || record.format === 'other') return undefined;
  return {
    name,
    source,
    status: 'done',
    figures: record.figures,
    milliseconds: Object.values(record.timings ?? {}).reduce((sum, each) => sum + each, 0),
    inputBytes: record.input.size,
    outputBytes: record.output.size,
    ...(record.warnings && { message: record.warnings.join('; ') }),
  };
}

/** From here on, images count as made worse in the totals: everyone sees it. Most methods lose a little entropy. */
export const clearHarm = 0.5;

/**
 * How much an image was made worse, 0 if it was not: the worst of bits of entropy lost, tenths of pixels that became clipped, and
 * contrast lost, as a multiple of 0.2. Weights that put a visible loss of each at about 1.
 */
export function harmOf({ figures }: Pick<Row, 'figures'>): number {
  if (!figures) return 0;
  const { before, after } = figures;
  return Math.max(
    0,
    before.entropyBits - after.entropyBits,
    (after.clippedShare - before.clippedShare) * 10,
    (before.rmsContrast - after.rmsContrast) * 5,
  );
}
