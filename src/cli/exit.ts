import { constants } from 'node:os';
import type { RunSummary } from '../events.js';

/** Exit codes of the process. A signal gives 128 plus the number of the signal, as in a shell. */
export const EXIT = { ok: 0, imagesFailed: 1, usage: 2, stale: 3, hostFault: 4 } as const;

/** How a run ended, beyond what its summary says. */
interface Ending {
  /** The signal that ended it. */
  readonly signal?: NodeJS.Signals | undefined;
}

export function exitCode(summary: RunSummary, { signal }: Ending = {}): number {
  const { failed, interrupted, gaveUp, notDurable, withheld, manifestFailure } = summary;
  if (interrupted && signal) return signalled(signal);
  const isGood = failed === 0 && notDurable === 0 && !gaveUp && withheld.length === 0 && !manifestFailure;
  return isGood ? EXIT.ok : EXIT.imagesFailed;
}

export function signalled(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}
