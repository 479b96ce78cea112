import type { StageTimings } from '../events.js';
/** Size and time of a file, by which a change is noticed without reading it. */
interface FileStamp {
    readonly size: number;
    /** In milliseconds since the epoch, with a fraction. */
    readonly mtimeMs: number;
}
/** The same, and the SHA-256 of the content, in hexadecimal. */
export interface ContentStamp extends FileStamp {
    readonly sha256: string;
}
/** A file beside the image that decides its result too; the path as `ImageRecord.source`. */
interface MaskStamp extends FileStamp {
    readonly path: string;
    /** Version 0.1.0 did not say. */
    readonly sha256?: string;
}
interface Recorded {
    /** Path of the result below the destination's root, with '/' between names. */
    readonly destination: string;
    /** Path of the image from the destination's root, with '/' between names: the same on every machine that has both side by side. */
    readonly source: string;
    /** When it was recorded, in milliseconds since the epoch. */
    readonly at: number;
}
/** A result that was made. */
export interface DoneRecord extends Recorded {
    readonly status: 'done';
    /** Names all options that decide the bytes of a result of this format. */
    readonly fingerprint: string;
    readonly format: string;
    /** Who decoded and encoded it: results of JPEG differ a little between codecs. */
    readonly codec?: string;
    readonly input: ContentStamp;
    readonly output: ContentStamp;
    readonly mask?: MaskStamp;
    /** In place: where the original is kept, as `source`; not given if it is not kept. */
    readonly backup?: string;
    /** In place, of a result that is about to take the place of its source: the run, and columns and rows of its first picture. */
    readonly run?: string;
    readonly width?: number;
    readonly height?: number;
    readonly attempts: number;
    readonly timings: Readonly<Partial<StageTimings>>;
}
/** An image that was given up. */
interface FailedRecord extends Recorded {
    readonly status: 'failed';
    readonly code: string;
    readonly message: string;
    readonly attempts: number;
}
/** A result that is no longer there: removed because its source is gone, or replaced by its original. */
interface RemovedRecord extends Recorded {
    readonly status: 'removed';
}
/** What became of one image: one line of the manifest. */
export type ImageRecord = DoneRecord | FailedRecord | RemovedRecord;
/**
 * The record as a line of JSON with its end, in characters that do nothing to a terminal. The destination comes first, so that the
 * line can be found by it without being parsed.
 */
export declare function recordLine({ destination, status, ...rest }: ImageRecord): string;
/** How the line of a destination begins. */
export declare function lineStart(destination: string): string;
/** JSON in which also what `JSON.stringify` leaves as it is does nothing to a terminal: DEL, C1, separators, controls of direction. */
export declare function harmless(value: unknown): string;
/** What a line says; undefined if it is broken, or of another kind. A manifest is a file that anything may have written to. */
export declare function recordFrom(line: string): ImageRecord | undefined;
export {};
