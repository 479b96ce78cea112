import { closeSync, existsSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { ImgparError } from '../errors.js';
import { type CreateOptions, create } from '../storage/create.js';
import { isMissing, isSystemError, reasonOf } from '../storage/reasons.js';
import { version } from '../version.js';
import { recordFrom } from './image-record.js';
import { beforeDestination, linesOf } from './lines.js';
import { manifestIn, manifestName } from './manifest.js';
import { openIfAny } from './manifest-file.js';

/** A file in each folder whose images were equalised in place. It names the manifest that knows which of them are results. */
const markName = '.imgpar-in-place.json';

/** The manifest of a run in place, and how its marks are made. */
export interface Charge extends CreateOptions {
  /** Absolute path. */
  readonly manifest: string;
  /** Identifies the manifest wherever it is. */
  readonly id: string;
}

interface Mark {
  /** Path relative to the folder, with '/' between names; absolute if there is no relative path. */
  readonly manifest: string;
  readonly id: string;
}

/** The absolute folders put into the charge of a manifest, and those of all images below them. */
export interface Domain {
  readonly roots: readonly string[];
  readonly folders: () => AsyncIterable<string>;
}

/**
 * Puts folders into the charge of a manifest. What another manifest is in charge of, at, above or below them, may hold results that this
 * one would take for originals. Makes the marks before looking for others, so that of two runs at least one sees the other.
 *
 * @throws {ImgparError} `usage`, if another manifest is in charge, or a mark cannot be made; the marks made so far are then removed
 */
export async function takeCharge(domain: Domain, charge: Charge): Promise<void> {
  const made: string[] = [];
  try {
    for (const root of domain.roots.map(real)) if (markFolder(root, charge)) made.push(join(root, markName));
    await refuseOtherCharge(domain, charge);
  } catch (error) {
    for (const mark of made) rmSync(mark, { force: true });
    throw error;
  }
}

/** @throws {ImgparError} `usage`, if another manifest is in charge at, above or below the folders */
export async function refuseOtherCharge({ roots, folders }: Domain, charge: Pick<Charge, 'manifest' | 'id'>): Promise<void> {
  const look = looker(charge);
  for (const root of roots) look(real(root));
  for await (const folder of folders()) look(real(folder));
}

/** Removes a manifest's marks from folders, as all their images are originals again. */
export function endCharge(folders: Iterable<string>, id: string): void {
  for (const folder of folders) if (markIn(folder)?.id === id) rmSync(join(folder, markName), { force: true });
}

/** The folder above a file that a manifest has marked; undefined if there is none. */
export function markedFolderAbove(file: string, id: string): string | undefined {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (markIn(folder)?.id === id) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}

/** Marks a folder; returns whether the mark is new. */
function markFolder(folder: string, charge: Charge): boolean {
  const way = relative(folder, charge.manifest);
  const mark: Mark = { manifest: sep === '/' ? way : way.replaceAll(sep, '/'), id: charge.id };
  try {
    const text = `${JSON.stringify({ imgpar: version, ...mark })}\n`;
    if (create(join(folder, markName), text, charge)) return true;
  } catch (error) {
    throw new ImgparError('usage', `cannot mark the folder ${folder} as equalised in place: ${reasonOf(error)}`, { cause: error });
  }
  refuseOthers(folder, charge);
  return false;
}

/** Checks a folder and those above it, each once. */
function looker(charge: Pick<Charge, 'manifest' | 'id'>): (folder: string) => void {
  const seen = new Set<string>();
  return (folder) => {
    for (let at = folder; !seen.has(at); at = dirname(at)) {
      if (seen.size >= maxSeen) seen.clear();
      seen.add(at);
      refuseOthers(at, charge);
    }
  };
}

const maxSeen = 100_000;

function refuseOthers(folder: string, charge: Pick<Charge, 'manifest' | 'id'>): void {
  const mark = markIn(folder);
  if (mark && mark.id !== charge.id) throw anotherInCharge(folder, mark, charge);
  const manifest = manifestIn(folder);
  if (!mark && manifest !== charge.manifest && existsSync(manifest) && isInPlace(manifest))
    throw anotherInCharge(folder, { manifest: manifestName, id: '' }, charge);
}

function anotherInCharge(folder: string, mark: Mark, charge: Pick<Charge, 'manifest'>): ImgparError {
  const manifest = resolve(folder, mark.manifest);
  const [state, cure] =
    manifest === real(charge.manifest) || manifest === charge.manifest || !existsSync(manifest)
      ? ['which is gone', `if all images are originals again, remove ${join(folder, markName)}`]
      : ['which is needed to tell results from originals', 'give the same backupDir or manifest as before'];
  return new ImgparError('usage', `${folder} was equalised in place with the manifest ${manifest}, ${state}; ${cure}`);
}

/** @throws {ImgparError} `usage`, if there is one that cannot be read */
function markIn(folder: string): Mark | undefined {
  const path = join(folder, markName);
  try {
    const { manifest, id } = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof manifest === 'string' && typeof id === 'string') return { manifest, id };
  } catch (error) {
    if (isMissing(error) || (isSystemError(error) && error.code === 'EACCES')) return undefined;
  }
  throw new ImgparError('usage', `the mark ${path} cannot be read; it names the manifest of the images that were equalised in place`);
}

/**
 * Whether this is a manifest of version 0.1.0 for images equalised in place, where source and result are the same. That version made no
 * marks.
 */
function isInPlace(path: string): boolean {
  const descriptor = openIfAny(path);
  if (descriptor === undefined) return false;
  try {
    for (const { bytes } of linesOf(descriptor)) {
      if (!bytes?.toString('latin1', 0, beforeDestination.length).startsWith(beforeDestination)) continue;
      const record = recordFrom(bytes.toString());
      if (record?.status === 'done') return record.source === record.destination;
    }
    return false;
  } finally {
    closeSync(descriptor);
  }
}

function real(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}
