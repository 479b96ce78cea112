/**
 * Names a run in what it leaves on disk while it works: `<place>.<process>.<random>.<start>`, so that a later run can tell whether it
 * still lives. To be given to `retireToken` when the run has ended.
 */
export declare function newToken(): string;
export declare function retireToken(token: string): void;
/** Whether a run is known to live still; undefined if it was started elsewhere, so that nobody here can tell. */
export declare function isLivingRun(token: string): boolean | undefined;
