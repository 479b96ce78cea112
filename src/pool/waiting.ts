import { type Clock, systemClock } from './clock.js';
import { TimeoutError, usage } from './errors.js';
import type { Future } from './future.js';

/** For `wait`: until one future has ended. */
export const FIRST_COMPLETED = 'FIRST_COMPLETED';
/** For `wait`: until one future has failed, or all have ended. */
export const FIRST_EXCEPTION = 'FIRST_EXCEPTION';
/** For `wait`: until all futures have ended. */
export const ALL_COMPLETED = 'ALL_COMPLETED';

/** What `wait` waits for, and how long. */
export interface WaitForOptions {
  /** What to wait for. Default: ALL_COMPLETED. */
  readonly returnWhen?: typeof FIRST_COMPLETED | typeof FIRST_EXCEPTION | typeof ALL_COMPLETED | undefined;
  /** How long, in milliseconds; then it resolves with what there is. Default: no limit. */
  readonly timeoutMs?: number | undefined;
  /** For tests: what tells the time. */
  readonly clock?: Clock | undefined;
}

/** Waits for futures. One that was given twice counts once. */
export async function wait<Value>(
  futures: Iterable<Future<Value>>,
  { returnWhen = ALL_COMPLETED, timeoutMs, clock = systemClock }: WaitForOptions = {},
): Promise<{ readonly done: Set<Future<Value>>; readonly notDone: Set<Future<Value>> }> {
  if (returnWhen !== FIRST_COMPLETED && returnWhen !== FIRST_EXCEPTION && returnWhen !== ALL_COMPLETED)
    throw usage(`unknown returnWhen '${String(returnWhen)}', expected FIRST_COMPLETED, FIRST_EXCEPTION or ALL_COMPLETED`);
  const all = new Set(futures);
  const isEnough = () => {
    const done = [...all].filter(({ over }) => over);
    if (done.length === all.size) return true;
    return (returnWhen === FIRST_COMPLETED && done.length > 0) || (returnWhen === FIRST_EXCEPTION && done.some(({ failed }) => failed));
  };
  if (!isEnough()) await new Promise<void>((resolve) => watchUntil(all, isEnough, timeoutMs, clock, resolve));
  const done = new Set<Future<Value>>();
  const notDone = new Set<Future<Value>>();
  for (const future of all) (future.over ? done : notDone).add(future);
  return { done, notDone };
}

function watchUntil<Value>(
  futures: Iterable<Future<Value>>,
  isEnough: () => boolean,
  timeoutMs: number | undefined,
  clock: Clock,
  tell: () => void,
): void {
  const ends: Array<() => void> = [];
  const end = () => {
    for (const each of ends) each();
    tell();
  };
  for (const future of futures) if (!future.over) ends.push(future.watch(() => isEnough() && end()));
  if (timeoutMs !== undefined && timeoutMs !== Number.POSITIVE_INFINITY) ends.push(clock.after(timeoutMs, end));
}

/** Gives futures as they end, each once: first those that have. Rejects with a TimeoutError if the others take too long, counted from the call. */
export function asCompleted<Value>(
  futures: Iterable<Future<Value>>,
  { timeoutMs, clock = systemClock }: Omit<WaitForOptions, 'returnWhen'> = {},
): AsyncIterableIterator<Future<Value>> {
  const waiting = new Set(futures);
  const total = waiting.size;
  const endAtMs = timeoutMs === undefined ? Number.POSITIVE_INFINITY : clock.now() + timeoutMs;
  const ended: Future<Value>[] = [];
  let wake = () => {};
  const arrive = (future: Future<Value>) => {
    if (!waiting.delete(future)) return;
    ended.push(future);
    wake();
  };
  const unwatch = [...waiting].map((future) => (future.over ? arrive(future) : future.watch(() => arrive(future))));
  const arrival = () =>
    new Promise<boolean>((resolve) => {
      const cancel = Number.isFinite(endAtMs) ? clock.after(endAtMs - clock.now(), () => resolve(false)) : () => {};
      wake = () => {
        cancel();
        resolve(true);
      };
    });
  const inOrder = async function* (): AsyncGenerator<Future<Value>, void> {
    try {
      for (;;) {
        const future = ended.shift();
        // What was given is not held here.
        if (future) yield future;
        else if (waiting.size === 0) return;
        else if (!(await arrival()) && ended.length === 0) throw new TimeoutError(`${waiting.size} (of ${total}) futures unfinished`);
      }
    } finally {
      for (const each of unwatch) each?.();
    }
  };
  return inOrder();
}
