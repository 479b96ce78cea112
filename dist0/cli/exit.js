import { constants } from 'node:os';
/** What the process ends with. A signal ends it with 128 and the number of the signal, as shells have it. */
export const EXIT = { ok: 0, imagesFailed: 1, usage: 2, stale: 3 };
export function exitCode(summary, { signal } = {}) {
    const { failed, interrupted, gaveUp, notDurable, withheld, manifestFailure } = summary;
    if (interrupted && signal)
        return 128 + constants.signals[signal];
    const isGood = failed === 0 && notDurable === 0 && !gaveUp && withheld.length === 0 && !manifestFailure;
    return isGood ? EXIT.ok : EXIT.imagesFailed;
}
