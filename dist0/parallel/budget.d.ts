/** Gives back what was acquired. A second call does nothing. */
export type Release = () => void;
export interface Grant {
    readonly grantedBytes: number;
    readonly release: Release;
}
/**
 * A semaphore counted in bytes, first come first served: a large request waits for its turn and holds back those behind it,
 * so a stream of small ones cannot starve it.
 *
 * ```ts
 * const { release } = await budget.acquire(grantedBytes);
 * try {
 *   return await pool.run(job);
 * } finally {
 *   release();
 * }
 * ```
 */
export declare class Budget {
    #private;
    readonly capacityBytes: number;
    /** @param capacityBytes what may be held at one time, 0 or more */
    constructor(capacityBytes: number);
    /** Bytes that nobody holds. */
    get freeBytes(): number;
    /**
     * Waits until `least` bytes are free, and takes as many as are, up to `bytes`. More than the capacity counts as all of it: such a
     * holder is alone.
     *
     * @param least default: `bytes`
     */
    acquire(bytes: number, least?: number): Promise<Grant>;
}
