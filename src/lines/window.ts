import { ImgparError } from '../errors.js';
import { newLineBuffer } from './kernels.js';
import { type LineBuffer, pieceBytes } from './line-buffer.js';

/** A part of a file: the lines that begin at one of the bytes from `start` on and before `end`, wherever they end. */
export interface ByteRange {
  readonly start: number;
  /** Infinity for the end of the file. */
  readonly end: number;
}

/** All there is. */
export const wholeFile: ByteRange = { start: 0, end: Number.POSITIVE_INFINITY };

/** How lines are told apart. */
export interface LineOptions {
  /**
   * What ends a line: one byte, as a character below U+0100. Default: `\n`; then a `\r` before it belongs to neither. `auto` is a zero byte if
   * there is one in the first block, as in what `find -print0` writes, otherwise `\n`; it is for files that are read from their beginning.
   */
  readonly separator?: string;
  /** Whether a `\r` before a `\n` stays in the line. Default: false. */
  readonly keepCarriageReturn?: boolean;
  /** A longer line is an error. Default: 536,870,888, the longest string there is. */
  readonly maxLineBytes?: number;
}

/** Lines one after the other: the first begins at `start`, each ends before one of `ends`, and the next one begins behind that. */
export interface Lines {
  readonly bytes: Buffer;
  readonly start: number;
  /** From where `ends` are counted. */
  readonly base: number;
  readonly ends: Uint32Array;
  /** Where the first byte of `bytes` stands in the file. */
  readonly offset: number;
  /** Whether this is one line without a separator, as the file ends there. */
  readonly unended: boolean;
  /** Whether all from `base` on is ASCII. */
  readonly isAscii: boolean;
}

/** So much is read at once. Larger blocks no longer stay in the L2 cache, and their strings are slower. */
const blockBytes = 256 * 1024;

const longestStringBytes = 2 ** 29 - 24;

const newline = 10;

function separatorOf(separator: string): number | undefined {
  if (separator === 'auto') return undefined;
  if (separator.length !== 1 || separator.charCodeAt(0) > 255)
    throw new ImgparError('usage', `separator: expected one character below U+0100 or auto, received ${JSON.stringify(separator)}`);
  return separator.charCodeAt(0);
}

/**
 * A window that is moved over the bytes of a range, and finds the lines that begin in it. A line is kept whole, so memory is that of the
 * longest one.
 */
export class LineWindow {
  readonly lines: LineBuffer = newLineBuffer();
  /** Undefined as long as it is to be found out. */
  #separator: number | undefined;
  readonly #keepsReturns: boolean;
  readonly #end: number;
  readonly #maxLineBytes: number;
  readonly #name: string;
  /** Where the first byte of the buffer stands in the file. */
  #offset: number;
  /** Where the line begins that is handed out next. */
  #start = 0;
  /** How far separators were looked for. */
  #searched = 0;
  #filled = 0;
  /** Whether the line that goes on at the beginning of the range, and belongs to the one before, is still going on. */
  #isBefore: boolean;
  #isComplete = false;
  #ended = false;

  /** @param name of the file, for errors */
  constructor(name: string, { start, end }: ByteRange, { separator = '\n', keepCarriageReturn = false, maxLineBytes }: LineOptions = {}) {
    this.#name = name;
    this.#separator = separatorOf(separator);
    this.#keepsReturns = keepCarriageReturn;
    this.#maxLineBytes = Math.min(maxLineBytes ?? longestStringBytes, longestStringBytes);
    this.#end = end;
    // The byte before tells whether a line begins at the very start.
    this.#offset = Math.max(0, start - 1);
    this.#isBefore = start > 0;
    this.#ended = start >= end;
  }

  /** The byte that ends a line. */
  get separator(): number {
    this.#separator ??= this.lines.bytes.subarray(0, this.#filled).includes(0) ? 0 : newline;
    return this.#separator;
  }

  /** Whether a `\r` before a separator is no part of the line. */
  get stripsReturns(): boolean {
    return this.separator === newline && !this.#keepsReturns;
  }

  /** Whether all lines of the range were handed out. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Where bytes are to be read to next: into `lines.bytes` from `at` on, from `position` in the file on. */
  room(): { readonly at: number; readonly length: number; readonly position: number } {
    if (this.#isBefore) this.#start = this.#filled;
    if (this.#start === this.#filled || this.#filled === this.lines.bytes.length) this.#moveToFront();
    if (this.#filled === this.lines.bytes.length) this.lines.reserve(Math.max(blockBytes, 2 * this.#filled));
    const length = Math.min(blockBytes, this.lines.bytes.length - this.#filled);
    return { at: this.#filled, length, position: this.#offset + this.#filled };
  }

  #moveToFront(): void {
    if (this.#start === 0) return;
    this.lines.bytes.copyWithin(0, this.#start, this.#filled);
    this.#offset += this.#start;
    this.#filled -= this.#start;
    this.#searched -= this.#start;
    this.#start = 0;
  }

  /** Takes so many bytes, read to where `room` said; none at the end of the file. */
  add(bytes: number): void {
    this.#filled += bytes;
    this.#isComplete = bytes === 0;
  }

  /** Lines that are whole, or undefined if more has to be read to know. */
  next(): Lines | undefined {
    while (!this.#ended && this.#searched < this.#filled) {
      const base = this.#searched;
      this.#searched = Math.min(this.#filled, base + pieceBytes);
      let last = this.lines.find(base, this.#searched, this.separator);
      let first = 0;
      const { ends } = this.lines;
      if (this.#isBefore && last > 0) {
        this.#isBefore = false;
        this.#start = base + ends[first++]! + 1;
      }
      if (!this.#isBefore) last = this.#lastInRange(base, first, last);
      if (first === last) {
        this.#requireNotTooLong(this.#searched);
        continue;
      }
      return this.#handOut(base, ends.subarray(first, last), false);
    }
    return this.#isComplete ? this.#rest() : undefined;
  }

  /** The last line, if the file ends without a separator. */
  #rest(): Lines | undefined {
    const isLeft = !this.#ended && !this.#isBefore && this.#start < this.#filled;
    this.#ended = true;
    if (!isLeft) return undefined;
    const base = Math.max(this.#start, this.#filled - pieceBytes);
    this.lines.find(base, this.#filled, this.separator);
    this.lines.ends[0] = this.#filled - base;
    return this.#handOut(base, this.lines.ends.subarray(0, 1), true);
  }

  #handOut(base: number, ends: Uint32Array, unended: boolean): Lines {
    const { bytes, isAscii } = this.lines;
    const lines = { bytes, start: this.#start, base, ends, offset: this.#offset, unended, isAscii };
    if (this.#maxLineBytes < bytes.length) this.#requireShort(lines);
    this.#start = base + ends[ends.length - 1]! + 1;
    return lines;
  }

  /** Of so many ends, how many belong to lines that begin in the range. */
  #lastInRange(base: number, first: number, last: number): number {
    const end = this.#end - this.#offset;
    if (this.#start >= end) {
      this.#ended = true;
      return first;
    }
    if (this.#searched <= end) return last;
    const { ends } = this.lines;
    for (let at = first; at < last; at++) {
      if (base + ends[at]! + 1 < end) continue;
      this.#ended = true;
      return at + 1;
    }
    return last;
  }

  #requireShort({ base, ends }: Lines): void {
    for (const end of ends) {
      this.#requireNotTooLong(base + end);
      this.#start = base + end + 1;
    }
  }

  #requireNotTooLong(end: number): void {
    if (this.#isBefore || end - this.#start <= this.#maxLineBytes) return;
    const offset = this.#offset + this.#start;
    throw new ImgparError(
      'too-large',
      `${this.#name}: the line at byte ${offset} is longer than ${this.#maxLineBytes} bytes; raise maxLineBytes, or check the separator`,
    );
  }
}
