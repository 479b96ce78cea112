import { lstatSync } from 'node:fs';
import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { ownerOfDraft, removeDraft } from './drafts.js';
import { isLivingRun } from './run-token.js';

/** How long a draft of another machine's run is left alone; a draft is written and renamed within seconds. */
const foreignDraftMs = 3_600_000;

/** Removes what killed runs left in folders, once per folder. */
export class StaleDrafts {
  readonly #cleared = new Map<string, Promise<void>>();

  removeFrom(folder: string): Promise<void> {
    const known = this.#cleared.get(folder);
    if (known) return known;
    if (this.#cleared.size >= maxFoldersKnown) this.#cleared.clear();
    const clearing = removeStaleDrafts(folder);
    this.#cleared.set(folder, clearing);
    return clearing;
  }
}

/** Images of a folder mostly follow each other, so a forgotten folder is not needed again. */
const maxFoldersKnown = 4096;

/**
 * Removes the drafts that killed runs left in a folder. Drafts of this machine (or container) go if their process no longer lives; others
 * an hour after they were last touched. Never throws.
 */
export async function removeStaleDrafts(folder: string): Promise<void> {
  try {
    for await (const { name } of await opendir(folder, { bufferSize: 1024 })) {
      const token = ownerOfDraft(name)?.token;
      if (token !== undefined && isStale(join(folder, name), token)) removeDraft(join(folder, name));
    }
  } catch {
    // No such folder, or one that may not be listed: writing there will report it, if necessary.
  }
}

function isStale(path: string, token: string): boolean {
  const lives = isLivingRun(token);
  if (lives !== undefined) return !lives;
  const draft = lstatSync(path, { throwIfNoEntry: false });
  // Not the modification time, which --preserve takes from the source.
  return draft?.isFile() === true && Date.now() - draft.ctimeMs > foreignDraftMs;
}
