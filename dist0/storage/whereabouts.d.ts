/** Where a file is. `unseen`: nobody can tell, because of the folder or file at `place`. */
export type Whereabout = {
    readonly state: 'there';
} | {
    readonly state: 'gone';
} | {
    readonly state: 'unseen';
    readonly place: string;
    /** `unreadable`: `why` says so in words. `empty`: a folder that may be the mount point of a disk that is not there. */
    readonly reason: 'unreadable' | 'empty';
    readonly why: string;
};
/**
 * Tells files that are gone from files that only cannot be seen: no permission, a failing drive, a disk that is not mounted. The one proof
 * that a file is gone is a folder that was read and does not hold it, or does not hold the folder on the way to it. Each folder is read once.
 */
export declare class Whereabouts {
    #private;
    /**
     * @param root the folder that the search begins in, or the file itself; all it needs is to be absolute
     * @param path of the file, the root or below it
     * @param seenAt when the file was there, in milliseconds since the epoch
     */
    of(root: string, path: string, seenAt: number): Whereabout;
}
/** Whether a path is a folder or file, or lies below it, by the names alone. */
export declare function isAtOrBelow(root: string, path: string): boolean;
/** Whether a path leads below a folder without climbing out of it and through no link. A manifest may have been written by anybody. */
export declare function isPlainlyBelow(root: string, path: string): boolean;
