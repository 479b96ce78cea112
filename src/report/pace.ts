import { Estimate } from '../progress/estimate.js';

/** How much was finished by when. `at` is in milliseconds since the epoch. */
interface Sample {
  readonly at: number;
  readonly images: number;
  readonly pixels: number;
}

/** The course of a run, thinned enough to keep: its start, one sample per second of the last half minute, and the present. */
export interface Pace {
  readonly start: Sample;
  readonly recent: readonly Sample[];
  readonly latest: Sample;
  /** Goes along: it is that of the latest pace only. */
  readonly estimate: Estimate;
}

/** Long enough for several large images per worker, short enough to follow a change from small to large ones. */
const recentMs = 30_000;
const sampleMs = 1000;

/** Before that a single image changes the figure too much, so none is given. */
const settledMs = 1000;

export function paceFrom(at: number): Pace {
  const start = { at, images: 0, pixels: 0 };
  return { start, recent: [start], latest: start, estimate: new Estimate(at / 1000, 0) };
}

/** The pace once `images` are finished and `pixels` equalised, both counted from the start of the run. */
export function paceAfter(pace: Pace, at: number, images: number, pixels: number): Pace {
  const latest = { at, images, pixels };
  pace.estimate.note(at / 1000, images);
  const last = pace.recent.at(-1);
  if (last && at - last.at < sampleMs) return { ...pace, latest };
  const recent = [...pace.recent, latest];
  // Keep one sample from before the half minute, to have something to compare with if every image takes longer.
  return { ...pace, latest, recent: recent.filter((_, i) => i === recent.length - 1 || at - (recent[i + 1] ?? latest).at < recentMs) };
}

/** What was finished per second within the last half minute; undefined in the first second. */
export function speed({ start, recent, latest }: Pace): { imagesPerSecond: number; megapixelsPerSecond: number } | undefined {
  const since = recent[0] ?? start;
  const elapsedMs = latest.at - since.at;
  if (elapsedMs < settledMs) return undefined;
  return {
    imagesPerSecond: (latest.images - since.images) / (elapsedMs / 1000),
    megapixelsPerSecond: (latest.pixels - since.pixels) / 1e6 / (elapsedMs / 1000),
  };
}

/** The time that `images` more images will take, seen at `now`; undefined in the first second. It does not jump (progress/estimate.ts). */
export function remainingMs({ start, latest, estimate }: Pace, images: number, now: number): number | undefined {
  if (latest.at - start.at < settledMs) return undefined;
  const seconds = estimate.remaining(now / 1000, latest.images, latest.images + images);
  return seconds === undefined ? undefined : seconds * 1000;
}
