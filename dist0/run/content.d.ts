import type { Task } from '../worker/task.js';
/** The SHA-256 of a file; undefined if it cannot be read. */
export declare function contentOf(path: string): string | undefined;
/** Whether source and result hold what they did when the image was done. */
export declare function isContentAsRecorded({ source, destination, upToDateIf }: Task): boolean;
