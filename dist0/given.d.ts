/** A folder that the user named. */
export interface GivenPath {
    /** Absolute. */
    readonly path: string;
    /** As the user wrote it. */
    readonly given: string;
}
/**
 * Gives back texts with the paths in them as the user wrote them: what lies below `src` is shown as `src/a.jpg`, what lies below an
 * absolute path by that. A path is known by the longest of the folders that it lies below.
 */
export declare function asGiven(folders: readonly GivenPath[]): (text: string) => string;
