import { type LeftOut, type Selection } from './folder.js';
import type { ListEntry } from './list.js';
/** What one argument of the user means. */
export interface Source {
    readonly type: 'folder' | 'file' | 'pattern' | 'list';
    /** As the user wrote it. */
    readonly given: string;
    /** Absolute: the folder, the file, the folder at which the pattern begins, or the one that names of the list start from. */
    readonly path: string;
    /** The path as it was written. */
    readonly writtenPath: string;
    /** The path with every link resolved. */
    readonly canonical: string;
    /** What the paths below the folder must match; empty unless a pattern. */
    readonly pattern: string;
}
/**
 * Takes the sources that begin with `!` for what they are in other programs: patterns of what is left out. A file of such a name, which
 * is there, is a source.
 */
export declare function withNegations<Options extends {
    readonly sources: readonly string[];
    readonly exclude?: readonly string[];
}>(options: Options): Promise<Options>;
/**
 * Finds out what each argument is: what exists is a folder or a file, whatever characters its name holds; all else is a pattern,
 * or a mistake. A source given twice counts once.
 *
 * @param lists files with names of files
 * @throws {ImgparError} `usage`
 */
export declare function resolveSources(given: readonly string[], lists?: readonly string[]): Promise<Source[]>;
export interface FindOptions {
    readonly selection: Selection;
    /** Folder that is never read, should it lie in a source. */
    readonly destination: string;
    /** Is counted up while listing. */
    readonly leftOut: LeftOut;
    /** Told of each source at its end whether anything was found in it, be it left out by the selection. */
    readonly onSearched?: (source: Source, any: boolean) => void;
    /** Ends the listing: its reason is thrown. */
    readonly signal?: AbortSignal | undefined;
}
/**
 * Every file of the sources, one source after the other. Nothing is opened, so any regular file counts as an image for now. A
 * file that two sources lead to is found twice.
 */
export declare function find(sources: readonly Source[], { destination, ...options }: FindOptions): AsyncGenerator<ListEntry>;
