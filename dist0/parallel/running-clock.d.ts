/**
 * Time limits that count only while this process runs. What happens during Ctrl-Z, under a debugger or in a suspended laptop is nobody's
 * fault: those who are waited for may have stood still as well, or answered without being heard.
 *
 * One timer serves all limits. It ticks while there are any, and keeps the program alive as long.
 */
export declare class RunningClock {
    #private;
    /** @param nowMs a clock that goes on whether the process runs or not, in milliseconds */
    constructor(nowMs?: () => number);
    /** Calls `onOver` once the process has run for `limitMs`, unless the function that it returns is called before. */
    after(limitMs: number, onOver: () => void): () => void;
}
/** The clock of this process. */
export declare const runningClock: RunningClock;
/** Waits for something to happen, but no longer than `timeoutMs` of the time in which this process runs. */
export declare function within(timeoutMs: number, happening: Promise<unknown> | undefined): Promise<void>;
/** Settles as the work does, or rejects with what `late` says. The work is not stopped. @param timeoutMs default: no limit */
export declare function inTime<Result>(work: () => Promise<Result>, timeoutMs: number | undefined, late: (timeoutMs: number) => Error): Promise<Result>;
