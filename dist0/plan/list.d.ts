import { Spool } from './spool.js';
/** One file of the list. */
export interface ListEntry {
    /** Absolute path. */
    readonly source: string;
    /** Path below the destination, with the separators of this system, before the format decides the ending. */
    readonly relative: string;
    /** Whether the user named this very file, rather than its folder or a pattern. */
    readonly named: boolean;
    /** Set when the file must be passed over and not be opened. */
    readonly kind?: EntryKind;
}
export type EntryKind = 'symbolic-link' | 'special-file';
/** Entries `start` to `end - 1` of a list. */
export interface ListRange {
    readonly start: number;
    readonly end: number;
}
/** Collects entries into a list. End it with `finish`, or with `discard` when something went wrong. */
export declare class ListWriter {
    #private;
    /** @param maxCheckpoints how large the index may grow: 8 bytes each; an even number */
    constructor(maxCheckpoints?: number);
    /** Entries so far. */
    get length(): number;
    append(entry: ListEntry): Promise<void>;
    finish(): Promise<TaskList>;
    discard(): Promise<void>;
}
/**
 * The images of a run, in the order in which they were found. Lives in a temporary file once it is longer than some thousand
 * entries; what stays in memory (an index, and a block for each place where somebody reads) does not grow with its length.
 */
export declare class TaskList {
    #private;
    /** Number of entries. */
    readonly length: number;
    private readonly spool;
    private readonly roots;
    /** Made by a `ListWriter`. */
    constructor(
    /** Number of entries. */
    length: number, spool: Spool, roots: Roots, checkpoints: Checkpoints);
    /**
     * The entries of a range; what lies beyond the end is left out. Reading on where an earlier range ended costs least, and many
     * loops may do so at the same time.
     */
    read({ start, end }: ListRange): Promise<ListEntry[]>;
    /** Removes the temporary file. Nothing can be read any more. */
    close(): Promise<void>;
}
/** Every entry of a list with its number, from first to last. */
export declare function entriesOf(list: TaskList, signal?: AbortSignal): AsyncGenerator<readonly [number, ListEntry]>;
declare class Roots {
    #private;
    numberOf(root: string): number;
    at(number: number): string;
}
/** Where in the file every k-th entry begins. When there are too many of them, every other one is dropped and k doubles. */
declare class Checkpoints {
    #private;
    private readonly max;
    constructor(max: number);
    note(entry: number, offset: number): void;
    /** The last checkpoint at or before an entry. */
    before(entry: number): {
        entry: number;
        offset: number;
    };
}
export {};
