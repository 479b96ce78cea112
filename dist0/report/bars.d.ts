import type { WriteStream } from 'node:tty';
import type { LiveReporter } from './live-reporter.js';
export interface BarsOptions {
    /** A terminal (see `canDrawBars`). */
    readonly stream: WriteStream;
    /** Default: whether the terminal and the environment want it. */
    readonly colour?: boolean;
}
/**
 * Bars on a terminal: one for the run and one for every worker, with the file it told of last. They are gone after the end, so that
 * the summary stands where they were. Runs that end before the first frame is due show nothing, nor do those in the background, where
 * the lines at the cursor are the shell's.
 *
 * cli-progress draws the bars proper, through its formatter. Its MultiBar would leave wreckage: it counts the rows it has drawn, a
 * figure that resizing makes wrong, scrolls when there are more bars than rows, cuts text by UTF-16 units and keeps the process alive
 * by its timer. The cursor is therefore moved by terminal-block.ts.
 */
export declare function barsReporter({ stream, colour }: BarsOptions): LiveReporter;
