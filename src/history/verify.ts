import { join, resolve } from 'node:path';
import { ImgparError } from '../errors.js';
import type { DoneRecord } from '../record/image-record.js';
import { Manifest, manifestName } from '../record/manifest.js';
import { pathFrom } from '../record/recorded-path.js';
import { exists, look } from '../storage/file.js';
import { sha256OfFile } from '../storage/hash.js';
import { group, path } from '../values/arguments.js';
import { latestIn, openParts } from './manifest-and-parts.js';

/** How a result compares with the manifest; a manifest that does not say what became of some result is `unreadable`. */
export interface Verified {
  readonly destination: string;
  readonly state: 'intact' | 'missing' | 'changed' | 'unreadable';
}

/** What `verify` compares with. */
export interface VerifyOptions {
  /** Default: `.imgpar.jsonl` in the destination. */
  readonly manifest?: string | URL;
}

const readVerifyOptions = group<{ readonly manifest: string }>({ manifest: path });

/**
 * Reads every result in the manifest of a destination, or in the records of shards there, and compares its content with what was written. Ignores files that are not in the
 * manifest.
 *
 * @throws {ImgparError} `usage`, if there is no manifest
 */
export function* verify(destination: string | URL, options: VerifyOptions = {}): Generator<Verified> {
  const given = path(destination, 'destination');
  const { manifest: named } = readVerifyOptions(options, 'options');
  const root = resolve(given);
  const place = named === undefined ? join(root, manifestName) : resolve(named);
  // Parts belong to the manifest that a run has unless another is named.
  const parts = named === undefined ? openParts(root) : undefined;
  if (!exists(place) && !parts) throw new ImgparError('usage', `cannot tell what was written to ${given}: there is no manifest ${place}`);
  const manifest = Manifest.open(place);
  try {
    // Broken lines that later ones have replaced, or that a full disk left, tell nothing of a result.
    const { damagedLines: known } = manifest;
    for (const record of latestIn(manifest, parts)) {
      if (record.status === 'done') yield { destination: pathFrom(root, record.destination), state: stateOf(record, root) };
    }
    if (manifest.damagedLines > known) yield { destination: place, state: 'unreadable' };
  } finally {
    parts?.close();
    manifest.close();
  }
}

function stateOf({ destination, output }: DoneRecord, root: string): Verified['state'] {
  const result = pathFrom(root, destination);
  const found = look(result);
  if (!found) return 'missing';
  if (!found.isFile || found.size !== output.size) return 'changed';
  try {
    return sha256OfFile(result) === output.sha256 ? 'intact' : 'changed';
  } catch {
    return 'unreadable';
  }
}
