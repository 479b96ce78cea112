import type { StoredFile } from '../storage/store.js';
import type { InPlaceWork, Outcome, Stamps, Task, Work } from './task.js';
/** What was known of the file of an image when it was read. */
export type FileRead = Pick<StoredFile, 'size' | 'mtimeMs' | 'ino' | 'dev'>;
/** What an image is not to be replaced for, told by its file before any work is done. */
export declare function whyNotReplaced(task: Task, { breakHardLinks }: Pick<InPlaceWork, 'breakHardLinks'>): Outcome | undefined;
/** What is to be said instead of doing an image, by its content: it is a result already, or not the original that was kept. */
export declare function whyNotOriginal(task: Task, { knownResults }: InPlaceWork, { sha256, file }: {
    readonly sha256: string;
    readonly file: FileRead;
}): Outcome | undefined;
/** A result on its way to the place of its source. */
export interface Replacement {
    /** The content of the original, and its file. */
    readonly bytes: Uint8Array;
    readonly file: FileRead;
    /** The bytes of the result, in parts. */
    readonly content: readonly Uint8Array[];
    readonly width: number;
    readonly height: number;
    /** What identifies the files, but for the time of the result. */
    readonly stamps: Stamps;
}
export interface Replaced {
    readonly mtimeMs: number;
    readonly warnings: readonly string[];
    readonly notDurable: boolean;
}
/**
 * Puts a result in the place of its source. Before the source goes, its original is kept (if it is to be) and the content of both is on
 * record; if durable, both are on the disk. So wherever this ends, the next run knows what stands there. The file keeps owner,
 * permissions, attributes and access lists where the system lets them be given.
 *
 * @throws {ImgparError} `unwritable`; `unreadable`, if the file has changed since it was read
 */
export declare function replaceSource(task: Task, work: Work, inPlace: InPlaceWork, replacement: Replacement): Promise<Replaced>;
