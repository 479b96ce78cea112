import { ImgparError } from '../errors.js';
import { exists, openSource, type SourceFile } from '../storage/file.js';
import { sha256OfFile, sha256OfSource, stamped } from '../storage/hash.js';
import { withRetries } from '../storage/retry.js';
import { unwritable, writePartsAtomic } from '../storage/write-atomic.js';
import type { Outcome, Task, Work } from './task.js';

const pieceBytes = 1 << 20;

/**
 * Copies a file that is no image, such as a label beside one, so that the destination holds all that the source does. It appears whole or
 * not at all, under its own name.
 *
 * @throws {ImgparError} `unwritable`, also if another file stands there that may be a result
 */
export async function copyOther(task: Task, copyTo: string, { output, limits, token, destinationRoot }: Work): Promise<Outcome> {
  if (!output.overwrite && exists(copyTo)) return { status: 'skipped', reason: 'exists' };
  const source = openSource(task.source);
  try {
    // Its own name is that of no result, unless results have other endings than their sources.
    if (output.format !== 'keep' && !task.isCopied && exists(copyTo)) requireSame(copyTo, source);
    const { size, mtimeMs, mode } = source;
    let copied = { size: 0, sha256: '' };
    const outputMtimeMs = await withRetries(limits.retries, async () => {
      const written = await writePartsAtomic(
        copyTo,
        stamped(piecesOf(source), (stamp) => {
          copied = stamp;
        }),
        {
          owner: { token, id: task.id },
          root: destinationRoot,
          durable: output.durable,
          ...(output.preserve && { traits: { mode: mode & 0o777, mtimeMs } }),
        },
      );
      if (written.notDurable !== undefined) throw unwritable(copyTo, written.notDurable);
      return written.mtimeMs;
    });
    const stamps = {
      format: 'other',
      input: { size, mtimeMs, sha256: copied.sha256 },
      output: { ...copied, mtimeMs: outputMtimeMs },
    } as const;
    return { status: 'skipped', reason: 'copied', stamps };
  } finally {
    source.close();
  }
}

async function* piecesOf(source: SourceFile): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < source.size; offset += pieceBytes) yield source.piece(offset, pieceBytes);
}

function requireSame(copyTo: string, source: SourceFile): void {
  const present = openSource(copyTo);
  present.close();
  if (present.size === source.size && sha256OfFile(copyTo) === sha256OfSource(source)) return;
  throw new ImgparError(
    'unwritable',
    `cannot copy it to ${copyTo}: another file stands there, perhaps the result of an image; rename one of them`,
  );
}
