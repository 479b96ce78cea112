import { join } from 'node:path';
import { jobFolder, jobsIn, partsIn } from '../parts/part-file.js';
import { RecordedParts } from '../parts/recorded-parts.js';
import { type ImageRecord, isKept } from '../record/image-record.js';
import type { Manifest } from '../record/manifest.js';
import type { Ledger } from './run-record.js';

/** What shards have recorded in an output folder; undefined if no shard has. @throws {ImgparError} `unreadable`, `usage` */
export function openParts(root: string): RecordedParts | undefined {
  const paths = jobsIn(root).flatMap((job) => partsIn(jobFolder(root, job)).map((name) => join(jobFolder(root, job), name)));
  return paths.length === 0 ? undefined : new RecordedParts(paths);
}

/** A manifest, and the parts that no merge may have added to it yet: of each destination, the later record counts. */
export function withParts(manifest: Manifest, parts: RecordedParts | undefined): Ledger {
  if (!parts) return manifest;
  return {
    find: (destination) => later(manifest.find(destination), parts.find(destination)),
    append: (...records) => manifest.append(...records),
    writeHeader: () => manifest.writeHeader(),
    get damagedLines() {
      return manifest.damagedLines;
    },
    close() {
      parts.close();
      manifest.close();
    },
  };
}

/** The last record of each destination, in the manifest and in parts. */
export function* latestIn(manifest: Manifest, parts: RecordedParts | undefined): Generator<ImageRecord> {
  for (const record of manifest.latest()) {
    if (later(record, parts?.find(record.destination)) === record) yield record;
  }
  for (const record of parts?.latest() ?? []) {
    if (isKept(record) && later(manifest.find(record.destination), record) === record) yield record;
  }
}

function later(one: ImageRecord | undefined, other: ImageRecord | undefined): ImageRecord | undefined {
  if (!other || !isKept(other)) return one;
  return one && one.at >= other.at ? one : other;
}
