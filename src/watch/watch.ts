import { dirname, resolve } from 'node:path';
import { ImgparError, usage } from '../errors.js';
import type { Reporter, RunEvent, RunSummary } from '../events.js';
import { Patience } from '../history/patience.js';
import { checkOptions } from '../options/resolve.js';
import type { CheckedOptions, RunOptions } from '../options/run-options.js';
import type { WorkerHost } from '../parallel/host.js';
import { resolveSources, withNegations } from '../plan/sources.js';
import { check } from '../run/check.js';
import { runWith } from '../run/run.js';
import { WakeUps, type Watched } from './wake-ups.js';

/** Who listens, and who may end it. */
export interface WatchContext {
  readonly start: () => WorkerHost;
  readonly signal: AbortSignal;
  readonly killSignal: AbortSignal;
  /** Makes a reporter for each run. */
  readonly report: () => Promise<Reporter>;
  /** Told of a run that did something, or of the first one. */
  readonly onRun: (summary: RunSummary) => void;
  /** Told after the first run, from when on changes are waited for. */
  readonly onIdle: () => void;
  /** Told what keeps a run from being done; the next change starts another one. */
  readonly onTrouble: (error: unknown) => void;
  /** Told why the system cannot watch. */
  readonly onPolling: (sentence: string) => void;
}

/** One more look after the last change, in case the system did not tell of all. */
const lastLookMs = 5_000;

/** When to try again what could not be done, even if nothing changes. */
const retryMs = 10_000;

/**
 * Equalises the sources, and again whenever something changes, until the signal ends it. Changes only wake it up; what there is to do, a run
 * finds out as always, from the folders and the manifest. Files that are still being written are left for the next run.
 *
 * @throws {ImgparError} `usage`, if an option is wrong, or the first run cannot begin
 */
export async function watch(given: RunOptions, context: WatchContext): Promise<void> {
  const options: RunOptions = { ...given, select: { ...given.select, allowNoMatch: true } };
  const checked = checkOptions(options);
  requireWatchable(checked);
  const patience = new Patience();
  const wakeUps = await WakeUps.start({ ...(await placesOf(checked)), except: resolve(checked.destination), onPolling: context.onPolling });
  try {
    for (let first = true, hadLastLook = false; !context.signal.aborted; first = false) {
      const trouble = await lookOnce(options, checked, patience, context, first);
      if (first) context.onIdle();
      const delayMs = trouble ? retryMs : patience.takeDelayMs();
      const isChanged = await wakeUps.next(context.signal, delayMs ?? (hadLastLook ? undefined : lastLookMs));
      hadLastLook = !isChanged && delayMs === undefined;
    }
  } finally {
    await wakeUps.close();
  }
}

function requireWatchable({ inPlace, lists, record }: CheckedOptions): void {
  if (inPlace) throw usage('watch writes to an output folder; in place, each result would be a change of its source');
  if (lists.includes('-')) throw usage('watch reads a list again and again, so it cannot come from standard input; give a file');
  if (record.manifest === false) throw usage('watch needs a manifest, to know what is done');
  if (record.force) throw usage('force redoes every image, so watch would never end; run equalize --force once instead');
}

/** Where changes count, and why they cannot be heard of in all of these places. */
async function placesOf({ sources, lists, select, sharing }: CheckedOptions): Promise<{ places: Watched[]; whyPolling?: string }> {
  const { sources: positive } = await withNegations({ ...select, sources });
  const resolved = await resolveSources(positive, lists);
  const places = resolved.map(({ type, path, canonical }) =>
    type === 'file' ? { folder: dirname(path), deep: false } : { folder: canonical, deep: true },
  );
  if (sharing.maskDir !== undefined) places.push({ folder: sharing.maskDir, deep: true });
  return lists.length > 0 ? { places, whyPolling: 'files of a list may be anywhere' } : { places };
}

/** Does what there is to do. @returns whether something was in the way */
async function lookOnce(
  options: RunOptions,
  checked: CheckedOptions,
  patience: Patience,
  context: WatchContext,
  first: boolean,
): Promise<boolean> {
  let finished: RunSummary | undefined;
  try {
    if (!first && !(await isAnythingToDo(options, checked, patience))) return false;
    const { signal, killSignal } = context;
    const reporter = await context.report();
    const report = async (event: RunEvent) => {
      if (event.type === 'run-finished') finished = event.summary;
      await reporter(event);
    };
    await runWith(context.start, options, { report, signal, killSignal }, undefined, undefined, patience);
  } catch (error) {
    // A run over files that are no images, or no images yet, has run to its end.
    if (finished === undefined || !(error instanceof ImgparError && error.code === 'usage')) {
      if (first) throw error;
      context.onTrouble(error);
      return true;
    }
  }
  if (finished && (first || finished.done + finished.failed + finished.removed > 0)) context.onRun(finished);
  return false;
}

/** Whether a run would do anything. Asking costs a fraction of the run: no workers. Shared tables have to be measured, so just run. */
async function isAnythingToDo(options: RunOptions, { sharing }: CheckedOptions, patience: Patience): Promise<boolean> {
  if (sharing.scope !== 'image') return true;
  for await (const { source, reason } of check(options)) if (reason !== 'failed' || !patience.isKnownToFail(source)) return true;
  return false;
}
