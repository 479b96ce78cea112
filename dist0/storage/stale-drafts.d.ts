/** Removes what killed runs left in folders, of each once. */
export declare class StaleDrafts {
    #private;
    removeFrom(folder: string): Promise<void>;
}
/**
 * Removes the drafts that killed runs left in a folder. Of a run of this machine (or container) it is known whether its process
 * still lives; a draft of another one is removed an hour after it was last touched. Never throws.
 */
export declare function removeStaleDrafts(folder: string): Promise<void>;
