import { randomFillSync } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Who writes a draft. */
export interface DraftOwner {
  /** Identifies the run, to distinguish its drafts from those of others. */
  readonly token: string;
  /** Identifies the image within the run. */
  readonly id: number | string;
}

/**
 * A name for collecting the bytes of a file: in the file's folder, so that renaming stays on one file system; short and hidden, so that it
 * fits even if the file's own name fills the limit; and unpredictable, so that nobody can put a link there.
 */
export function newDraftName({ token, id }: DraftOwner): string {
  return `.imgpar-${token}-${id}-${unpredictable()}.draft`;
}

/** 12 random digits. They are made for many names at a time: a call of the generator for each would take longer than all else here. */
function unpredictable(): string {
  if (used === random.length) {
    randomFillSync(random);
    used = 0;
  }
  used += digitsBytes;
  return random.toString('hex', used - digitsBytes, used);
}

const digitsBytes = 6;
const random = Buffer.alloc(512 * digitsBytes);
// One per thread, as each writes drafts of its own.
let used = random.length;

/** The owner of a draft by its name; undefined if it is not a draft. Names of version 0.1.0 have no random part. */
export function ownerOfDraft(name: string): DraftOwner | undefined {
  const [, token, id] = /^\.imgpar-([^-]+)-([^-]+)(?:-[0-9a-f]{12})?\.draft$/.exec(name) ?? [];
  return token === undefined ? undefined : { token, id: id! };
}

/** Removes a draft if it exists. Never throws, as it runs after something has already failed. */
export function removeDraft(draft: string): void {
  try {
    rmSync(draft, { force: true });
  } catch {
    // The folder is gone or not writable: then there is no draft either.
  }
}

/** Removes the drafts of some images of a run from a folder. Never throws, as it runs after something has already failed. */
export function removeDrafts(folder: string, token: string, ids: ReadonlySet<string>): void {
  try {
    for (const name of readdirSync(folder)) {
      const owner = ownerOfDraft(name);
      if (owner?.token === token && ids.has(String(owner.id))) removeDraft(join(folder, name));
    }
  } catch {
    // The folder is gone or unreadable: then the next run clears it.
  }
}
