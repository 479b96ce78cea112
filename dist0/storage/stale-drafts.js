import { lstatSync } from 'node:fs';
import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { ownerOfDraft, removeDraft } from './drafts.js';
import { isLivingRun } from './run-token.js';
/** A draft of a run of another machine is left alone for so long; one is written and renamed within seconds. */
const foreignDraftMs = 3_600_000;
/** Removes what killed runs left in folders, of each once. */
export class StaleDrafts {
    #cleared = new Map();
    removeFrom(folder) {
        const known = this.#cleared.get(folder);
        if (known)
            return known;
        if (this.#cleared.size >= maxFoldersKnown)
            this.#cleared.clear();
        const clearing = removeStaleDrafts(folder);
        this.#cleared.set(folder, clearing);
        return clearing;
    }
}
/** Images of a folder mostly follow each other, so that one which is forgotten is not needed again. */
const maxFoldersKnown = 4096;
/**
 * Removes the drafts that killed runs left in a folder. Of a run of this machine (or container) it is known whether its process
 * still lives; a draft of another one is removed an hour after it was last touched. Never throws.
 */
export async function removeStaleDrafts(folder) {
    try {
        for await (const { name } of await opendir(folder, { bufferSize: 1024 })) {
            const token = ownerOfDraft(name)?.token;
            if (token !== undefined && isStale(join(folder, name), token))
                removeDraft(join(folder, name));
        }
    }
    catch {
        // No such folder, or one that may not be listed: writing there will say so, if anybody does.
    }
}
function isStale(path, token) {
    const lives = isLivingRun(token);
    if (lives !== undefined)
        return !lives;
    const draft = lstatSync(path, { throwIfNoEntry: false });
    // Not the time of modification, which --preserve takes from the source.
    return draft?.isFile() === true && Date.now() - draft.ctimeMs > foreignDraftMs;
}
