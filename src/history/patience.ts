import { statSync } from 'node:fs';
import type { ErrorCode } from '../errors.js';
import type { Task, TaskResult } from '../worker/task.js';
import type { Verdict } from './run-record.js';

/** How long a file must have stayed as it is before it is opened. */
const settledMs = 500;

/** How long a file must have stayed as it is before what is broken about it counts: copies may pause. */
const completeMs = 10_000;

/** Failures that a file which is still being written may cause. */
const perhapsIncomplete: ReadonlySet<ErrorCode> = new Set(['corrupt', 'not-an-image', 'unsupported-format', 'unreadable', 'too-large']);

/** A file as it was when it was first seen so. */
interface Sight {
  readonly version: string;
  /** On a clock that never jumps. */
  readonly sinceMs: number;
}

/**
 * Which images runs over a growing folder leave for later: those whose files are still being written, and those that failed and have not
 * changed since.
 */
export class Patience {
  readonly #seen = new Map<string, Sight>();
  readonly #failed = new Map<string, string>();
  readonly #now: () => number;
  #earliestMs = Number.POSITIVE_INFINITY;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** How long until something that was left for later is due, in milliseconds; undefined if nothing was. Begins anew. */
  takeDelayMs(): number | undefined {
    const earliestMs = this.#earliestMs;
    this.#earliestMs = Number.POSITIVE_INFINITY;
    return Number.isFinite(earliestMs) ? Math.max(50, earliestMs - this.#now()) : undefined;
  }

  /** Whether an image failed and is still the same. */
  isKnownToFail(source: string): boolean {
    const failed = this.#failed.get(source);
    return failed !== undefined && failed === versionOf(source)?.version;
  }

  /** What to do with an image, in view of its file. */
  temper(task: Task, verdict: Verdict): Verdict {
    if (verdict.action === 'skip') {
      this.#seen.delete(task.source);
      return verdict;
    }
    if (this.isKnownToFail(task.source)) return { action: 'skip', reason: 'failed-before' };
    return this.#isStill(task.source, settledMs) ? verdict : { action: 'skip', reason: 'unsettled' };
  }

  /** What became of an image; a failure of a file that may not be complete is none. */
  admit(result: TaskResult): TaskResult {
    const { task, outcome } = result;
    if (outcome.status === 'failed' && perhapsIncomplete.has(outcome.failure.code) && !this.#isStill(task.source, completeMs))
      return { ...result, outcome: { status: 'skipped', reason: 'unsettled' } };
    const version = outcome.status === 'failed' ? versionOf(task.source)?.version : undefined;
    if (version === undefined) this.#failed.delete(task.source);
    else this.#failed.set(task.source, version);
    this.#seen.delete(task.source);
    return result;
  }

  /** Whether a file has stayed as it is for so long, by its own times or since it was first seen so. One that is gone is not still. */
  #isStill(source: string, stillMs: number): boolean {
    const found = versionOf(source);
    // Whoever looks next will not find it.
    if (found === undefined) return false;
    const now = this.#now();
    const before = this.#seen.get(source);
    const sight = before?.version === found.version ? before : { version: found.version, sinceMs: now - found.ageMs };
    this.#seen.set(source, sight);
    const dueMs = sight.sinceMs + stillMs;
    if (now >= dueMs) return true;
    this.#earliestMs = Math.min(this.#earliestMs, dueMs);
    return false;
  }
}

/** What tells one state of a file from another, and for how long it has been in it. The clock of a server may be ahead of ours. */
function versionOf(source: string): { readonly version: string; readonly ageMs: number } | undefined {
  const found = statSync(source, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  const { ino, size, mtimeMs, ctimeMs } = found;
  return { version: `${ino}:${size}:${mtimeMs}:${ctimeMs}`, ageMs: Math.max(0, Date.now() - Math.max(mtimeMs, ctimeMs)) };
}
