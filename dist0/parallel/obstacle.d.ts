/**
 * Why no process or thread of workers can start here, whatever it is to do; undefined where nothing says so.
 *
 * @param words how a process ended, and what it wrote to stderr
 */
export declare function obstacleIn(...words: readonly string[]): string | undefined;
