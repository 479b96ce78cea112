/** Makes a folder and those above it. @throws {ImgparError} `unwritable` */
export declare function makeFolder(path: string, options?: {
    readonly durable?: boolean;
}): void;
/**
 * The same, throwing what the system says. Node's own way to do that never ends where a file system says "no such folder" of one that
 * is there, as /proc does.
 *
 * @param durable whether the name of each folder that is made outlives a failure of power
 */
export declare function makeFolders(path: string, { durable }?: {
    readonly durable?: boolean;
}): void;
/** @throws {ImgparError} `unwritable`, if the system says that nothing can be written into a folder */
export declare function requireWritable(path: string): void;
/** Makes the names in a folder outlive a failure of power. Windows cannot, and need not, open a folder for it. */
export declare function syncFolder(path: string): void;
