export interface LockOptions {
    /** The token of the run that takes it. */
    readonly run: string;
    /** Whether a lock is taken of which nobody here can tell whether its run still lives. Default: false. */
    readonly breakForeign?: boolean;
}
/**
 * Takes a lock: a file that only one process can make. That of a run which has ended is taken over; one is never without a lock file in
 * between, and of several that try only one succeeds.
 *
 * @returns how to give it back
 * @throws {ImgparError} `usage`, if a living run holds it, or one of another machine; `unwritable`
 */
export declare function takeLock(path: string, { run, breakForeign }: LockOptions): () => void;
