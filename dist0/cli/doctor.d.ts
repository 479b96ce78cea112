/** What `imgpar doctor` shows, and whether all is well. */
export interface Diagnosis {
    /** Lines, each ended by '\n'. */
    readonly text: string;
    readonly healthy: boolean;
}
/** Looks at the machine, tries every format in this process, and a whole run in a temporary folder. Takes a second or two. */
export declare function diagnose(): Promise<Diagnosis>;
