import { constants } from 'node:os';
import type { RunSummary } from '../events.js';

/** What the process ends with. A signal ends it with 128 and the number of the signal, as shells have it. */
export const EXIT = { ok: 0, imagesFailed: 1, usage: 2, stale: 3 } as const;

/** How a run ended besides what its summary says. */
interface Ending {
  /** The signal that ended it. */
  readonly signal?: NodeJS.Signals | undefined;
}

export function exitCode({ failed, interrupted, gaveUp, notDurable, withheld }: RunSummary, { signal }: Ending = {}): number {
  if (interrupted && signal) return 128 + constants.signals[signal];
  return failed > 0 || notDurable > 0 || gaveUp || withheld.length > 0 ? EXIT.imagesFailed : EXIT.ok;
}
