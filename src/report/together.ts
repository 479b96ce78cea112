import type { Reporter } from '../events.js';

/**
 * Several reporters as one. Each gets an event once the one before has taken it, so the first that fails fails for all. Synchronous if all
 * reporters are.
 */
export function together(...reporters: readonly (Reporter | undefined)[]): Reporter {
  const present = reporters.filter((report) => report !== undefined);
  return (event) =>
    present.reduce<ReturnType<Reporter>>((taken, report) => (taken ? taken.then(() => report(event)) : report(event)), undefined);
}
