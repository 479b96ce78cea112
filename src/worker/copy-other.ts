import { ImgparError } from '../errors.js';
import { isSameContent, stamped } from '../storage/hash.js';
import type { StoredFile } from '../storage/store.js';
import { storeOf } from '../storage/stores.js';
import type { Outcome, Task, Work } from './task.js';
import { writeResult } from './write-result.js';

const pieceBytes = 1 << 20;

/**
 * Copies a file that is not an image, such as a label, so that the output folder holds everything that the source does. The copy appears
 * whole or not at all, under its own name.
 *
 * @throws {ImgparError} `unwritable`, also if another file exists there that may be a result
 */
export async function copyOther(task: Task, copyTo: string, work: Work): Promise<Outcome> {
  const { output } = work;
  const store = storeOf(copyTo);
  if (!output.overwrite && (await store.exists(copyTo))) return { status: 'skipped', reason: 'exists' };
  const source = await storeOf(task.source).open(task.source);
  try {
    // No result has that name, unless results have other extensions than their sources.
    if (output.format !== 'keep' && !task.isCopied && (await store.exists(copyTo)) && !(await isSameContent(copyTo, task.source)))
      throw anotherFileAt(copyTo);
    const { size, mtimeMs } = source;
    let copied = { size: 0, sha256: '' };
    const parts = () =>
      stamped(piecesOf(source), (stamp) => {
        copied = stamp;
      });
    const outputMtimeMs = await writeResult({ location: copyTo, id: task.id, source }, parts, work);
    const stamps = {
      format: 'other',
      input: { size, mtimeMs, sha256: copied.sha256 },
      output: { ...copied, mtimeMs: outputMtimeMs },
    } as const;
    return { status: 'skipped', reason: 'copied', stamps };
  } finally {
    await source.close();
  }
}

/** The bytes of a file in pieces, so that it is never in memory whole. */
export async function* piecesOf(source: StoredFile): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < source.size; offset += pieceBytes) yield await source.piece(offset, pieceBytes);
}

function anotherFileAt(copyTo: string): ImgparError {
  return new ImgparError(
    'unwritable',
    `cannot copy it to ${copyTo}: another file is already there, perhaps the result of an image; rename one of them`,
  );
}
