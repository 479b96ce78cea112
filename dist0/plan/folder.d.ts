import type { Dirent } from 'node:fs';
import type { EntryKind, ListEntry } from './list.js';
/** A folder to list, and how. */
export interface Listing {
    /** As it was given, absolute. */
    readonly path: string;
    /** The same with every link resolved. */
    readonly canonical: string;
    readonly selection: Selection;
    /** Canonical paths that are neither read nor told of: the destination. */
    readonly avoided: ReadonlySet<string>;
    readonly leftOut: LeftOut;
    readonly signal?: AbortSignal | undefined;
}
/** Which of the files below a source are wanted. Paths are relative to a folder, which is given with its links resolved. */
export interface Selection {
    /** Whether names that begin with a dot are taken. */
    readonly hidden: boolean;
    /** Whether there are no patterns to ask. */
    readonly takesAll: boolean;
    takesFile(relative: string, folder: string): boolean;
    /** False if nothing below the folder can be wanted. */
    entersFolder(relative: string, folder: string): boolean;
    /** Patterns that have matched nothing so far. */
    idle(): ReadonlyArray<{
        readonly role: 'include' | 'exclude';
        readonly pattern: string;
    }>;
}
/** What was seen and not listed. Counted while listing, to tell what was left out and why. */
export interface LeftOut {
    hidden: number;
    unselected: number;
    foldersMatched: number;
    /** Whether the destination was come upon. */
    destination: boolean;
    /** Folders in a source that hold results of other runs. */
    readonly earlierResults: Set<string>;
}
export declare function nothingLeftOut(): LeftOut;
/**
 * Every file below a folder, whatever its name ends in, in the order of the disk. Links are told of, not followed. A folder that
 * cannot be read is listed as if it were a file: opening it fails, and so the run tells of it and why.
 */
export declare function filesBelow(listing: Listing, folder?: string): AsyncGenerator<ListEntry>;
/** A manifest below a source says that another run has written there. The source itself may be the result of a run on purpose. */
export declare function noteOwnName({ path, leftOut }: Listing, relative: string): void;
/** Why a thing that is no folder is passed over; undefined for a file. */
export declare function kindOf(thing: Pick<Dirent, 'isFile' | 'isSymbolicLink'>): EntryKind | undefined;
export declare function entryFor({ path }: Listing, relative: string, kind?: EntryKind): ListEntry;
export declare function folderAsEntry(listing: Listing, folder: string): ListEntry;
