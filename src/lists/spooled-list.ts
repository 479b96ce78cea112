import { createHash } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lookAt, openSource, type Streamed } from '../lines/source.js';
import { temporarily } from '../storage/temporary.js';
import { unreadableList } from './unreadable.js';

/** A copy of a list that cannot be read in parts itself. */
export interface SpooledList {
  readonly path: string;
  readonly sha256: string;
  /** Why it was copied. */
  readonly from: Streamed;
  /** Removes the copy. */
  readonly discard: () => void;
}

/**
 * Copies the text of a list to a temporary file: of the standard input, of a pipe, or of a file that is compressed and has no index.
 *
 * @throws {ImgparError} `usage`, if it cannot be read; `unwritable`, if there is no room for the copy
 */
export async function spooledList(given: string, from: Streamed): Promise<SpooledList> {
  const folder = temporarily('the list', () => mkdtempSync(join(tmpdir(), 'imgpar-list-')));
  const discard = () => rmSync(folder, { recursive: true, force: true });
  try {
    const path = join(folder, 'list');
    return { path, sha256: await copyText(given, path), from, discard };
  } catch (error) {
    discard();
    throw error;
  }
}

/** Why a list cannot be read in parts; undefined if it can. */
export async function streamedKind(given: string): Promise<Streamed | undefined> {
  try {
    return (await lookAt(given)).streamed;
  } catch (error) {
    throw unreadableList(given, error);
  }
}

async function copyText(given: string, path: string): Promise<string> {
  const source = await openSource(given);
  const hash = createHash('sha256');
  const descriptor = temporarily('the list', () => openSync(path, 'w'));
  try {
    const block = Buffer.alloc(1 << 20);
    for (;;) {
      const count = await source.read(block, 0, block.length, 0);
      if (count === 0) return hash.digest('hex');
      hash.update(block.subarray(0, count));
      temporarily('the list', () => {
        for (let written = 0; written < count; ) written += writeSync(descriptor, block, written, count - written);
      });
    }
  } finally {
    closeSync(descriptor);
    await source.close();
  }
}
