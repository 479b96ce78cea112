import { Spool } from './spool.js';

/** One file of the list. */
export interface ListEntry {
  /** Absolute path. */
  readonly source: string;
  /** Path below the destination, with this system's separators, before the format decides the extension. */
  readonly relative: string;
  /** Whether the user named this very file, rather than its folder or a pattern. */
  readonly named: boolean;
  /** Set if the file must be passed over without being opened. */
  readonly kind?: EntryKind;
  /** Where its line begins in a list that is read in ranges, in bytes; its number in the shard of a folder. */
  readonly line?: number;
  /** Absolute path of the mask that its line names. */
  readonly mask?: string;
}

export type EntryKind = 'symbolic-link' | 'special-file';

/** Entries `start` to `end - 1` of a list. */
export interface ListRange {
  readonly start: number;
  readonly end: number;
}

/** Collects entries into a list. End it with `finish`, or with `discard` after an error. */
export class ListWriter {
  #length = 0;
  readonly #spool = new Spool();
  readonly #roots = new Roots();
  readonly #checkpoints: Checkpoints;
  #pending: string[] = [];
  #pendingBytes = 0;

  /** @param maxCheckpoints the most entries in the index, 8 bytes each; an even number */
  constructor(maxCheckpoints = 65_536) {
    this.#checkpoints = new Checkpoints(maxCheckpoints);
  }

  /** Number of entries so far. */
  get length(): number {
    return this.#length;
  }

  /** @returns undefined if there is nothing to wait for, as mostly. Gain, CPU time of listing 20,000 names: a tenth. */
  append(entry: ListEntry): Promise<void> | undefined {
    this.#checkpoints.note(this.#length, this.#spool.size + this.#pendingBytes);
    const line = lineOf(entry, this.#roots);
    this.#pending.push(line);
    this.#pendingBytes += Buffer.byteLength(line);
    this.#length += 1;
    return this.#pendingBytes >= blockBytes ? this.#flush() : undefined;
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

/** Bytes read and written at once. A block holds some 300 entries of usual length, so a lane that takes one at a time seldom reads. */
const blockBytes = 16 * 1024;

/**
 * The images of a run, in the order they were found. It moves to a temporary file beyond a few thousand entries; what stays in memory (an
 * index, and a block for each place being read) does not grow with its length.
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
   * The entries of a range, without what lies beyond the end. Reading on where an earlier range ended is cheapest, and many loops may do so
   * at once.
   */
  async read({ start, end }: ListRange): Promise<ListEntry[]> {
    const count = Math.min(end, this.length) - start;
    if (count <= 0) return [];
    const lines = await this.#readers.read(start, count);
    return lines.map((line) => entryOf(line, this.roots));
  }

  /** Removes the temporary file. Nothing can be read afterwards. */
  async close(): Promise<void> {
    await this.spool.close();
  }
}

/** Every entry of a list with its number, from first to last. */
export async function* entriesOf(list: TaskList, signal?: AbortSignal): AsyncGenerator<readonly [number, ListEntry]> {
  let number = 0;
  for await (const block of blocksOf(list, signal)) for (const entry of block) yield [number++, entry];
}

/** The same, block by block: for a plain look at each entry, which takes no longer than a turn of an asynchronous loop. */
export async function* blocksOf(list: TaskList, signal?: AbortSignal): AsyncGenerator<readonly ListEntry[]> {
  const atOnce = 1024;
  for (let start = 0; start < list.length; start += atOnce) {
    signal?.throwIfAborted();
    yield await list.read({ start, end: start + atOnce });
  }
}

/**
 * An entry as a line of JSON. A root is the part of the source before the relative path. There are as many roots as sources, so they stay
 * in memory and the line holds a number, which halves its length. A source that does not end in the relative path is written in full.
 */
type Line = readonly [root: number | string, relative: string, named?: 0 | 1, kind?: EntryKind | 0, line?: number, mask?: string];

function lineOf({ source, relative, named, kind, line, mask }: ListEntry, roots: Roots): string {
  const root = source.endsWith(relative) ? roots.numberOf(source.slice(0, source.length - relative.length)) : JSON.stringify(source);
  const place = line === undefined ? '' : `,${line}${mask === undefined ? '' : `,${JSON.stringify(mask)}`}`;
  const rest = kind || place ? `,${named ? 1 : 0},${kind ? `"${kind}"` : 0}${place}` : named ? ',1' : '';
  return `[${root},${JSON.stringify(relative)}${rest}]\n`;
}

function entryOf([root, relative, named, kind, line, mask]: Line, roots: Roots): ListEntry {
  const source = typeof root === 'number' ? roots.at(root) + relative : root;
  const place = line !== undefined && { line, ...(mask !== undefined && { mask }) };
  return { source, relative, named: named === 1, ...(kind && { kind }), ...place };
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

/** Where every k-th entry begins in the file. When there are too many, every other one is dropped and k doubles. */
class Checkpoints {
  #every = 64;
  #offsets: number[] = [];

  // Even, so that after halving the entry at hand is the next one due.
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

/** Keeps a reader for each place where reading is likely to go on. */
class Readers {
  /** By the entry each would read next, least recently used first. */
  readonly #idle = new Map<number, Reader>();

  constructor(
    private readonly spool: Spool,
    private readonly checkpoints: Checkpoints,
  ) {}

  async read(start: number, count: number): Promise<Line[]> {
    const reader = this.#idle.get(start) ?? (await this.#readerAt(start));
    // While it reads, nobody else may use it.
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

/** One for each of the most lanes a usual machine has. Their blocks take at most 4 MB together. */
const maxReaders = 256;

/** Reads lines one after another. */
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
      // JSON escapes line breaks inside strings, so every line break in the text separates lines. The type is right because only lineOf
      // writes them.
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

/** The number of whole lines at the start of a block, at most `most`, and their total length. */
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
