import { type DoneRecord, type ImageRecord } from './image-record.js';
import { type RunHeader, type Versions } from './run-header.js';
/** The name of the manifest in a destination: one hidden file, so that whoever takes folders for classes of images is not misled. */
export declare const manifestName = ".imgpar.jsonl";
export interface ManifestOptions {
    /** Whether records are found by the content of their results as well. Default: false. */
    readonly byResult?: boolean;
    /** Whether what is appended outlives a failure of power. Default: false. */
    readonly durable?: boolean;
}
/**
 * The record of what was made from what: a file of lines of JSON, of which for each destination the last one holds. It is only ever
 * appended to, by whole lines, so that it is valid wherever a run ends; of a line that was torn nothing is believed. Lines stay on
 * disk; what is kept in memory is 12 to 48 bytes for each, and as much again where they are found by their results.
 */
export declare class Manifest {
    #private;
    readonly path: string;
    private constructor();
    /**
     * Opens a manifest for reading; one that does not exist is empty. Changes nothing.
     *
     * @throws {ImgparError} `usage`, if the file is something else, or cannot be read
     */
    static open(path: string, options?: ManifestOptions): Manifest;
    /** What the runs in place of a manifest name it by; undefined if there has been none that did. @throws {ImgparError} `usage` */
    static idOf(path: string): string | undefined;
    /** The last record of a destination; undefined if there is none, or the result is no longer there. */
    find(destination: string): ImageRecord | undefined;
    /**
     * The last record of a result of this content, wherever it is; undefined if none was made. `broken` if one was, but the only line that
     * tells of it is broken. Needs `byResult`.
     */
    findResult(sha256: string): DoneRecord | 'broken' | undefined;
    /** The SHA-256 of every result that was ever recorded, in the order of the file. Needs `byResult`. */
    results(): Generator<string>;
    /** How many broken lines were come across so far; they count as if they were not there. */
    get damagedLines(): number;
    /** What its runs in place name it by; undefined before the first. */
    get id(): string | undefined;
    /** The versions that have made results in it. */
    get versions(): readonly Versions[];
    /** The last record of each destination, in the order of the file. */
    latest(): Generator<ImageRecord>;
    /** Reads what was appended since it was last read, by this run or another. @throws {ImgparError} `usage`, `unreadable` */
    refresh(): void;
    /**
     * Makes ready to append the records of a run. Cuts off a torn line, and writes the file anew when most lines are superseded and no
     * other run writes to it. Nothing is written if all is well, and the header not before the first record.
     *
     * @throws {ImgparError} `usage`, if the file cannot be written, or a run with other options is at work
     */
    begin(header: RunHeader): void;
    /**
     * Writes the header at once: of two runs with different options that begin together, the one whose header comes first goes on.
     *
     * @throws {ImgparError} `unwritable`; `usage`, if a run with other options is at work
     */
    writeHeader(): void;
    /**
     * Appends records, together as looking at the file and writing to it take longer than making a line. What cannot be written, as while
     * the disk is full, waits for the next call.
     *
     * @throws {ImgparError} `unwritable`, if too much is waiting
     */
    append(...records: readonly ImageRecord[]): void;
    /** @throws {ImgparError} `unwritable`, if something could not be written to the last */
    close(): void;
}
/** Where the manifest of a destination is, unless it is named. */
export declare function manifestIn(folder: string): string;
