import type { Outcome, Task, Work } from './task.js';
/**
 * Copies a file that is no image, such as a label beside one, so that the destination holds all that the source does. It appears whole or
 * not at all, under its own name.
 *
 * @throws {ImgparError} `unwritable`, also if another file stands there that may be a result
 */
export declare function copyOther(task: Task, copyTo: string, { output, limits, token, destinationRoot }: Work): Promise<Outcome>;
