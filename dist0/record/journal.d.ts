import { type ImageRecord } from './image-record.js';
/** Writes ahead, from a worker, what is about to be done. The manifest must be there: the run has begun it. */
export declare class Journal {
    #private;
    /** @throws {ImgparError} `unwritable` */
    constructor(path: string, durable: boolean);
    /**
     * Appends a record, whole or, as on a full disk, torn: then what is written behind it is still found.
     *
     * @throws {ImgparError} `unwritable`, if it is not whole on record, or, if durable, not on the disk
     */
    append(record: ImageRecord): void;
    close(): void;
}
/** The journal of this thread, which writes to one manifest after the other. @throws {ImgparError} `unwritable` */
export declare function journalOf(path: string, durable: boolean): Journal;
