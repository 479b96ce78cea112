/** Tells the time and wakes. Pass one of your own to a pool to test what depends on time. */
export interface Clock {
  /** Milliseconds since some moment. */
  now(): number;
  /** Calls back once, after so many milliseconds; the function that it returns prevents it. */
  after(ms: number, call: () => void): () => void;
}

/** The longest that Node's timers can wait; beyond they fire at once. */
const longestMs = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => performance.now(),
  after(ms, call) {
    if (ms <= longestMs) {
      const timer = setTimeout(call, Math.max(0, ms));
      return () => clearTimeout(timer);
    }
    let cancel = () => {};
    const timer = setTimeout(() => {
      cancel = systemClock.after(ms - longestMs, call);
    }, longestMs);
    cancel = () => clearTimeout(timer);
    return () => cancel();
  },
};

/** Settles as `promise` does, or rejects with what `late` makes when the time is over. Nothing is stopped. @param ms default: no limit */
export function inTime<Value>(clock: Clock, ms: number | undefined, late: () => Error, promise: Promise<Value>): Promise<Value> {
  if (ms === undefined || ms === Number.POSITIVE_INFINITY) return promise;
  return new Promise((resolve, reject) => {
    const cancel = clock.after(ms, () => reject(late()));
    promise.finally(cancel).then(resolve, reject);
  });
}
