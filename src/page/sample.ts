import { createHash } from 'node:crypto';
import { harmOf, type Row } from './rows.js';

/** How many of the worst images by each figure are looked at. */
const worstByFigure = 50;

/** How bad each figure became: the higher, the worse. */
const badness: ReadonlyArray<(row: Row) => number> = [
  ({ figures }) => figures!.before.entropyBits - figures!.after.entropyBits,
  ({ figures }) => figures!.before.rmsContrast - figures!.after.rmsContrast,
  ({ figures }) => Math.abs(figures!.after.mean - figures!.before.mean),
  ({ figures }) => figures!.after.clippedShare - figures!.before.clippedShare,
];

/**
 * The images to look at: the worst by each figure, then others as a hash of their names decides, so that the same folder always gives
 * the same.
 *
 * @returns indices of rows, in their order
 */
export function sampleOf(rows: readonly Row[], most: number): readonly number[] {
  const done = rows.flatMap(({ status }, index) => (status === 'done' ? [index] : []));
  if (done.length <= most) return done;
  const chosen = new Set<number>();
  const measured = done.filter((index) => rows[index]!.figures);
  const perFigure = Math.min(worstByFigure, Math.floor(most / badness.length));
  for (const index of worst(measured, perFigure, (index) => harmOf(rows[index]!))) chosen.add(index);
  for (const how of badness)
    for (const index of worst(measured, perFigure, (index) => how(rows[index]!))) if (chosen.size < most) chosen.add(index);
  const rest = done.filter((index) => !chosen.has(index));
  for (const index of worst(rest, most - chosen.size, (index) => hashOf(rows[index]!.name))) chosen.add(index);
  return [...chosen].toSorted((a, b) => a - b);
}

/** The images that were made worse, the worst first. */
export function madeWorse(rows: readonly Row[], most: number): readonly number[] {
  const harmed = rows.flatMap((row, index) => (harmOf(row) > 0 ? [index] : []));
  return worst(harmed, most, (index) => harmOf(rows[index]!));
}

/** The highest first. Keeps a heap of those, so that 100,000 images are gone through once. */
export function worst(indices: readonly number[], most: number, rank: (index: number) => number): readonly number[] {
  /** The least of all on top. */
  const heap: Array<{ readonly index: number; readonly value: number }> = [];
  for (const index of indices) {
    const value = rank(index);
    if (heap.length < most) {
      heap.push({ index, value });
      raise(heap);
    } else if (heap[0] && value > heap[0].value) {
      heap[0] = { index, value };
      sink(heap);
    }
  }
  return heap.toSorted((a, b) => b.value - a.value || a.index - b.index).map(({ index }) => index);
}

type Heap = Array<{ readonly value: number; readonly index: number }>;

function raise(heap: Heap): void {
  for (let at = heap.length - 1; at > 0; ) {
    const above = (at - 1) >> 1;
    if (heap[above]!.value <= heap[at]!.value) return;
    [heap[above], heap[at]] = [heap[at]!, heap[above]!];
    at = above;
  }
}

function sink(heap: Heap): void {
  for (let at = 0; ; ) {
    const least = [2 * at + 1, 2 * at + 2].filter((child) => child < heap.length && heap[child]!.value < heap[at]!.value);
    if (least.length === 0) return;
    const down = least.reduce((a, b) => (heap[b]!.value < heap[a]!.value ? b : a));
    [heap[at], heap[down]] = [heap[down]!, heap[at]!];
    at = down;
  }
}

/** 0 to 2³² − 1. */
export function hashOf(name: string): number {
  return createHash('sha256').update(name).digest().readUInt32BE(0);
}
