import type { RunSummary } from '../events.js';
export interface SummaryOptions {
    /** Default: none. */
    readonly colour?: boolean;
}
/** The totals of a run as people read them, its lines ended by '\n': what was done how fast, what was not, and why. */
export declare function formatSummary(summary: RunSummary, { colour }?: SummaryOptions): string;
/** What went wrong, a line each: what is left of a summary that is to be quiet. */
export declare function formatTroubles(summary: RunSummary): string;
/** Why results were not removed, and what to do about it, as lines; nothing if there are none. */
export declare function formatWithheld(summary: RunSummary): string;
/** Files that are named like images and are none, as lines; nothing if there are none. */
export declare function formatMisnamed(summary: RunSummary): string;
