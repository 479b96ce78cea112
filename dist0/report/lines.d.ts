import type { LiveReporter } from './live-reporter.js';
export interface LinesOptions {
    /** Takes one line at a time, its end included. */
    readonly write: (line: string) => void;
    /** The time between two lines. Default 5,000. */
    readonly intervalMs?: number;
}
/**
 * One line now and then, for logs: nothing before the first interval is over, so a short run has its summary only. A line is also
 * written when a worker was lost.
 */
export declare function linesReporter({ write, intervalMs }: LinesOptions): LiveReporter;
