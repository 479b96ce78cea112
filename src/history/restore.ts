import { dirname, join, resolve, sep } from 'node:path';
import { failureOf, ImgparError } from '../errors.js';
import type { DoneRecord } from '../record/image-record.js';
import { Manifest, manifestIn } from '../record/manifest.js';
import { endCharge, markedFolderAbove } from '../record/mark.js';
import { pathFrom } from '../record/recorded-path.js';
import { copyAttributes } from '../storage/attributes.js';
import { exists, look, openSource } from '../storage/file.js';
import { sha256, sha256OfFile } from '../storage/hash.js';
import { takeLock } from '../storage/lock.js';
import { newToken, retireToken } from '../storage/run-token.js';
import { writeAtomic } from '../storage/write-atomic.js';
import { boolean, group, path } from '../values/arguments.js';

/** What became of an image that was equalised in place. */
export interface Restored {
  readonly source: string;
  /**
   * `restored`: the original is back, or would be in a dry run; `original`: it was already there; `changed`: somebody has changed the image
   * since, so it is left; `not-kept`: the backup does not hold the original; `failed`: it could not be written.
   */
  readonly state: 'restored' | 'original' | 'changed' | 'not-kept' | 'failed';
  /** Why it failed. */
  readonly reason?: string;
}

/** What `restore` does, and to what. */
export interface RestoreOptions {
  /** Default: `.imgpar.jsonl` in the backup. */
  readonly manifest?: string | URL;
  /** Whether to replace images that were changed since, too. Default: false. */
  readonly force?: boolean;
  /** Whether to write nothing. Default: false. */
  readonly dryRun?: boolean;
}

const readRestoreOptions = group<{ readonly manifest: string; readonly force: boolean; readonly dryRun: boolean }>({
  manifest: path,
  force: boolean,
  dryRun: boolean,
});

/**
 * Restores the originals of images that were equalised in place, each checked by its SHA-256, with owner, permissions, times and
 * attributes. The backup stays. Once all originals are back, the images' folders are free for other runs.
 *
 * @param backup the folder that keeps the originals
 * @throws {ImgparError} `usage`, if there is no manifest, or a run is using it
 */
export function* restore(backup: string | URL, options: RestoreOptions = {}): Generator<Restored> {
  const given = path(backup, 'backup');
  const { manifest, force = false, dryRun = false } = readRestoreOptions(options, 'options');
  const root = resolve(given);
  const place = manifest === undefined ? manifestIn(root) : resolve(manifest);
  if (!exists(place)) throw new ImgparError('usage', `cannot tell what ${given} holds: there is no manifest ${place}`);
  const token = newToken();
  const unlock = dryRun ? () => {} : takeLock(`${place}.lock`, { run: token });
  try {
    yield* restoreAll(Manifest.open(place, { byResult: true, durable: true }), { root, token, force, dryRun });
  } finally {
    unlock();
    retireToken(token);
  }
}

interface Circumstances {
  readonly root: string;
  readonly token: string;
  readonly force: boolean;
  readonly dryRun: boolean;
}

function* restoreAll(manifest: Manifest, circumstances: Circumstances): Generator<Restored> {
  const { root, dryRun } = circumstances;
  const marked = new Set<string>();
  let left = 0;
  try {
    for (const record of manifest.latest()) {
      // In place, source and result are the same file.
      if (record.status !== 'done' || record.source !== record.destination) continue;
      const restored = restoreOne(manifest, record, circumstances);
      if (restored.state === 'restored' || restored.state === 'original') {
        if (!dryRun) manifest.append({ destination: record.destination, source: record.source, status: 'removed', at: Date.now() });
        const folder = manifest.id === undefined ? undefined : markedFolderAbove(pathFrom(root, record.source), manifest.id);
        if (folder !== undefined) marked.add(folder);
      } else left += 1;
      yield restored;
    }
    if (left === 0 && !dryRun && manifest.id !== undefined) endCharge(marked, manifest.id);
  } finally {
    manifest.close();
  }
}

function restoreOne(manifest: Manifest, record: DoneRecord, { root, token, force, dryRun }: Circumstances): Restored {
  const source = pathFrom(root, record.source);
  try {
    const present = look(source) && sha256OfFile(source);
    if (present === record.input.sha256) return { source, state: 'original' };
    const isResult = present === undefined || manifest.findResult(present) !== undefined;
    if (!isResult && !force) return { source, state: 'changed' };
    const original = originalOf(record, root);
    if (original === undefined) return { source, state: 'not-kept' };
    if (!dryRun) bringBack(original, record, source, token);
    return { source, state: 'restored' };
  } catch (error) {
    return { source, state: 'failed', reason: failureOf(error).message };
  }
}

function bringBack(original: string, record: DoneRecord, source: string, token: string): void {
  const file = openSource(original);
  try {
    const bytes = file.readAll();
    // It may have changed since it was found.
    if (sha256(bytes) !== record.input.sha256)
      throw new ImgparError('unreadable', `${original} changed while it was being read; try again`);
    const { mode, mtimeMs, uid, gid } = file;
    const { notDurable } = writeAtomic(source, bytes, {
      owner: { token, id: 'restored' },
      durable: true,
      traits: { mode, mtimeMs, uid, gid },
      beforeAppearing: ({ descriptor }) => void copyAttributes(file.descriptor, descriptor),
    });
    if (notDurable !== undefined)
      throw new ImgparError('unwritable', 'the original is back, but its folder could not be synced', { cause: notDurable });
  } finally {
    file.close();
  }
}

/** The file that still keeps an original; undefined if there is none. */
function originalOf(record: DoneRecord, root: string): string | undefined {
  const places = record.backup === undefined ? placesBelow(root, record.source) : [pathFrom(root, record.backup)];
  return places.find((place) => look(place)?.size === record.input.size && sha256OfFile(place) === record.input.sha256);
}

/** Version 0.1.0 did not record where an original is kept: under the end of its path below the source, however long that is. */
function placesBelow(root: string, recorded: string): string[] {
  const names = recorded.split('/').filter((name) => name !== '..' && name !== '');
  return names.map((_, index) => join(root, names.slice(index).join(sep))).filter((place) => dirname(place) !== dirname(root));
}
