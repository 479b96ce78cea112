import type { RunEvent, RunSummary } from '../events.js';

/** When a lane ended a batch of images, and how long these took it, in milliseconds. */
interface Stint {
  readonly at: number;
  workMs: number;
}

/** What one worker did during a run. */
interface LaneLog {
  readonly stints: Stint[];
  /** When it took images from another. */
  readonly thefts: number[];
}

/** What is kept of the events of a run for its report. */
export interface RunLog {
  readonly lanes: readonly LaneLog[];
  /** When the first lane got its share, and when the run ended; 0 if it never came to that. */
  readonly from: number;
  readonly to: number;
  readonly summary: RunSummary | undefined;
  report(event: RunEvent): void;
}

/** Images of one batch are told together. */
const sameBatchMs = 2;

/** Keeps 16 bytes or so for each batch. */
export function runLog(): RunLog {
  const lanes: LaneLog[] = [];
  const log = {
    lanes,
    from: 0,
    to: 0,
    summary: undefined as RunSummary | undefined,
    report(event: RunEvent) {
      switch (event.type) {
        case 'lane-assigned': {
          log.from ||= event.at;
          // A lane that takes back what it had put back steals nothing.
          const { thefts } = laneAt(event.lane);
          if (event.from !== undefined) thefts.push(event.at);
          return;
        }
        case 'image-done': {
          const workMs = Object.values(event.timings).reduce((sum, each) => sum + each, event.lookMs ?? 0);
          const { stints } = laneAt(event.lane);
          const last = stints.at(-1);
          if (last && event.at - last.at <= sameBatchMs) last.workMs += workMs;
          else stints.push({ at: event.at, workMs });
          return;
        }
        case 'image-failed':
        case 'image-skipped': {
          laneAt(event.lane).stints.push({ at: event.at, workMs: 0 });
          return;
        }
        case 'run-finished':
          log.to = event.at;
          log.summary = event.summary;
      }
    },
  };
  function laneAt(lane: number): LaneLog {
    while (lanes.length <= lane) lanes.push({ stints: [], thefts: [] });
    return lanes[lane]!;
  }
  return log;
}

/** How a worker spent a run, as shares of its length; together 1. */
interface Shares {
  readonly working: number;
  /** For its next images, for memory, or for the program. */
  readonly waiting: number;
  /** After its last image. */
  readonly idle: number;
}

/** Where in the run a worker was at work: from and to, as shares of its length. */
type Stretch = readonly [from: number, to: number];

export interface Strip {
  readonly shares: Shares;
  readonly stretches: readonly Stretch[];
  readonly thefts: readonly number[];
}

/** A strip for each worker. Neighbouring stretches that no eye could tell apart are joined. */
export function stripsOf({ lanes, from, to }: Pick<RunLog, 'lanes' | 'from' | 'to'>): readonly Strip[] {
  const length = to - from;
  if (length <= 0) return [];
  const shareAt = (at: number) => Math.min(1, Math.max(0, (at - from) / length));
  return lanes.map(({ stints, thefts }) => {
    const stretches: Array<[number, number]> = [];
    let working = 0;
    let before = 0;
    for (const { at, workMs } of stints) {
      const end = shareAt(at);
      // What it did before the last batch was told cannot belong to this one.
      const start = Math.max(before, shareAt(at - workMs));
      before = Math.max(before, end);
      if (end <= start) continue;
      working += end - start;
      const last = stretches.at(-1);
      if (last && start - last[1] < 1 / 1000) last[1] = end;
      else stretches.push([start, end]);
    }
    const idle = 1 - before;
    return { shares: { working, waiting: before - working, idle }, stretches, thefts: thefts.map(shareAt) };
  });
}
