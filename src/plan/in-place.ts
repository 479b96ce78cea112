import { dirname } from 'node:path';
import { ImgparError } from '../errors.js';
import { asGiven } from '../given-paths.js';
import { isAtOrBelow } from '../storage/whereabouts.js';
import { absolutePath, canonicalPath } from './canonical.js';
import { foldingOf } from './case-folding.js';
import { refuseCollisions } from './collisions.js';
import { type GatherOptions, gather, type OnFound } from './gather.js';
import type { TaskList } from './list.js';
import { type Names, type Naming, namesBy } from './naming.js';
import { givenPaths, type Plan, without } from './plan.js';
import { type ResolvedSource, resolveSources, withNegations } from './sources.js';

export interface InPlaceOptions extends GatherOptions {
  readonly sources: readonly string[];
  /** The folder that keeps the originals; false if there is none. */
  readonly backupDir: string | false;
  /** The manifest, if the user named one: paths then start from its folder. */
  readonly manifest: string | undefined;
}

/**
 * Lists the files of the sources, each of which is its own result.
 *
 * @throws {ImgparError} `usage`, if a source is wrong, nothing is found, or two originals would share a name in the backup
 */
export async function planInPlace(given: InPlaceOptions, onFound?: OnFound): Promise<Plan> {
  const options = await withNegations(given);
  const sources = await resolveSources(options.sources);
  const backup = options.backupDir === false ? undefined : await absolutePath(options.backupDir);
  const root = backup ?? (options.manifest === undefined ? onlyFolder(sources) : dirname(options.manifest));
  const inBackup = sources.find(({ canonical }) => backup !== undefined && isAtOrBelow(backup, canonical));
  if (inBackup) throw new ImgparError('usage', `the source ${inBackup.given} lies in the backup folder, whose originals are never changed`);
  const kept = backup === undefined || options.backupDir === false ? [] : [{ path: backup, given: options.backupDir }];
  const written = givenPaths(sources, ...kept);
  const { list, warnings } = await gather(sources, { root: backup ?? noFolder, format: 'keep' }, options, asGiven(written), onFound);
  const real = await realPathsOf(sources);
  const naming: Naming = { kind: 'in-place', realPaths: Object.fromEntries(real), ...(backup !== undefined && { backup }) };
  const names = namesBy(naming);
  try {
    const checked = await checkedList(list, root, names, asGiven(written), options.signal);
    return {
      list: checked,
      destinationRoot: root,
      isFile: false,
      sourceRoots: sources.map(({ path }) => path),
      // Results of other runs are to be expected below the sources in place.
      warnings: warnings.filter(({ code }) => code === 'no-match'),
      given: written,
      format: 'keep',
      naming,
      ...names,
      placeRoots: [...new Set(sources.map(({ type, path }) => (type === 'file' ? dirname(real.get(path) ?? path) : path)))],
    };
  } catch (error) {
    await list.close();
    throw error;
  }
}

/** A name that no folder has. */
export const noFolder = '/\0';

/** Without a backup the manifest goes into the source folder; with several sources there is no obvious place. */
function onlyFolder(sources: readonly ResolvedSource[]): string {
  const [first, ...others] = sources;
  if (first?.type === 'folder' && others.length === 0) return first.path;
  throw new ImgparError(
    'usage',
    'in place without a backup, imgpar cannot tell where to keep the manifest; give one folder as the source, or name a manifest file',
  );
}

/** The targets of named files. A file named through a link is changed where it is, and the link stays. */
async function realPathsOf(sources: readonly ResolvedSource[]): Promise<ReadonlyMap<string, string>> {
  const real = new Map<string, string>();
  for (const { type, path } of sources) if (type === 'file') real.set(path, await canonicalPath(path));
  return real;
}

/** The list without files that two sources lead to. No two originals may share a name in the backup. */
async function checkedList(
  list: TaskList,
  root: string,
  { destinationOf, backupOf }: Names,
  shown: (path: string) => string,
  signal?: AbortSignal,
) {
  const superfluous = await refuseCollisions(list, { root, folding: 'exact', pathOf: destinationOf, shown }, signal);
  const shorter = superfluous.size > 0 ? await without(list, superfluous) : list;
  if (backupOf) await refuseCollisions(shorter, { root, folding: await foldingOf(root), pathOf: backupOf, shown }, signal);
  return shorter;
}
