import { readSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { ImgparError } from '../errors.js';
import { unreadableList } from './unreadable.js';

/** Reads at most `length` bytes of a text from `position` on into a buffer at `at`; gives their number, 0 at the end. */
export type ReadAt = (into: Buffer, at: number, length: number, position: number) => number;

/** Where a member of a compressed list begins: in the file, and in the text. */
export type Member = readonly [fileOffset: number, textOffset: number];

export function readDescriptor(descriptor: number, given: string): ReadAt {
  return (into, at, length, position) => {
    try {
      return length <= 0 ? 0 : readSync(descriptor, into, at, length, position);
    } catch (error) {
      throw unreadableList(given, error);
    }
  };
}

/**
 * Reads the text of a list that is compressed in members, each of which can be decompressed by itself. Keeps the last one.
 *
 * @param members in order; the last one is where the file ends
 */
export function memberReader(descriptor: number, members: readonly Member[], given: string): ReadAt {
  const read = readDescriptor(descriptor, given);
  let held: { readonly number: number; readonly text: Buffer } = { number: -1, text: Buffer.alloc(0) };
  return (into, at, length, position) => {
    const number = memberAt(members, position);
    if (number >= members.length - 1) return 0;
    if (held.number !== number) held = { number, text: textOf(read, members[number]!, members[number + 1]!, given) };
    const from = position - members[number]![1];
    return held.text.copy(into, at, from, from + length);
  };
}

/** The member that a byte of the text is in. */
function memberAt(members: readonly Member[], position: number): number {
  let [low, high] = [0, members.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (members[middle]![1] <= position) low = middle;
    else high = middle - 1;
  }
  return low;
}

function textOf(read: ReadAt, [start, textStart]: Member, [end, textEnd]: Member, given: string): Buffer {
  const packed = Buffer.alloc(end - start);
  for (let filled = 0; filled < packed.length; ) {
    const count = read(packed, filled, packed.length - filled, start + filled);
    if (count === 0) throw broken(given);
    filled += count;
  }
  try {
    const text = gunzipSync(packed);
    if (text.length === textEnd - textStart) return text;
  } catch (error) {
    throw broken(given, error);
  }
  throw broken(given);
}

function broken(given: string, cause?: unknown): ImgparError {
  return new ImgparError('usage', `the list ${given} is not what its index says; make it again with imgpar list`, { cause });
}
