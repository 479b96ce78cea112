import { type Progress } from './progress.js';
import type { Paint } from './terminal.js';
/** How a frame is drawn. */
export interface FrameStyle {
    /** Of the terminal. */
    readonly rows: number;
    readonly columns: number;
    readonly paint: Paint;
    /** A bar of so many columns for a share of 0..1. */
    bar(share: number, columns: number): string;
}
/**
 * The lines of the bars at `now` (milliseconds since the epoch): one for the run and one for every worker that there is room for. Each
 * is at most `columns - 1` columns wide, and there are at most `rows - 1` of them: the last column and the last row are where
 * terminals wrap and scroll.
 */
export declare function formatFrame(progress: Progress, style: FrameStyle, now: number): string[];
