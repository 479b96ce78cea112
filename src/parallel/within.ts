import { runningClock } from './running-clock.js';

/** Waits for something to happen, but no longer than `timeoutMs` of the time in which this process runs. */
export async function within(timeoutMs: number, happening: Promise<unknown> | undefined): Promise<void> {
  let cancel = () => {};
  const over = new Promise<void>((resolve) => {
    cancel = runningClock.after(timeoutMs, resolve);
  });
  await Promise.race([happening, over]).finally(() => cancel());
}
