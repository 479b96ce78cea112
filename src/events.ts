import type { ErrorCode, Failure, Warning } from './errors.js';
import type { GivenPath } from './given.js';

/** Where the time of one image went, in milliseconds. */
export interface StageTimings {
  readonly readMs: number;
  readonly decodeMs: number;
  readonly equalizeMs: number;
  readonly encodeMs: number;
  readonly writeMs: number;
}

/** Why nothing was done for a file that was found. `misnamed`: it is named like an image, and none that is known. */
export type SkipReason =
  | 'up-to-date'
  | 'original-not-kept'
  | 'not-failed'
  | 'not-an-image'
  | 'misnamed'
  | 'exists'
  | 'symbolic-link'
  | 'special-file';

/** What happened, in the order in which it happened. `at` is in milliseconds since the epoch. */
export type RunEvent =
  | { readonly type: 'run-started'; readonly at: number; readonly runId: string; readonly fingerprint: string; readonly workers: number }
  | {
      readonly type: 'planned';
      readonly at: number;
      readonly found: number;
      readonly complete: boolean;
      /** Told with the complete list: the folders of the run as the user wrote them. */
      readonly given?: readonly GivenPath[];
    }
  | { readonly type: 'warning'; readonly at: number; readonly warning: Warning }
  /** In a run whose images share tables: how many have been looked at in the first pass, which writes nothing. */
  | { readonly type: 'measuring'; readonly at: number; readonly measured: number; readonly found: number }
  | {
      readonly type: 'lane-assigned';
      readonly at: number;
      readonly lane: number;
      /** Images the lane has had and still has, in all. Grows when it steals, shrinks when it is stolen from. */
      readonly total: number;
    }
  | {
      readonly type: 'image-done';
      readonly at: number;
      readonly lane: number;
      readonly id: number;
      readonly source: string;
      readonly destination: string;
      readonly width: number;
      readonly height: number;
      readonly inputBytes: number;
      readonly outputBytes: number;
      readonly timings: StageTimings;
    }
  | {
      readonly type: 'image-skipped';
      readonly at: number;
      readonly lane: number;
      readonly id: number;
      readonly source: string;
      readonly reason: SkipReason;
      /** What a file that is no image is by its first bytes. */
      readonly looksLike?: string;
    }
  | {
      readonly type: 'image-failed';
      readonly at: number;
      readonly lane: number;
      readonly id: number;
      readonly source: string;
      readonly failure: Failure;
      readonly attempts: number;
    }
  /** A result was removed because its source is gone. */
  | { readonly type: 'output-removed'; readonly at: number; readonly destination: string }
  /** Lines of the manifest are broken; what they told of counts as not done yet. */
  | { readonly type: 'manifest-damaged'; readonly at: number; readonly lines: number }
  | { readonly type: 'worker-lost'; readonly at: number; readonly sources: readonly string[]; readonly exit: string }
  | { readonly type: 'run-finished'; readonly at: number; readonly summary: RunSummary };

/** Receives every event in order. One that must lose nothing returns a promise and so slows the run. */
export type Reporter = (event: RunEvent) => void | Promise<void>;

/** The totals of a run. Lanes are numbered from 0. */
export interface RunSummary {
  readonly found: number;
  readonly done: number;
  readonly skipped: number;
  readonly failed: number;
  readonly skippedByReason: Readonly<Partial<Record<SkipReason, number>>>;
  readonly failedByCode: Readonly<Partial<Record<ErrorCode, number>>>;
  readonly pixels: number;
  readonly inputBytes: number;
  readonly outputBytes: number;
  /** The first failures, at most `maxFailuresKept` of them, so that a summary does not grow with the run. */
  readonly failures: ReadonlyArray<{ readonly source: string; readonly failure: Failure }>;
  /** The first files that are named like images and are none, at most `maxFailuresKept` of them. */
  readonly misnamed: ReadonlyArray<{ readonly source: string; readonly looksLike: string }>;
  readonly warnings: readonly Warning[];
  /** The folders of the run as the user wrote them, to show paths by. */
  readonly given: readonly GivenPath[];
  /** Results that were removed because their sources are gone. */
  readonly removed: number;
  readonly workersLost: number;
  /** Broken lines of the manifest. */
  readonly damagedLines: number;
  readonly interrupted: boolean;
  /** Whether it ended before all was done because more images failed than it was to bear. */
  readonly gaveUp: boolean;
  /** 0 until the run has started. */
  readonly startedAt: number;
  readonly elapsedMs: number;
}

/** Failures, and files that are misnamed, listed one by one in a summary; further ones are counted only. */
export const maxFailuresKept = 100;

export const emptySummary: RunSummary = {
  found: 0,
  done: 0,
  skipped: 0,
  failed: 0,
  skippedByReason: {},
  failedByCode: {},
  pixels: 0,
  inputBytes: 0,
  outputBytes: 0,
  failures: [],
  misnamed: [],
  warnings: [],
  given: [],
  removed: 0,
  workersLost: 0,
  damagedLines: 0,
  interrupted: false,
  gaveUp: false,
  startedAt: 0,
  elapsedMs: 0,
};

/** The summary after one more event: `events.reduce(summarize, emptySummary)` gives the totals of a run. */
export function summarize(summary: RunSummary, event: RunEvent): RunSummary {
  const elapsedMs = summary.startedAt === 0 ? 0 : event.at - summary.startedAt;
  switch (event.type) {
    case 'run-started':
      return { ...summary, startedAt: event.at };
    case 'planned':
      return { ...summary, elapsedMs, found: event.found, given: event.given ?? summary.given };
    case 'warning':
      return { ...summary, elapsedMs, warnings: [...summary.warnings, event.warning] };
    case 'measuring':
    case 'lane-assigned':
      return { ...summary, elapsedMs };
    case 'image-done':
      return {
        ...summary,
        elapsedMs,
        done: summary.done + 1,
        pixels: summary.pixels + event.width * event.height,
        inputBytes: summary.inputBytes + event.inputBytes,
        outputBytes: summary.outputBytes + event.outputBytes,
      };
    case 'image-skipped':
      return {
        ...summary,
        elapsedMs,
        skipped: summary.skipped + 1,
        skippedByReason: counted(summary.skippedByReason, event.reason),
        misnamed:
          event.reason === 'misnamed' && summary.misnamed.length < maxFailuresKept
            ? [...summary.misnamed, { source: event.source, looksLike: event.looksLike ?? 'something else' }]
            : summary.misnamed,
      };
    case 'image-failed':
      return {
        ...summary,
        elapsedMs,
        failed: summary.failed + 1,
        failedByCode: counted(summary.failedByCode, event.failure.code),
        failures:
          summary.failures.length < maxFailuresKept
            ? [...summary.failures, { source: event.source, failure: event.failure }]
            : summary.failures,
      };
    case 'output-removed':
      return { ...summary, elapsedMs, removed: summary.removed + 1 };
    case 'manifest-damaged':
      return { ...summary, elapsedMs, damagedLines: event.lines };
    case 'worker-lost':
      return { ...summary, elapsedMs, workersLost: summary.workersLost + 1 };
    case 'run-finished':
      return event.summary;
  }
}

function counted<Key extends string>(counts: Readonly<Partial<Record<Key, number>>>, key: Key): Partial<Record<Key, number>> {
  return { ...counts, [key]: (counts[key] ?? 0) + 1 };
}
