import { emptySummary, type RunEvent, type RunSummary, summarize } from '../events.js';
import { type Pace, paceAfter, paceFrom, remainingMs, speed } from './pace.js';
import { formatListing, formatMeasuring, type ProgressFigures } from './progress-text.js';

/** One worker as people see it. */
export interface LaneProgress {
  /** Images it has had and still has. */
  readonly total: number;
  /** Those of them that are done, skipped or failed. */
  readonly finished: number;
  /** The last source it reported; '' before the first. */
  readonly source: string;
}

/** The state of a run, from which every display is drawn. */
export interface RunProgress {
  readonly totals: RunSummary;
  /** Still looking for images: `totals.found` will grow. */
  readonly listing: boolean;
  /** Images seen in the first of two passes; undefined outside it. */
  readonly measured?: number | undefined;
  readonly lanes: readonly LaneProgress[];
  /** How often a worker without work took some from another. */
  readonly thefts: number;
  /** Starts when the list is complete, so that listing does not count as slow work. */
  readonly pace: Pace | undefined;
}

export const noProgress: RunProgress = { totals: emptySummary, listing: true, lanes: [], thefts: 0, pace: undefined };

/** The state of the run after one more event. */
export function progressAfter(progress: RunProgress, event: RunEvent): RunProgress {
  const totals = summarize(progress.totals, event);
  switch (event.type) {
    case 'planned':
      return { ...progress, totals, listing: !event.complete, pace: event.complete ? paceFrom(event.at) : undefined };
    case 'measuring': {
      const complete = event.measured >= event.found;
      // The first pass says nothing about the speed of the second.
      return { ...progress, totals, measured: complete ? undefined : event.measured, pace: complete ? paceFrom(event.at) : progress.pace };
    }
    case 'lane-assigned':
      return {
        ...progress,
        totals,
        lanes: withLane(progress.lanes, event.lane, { total: event.total }),
        // Only a theft leaves a worker with fewer images than it had.
        thefts: progress.thefts + (event.total < (progress.lanes[event.lane]?.total ?? 0) ? 1 : 0),
      };
    case 'image-done':
    case 'image-skipped':
    case 'image-failed':
      return {
        ...progress,
        totals,
        lanes: withLane(progress.lanes, event.lane, {
          finished: (progress.lanes[event.lane]?.finished ?? 0) + 1,
          source: event.source,
        }),
        pace: paceAfter(progress.pace ?? paceFrom(event.at), event.at, finishedOf(totals), totals.pixels),
      };
    default:
      return { ...progress, totals };
  }
}

/** What the run does before its first image, as a sentence; undefined once it equalises. */
export function preparationOf({ listing, measured, totals }: RunProgress): string | undefined {
  if (listing) return formatListing(totals.found);
  return measured === undefined ? undefined : formatMeasuring(measured, totals.found);
}

/** The figures of a progress line at `now`, in milliseconds since the epoch. */
export function figuresOf({ totals, pace }: RunProgress, now: number): ProgressFigures {
  const finished = finishedOf(totals);
  return {
    finished,
    total: totals.found,
    failed: totals.failed,
    ...(pace && speed(pace)),
    remainingMs: pace && finished < totals.found ? remainingMs(pace, totals.found - finished, now) : undefined,
  };
}

function finishedOf({ done, skipped, failed }: RunSummary): number {
  return done + skipped + failed;
}

function withLane(lanes: readonly LaneProgress[], lane: number, change: Partial<LaneProgress>): LaneProgress[] {
  const changed = [...lanes];
  while (changed.length <= lane) changed.push(idleLane);
  changed[lane] = { ...(changed[lane] ?? idleLane), ...change };
  return changed;
}

const idleLane: LaneProgress = { total: 0, finished: 0, source: '' };
