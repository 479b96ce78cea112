import { readFileSync } from 'node:fs';
import { ImgparError, messageOf } from '../errors.js';
import { exists } from '../storage/file.js';
import { isMissing } from '../storage/reasons.js';
import { writeAtomic } from '../storage/write-atomic.js';
import type { FileState } from './identity.js';
import type { Member } from './reading.js';

/** What is known of a list since it was read once, kept in a file beside it. */
export interface ListIndex {
  readonly imgparList: typeof indexVersion;
  /** Of the text, decompressed. */
  readonly sha256: string;
  readonly textBytes: number;
  /** Those that name a file: empty ones do not count. */
  readonly lines: number;
  /** The state of the file that this is about. */
  readonly file: FileState;
  /** If it is compressed: where each member begins; the last one is the end. */
  readonly members?: readonly Member[];
}

const indexVersion = 1;

/** Where the index of a list is. */
export function indexPath(list: string): string {
  return `${list}.imgpar-index`;
}

export function hasIndex(list: string): boolean {
  return exists(indexPath(list));
}

/** @throws {ImgparError} `unwritable` */
export function writeListIndex(list: string, index: Omit<ListIndex, 'imgparList'>): void {
  const text = `${JSON.stringify({ imgparList: indexVersion, ...index })}\n`;
  writeAtomic(indexPath(list), Buffer.from(text), { owner: { token: 'list', id: process.pid } });
}

/**
 * The index of a list; undefined if there is none.
 *
 * @param state of the list as it is now
 * @throws {ImgparError} `usage`, if it is broken, or the list has changed since
 */
export function readListIndex(list: string, given: string, state: FileState): ListIndex | undefined {
  const index = parsedIndex(indexPath(list), given);
  if (!index) return undefined;
  const { bytes, mtimeMs, sample } = index.file;
  if (bytes === state.bytes && mtimeMs === state.mtimeMs && sample === state.sample) return index;
  throw new ImgparError(
    'usage',
    `the list ${given} is not the one that its index ${indexPath(given)} is about: it was changed or copied since; ` +
      `make the index again with imgpar list --index ${given}`,
  );
}

function parsedIndex(path: string, given: string): ListIndex | undefined {
  try {
    const index = (JSON.parse(readFileSync(path, 'utf8')) ?? {}) as Partial<ListIndex>; // its fields are checked below
    if (index.imgparList !== indexVersion) throw new Error(`version ${index.imgparList}, expected ${indexVersion}`);
    if (!isWhole(index)) throw new Error('a field is missing');
    if (!isAllOf(index)) throw new Error('it is not about all of the list');
    return index;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw new ImgparError('usage', `the index ${path} is broken (${messageOf(error)}); make it again with imgpar list --index ${given}`, {
      cause: error,
    });
  }
}

function isWhole(index: Partial<ListIndex>): index is ListIndex {
  const { sha256, textBytes, lines, file } = index;
  return typeof sha256 === 'string' && isSize(textBytes) && isSize(lines) && typeof file?.sample === 'string';
}

/** Whether it speaks of all of the file, or shards that believed it would leave some of the list out. */
function isAllOf({ textBytes, file, members }: ListIndex): boolean {
  if (members === undefined) return textBytes === file.bytes;
  const isInOrder = (member: unknown, index: number) =>
    Array.isArray(member) &&
    member.length === 2 &&
    member.every((offset, which) => isSize(offset) && offset >= (members[index - 1]?.[which] ?? 0));
  if (!Array.isArray(members) || !members.every(isInOrder)) return false;
  const [fileEnd, textEnd] = members.at(-1) ?? [0, 0];
  return `${members[0]}` === '0,0' && textEnd === textBytes && (fileEnd === file.bytes || textBytes === 0);
}

function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
