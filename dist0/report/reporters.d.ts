import type { Reporter } from '../events.js';
/** A reporter that may be told to stop before the run has ended. */
export interface ClosableReporter extends Reporter {
    /** Takes back what it shows and shows nothing more. A run that ends does so too. */
    close(): void;
}
/** What bars need of a terminal. `process.stderr` is one if a person sees it. */
export interface TerminalStream {
    readonly isTTY?: boolean;
    readonly rows: number;
    readonly columns: number;
    readonly writableNeedDrain: boolean;
    write(text: string): boolean;
    on(event: 'resize', listener: () => void): unknown;
    off(event: 'resize', listener: () => void): unknown;
}
export interface BarsReporterOptions {
    readonly stream: TerminalStream;
    /** Default: whether the terminal and the environment (NO_COLOR, FORCE_COLOR) want colours. */
    readonly colour?: boolean;
}
export interface LinesReporterOptions {
    /** Takes one line at a time, with its line break. */
    readonly write: (line: string) => void;
    /** The time between two lines, 1 or more. Default: 5,000. */
    readonly intervalMs?: number;
}
export interface JsonReporterOptions {
    /** Takes one line at a time, with its line break. A promise holds the run up until it is settled. */
    readonly write: (line: string) => unknown;
}
/**
 * Bars on a terminal: one for the run, one for each worker. They are gone at the end.
 *
 * @throws {ImgparError} `usage`, if the stream is no terminal
 */
export declare function barsReporter(options: BarsReporterOptions): ClosableReporter;
/** A line of progress now and then, for logs; none before the first interval is over. */
export declare function linesReporter(options: LinesReporterOptions): ClosableReporter;
/** Every event as a line of JSON, `{"v":1,"type":"image-done",…}`, as `--progress json` prints them. */
export declare function jsonReporter(options: JsonReporterOptions): ClosableReporter;
