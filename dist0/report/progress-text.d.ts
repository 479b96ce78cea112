/** What a progress line says. Rates and remaining time are left out while they are unknown, failures while there are none. */
export interface ProgressFigures {
    /** Images done, skipped and failed. */
    readonly finished: number;
    readonly total: number;
    readonly failed: number;
    readonly imagesPerSecond?: number | undefined;
    readonly megapixelsPerSecond?: number | undefined;
    readonly remainingMs?: number | undefined;
}
/** One line without an end, like `1,200/20,000 images, 85.2/s, 12.3 MP/s, 3 min 40 s left, 2 failed`. */
export declare function formatProgress(figures: ProgressFigures): string;
/** `listing… 12,345 found`. */
export declare function formatListing(found: number): string;
/** `measuring… 1,200/20,000`. */
export declare function formatMeasuring(measured: number, found: number): string;
/** A whole number in groups of three: `12,345`. */
export declare function formatCount(count: number): string;
/** A count with its noun in the right number: `1 image`, `12,345 images`. */
export declare function counted(count: number, noun: string, plural?: string): string;
/** A number a second in three digits or so: `0.042`, `6.7`, `1,234`. */
export declare function formatRate(perSecond: number): string;
/** A length of time in its two largest units: `3.4 s`, `42 s`, `3 min 40 s`, `1 h 02 min`, `2 d 03 h`. */
export declare function formatDuration(durationMs: number): string;
/** An estimate of the time that is left, no finer than it can be known: `4 s`, `3 min 40 s`, `12 min`, `1 h 02 min`. */
export declare function formatRemaining(remainingMs: number): string;
/** An amount of data in powers of a thousand: `999 B`, `1.5 kB`, `48.2 MB`, `1,234 TB`. */
export declare function formatBytes(bytes: number): string;
