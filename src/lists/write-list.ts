import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { ImgparError } from '../errors.js';
import { forEachLineBytes } from '../lines/lines.js';
import { wholeFile } from '../lines/window.js';
import { writePartsAtomic } from '../storage/write-atomic.js';
import { stateOf } from './identity.js';
import { type ListIndex, writeListIndex } from './list-index.js';
import { formOf, type ListForm, type ListLine, lineOf, longestLineBytes, separatorOf } from './list-line.js';
import { type Member, readDescriptor } from './reading.js';
import { streamedKind } from './spooled-list.js';
import { unreadableList } from './unreadable.js';

export interface WriteListOptions {
  readonly form: ListForm;
  /** Compresses it in members, so that it can be read in ranges, and by any program that reads gzip. */
  readonly gzip: boolean;
}

/**
 * Writes a list, and its index beside it.
 *
 * @returns the index
 * @throws {ImgparError} `unwritable`; `usage`, for a name that the form cannot hold
 */
export async function writeList(
  path: string,
  names: AsyncIterable<Omit<ListLine, 'offset'>>,
  { form, gzip }: WriteListOptions,
): Promise<Omit<ListIndex, 'imgparList' | 'file'>> {
  const hash = createHash('sha256');
  const members: Member[] = [[0, 0]];
  let [lines, textBytes] = [0, 0];
  const parts = async function* () {
    for await (const text of blocksOf(names, form, () => (lines += 1))) {
      hash.update(text);
      textBytes += text.length;
      const part = gzip ? gzipSync(text) : text;
      members.push([members.at(-1)![0] + part.length, textBytes]);
      yield part;
    }
    // A file of no bytes is not a compressed one.
    if (gzip && textBytes === 0) yield gzipSync('');
  };
  await writePartsAtomic(path, parts(), { owner: { token: 'list', id: process.pid } });
  const index = { sha256: hash.digest('hex'), textBytes, lines, ...(gzip && { members }) };
  writeListIndex(path, { ...index, file: openState(path) });
  return index;
}

/** Text of one member each. */
const memberBytes = 4 * 2 ** 20;

async function* blocksOf(names: AsyncIterable<Omit<ListLine, 'offset'>>, form: ListForm, count: () => void): AsyncGenerator<Buffer> {
  let [texts, bytes]: [Buffer[], number] = [[], 0];
  for await (const name of names) {
    const text = lineOf(name, form);
    count();
    texts.push(text);
    bytes += text.length;
    if (bytes < memberBytes) continue;
    yield Buffer.concat(texts);
    [texts, bytes] = [[], 0];
  }
  if (bytes > 0) yield Buffer.concat(texts);
}

function openState(path: string) {
  const descriptor = openSync(path, 'r');
  try {
    return stateOf(descriptor, path);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Makes the index of a list that exists: counts its lines, and takes its SHA-256.
 *
 * @throws {ImgparError} `usage`, if it cannot be read in parts; `unwritable`
 */
export async function indexList(path: string): Promise<Omit<ListIndex, 'imgparList'>> {
  const kind = await streamedKind(path);
  if (kind)
    throw new ImgparError(
      'usage',
      `the list ${path} cannot be read in ranges, as it is ${kind === 'pipe' ? 'a pipe' : `compressed by ${kind}`}; ` +
        'write one that can be with imgpar list --gzip --list FILE OTHER.gz',
    );
  const descriptor = openForReading(path);
  try {
    const file = stateOf(descriptor, path);
    const read = readDescriptor(descriptor, path);
    let lines = 0;
    const count = (_: Buffer, start: number, end: number) => {
      if (end > start) lines += 1;
    };
    const separator = separatorOf(formOf(read));
    await forEachLineBytes(path, wholeFile, count, { separator, maxLineBytes: longestLineBytes });
    const index = { sha256: sha256Of(descriptor), textBytes: file.bytes, lines, file };
    writeListIndex(path, index);
    return index;
  } finally {
    closeSync(descriptor);
  }
}

function openForReading(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    throw unreadableList(path, error);
  }
}

function sha256Of(descriptor: number): string {
  const hash = createHash('sha256');
  const block = Buffer.allocUnsafe(1 << 20);
  for (let count = readSync(descriptor, block, 0, block.length, 0), at = 0; count > 0; ) {
    hash.update(block.subarray(0, count));
    at += count;
    count = readSync(descriptor, block, 0, block.length, at);
  }
  return hash.digest('hex');
}
