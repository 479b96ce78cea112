import { lstatSync, rmSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import type { Plan } from '../plan/plan.js';
import type { DoneRecord } from '../record/image-record.js';
import { Manifest } from '../record/manifest.js';
import { exists, look } from '../storage/file.js';
import { sha256OfFile } from '../storage/hash.js';
import { pathFrom } from './up-to-date.js';

/**
 * The results that a manifest knows whose sources are gone: those below the sources of a plan, so that a disk that is not there today
 * costs nothing, and that still hold what imgpar wrote.
 */
export function* orphans(manifest: Manifest, { destinationRoot, sourceRoots }: Plan): Generator<DoneRecord> {
  for (const record of manifest.latest()) {
    if (record.status !== 'done') continue;
    const source = pathFrom(destinationRoot, record.source);
    const isOurs = sourceRoots.some((root) => existsBelow(root, source));
    if (isOurs && !exists(source) && isIntact(record, destinationRoot)) yield record;
  }
}

/** Removes the orphans of a plan, and says so in the manifest. @returns the paths that were removed */
export function* prune(path: string, planned: Plan): Generator<string> {
  const manifest = Manifest.open(path);
  try {
    for (const { destination, source } of orphans(manifest, planned)) {
      const result = pathFrom(planned.destinationRoot, destination);
      rmSync(result);
      manifest.append({ destination, source, status: 'removed', at: Date.now() });
      yield result;
    }
  } finally {
    manifest.close();
  }
}

/** Whether a path lies below a root that is there, or is the root itself in a folder that is there. */
function existsBelow(root: string, path: string): boolean {
  if (path === root) return exists(dirname(root));
  return path.startsWith(root.endsWith(sep) ? root : root + sep) && exists(root);
}

/** Whether a result is still the regular file that imgpar wrote, within the destination and not behind a link. */
function isIntact({ destination, output }: DoneRecord, root: string): boolean {
  const path = pathFrom(root, destination);
  if (!isPlainlyBelow(root, path)) return false;
  const found = look(path);
  return found?.isFile === true && found.size === output.size && sha256OfFile(path) === output.sha256;
}

/** A manifest may have been written by anybody: what climbs out of the destination, or leads through a link, is not touched. */
function isPlainlyBelow(root: string, path: string): boolean {
  const start = root.endsWith(sep) ? root : root + sep;
  if (!path.startsWith(start)) return false;
  const names = path.slice(start.length).split(sep).slice(0, -1);
  return names.every((_, index) => {
    const folder = join(root, ...names.slice(0, index + 1));
    return lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() !== false;
  });
}
