import { setImmediate } from 'node:timers/promises';
import { ImgparError } from '../errors.js';
import { type LineSource, type OpenSource, type OpenSourceOptions, openSource } from './source.js';
import { forEachText, type TextOptions, type UseText } from './text.js';
import { type ByteRange, type LineOptions, type Lines, LineWindow, wholeFile } from './window.js';

/** How lines are read as bytes. */
export interface ReadOptions extends LineOptions {
  /** Ends the reading with an `AbortError`. */
  readonly signal?: AbortSignal;
}

/** How lines are read as text. */
export interface ReadTextOptions extends ReadOptions, TextOptions {}

/** Several lines, one after the other. */
export interface LineBlock {
  readonly lines: readonly string[];
  /** The offset of each line in the file, in bytes. */
  readonly offsets: Float64Array;
}

/**
 * Reads the lines that begin in a range, some hundred at a time, as waiting for each line takes longer than reading it. They are separate
 * strings, so keeping one keeps nothing else alive. Takes memory for the longest line, plus 0.5 MB.
 *
 * @param source a path, the URL of a file, `-` for the standard input, or a stream. Decompresses gzip and zstd. Anything but a plain file
 * can only be read whole
 * @throws {ImgparError} `unreadable`; `too-large`, for a line longer than `maxLineBytes`; `corrupt`, with `fatal`; `usage`
 */
export async function* readRange(
  source: LineSource,
  range: ByteRange = wholeFile,
  options: ReadTextOptions = {},
): AsyncGenerator<LineBlock, void, undefined> {
  yield* blocksIn(source, range, options);
}

/** The same; with `sync` on this thread. */
export async function* blocksIn(
  source: LineSource,
  range: ByteRange,
  options: ReadTextOptions & OpenSourceOptions,
): AsyncGenerator<LineBlock, void, undefined> {
  for await (const window of windowsOver(source, range, options)) {
    for (let lines = window.next(); lines; lines = window.next()) yield blockOf(lines, window, options);
  }
}

/** How many lines begin in a range. */
export async function countLines(source: LineSource, range: ByteRange, options: ReadOptions = {}): Promise<number> {
  let count = 0;
  for await (const window of windowsOver(source, range, { ...options, sync: true }))
    for (let lines = window.next(); lines; lines = window.next()) count += lines.ends.length;
  return count;
}

function blockOf(lines: Lines, window: LineWindow, options: TextOptions): LineBlock {
  const texts = new Array<string>(lines.ends.length);
  const offsets = new Float64Array(lines.ends.length);
  let count = 0;
  forEachText(lines, window, { ...options, own: true }, (line, offset) => {
    offsets[count] = offset;
    texts[count++] = line;
  });
  return { lines: texts, offsets };
}

/**
 * Calls a function with each line that begins in a range. The line may be part of a larger string of up to 32 KiB, which it keeps alive:
 * copy what you keep (`Buffer.from(line).toString()`), or use `readRange`. Files are read on this thread, so this is meant for workers;
 * other tasks get their turn every 16 MiB.
 *
 * @throws {ImgparError} like `readRange`; and whatever the function throws
 */
export async function forEachLine(source: LineSource, range: ByteRange, use: UseText, options: ReadTextOptions = {}): Promise<void> {
  for await (const window of windowsOver(source, range, { ...options, sync: true }))
    for (let lines = window.next(); lines; lines = window.next()) forEachText(lines, window, { ...options, own: false }, use);
}

/** Receives a line as the bytes of a buffer from `start` up to `end`, and the offset of the first in the file. */
export type UseBytes = (buffer: Buffer, start: number, end: number, offset: number) => void;

/**
 * The same with bytes, the cheapest way: cutting a buffer takes as long as making a string. They are valid until the function returns, and
 * must not be changed.
 *
 * @throws {ImgparError} `unreadable`; `too-large`, for a line longer than `maxLineBytes`; `usage`; and whatever the function throws
 */
export async function forEachLineBytes(source: LineSource, range: ByteRange, use: UseBytes, options: ReadOptions = {}): Promise<void> {
  for await (const window of windowsOver(source, range, { ...options, sync: true }))
    for (let lines = window.next(); lines; lines = window.next()) forEachBytes(lines, window, use);
}

function forEachBytes({ bytes, base, ends, offset, unended, ...lines }: Lines, { stripsReturns }: LineWindow, use: UseBytes): void {
  const strips = stripsReturns && !unended;
  let { start } = lines;
  for (let at = 0; at < ends.length; at++) {
    const end = base + ends[at]!;
    use(bytes, start, strips && end > start && bytes[end - 1] === carriageReturn ? end - 1 : end, offset + start);
    start = end + 1;
  }
}

const carriageReturn = 13;

/** After reading this many bytes without a break, other tasks of the thread get their turn. */
const turnBytes = 16 * 2 ** 20;

/** A window, yielded each time that more was read into it. */
export async function* windowsOver(
  source: LineSource,
  range: ByteRange,
  options: ReadOptions & OpenSourceOptions,
): AsyncGenerator<LineWindow> {
  options.signal?.throwIfAborted();
  const open = await openSource(source, options);
  try {
    requireReadable(open, range);
    const window = new LineWindow(open.name, range, options);
    let turnAt = turnBytes;
    for (let total = 0; !window.ended; ) {
      const { at, length, position } = window.room();
      const read = open.read(window.lines.bytes, at, length, position);
      const bytes = typeof read === 'number' ? read : await read;
      window.add(bytes);
      yield window;
      total += bytes;
      if (total < turnAt) continue;
      turnAt += turnBytes;
      await setImmediate();
      options.signal?.throwIfAborted();
    }
  } finally {
    await open.close();
  }
}

function requireReadable({ name, streamed }: OpenSource, { start, end }: ByteRange): void {
  const isRange = Number.isInteger(start) && start >= 0 && (Number.isInteger(end) || end === Number.POSITIVE_INFINITY);
  if (!isRange) throw new ImgparError('usage', `${name}: the range is ${start} to ${end}; expected whole numbers of 0 or more, in order`);
  if (streamed && (start > 0 || end !== Number.POSITIVE_INFINITY))
    throw new ImgparError('usage', `${name}: only a plain file can be read in ranges, not ${streamedNames[streamed]}; leave out the range`);
}

const streamedNames = { gzip: 'one packed by gzip', zstd: 'one packed by zstd', pipe: 'a pipe', stream: 'a stream' } as const;
