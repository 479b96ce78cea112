import type { Selection } from './folder.js';
export interface SelectionOptions {
    /**
     * Only files that match one of these patterns. One without a slash is held against the name alone; any other against the path below
     * the source and the path from the current folder, whichever matches. Default: all.
     */
    readonly include?: readonly string[];
    /** No file that matches one of these patterns, and nothing in a folder that does. Default: none. */
    readonly exclude?: readonly string[];
    /** Files and folders whose name begins with a dot as well. Default: false. */
    readonly hidden?: boolean;
}
/** @throws {ImgparError} `usage`, if a pattern cannot be read */
export declare function selectionOf({ include, exclude, hidden }: SelectionOptions): Promise<Selection>;
