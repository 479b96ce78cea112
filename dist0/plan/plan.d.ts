import type { ImageFormat } from '../codec/formats.js';
import { type Warning } from '../errors.js';
import { type GivenPath } from '../given.js';
import { type GatherOptions, type OnFound } from './gather.js';
import { type TaskList } from './list.js';
import { type Names, type Naming } from './naming.js';
import { type Source } from './sources.js';
export interface PlanOptions extends GatherOptions {
    /** Folders (read recursively), files and glob patterns, mixed; patterns that begin with `!` leave out. */
    readonly sources: readonly string[];
    /** Files with names of files, one a line; `-` is the standard input. Default: none. */
    readonly lists?: readonly string[];
    /** A folder, or a file name if the only source is a file. */
    readonly destination: string;
    readonly format: 'keep' | ImageFormat;
}
/** Which images are to be done, and what their results are called: plain data, but for the list and the names that follow from it. */
export interface Plan extends Names {
    /** To be closed by whoever asked for the plan. */
    readonly list: TaskList;
    /** Absolute folder that holds all results; need not exist. */
    readonly destinationRoot: string;
    /** Whether the destination is the very name of the only result. */
    readonly isFile: boolean;
    /** Absolute folders and files that the sources are below of, or are; those that were listed have none. */
    readonly sourceRoots: readonly string[];
    /** What is likely a mistake. */
    readonly warnings: readonly Warning[];
    /** Sources and destination as the user wrote them. */
    readonly given: readonly GivenPath[];
    /** As asked for, unless the destination is a file name whose ending decides. */
    readonly format: 'keep' | ImageFormat;
    readonly naming: Naming;
    /** Absolute folders below which all images lie, if results take the place of their sources. */
    readonly placeRoots?: readonly string[];
}
/**
 * Lists the files of the sources and finds a name for the result of each. Opens and writes nothing (but a temporary file, for a
 * long list), and refuses what would lose a file: two sources with one result, a result that overwrites a source.
 *
 * @throws {ImgparError} `usage`, if sources, destination or format contradict each other or nothing is found; `unwritable`, if
 *   the temporary file cannot be written
 */
export declare function plan(given: PlanOptions, onFound?: OnFound): Promise<Plan>;
/** The folders that the user named, or that the files lie in which the user named; each once. */
export declare function givenPaths(sources: readonly Source[], ...others: readonly GivenPath[]): GivenPath[];
export declare function without(list: TaskList, superfluous: {
    has(number: number): boolean;
}): Promise<TaskList>;
