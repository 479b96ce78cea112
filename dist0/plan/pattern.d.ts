import { type Listing } from './folder.js';
import type { ListEntry } from './list.js';
/** Whether a text can be read as a pattern: holds `*`, `?`, `[…]` or `{…,…}`. */
export declare function isPattern(text: string): boolean;
/** The folder at which matching begins, everything before the first part with a special character; and the rest, the pattern proper. */
export declare function splitPattern(text: string): {
    base: string;
    pattern: string;
};
/** The same, but a folder of the very name that a part has is meant literally: `scans [1-3]/*.jpg` is what lies in `scans [1-3]`. */
export declare function splitPatternOnDisk(text: string): Promise<{
    base: string;
    pattern: string;
}>;
/** Every file below the listing's folder whose path matches. A folder that matches is not read for that: `/**` behind it is for that. */
export declare function filesMatching(pattern: string, listing: Listing): AsyncGenerator<ListEntry>;
