/** A path as records have it: from the root, with '/' between names; absolute where no way leads from one to the other. */
export declare function recordedPath(root: string, path: string): string;
/** The absolute path of a recorded one. */
export declare function pathFrom(root: string, recorded: string): string;
