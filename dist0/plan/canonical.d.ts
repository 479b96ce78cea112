/**
 * The absolute path that the system would take a given one for. Behind a link `..` is the folder above the link's target, where
 * `resolve` alone would go back to the folder that holds the link.
 */
export declare function absolutePath(given: string): Promise<string>;
/**
 * A path with every link on it resolved and, where the disk ignores case, spelled as the disk spells it: two paths lead to the
 * same place if and only if these are equal. What does not exist yet is kept as given. Hard links count as different places.
 *
 * @param path absolute
 */
export declare function canonicalPath(path: string): Promise<string>;
/** The path with its links resolved; undefined if it does not exist or may not be seen. */
export declare function realPathIfAny(path: string): Promise<string | undefined>;
/** Remembers the answers for folders, of which many files in a row have the same. */
export declare function remembered<Value>(ask: (path: string) => Promise<Value>): (path: string) => Promise<Value>;
