import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for something to happen, but no longer than `timeoutMs`. */
export async function within(timeoutMs: number, happening: Promise<unknown> | undefined): Promise<void> {
  const waiting = new AbortController();
  await Promise.race([happening, sleep(timeoutMs, undefined, { signal: waiting.signal }).catch(() => {})]);
  waiting.abort();
}
