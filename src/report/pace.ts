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
}

/** Long enough for several large images per worker, short enough to follow a change from small to large ones. */
const recentMs = 30_000;
const sampleMs = 1000;

/** Before that a single image changes the figure too much, so none is given. */
const settledMs = 1000;

export function paceFrom(at: number): Pace {
  const start = { at, images: 0, pixels: 0 };
  return { start, recent: [start], latest: start };
}

/** The pace once `images` are finished and `pixels` equalised, both counted from the start of the run. */
export function paceAfter(pace: Pace, at: number, images: number, pixels: number): Pace {
  const latest = { at, images, pixels };
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

/**
 * The time that `images` more images will take, seen at `now`: the mean of the predictions from the whole run and from the last half
 * minute. The whole run alone is steady but misses a change; the recent part alone wavers with every large image. This averages times, not
 * rates: ten thousand files skipped in the first second would distort a mean of rates for hours, but at worst halve a mean of times.
 */
export function remainingMs(pace: Pace, images: number, now: number): number | undefined {
  const { start, recent, latest } = pace;
  const overall = msPerImage(start, latest);
  if (overall === undefined || latest.at - start.at < settledMs) return undefined;
  const lately = msPerImage(recent[0] ?? start, latest) ?? overall;
  const silentMs = Math.max(0, now - latest.at);
  // Counts down between two images; a silence longer than predicted is expected to last as long again.
  return Math.max((images * (overall + lately)) / 2 - silentMs, silentMs);
}

function msPerImage(from: Sample, to: Sample): number | undefined {
  return to.images > from.images ? (to.at - from.at) / (to.images - from.images) : undefined;
}
