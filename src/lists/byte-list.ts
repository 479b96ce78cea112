import { closeSync, openSync } from 'node:fs';
import { resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { ImgparError } from '../errors.js';
import { type ByteRange, LineWindow } from '../lines/window.js';
import { identityOfState, identityOfText, stateOf } from './identity.js';
import { hasIndex, type ListIndex, readListIndex } from './list-index.js';
import { formOf, type ListForm, type ListLine, longestLineBytes, namesOf, separatorOf } from './list-line.js';
import { memberReader, type ReadAt, readDescriptor } from './reading.js';
import { type SpooledList, spooledList, streamedKind } from './spooled-list.js';
import { unreadableList } from './unreadable.js';

/**
 * A list of files that is never read as a whole: any range of its bytes can be read by itself, and means the lines that begin there. It
 * may be of any length, plain or compressed by `imgpar list --gzip`.
 */
export class ByteList {
  /** Absolute. */
  readonly path: string;
  /** As the user wrote it. */
  readonly given: string;
  readonly form: ListForm;
  /** The bytes of its text, which for a compressed list are more than those of the file. Ranges count these. */
  readonly sizeBytes: number;
  /** Tells the list from any other: the same text has the same identity on every machine. */
  readonly identity: string;
  /** The number of its lines, if its index tells. */
  readonly lines: number | undefined;
  readonly #descriptor: number;
  readonly #read: ReadAt;
  readonly #spooled: SpooledList | undefined;

  private constructor(given: string, opened: Opened) {
    this.given = given;
    this.path = opened.path;
    this.form = opened.form;
    this.sizeBytes = opened.sizeBytes;
    this.identity = opened.identity;
    this.lines = opened.index?.lines;
    this.#descriptor = opened.descriptor;
    this.#read = opened.read;
    this.#spooled = opened.spooled;
  }

  /**
   * Opens a list, and reads no more than its index and a few blocks. What cannot be read in parts is first copied to a temporary file:
   * the standard input (`-`), a pipe, and a file that something else compressed.
   *
   * @throws {ImgparError} `usage`, if it cannot be read, or has changed since its index was made
   */
  static async open(given: string): Promise<ByteList> {
    const kind = await streamedKind(given);
    const isIndexed = kind === 'gzip' && hasIndex(resolve(given));
    const spooled = kind === undefined || isIndexed ? undefined : await spooledList(given, kind);
    try {
      return ByteList.#open(given, spooled);
    } catch (error) {
      spooled?.discard();
      throw error;
    }
  }

  static #open(given: string, spooled: SpooledList | undefined): ByteList {
    const path = spooled?.path ?? resolve(given);
    const descriptor = openForReading(path, given);
    try {
      const state = stateOf(descriptor, given);
      const index = spooled ? undefined : readListIndex(path, given, state);
      const read = index?.members ? memberReader(descriptor, index.members, given) : readDescriptor(descriptor, given);
      const sha256 = spooled?.sha256 ?? index?.sha256;
      const identity = sha256 === undefined ? identityOfState(state) : identityOfText(sha256);
      const sizeBytes = index?.textBytes ?? state.bytes;
      return new ByteList(given, { path, descriptor, read, identity, sizeBytes, form: formOf(read), index, spooled });
    } catch (error) {
      closeSync(descriptor);
      throw error;
    }
  }

  /** Range `index` (from 1) of `count` even ones. */
  share(index: number, count: number): ByteRange {
    return { start: this.#edge(index - 1, count), end: this.#edge(index, count) };
  }

  #edge(index: number, count: number): number {
    // The product can exceed what a number holds exactly only beyond 9 PB.
    return Math.floor((this.sizeBytes * index) / count);
  }

  /**
   * The lines that begin in a range, some at a time. Empty lines are left out.
   *
   * @throws {ImgparError} `usage`, if a line is broken or the list became shorter
   */
  async *linesIn({ start, end }: ByteRange, signal?: AbortSignal): AsyncGenerator<readonly ListLine[]> {
    if (start < 0 || end > this.sizeBytes || !(start <= end))
      throw new ImgparError('usage', `the list ${this.given} has ${this.sizeBytes} bytes, so it has no range ${start} to ${end}`);
    for await (const [lines, window] of this.#windows({ start, end }, signal))
      yield namesOf(lines, window.separator, this.form, this.given);
  }

  async *#windows(range: ByteRange, signal?: AbortSignal) {
    const options = { separator: separatorOf(this.form), keepCarriageReturn: true, maxLineBytes: longestLineBytes };
    const window = new LineWindow(`the list ${this.given}`, range, options);
    try {
      for (let turnAt = turnBytes; !window.ended; ) {
        signal?.throwIfAborted();
        const { at, length, position } = window.room();
        window.add(this.#read(window.lines.bytes, at, Math.min(length, this.sizeBytes - position), position));
        for (let lines = window.next(); lines; lines = window.next()) yield [lines, window] as const;
        if (position < turnAt) continue;
        turnAt = position + turnBytes;
        await setImmediate();
      }
    } catch (error) {
      throw error instanceof ImgparError && error.code === 'too-large' ? tooLong(error, this.given) : error;
    }
  }

  /** Why it had to be copied to be read in parts; undefined if it was not. */
  get copiedFrom(): SpooledList['from'] | undefined {
    return this.#spooled?.from;
  }

  close(): void {
    closeSync(this.#descriptor);
    this.#spooled?.discard();
  }
}

interface Opened {
  readonly path: string;
  readonly descriptor: number;
  readonly index: ListIndex | undefined;
  readonly read: ReadAt;
  readonly identity: string;
  readonly sizeBytes: number;
  readonly form: ListForm;
  readonly spooled: SpooledList | undefined;
}

/** After reading this many bytes without a break, other tasks of the thread get their turn. */
const turnBytes = 16 * 2 ** 20;

function openForReading(path: string, given: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    throw unreadableList(given, error);
  }
}

function tooLong(error: ImgparError, given: string): ImgparError {
  return new ImgparError('usage', `${error.message.split(';')[0]}; expected one file for each line of ${given}`, { cause: error });
}
