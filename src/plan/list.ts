import { Spool } from './spool.js';

/** One file of the list. */
export interface ListEntry {
  /** Absolute path. */
  readonly source: string;
  /** Path below the destination, with the separators of this system, before the format decides the ending. */
  readonly relative: string;
  /** Whether the user named this very file, rather than its folder or a pattern. */
  readonly named: boolean;
  /** Set when the file must be passed over and not be opened. */
  readonly kind?: EntryKind;
}

export type EntryKind = 'symbolic-link' | 'special-file';

/** Entries `start` to `end - 1` of a list. */
export interface ListRange {
  readonly start: number;
  readonly end: number;
}

/** Collects entries into a list. End it with `finish`, or with `discard` when something went wrong. */
export class ListWriter {
  #length = 0;
  readonly #spool = new Spool();
  readonly #roots = new Roots();
  readonly #checkpoints: Checkpoints;
  #pending: string[] = [];
  #pendingBytes = 0;

  /** @param maxCheckpoints how large the index may grow: 8 bytes each; an even number */
  constructor(maxCheckpoints = 65_536) {
    this.#checkpoints = new Checkpoints(maxCheckpoints);
  }

  /** Entries so far. */
  get length(): number {
    return this.#length;
  }

  async append(entry: ListEntry): Promise<void> {
    this.#checkpoints.note(this.#length, this.#spool.size + this.#pendingBytes);
    const line = lineOf(entry, this.#roots);
    this.#pending.push(line);
    this.#pendingBytes += Buffer.byteLength(line);
    this.#length += 1;
    if (this.#pendingBytes >= blockBytes) await this.#flush();
  }

  async finish(): Promise<TaskList> {
    await this.#flush();
    return new TaskList(this.#length, this.#spool, this.#roots, this.#checkpoints);
  }

  async discard(): Promise<void> {
    await this.#spool.close();
  }

  async #flush(): Promise<void> {
    const block = Buffer.from(this.#pending.join(''));
    this.#pending = [];
    this.#pendingBytes = 0;
    await this.#spool.append(block);
  }
}

/** Read and written at once. A block holds some 300 entries of usual length, so a lane that takes one at a time reads seldom. */
const blockBytes = 16 * 1024;

/**
 * The images of a run, in the order in which they were found. Lives in a temporary file once it is longer than some thousand
 * entries; what stays in memory (an index, and a block for each place where somebody reads) does not grow with its length.
 */
export class TaskList {
  readonly #readers: Readers;

  /** Made by a `ListWriter`. */
  constructor(
    /** Number of entries. */
    readonly length: number,
    private readonly spool: Spool,
    private readonly roots: Roots,
    checkpoints: Checkpoints,
  ) {
    this.#readers = new Readers(spool, checkpoints);
  }

  /**
   * The entries of a range; what lies beyond the end is left out. Reading on where an earlier range ended costs least, and many
   * loops may do so at the same time.
   */
  async read({ start, end }: ListRange): Promise<ListEntry[]> {
    const count = Math.min(end, this.length) - start;
    if (count <= 0) return [];
    const lines = await this.#readers.read(start, count);
    return lines.map((line) => entryOf(line, this.roots));
  }

  /** Removes the temporary file. Nothing can be read any more. */
  async close(): Promise<void> {
    await this.spool.close();
  }
}

/** Every entry of a list with its number, from first to last. */
export async function* entriesOf(list: TaskList, signal?: AbortSignal): AsyncGenerator<readonly [number, ListEntry]> {
  const atOnce = 1024;
  for (let start = 0; start < list.length; start += atOnce) {
    signal?.throwIfAborted();
    const entries = await list.read({ start, end: start + atOnce });
    for (const [index, entry] of entries.entries()) yield [start + index, entry];
  }
}

/**
 * An entry as a line of JSON. A root is the part of the source before the relative path; there are as many as the user gave
 * sources, so it is kept in memory and the line holds its number, which halves the line. A source that does not end in the
 * relative path stands in the line itself.
 */
type Line = readonly [root: number | string, relative: string, named?: 0 | 1, kind?: EntryKind];

function lineOf({ source, relative, named, kind }: ListEntry, roots: Roots): string {
  const root = source.endsWith(relative) ? roots.numberOf(source.slice(0, source.length - relative.length)) : JSON.stringify(source);
  const rest = kind ? `,${named ? 1 : 0},"${kind}"` : named ? ',1' : '';
  return `[${root},${JSON.stringify(relative)}${rest}]\n`;
}

function entryOf([root, relative, named, kind]: Line, roots: Roots): ListEntry {
  const source = typeof root === 'number' ? roots.at(root) + relative : root;
  return { source, relative, named: named === 1, ...(kind && { kind }) };
}

class Roots {
  readonly #numbers = new Map<string, number>();
  readonly #roots: string[] = [];

  numberOf(root: string): number {
    const known = this.#numbers.get(root);
    if (known !== undefined) return known;
    this.#numbers.set(root, this.#roots.length);
    return this.#roots.push(root) - 1;
  }

  at(number: number): string {
    return this.#roots[number]!;
  }
}

/** Where in the file every k-th entry begins. When there are too many of them, every other one is dropped and k doubles. */
class Checkpoints {
  #every = 64;
  #offsets: number[] = [];

  // Even, so that after a halving the next entry that is due is the one at hand.
  constructor(private readonly max: number) {}

  note(entry: number, offset: number): void {
    if (entry % this.#every !== 0) return;
    if (this.#offsets.length === this.max) {
      this.#offsets = this.#offsets.filter((_, index) => index % 2 === 0);
      this.#every *= 2;
    }
    this.#offsets.push(offset);
  }

  /** The last checkpoint at or before an entry. */
  before(entry: number): { entry: number; offset: number } {
    const index = Math.floor(entry / this.#every);
    return { entry: index * this.#every, offset: this.#offsets[index]! };
  }
}

/** A reader for each place at which somebody is likely to read on. */
class Readers {
  /** By the entry that each would read next, the one longest unused first. */
  readonly #idle = new Map<number, Reader>();

  constructor(
    private readonly spool: Spool,
    private readonly checkpoints: Checkpoints,
  ) {}

  async read(start: number, count: number): Promise<Line[]> {
    const reader = this.#idle.get(start) ?? (await this.#readerAt(start));
    // While it reads it is nobody else's.
    this.#idle.delete(start);
    const lines = await reader.take(count);
    this.#idle.set(start + count, reader);
    for (const longestUnused of this.#idle.keys()) {
      if (this.#idle.size <= maxReaders) break;
      this.#idle.delete(longestUnused);
    }
    return lines;
  }

  async #readerAt(entry: number): Promise<Reader> {
    const checkpoint = this.checkpoints.before(entry);
    const reader = new Reader(this.spool, checkpoint.offset);
    await reader.skip(entry - checkpoint.entry);
    return reader;
  }
}

/** One for each of the most lanes a usual machine has. Together their blocks take 4 MB at most. */
const maxReaders = 256;

/** Reads lines one after the other. */
class Reader {
  #block: Buffer = Buffer.alloc(0);

  constructor(
    private readonly spool: Spool,
    /** Where the block ends in the file. */
    private blockEnd: number,
  ) {}

  async take(count: number): Promise<Line[]> {
    const lines: Line[] = [];
    await this.#advance(count, (text) => {
      // JSON writes a line break within a string as an escape, so those in the text stand between the lines. The type is right
      // because only lineOf writes them.
      lines.push(...(JSON.parse(`[${text.toString('utf8').trimEnd().replaceAll('\n', ',')}]`) as Line[]));
    });
    return lines;
  }

  async skip(count: number): Promise<void> {
    await this.#advance(count, () => {});
  }

  async #advance(count: number, onLines: (text: Buffer) => void): Promise<void> {
    for (let left = count; left > 0; ) {
      const { lines, bytes } = firstLines(this.#block, left);
      if (lines > 0) onLines(this.#block.subarray(0, bytes));
      this.#block = this.#block.subarray(bytes);
      left -= lines;
      if (left > 0) await this.#readOn();
    }
  }

  async #readOn(): Promise<void> {
    const next = await this.spool.read(this.blockEnd, blockBytes);
    if (next.length === 0) throw new Error('the list of images ends too early');
    this.blockEnd += next.length;
    this.#block = this.#block.length === 0 ? next : Buffer.concat([this.#block, next]);
  }
}

/** How many whole lines a block begins with, at most `most`, and how long they are together. */
function firstLines(block: Buffer, most: number): { lines: number; bytes: number } {
  let lines = 0;
  let bytes = 0;
  while (lines < most) {
    const lineBreak = block.indexOf(lineBreakByte, bytes);
    if (lineBreak < 0) break;
    bytes = lineBreak + 1;
    lines += 1;
  }
  return { lines, bytes };
}

const lineBreakByte = 10;
