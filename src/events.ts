import type { ErrorCode, Failure, Warning } from './errors.js';
import type { GivenPath } from './given-paths.js';
import type { FigureChange } from './pixels/figures.js';

/** Where the time of one image went, in milliseconds. */
export interface StageTimings {
  readonly readMs: number;
  readonly decodeMs: number;
  readonly equalizeMs: number;
  readonly encodeMs: number;
  readonly writeMs: number;
}

/**
 * Why a file that was found was not processed. `misnamed`: it is named like an image, but is not in a known format; `unsettled` and
 * `failed-before`, only while a folder is watched: it may still be being written, or it failed and has not changed since.
 */
export type SkipReason =
  | 'up-to-date'
  | 'original-not-kept'
  | 'hard-linked'
  | 'not-failed'
  | 'not-an-image'
  | 'misnamed'
  | 'copied'
  | 'exists'
  | 'symbolic-link'
  | 'special-file'
  | 'unsettled'
  | 'failed-before';

/**
 * Results that `prune` kept although their sources were not found, and why:
 * - `unreadable`: the folder or file at `place`, on the way to their sources, cannot be seen; `results` may count those of several places
 * - `empty`: their sources were in the folder at `place`, which is empty and may be the mount point of a disk that is not mounted
 * - `too-many`: their sources are gone, but they are too large a part of all results; `pruneAny` removes them
 * - `unremovable`: the file system refuses to remove the result at `place`, or several
 */
export type Withheld =
  | {
      readonly reason: 'unreadable' | 'empty' | 'unremovable';
      readonly results: number;
      /** The first such folder or file. */
      readonly place: string;
      /** In words. */
      readonly why: string;
    }
  | {
      readonly reason: 'too-many';
      readonly results: number;
      /** Number of recorded results in all. */
      readonly recorded: number;
    };

/**
 * Why the workers' process was lost: an image took longer than allowed, more memory was taken than allowed or available, something else
 * killed it, or it crashed.
 */
export type LossCause = 'timeout' | 'out-of-memory' | 'killed' | 'crash';

/** What happened, in order of occurrence. `at` is in milliseconds since the epoch. */
export type RunEvent =
  | { readonly type: 'run-started'; readonly at: number; readonly runId: string; readonly fingerprint: string; readonly workers: number }
  | {
      readonly type: 'planned';
      readonly at: number;
      readonly found: number;
      readonly complete: boolean;
      /** Once complete: the path of the manifest; undefined if none is kept. */
      readonly manifest?: string | undefined;
      /** Once complete: the folders of the run as the user wrote them. */
      readonly given?: readonly GivenPath[];
    }
  /** The sources, or the patterns that select from them, are probably not what the user meant. */
  | { readonly type: 'warning'; readonly at: number; readonly warning: Warning }
  /** In a run whose images share tables: how many images the first pass, which writes nothing, has measured. */
  | { readonly type: 'measuring'; readonly at: number; readonly measured: number; readonly found: number }
  | {
      readonly type: 'lane-assigned';
      readonly at: number;
      readonly lane: number;
      /** Images the lane has had and still has, in all. Grows when it steals, shrinks when others steal from it. */
      readonly total: number;
      /** The lane that it has just stolen images from. */
      readonly from?: number;
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
      /** Milliseconds that its pictures for a report took, besides. */
      readonly lookMs?: number;
      /** How its first picture uses its levels, before and after; given if the run was asked for figures. */
      readonly figures?: FigureChange;
      /** More than 1 for an image in flight when a worker was lost. */
      readonly attempts: number;
      /** What the user should know about the result, one sentence each. */
      readonly warnings?: readonly string[];
      /** Whether it may not survive a power failure, though `durable` asked for that. */
      readonly notDurable?: boolean;
    }
  | {
      readonly type: 'image-skipped';
      readonly at: number;
      readonly lane: number;
      readonly id: number;
      readonly source: string;
      readonly reason: SkipReason;
      /** What the first bytes show it to be, for a file that is not an image. */
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
  /** Results were kept although their sources were not found. */
  | ({ readonly type: 'prune-withheld'; readonly at: number } & Withheld)
  /** Lines of the manifest are broken; the images they recorded count as not done yet. */
  | { readonly type: 'manifest-damaged'; readonly at: number; readonly lines: number }
  /** The manifest could not be written completely: the next run redoes what it lacks. */
  | { readonly type: 'manifest-unwritable'; readonly at: number; readonly failure: Failure }
  /** The workers' process ended by itself or was killed. The images it held are tried again, one at a time. */
  | {
      readonly type: 'worker-lost';
      readonly at: number;
      readonly sources: readonly string[];
      /** The name of the signal, `exit code 134`, or words. */
      readonly exit: string;
      readonly cause: LossCause;
    }
  | { readonly type: 'run-finished'; readonly at: number; readonly summary: RunSummary };

/**
 * Receives every event in order. If it returns a promise, the next event waits for that, and so does the run. If it throws or rejects, the
 * run ends and no more events come.
 */
export type Reporter = (event: RunEvent) => void | Promise<void>;

/** The totals of a run. Lanes are numbered from 0. */
export interface RunSummary {
  readonly found: number;
  readonly done: number;
  readonly skipped: number;
  /** All failures. `failures` lists only the first ones, so this may exceed its length. */
  readonly failed: number;
  readonly skippedByReason: Readonly<Partial<Record<SkipReason, number>>>;
  readonly failedByCode: Readonly<Partial<Record<ErrorCode, number>>>;
  readonly pixels: number;
  readonly inputBytes: number;
  readonly outputBytes: number;
  /**
   * The first failures, at most 100, so that a summary does not grow with the run. `image-failed` reports every one, and so does the
   * manifest.
   */
  readonly failures: ReadonlyArray<{ readonly source: string; readonly failure: Failure }>;
  /** The first files that are named like images but are not, at most `maxFailuresKept`. */
  readonly misnamed: ReadonlyArray<{ readonly source: string; readonly looksLike: string }>;
  /** All warnings: those of the run as a whole, plus the images that were done with one. `warnings` lists the first ones. */
  readonly warned: number;
  /**
   * What the user should know, at most `maxFailuresKept` entries. An entry with a `source` is about that image, which was done; one without
   * is about the run as a whole, with the `code` of the event `warning`.
   */
  readonly warnings: ReadonlyArray<{ readonly source?: string; readonly code?: Warning['code']; readonly message: string }>;
  /** Images that were done and may not survive a power failure, though `durable` asked for that. */
  readonly notDurable: number;
  /** The folders of the run as the user wrote them, for showing paths. */
  readonly given: readonly GivenPath[];
  /** Results removed because their sources are gone. */
  readonly removed: number;
  /** Results kept although their sources were not found; one entry per reason. */
  readonly withheld: readonly Withheld[];
  readonly workersLost: number;
  /** The path of the manifest; undefined if none is kept. */
  readonly manifest?: string | undefined;
  readonly lostByCause: Readonly<Partial<Record<LossCause, number>>>;
  /** Images in flight when a worker was lost, and therefore tried again alone. */
  readonly triedAgain: number;
  /** Broken lines of the manifest. */
  readonly damagedLines: number;
  readonly interrupted: boolean;
  /** Whether the run ended early because too many images failed. */
  readonly gaveUp: boolean;
  /** Why: more images failed than `maxFailures` allows, or one after the other found no room or no permission to write. */
  readonly gaveUpWhy?: 'too-many-failures' | 'out-of-room' | undefined;
  /** Why the manifest does not record everything that was done; absent if it does. */
  readonly manifestFailure?: Failure;
  /** 0 until the run has started. */
  readonly startedAt: number;
  readonly elapsedMs: number;
}

/** How many failures, warnings and misnamed files a summary lists; the rest are only counted. */
export const maxFailuresKept = 100;

/** The totals of a run that has not begun. */
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
  warned: 0,
  warnings: [],
  notDurable: 0,
  given: [],
  removed: 0,
  withheld: [],
  workersLost: 0,
  lostByCause: {},
  triedAgain: 0,
  damagedLines: 0,
  interrupted: false,
  gaveUp: false,
  startedAt: 0,
  elapsedMs: 0,
};

/** The summary after one more event: `events.reduce(summarize, emptySummary)` gives the totals of a run. */
export function summarize(summary: RunSummary, event: RunEvent): RunSummary {
  const next = { ...summary };
  addTo(next, event);
  return next;
}

/** A summary that is still being made. */
export type Totals = { -readonly [Key in keyof RunSummary]: RunSummary[Key] };

/** Adds an event to totals: a tenth of the main program's time for thumbnails went into new ones for each event. */
export function addTo(totals: Totals, event: RunEvent): void {
  switch (event.type) {
    case 'run-started':
      totals.startedAt = event.at;
      return;
    case 'run-finished':
      Object.assign(totals, event.summary);
      return;
    case 'planned':
      totals.found = event.found;
      if (event.given) totals.given = event.given;
      if (event.manifest !== undefined) totals.manifest = event.manifest;
      break;
    case 'warning':
      warn(totals, event.warning);
      break;
    case 'measuring':
    case 'lane-assigned':
      break;
    case 'image-done':
      totals.done += 1;
      if (event.attempts > 1) totals.triedAgain += 1;
      totals.pixels += event.width * event.height;
      totals.inputBytes += event.inputBytes;
      totals.outputBytes += event.outputBytes;
      if (event.warnings) warn(totals, { source: event.source, message: event.warnings.join('; ') });
      if (event.notDurable) totals.notDurable += 1;
      break;
    case 'image-skipped':
      totals.skipped += 1;
      totals.skippedByReason = counted(totals.skippedByReason, event.reason);
      if (event.reason === 'misnamed') {
        totals.misnamed = withOneMore(totals.misnamed, { source: event.source, looksLike: event.looksLike ?? 'something else' });
      }
      break;
    case 'image-failed':
      totals.failed += 1;
      if (event.attempts > 1) totals.triedAgain += 1;
      totals.failedByCode = counted(totals.failedByCode, event.failure.code);
      totals.failures = withOneMore(totals.failures, { source: event.source, failure: event.failure });
      break;
    case 'output-removed':
      totals.removed += 1;
      break;
    case 'prune-withheld': {
      const { type: _, at: __, ...withheld } = event;
      totals.withheld = [...totals.withheld, withheld];
      break;
    }
    case 'manifest-unwritable':
      totals.manifestFailure = event.failure;
      break;
    case 'manifest-damaged':
      totals.damagedLines = event.lines;
      break;
    case 'worker-lost':
      totals.workersLost += 1;
      totals.lostByCause = counted(totals.lostByCause, event.cause);
      break;
  }
  if (totals.startedAt !== 0) totals.elapsedMs = event.at - totals.startedAt;
}

function warn(totals: Totals, warning: RunSummary['warnings'][number]): void {
  totals.warned += 1;
  totals.warnings = withOneMore(totals.warnings, warning);
}

/** Lists grow up to `maxFailuresKept`. */
function withOneMore<Item>(list: readonly Item[], item: Item): readonly Item[] {
  return list.length < maxFailuresKept ? [...list, item] : list;
}

function counted<Key extends string>(counts: Readonly<Partial<Record<Key, number>>>, key: Key): Partial<Record<Key, number>> {
  return { ...counts, [key]: (counts[key] ?? 0) + 1 };
}
