/** A piece of a manifest: what stands on one line, or the part of it that begins like a record of its own. */
export interface Line {
    /** Where it begins in the file, and where what follows does. */
    readonly offset: number;
    readonly end: number;
    /** Without its end; undefined if it is longer than any record. */
    readonly bytes: Buffer | undefined;
    /** Whether the file goes on behind it, so that it is whole. */
    readonly ended: boolean;
}
/** No record is longer: its paths have 4 KiB each, and JSON makes 6 bytes of one at the most. */
export declare const maxLineBytes: number;
export declare const beforeDestination = "{\"destination\":\"";
export declare const beforeVersion = "{\"imgpar\":\"";
/**
 * The lines of a file from an offset on, read once, in constant memory whatever stands in it. Where a writer was stopped in the middle of
 * a line, the next one may have gone on behind it on the same line; its record is told apart by how records begin.
 */
export declare function linesOf(descriptor: number, from?: number): Generator<Line>;
/** What stands from an offset on, to the end of its line or to the next record on it. */
export declare function lineAt(descriptor: number, offset: number): string;
export declare const lineBreak = 10;
export declare function readAt(descriptor: number, offset: number, length: number): Buffer;
export declare function lineBreaksIn(bytes: Buffer): number;
