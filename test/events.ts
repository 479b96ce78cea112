import type { LossCause, RunEvent, SkipReason } from '../src/events.js';

/** Made-up events for tests of the display. `at` is in milliseconds, 0 where time does not matter. */
export const events = {
  started: (workers: number, at = 0): RunEvent => ({ type: 'run-started', at, runId: 'r', fingerprint: 'f', workers }),
  listing: (found: number, at = 0): RunEvent => ({ type: 'planned', at, found, complete: false }),
  planned: (found: number, at = 0): RunEvent => ({ type: 'planned', at, found, complete: true }),
  lane: (lane: number, total: number, at = 0): RunEvent => ({ type: 'lane-assigned', at, lane, total }),
  /** An image of 2 megapixels, 1 MB in and 2 MB out. */
  done: (lane: number, source: string, at = 0): RunEvent => ({
    type: 'image-done',
    at,
    lane,
    id: 0,
    source,
    destination: `out/${source}`,
    width: 2000,
    height: 1000,
    inputBytes: 1e6,
    outputBytes: 2e6,
    timings: { readMs: 1, decodeMs: 2, equalizeMs: 3, encodeMs: 4, writeMs: 5 },
    attempts: 1,
  }),
  skipped: (lane: number, source: string, reason: SkipReason = 'not-an-image', at = 0): RunEvent => ({
    type: 'image-skipped',
    at,
    lane,
    id: 0,
    source,
    reason,
  }),
  failed: (lane: number, source: string, message = 'cut off', at = 0): RunEvent => ({
    type: 'image-failed',
    at,
    lane,
    id: 0,
    source,
    failure: { code: 'corrupt', message },
    attempts: 1,
  }),
  lost: (sources: readonly string[], cause: LossCause = 'crash', exit = 'SIGSEGV', at = 0): RunEvent => ({
    type: 'worker-lost',
    at,
    sources,
    exit,
    cause,
  }),
};
