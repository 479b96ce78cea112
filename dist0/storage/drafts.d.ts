/** Who writes a draft. */
export interface DraftOwner {
    /** Names the run, so that its own drafts can be told from those of another. */
    readonly token: string;
    /** Names the image within the run. */
    readonly id: number | string;
}
/**
 * A name under which the bytes of a file are gathered: in the folder of the file, so that the renaming stays on one file system; short
 * and hidden, so that it fits where the file's own name fills the limit; and not to be foretold, so that nobody can lay a link there.
 */
export declare function newDraftName({ token, id }: DraftOwner): string;
/** Whose draft a name is; undefined if it is none. Those of version 0.1.0 have no random part. */
export declare function ownerOfDraft(name: string): DraftOwner | undefined;
/** Removes a draft if it is there. Never throws: it runs where something has failed already. */
export declare function removeDraft(draft: string): void;
/** Removes the drafts of some images of a run from a folder. Never throws: it runs where something has failed already. */
export declare function removeDrafts(folder: string, token: string, ids: ReadonlySet<string>): void;
