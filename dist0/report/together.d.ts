import type { Reporter } from '../events.js';
/**
 * Several reporters as one. Each is told of an event when the one before it has taken it, so the first that fails fails for all. Takes no
 * time where none of them does.
 */
export declare function together(...reporters: readonly (Reporter | undefined)[]): Reporter;
