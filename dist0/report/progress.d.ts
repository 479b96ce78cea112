import { type RunEvent, type RunSummary } from '../events.js';
import { type Pace } from './pace.js';
import { type ProgressFigures } from './progress-text.js';
/** One worker as people see it. */
export interface LaneProgress {
    /** Images it has had and still has. */
    readonly total: number;
    /** Images of these that are done, skipped or failed. */
    readonly finished: number;
    /** The source it told of last; '' before the first. */
    readonly source: string;
}
/** Where a run stands: what every display is drawn from. */
export interface Progress {
    readonly totals: RunSummary;
    /** Still looking for images: `totals.found` will grow. */
    readonly listing: boolean;
    /** Images that the first of two passes has looked at; undefined outside of it. */
    readonly measured?: number | undefined;
    readonly lanes: readonly LaneProgress[];
    /** From the moment at which the list was complete, so that listing does not count as slow work. */
    readonly pace: Pace | undefined;
}
export declare const noProgress: Progress;
/** Where the run stands after one more event. */
export declare function progressAfter(progress: Progress, event: RunEvent): Progress;
/** What the run does before its first image, as a sentence; undefined once it equalises. */
export declare function preparationOf({ listing, measured, totals }: Progress): string | undefined;
/** The figures of a progress line at `now`, in milliseconds since the epoch. */
export declare function figuresOf({ totals, pace }: Progress, now: number): ProgressFigures;
