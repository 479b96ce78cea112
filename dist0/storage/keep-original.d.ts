import { type SourceFile } from './file.js';
import { type WriteOptions } from './write-atomic.js';
/** Where an original is kept, and how. */
export interface Keeping extends Pick<WriteOptions, 'owner' | 'durable'> {
    /** The name it is kept under, absolute. */
    readonly backup: string;
    /** The folder below which all originals are kept. */
    readonly root: string;
}
/**
 * Keeps the content of a file under a second name: as a link where the file system can, as the file itself will be replaced and not
 * be written into; else as a copy.
 *
 * @param path of the original, whose folder does not change meanwhile
 * @param bytes its content
 * @param original the same file, open
 * @throws {ImgparError} `unwritable`, also if other content is there already, which is not replaced
 */
export declare function keepOriginal(path: string, original: SourceFile, bytes: Uint8Array, { backup, root, owner, durable }: Keeping): void;
