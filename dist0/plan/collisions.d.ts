import { type NameFolding } from './case-folding.js';
import { type ListEntry, type TaskList } from './list.js';
import type { Source } from './sources.js';
/** Where the results of a list go. */
export interface Results {
    /** Absolute folder that holds them all. */
    readonly root: string;
    /** Which names are one on the disk of that folder. */
    readonly folding: NameFolding;
    /** Absolute path of the result of an entry. */
    readonly pathOf: (entry: ListEntry) => string;
    /** A path as the user would write it. Default: as it is. */
    readonly shown?: (path: string) => string;
}
/**
 * Refuses a list of which two sources would become one file.
 *
 * @returns the numbers of entries that are superfluous, because two arguments of the user lead to the same file by the same name
 * @throws {ImgparError} `usage`, naming both sources and their common destination
 */
export declare function refuseCollisions(list: TaskList, results: Results, signal?: AbortSignal): Promise<NumberSet>;
/**
 * Refuses a list of which a result would overwrite its own or another source. Looks through links on the way to either.
 *
 * @throws {ImgparError} `usage`, naming the source that would be lost
 */
export declare function refuseOverwriting(list: TaskList, results: Results, sources: readonly Source[], signal?: AbortSignal): Promise<void>;
/** A set of whole numbers, one bit for each up to the largest. */
export declare class NumberSet {
    #private;
    size: number;
    add(number: number): void;
    has(number: number): boolean;
}
