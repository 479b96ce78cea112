import type { Clock } from './clock.js';
import { CancelledError, TimeoutError } from './errors.js';
import type { CallOptions } from './options.js';

/**
 * Ends a call when its signal aborts or its time is over.
 *
 * @param end called once at most, with a maker of errors; at once, if the signal has aborted before
 * @returns to be called when the call has ended by itself
 */
export function limited(name: string, { signal, timeoutMs }: CallOptions, clock: Clock, end: (reason: () => Error) => void): () => void {
  if (signal === undefined && timeoutMs === undefined) return nothing;
  let cancelTimer = () => {};
  const cleanUp = () => {
    cancelTimer();
    if (signal) stopListening(signal, onAbort);
  };
  const onAbort = () => {
    cleanUp();
    end(() => new CancelledError(`${name} was cancelled`, { cause: signal?.reason }));
  };
  if (signal?.aborted) onAbort();
  else {
    if (signal) listen(signal, onAbort);
    if (timeoutMs !== undefined && timeoutMs !== Number.POSITIVE_INFINITY)
      cancelTimer = clock.after(timeoutMs, () => {
        cleanUp();
        end(() => new TimeoutError(`${name} did not end within ${timeoutMs} ms, and was cancelled`));
      });
  }
  return cleanUp;
}

function nothing(): void {}

/** Who listens to a signal. It has one listener of ours for all calls, as Node warns of more than ten. */
const listeners = new WeakMap<AbortSignal, { readonly calls: Set<() => void>; readonly tellAll: () => void }>();

function listen(signal: AbortSignal, call: () => void): void {
  let all = listeners.get(signal);
  if (!all) {
    const calls = new Set<() => void>();
    const tellAll = () => {
      for (const each of [...calls]) each();
    };
    all = { calls, tellAll };
    listeners.set(signal, all);
  }
  if (all.calls.size === 0) signal.addEventListener('abort', all.tellAll);
  all.calls.add(call);
}

function stopListening(signal: AbortSignal, call: () => void): void {
  const all = listeners.get(signal);
  if (!all?.calls.delete(call) || all.calls.size > 0) return;
  signal.removeEventListener('abort', all.tellAll);
}
