import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { ImgparError, messageOf } from '../errors.js';
import { isMissing } from '../storage/reasons.js';
import { type ReadOptions, type ReadTextOptions, windowsOver } from './lines.js';
import { lookAt } from './source.js';
import { forEachText } from './text.js';
import { type Lines, wholeFile } from './window.js';

/** Where lines at regular intervals begin in a file, so that any line is found with one seek: 8 bytes per 65,536 lines. */
export interface LineIndex {
  /** The number of lines in the file. */
  readonly lines: number;
  /** The byte offsets of lines 0, `every`, 2 × `every` … */
  readonly offsets: Float64Array;
  readonly every: number;
  /** Size of the file: an index of another state of it is useless. */
  readonly sizeBytes: number;
  readonly mtimeMs: number;
}

/** How an index is made, and where it is kept. */
export interface LineIndexOptions extends Pick<ReadOptions, 'separator' | 'maxLineBytes' | 'signal'> {
  /** Keeps the index in this file, and reuses it while it fits. */
  readonly file?: string;
}

/** As many as can be searched in a millisecond or two. */
const every = 65_536;

/**
 * Reads a file once to note where its lines begin.
 *
 * @throws {ImgparError} `unreadable`; `usage`, for a source that cannot be read in parts; `unwritable`
 */
export async function lineIndex(path: string | URL, { file, ...options }: LineIndexOptions = {}): Promise<LineIndex> {
  const state = await stateOf(path);
  const separator = options.separator ?? '\n';
  const kept = file === undefined ? undefined : await readIndex(file, separator);
  if (kept && isOf(kept, state)) return kept;
  const index = { ...state, ...(await indexLines(path, options)), every };
  if (file !== undefined) await writeIndex(file, index, separator);
  return index;
}

async function indexLines(path: string | URL, options: ReadOptions): Promise<Pick<LineIndex, 'lines' | 'offsets'>> {
  const offsets: number[] = [];
  let count = 0;
  for await (const window of windowsOver(path, wholeFile, { ...options, sync: true })) {
    for (let lines = window.next(); lines; lines = window.next()) {
      for (let at = (every - (count % every)) % every; at < lines.ends.length; at += every) offsets.push(offsetOf(lines, at));
      count += lines.ends.length;
    }
  }
  return { lines: count, offsets: Float64Array.from(offsets) };
}

function offsetOf({ offset, start, base, ends }: Lines, at: number): number {
  return offset + (at === 0 ? start : base + ends[at - 1]! + 1);
}

/** How one line is found and read. */
export interface ReadLineOptions extends Omit<ReadTextOptions, 'maxLineBytes'> {
  /** Without an index, the file is read from its beginning. */
  readonly index?: LineIndex;
}

/**
 * Reads one line.
 *
 * @param number counted from 0
 * @returns undefined if there are fewer
 * @throws {ImgparError} `unreadable`; `usage`, if the index is of another state of the file, or the number is invalid
 */
export async function readLine(
  path: string | URL,
  number: number,
  { index, ...options }: ReadLineOptions = {},
): Promise<string | undefined> {
  if (!Number.isSafeInteger(number) || number < 0)
    throw new ImgparError('usage', `expected a line number, counted from 0, received ${number}`);
  if (index && !isOf(index, await stateOf(path)))
    throw new ImgparError('usage', `${path} has changed since its index was made; make a new one with lineIndex`);
  if (index && number >= index.lines) return undefined;
  const place = index ? Math.floor(number / index.every) : 0;
  let before = index ? place * index.every : 0;
  const range = { start: index?.offsets[place] ?? 0, end: Number.POSITIVE_INFINITY };
  for await (const window of windowsOver(path, range, { ...options, sync: true })) {
    for (let lines = window.next(); lines; lines = window.next()) {
      const at = number - before;
      before += lines.ends.length;
      if (at >= lines.ends.length) continue;
      const line = { ...lines, start: offsetOf(lines, at) - lines.offset, ends: lines.ends.subarray(at, at + 1) };
      let found: string | undefined;
      forEachText(line, window, { ...options, own: true }, (text) => {
        found = text;
      });
      return found;
    }
  }
  return undefined;
}

type FileState = Pick<LineIndex, 'sizeBytes' | 'mtimeMs'>;

async function stateOf(path: string | URL): Promise<FileState> {
  const { streamed } = await lookAt(path);
  if (streamed)
    throw new ImgparError('usage', `${path} can only be read from beginning to end, so an index is of no use; decompress it first`);
  const { size, mtimeMs } = await stat(path);
  return { sizeBytes: size, mtimeMs };
}

function isOf(index: FileState, { sizeBytes, mtimeMs }: FileState): boolean {
  return index.sizeBytes === sizeBytes && index.mtimeMs === mtimeMs;
}

// ---- as a file: numbers of 64 bits, what is known of the file first ----

/** Identifies the file, and changes with its layout. */
const mark = 0x696d_6778_0001;

const headNumbers = 6;

async function readIndex(file: string, separator: string): Promise<LineIndex | undefined> {
  try {
    const bytes = await readFile(file);
    const numbers = Float64Array.from({ length: Math.floor(bytes.length / 8) }, (_, at) => bytes.readDoubleLE(8 * at));
    const [found, by = 0, sizeBytes = 0, mtimeMs = 0, each = 0, lines = 0] = numbers;
    const offsets = numbers.slice(headNumbers);
    const fits = found === mark && by === separator.charCodeAt(0) && each > 0 && offsets.length === Math.ceil(lines / each);
    return fits ? { lines, offsets, every: each, sizeBytes, mtimeMs } : undefined;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw new ImgparError('unreadable', `${file}: cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

async function writeIndex(file: string, index: LineIndex, separator: string): Promise<void> {
  const { sizeBytes, mtimeMs, lines, offsets } = index;
  const numbers = [mark, separator.charCodeAt(0), sizeBytes, mtimeMs, index.every, lines, ...offsets];
  const bytes = Buffer.alloc(8 * numbers.length);
  numbers.forEach((number, at) => void bytes.writeDoubleLE(number, 8 * at));
  const draft = `${file}.${randomUUID()}.draft`;
  try {
    await writeFile(draft, bytes);
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw new ImgparError('unwritable', `${file}: the index cannot be written: ${messageOf(error)}`, { cause: error });
  }
}
