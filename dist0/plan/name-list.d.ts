/** @throws {ImgparError} `usage`, if there is nothing to read under that name */
export declare function requireNameList(given: string): Promise<void>;
/**
 * The names in a file: one a line, ended by LF or CRLF, or each by a zero byte, as `find -print0` writes them, if there is one near the
 * beginning. Empty ones are passed over. The file is read as its names are taken, so its length costs no memory.
 *
 * @param signal ends the reading, also while nothing comes
 * @param blockBytes how much of a file is read at once
 * @throws {ImgparError} `usage`, if it cannot be read
 */
export declare function namesIn(given: string, signal?: AbortSignal, blockBytes?: number): AsyncGenerator<string>;
/**
 * Where a listed file is, and where its result goes below the destination: under the name by which it is found from the folder that
 * names start from; one that lies elsewhere under its whole path.
 *
 * @param base absolute folder that names start from
 */
export declare function placeOf(name: string, base: string): {
    readonly source: string;
    readonly relative: string;
};
