import { dirname, sep } from 'node:path';
import { ImgparError } from '../errors.js';
import { journalOf } from '../record/journal.js';
import { KnownResults } from '../record/known-results.js';
import { type Anchor, anchorOf, nameIn } from '../storage/anchor.js';
import { copyAttributes } from '../storage/attributes.js';
import { look, openSource, type SourceFile } from '../storage/file.js';
import { syncFolder } from '../storage/folders.js';
import { keepOriginal } from '../storage/keep-original.js';
import { withRetries } from '../storage/retry.js';
import type { StoredFile } from '../storage/store.js';
import { type FinishedDraft, writeAtomic } from '../storage/write-atomic.js';
import { doneRecord } from './done-record.js';
import type { InPlaceWork, Outcome, Stamps, Task, Work } from './task.js';

/** What was known of the file of an image when it was read. */
export type FileRead = Pick<StoredFile, 'size' | 'mtimeMs' | 'ino' | 'dev'>;

/** The outcome of an image that must not be processed because of its content: it is a result already, or not the original that was kept. */
export function whyNotOriginal(
  task: Task,
  { knownResults }: InPlaceWork,
  { sha256, file }: { readonly sha256: string; readonly file: FileRead },
): Outcome | undefined {
  if (task.original) return task.original.sha256 === sha256 ? undefined : changedMeanwhile(task);
  if (!knownResults || !known(knownResults).has(sha256)) return undefined;
  return { status: 'holds-result', sha256, size: file.size, mtimeMs: file.mtimeMs };
}

function changedMeanwhile({ original }: Task): Outcome {
  if (original?.path !== undefined) return { status: 'skipped', reason: 'original-not-kept' };
  throw changed();
}

// One per thread: a worker serves one run after the other, and the file stays open.
let last: { readonly path: string; readonly results: KnownResults } | undefined;

/** The known results of this thread, which has one run after the other. */
function known({ path, count }: NonNullable<InPlaceWork['knownResults']>): KnownResults {
  if (last?.path === path) return last.results;
  last?.results.close();
  last = { path, results: new KnownResults(path, count) };
  return last.results;
}

/** A result that is about to replace its source. */
export interface Replacement {
  /** The content of the original, and its file. */
  readonly bytes: Uint8Array;
  readonly file: FileRead;
  /** The bytes of the result, in parts. */
  readonly content: readonly Uint8Array[];
  readonly width: number;
  readonly height: number;
  /** Identifies the files, except for the time of the result. */
  readonly stamps: Stamps;
}

export interface Replaced {
  readonly mtimeMs: number;
  readonly warnings: readonly string[];
  readonly notDurable: boolean;
}

/**
 * Replaces a source with its result. Before the source goes, its original is kept (if required) and the content of both is on record; if
 * durable, both are on disk. So wherever this ends, the next run knows what it finds. The file keeps owner, permissions, attributes and
 * access lists as far as the system permits.
 *
 * @throws {ImgparError} `unwritable`; `unreadable`, if the file has changed since it was read
 */
export async function replaceSource(task: Task, work: Work, inPlace: InPlaceWork, replacement: Replacement): Promise<Replaced> {
  const { durable } = work.output;
  const root = rootOf(task.destination, inPlace.roots);
  return withRetries(work.limits.retries, async () => {
    const folder = anchorOf(task.destination, root, durable);
    const present = openSource(nameIn(folder, task.destination), { throughLink: false });
    try {
      requireUnchanged(task, present, replacement.file);
      keep(task, work, inPlace, present, folder, replacement.bytes);
      return await replace(task, work, inPlace, present, root, replacement);
    } finally {
      present.close();
    }
  });
}

function requireUnchanged({ original }: Task, present: SourceFile, file: FileRead): void {
  const expected = original?.path === undefined ? file : (original.place ?? present);
  const isSame = present.size === expected.size && present.mtimeMs === expected.mtimeMs;
  const isSameFile = original?.path !== undefined || (present.ino === file.ino && present.dev === file.dev);
  if (!isSame || !isSameFile) throw changed();
}

function changed(): ImgparError {
  return new ImgparError('unreadable', 'it changed while it was being equalised, so it was left alone; run again');
}

function keep(task: Task, work: Work, { backupRoot }: InPlaceWork, present: SourceFile, folder: Anchor, bytes: Uint8Array): void {
  if (task.backup === undefined || backupRoot === undefined || task.original?.path !== undefined) return;
  keepOriginal(nameIn(folder, task.destination), present, bytes, {
    backup: task.backup,
    root: backupRoot,
    owner: { token: work.token, id: task.id },
    durable: work.output.durable,
  });
}

async function replace(
  task: Task,
  work: Work,
  inPlace: InPlaceWork,
  present: SourceFile,
  root: string,
  { file, content, width, height, stamps }: Replacement,
): Promise<Replaced> {
  const { durable, preserve } = work.output;
  const warnings: string[] = [];
  const note = (mtimeMs: number) => {
    // There is a fingerprint for every format.
    const circumstances = { root: inPlace.root, fingerprint: inPlace.fingerprints[stamps.format]!, attempts: 1, timings: {} };
    const record = doneRecord(task, { ...stamps, output: { ...stamps.output, mtimeMs } }, circumstances);
    journalOf(inPlace.manifest, durable).append({ ...record, run: work.token, width, height });
  };
  if (stamps.output.sha256 === stamps.input.sha256 && task.original?.path === undefined) {
    note(present.mtimeMs);
    return { mtimeMs: present.mtimeMs, warnings, notDurable: false };
  }
  const { mode, uid, gid } = present;
  const { mtimeMs, notDurable } = writeAtomic(task.destination, content, {
    owner: { token: work.token, id: task.id },
    root,
    durable,
    traits: { mode, uid, gid, ...(preserve && { mtimeMs: file.mtimeMs }) },
    beforeAppearing: (draft, folder) => {
      warnings.push(...keepAttributes(present, draft));
      requireStillThere(nameIn(folder, task.destination), present);
      note(draft.mtimeMs);
    },
  });
  if (notDurable === undefined) return { mtimeMs, warnings, notDurable: false };
  return syncAgain(task, work, { mtimeMs, warnings });
}

function keepAttributes(present: SourceFile, { descriptor, uid, gid }: FinishedDraft): string[] {
  const lost = copyAttributes(present.descriptor, descriptor);
  return [
    ...(uid === present.uid && gid === present.gid ? [] : ['its owner or group could not be kept; this user may not set it']),
    ...(lost.length === 0 ? [] : [`these attributes could not be kept: ${lost.join(', ')}`]),
  ];
}

function requireStillThere(place: string, { size, mtimeMs }: SourceFile): void {
  const found = look(place);
  if (found?.isFile !== true || found.size !== size || found.mtimeMs !== mtimeMs) throw changed();
}

/** Syncs the folder again. The result has its name, so it is done, but it may not survive a power failure yet. */
async function syncAgain({ destination }: Task, { limits }: Work, replaced: Omit<Replaced, 'notDurable'>): Promise<Replaced> {
  try {
    await withRetries(limits.retries, () => {
      try {
        syncFolder(dirname(destination));
      } catch (error) {
        throw new ImgparError('unwritable', 'its folder could not be synced', { cause: error });
      }
    });
    return { ...replaced, notDurable: false };
  } catch {
    const warning = 'it was replaced, but its folder could not be synced; after a power failure the original may be back';
    return { ...replaced, warnings: [...replaced.warnings, warning], notDurable: true };
  }
}

/** The longest of the roots above a file. */
function rootOf(path: string, roots: readonly string[]): string {
  const folder = dirname(path);
  const above = roots.filter((root) => folder === root || folder.startsWith(root.endsWith(sep) ? root : root + sep));
  return above.reduce((longest, root) => (root.length > longest.length ? root : longest), above[0] ?? folder);
}
