import type { Writable } from 'node:stream';
/** What may end a run before its end, and what did. */
export interface Interruption {
    /** The two ways to end a run, each an abort signal. */
    readonly signals: {
        readonly signal: AbortSignal;
        readonly killSignal: AbortSignal;
    };
    /** The signal that came first. */
    readonly signal: NodeJS.Signals | undefined;
    /** Leaves signals to the system again, with SIGQUIT if that one came. */
    close(): void;
}
interface Surroundings {
    /** Shows a sentence to the user. */
    readonly tell: (sentence: string) => void;
    /** Where events go; a run whose events cannot be written ends gently. */
    readonly events?: Writable | undefined;
}
/**
 * Ctrl-C, a polite kill and a closed terminal end the run gently; the second of them ends it at once. Ctrl-\ always does, and then
 * ends the program as if it had not been caught: only the drafts, the workers and the hidden cursor are tidied away.
 */
export declare function interruption({ tell, events }: Surroundings): Interruption;
export {};
