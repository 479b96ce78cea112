import { randomUUID } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
/**
 * A name under which the bytes of a file are gathered: in the folder of the file, so that the renaming stays on one file system; short
 * and hidden, so that it fits where the file's own name fills the limit; and not to be foretold, so that nobody can lay a link there.
 */
export function newDraftName({ token, id }) {
    return `.imgpar-${token}-${id}-${randomUUID().slice(-12)}.draft`;
}
/** Whose draft a name is; undefined if it is none. Those of version 0.1.0 have no random part. */
export function ownerOfDraft(name) {
    const [, token, id] = /^\.imgpar-([^-]+)-([^-]+)(?:-[0-9a-f]{12})?\.draft$/.exec(name) ?? [];
    return token === undefined ? undefined : { token, id: id };
}
/** Removes a draft if it is there. Never throws: it runs where something has failed already. */
export function removeDraft(draft) {
    try {
        rmSync(draft, { force: true });
    }
    catch {
        // The folder is gone or may not be written: then there is no draft either.
    }
}
/** Removes the drafts of some images of a run from a folder. Never throws: it runs where something has failed already. */
export function removeDrafts(folder, token, ids) {
    try {
        for (const name of readdirSync(folder)) {
            const owner = ownerOfDraft(name);
            if (owner?.token === token && ids.has(String(owner.id)))
                removeDraft(join(folder, name));
        }
    }
    catch {
        // The folder is gone or may not be read: then the next run clears it.
    }
}
