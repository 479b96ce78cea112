import type { RunSummary } from '../events.js';

/** What the process ends with. */
export const EXIT = { ok: 0, imagesFailed: 1, usage: 2, stale: 3, interrupted: 130 } as const;

export function exitCode({ failed, interrupted, gaveUp, notDurable, withheld }: RunSummary): number {
  if (interrupted) return EXIT.interrupted;
  return failed > 0 || notDurable > 0 || gaveUp || withheld.length > 0 ? EXIT.imagesFailed : EXIT.ok;
}
