import { ImgparError } from '../errors.js';
import { newLineBuffer } from './kernels.js';
import { type LineBuffer, pieceBytes } from './line-buffer.js';

/** A part of a file: the lines that begin at a byte from `start` up to `end`, wherever they end. */
export interface ByteRange {
  readonly start: number;
  /** Infinity for the end of the file. */
  readonly end: number;
}

/** The whole file. */
export const wholeFile: ByteRange = { start: 0, end: Number.POSITIVE_INFINITY };

/** How lines are separated. */
export interface LineOptions {
  /**
   * The byte that ends a line, as a character below U+0100. Default: `\n`; then a `\r` before it is not part of the line either. `auto` is
   * a zero byte if the first block contains one, as written by `find -print0`, otherwise `\n`; only for files that are read from the
   * beginning.
   */
  readonly separator?: string;
  /** Whether a `\r` before a `\n` stays in the line. Default: false. */
  readonly keepCarriageReturn?: boolean;
  /** A longer line is an error. Default: 536,870,888, the longest possible string. */
  readonly maxLineBytes?: number;
}

/** Consecutive lines: the first begins at `start`, each ends before one of `ends`, and the next one begins after it. */
export interface Lines {
  readonly bytes: Buffer;
  readonly start: number;
  /** The origin of `ends`. */
  readonly base: number;
  readonly ends: Uint32Array;
  /** Offset of the first byte of `bytes` in the file. */
  readonly offset: number;
  /** Whether this is one line without a separator, at the end of the file. */
  readonly unended: boolean;
  /** Whether everything from `base` on is ASCII. */
  readonly isAscii: boolean;
}

/** Bytes that are read at once. Larger blocks no longer stay in the L2 cache, and their strings are slower. */
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
 * A window that moves over the bytes of a range, and finds the lines that begin in it. It holds a line whole, so its memory is that of the
 * longest one.
 */
export class LineWindow {
  readonly lines: LineBuffer = newLineBuffer();
  /** Undefined until detected. */
  #separator: number | undefined;
  readonly #keepsReturns: boolean;
  readonly #end: number;
  readonly #maxLineBytes: number;
  readonly #name: string;
  /** Offset of the first byte of the buffer in the file. */
  #offset: number;
  /** Where the next line to return begins. */
  #start = 0;
  /** How far separators have been searched for. */
  #searched = 0;
  #filled = 0;
  /** Whether the line that begins before the range, and does not belong to it, still continues. */
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
    // The byte before the range shows whether a line begins at its start.
    this.#offset = Math.max(0, start - 1);
    this.#isBefore = start > 0;
    this.#ended = start >= end;
  }

  /** The byte that ends a line. */
  get separator(): number {
    this.#separator ??= this.lines.bytes.subarray(0, this.#filled).includes(0) ? 0 : newline;
    return this.#separator;
  }

  /** Whether a `\r` before a separator is dropped from the line. */
  get stripsReturns(): boolean {
    return this.separator === newline && !this.#keepsReturns;
  }

  /** Whether all lines of the range were returned. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Where to read next: into `lines.bytes` at `at`, from `position` in the file. */
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

  /** Adds this many bytes, read to where `room` said; 0 at the end of the file. */
  add(bytes: number): void {
    this.#filled += bytes;
    this.#isComplete = bytes === 0;
  }

  /** The complete lines, or undefined if more must be read. */
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

  /** How many of these ends belong to lines that begin in the range. */
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
