import { closeSync } from 'node:fs';
import { type ImageRecord, lineStart, recordFrom } from '../record/image-record.js';
import { endOfDestination } from '../record/line-fields.js';
import { beforeDestination, lineAt, linesOf, readAt } from '../record/lines.js';
import { hashOfBytes, OffsetIndex } from '../record/offset-index.js';
import { openPart, partHeader } from './part-file.js';

/**
 * What the parts of jobs say of images. Only the hash and the place of each destination is in memory: 12 to 48 bytes; the lines stay in
 * their files. Where parts tell of the same image, the one that was begun last counts.
 */
export class RecordedParts {
  readonly #files: PartFiles;
  readonly #index = new OffsetIndex();

  /**
   * @param paths of parts
   * @param isWanted whether a line is of interest. Default: all
   */
  constructor(paths: readonly string[], isWanted: (line: number | undefined) => boolean = () => true) {
    this.#files = new PartFiles(inOrder(paths));
    for (const file of this.#files.all()) {
      for (const { bytes, offset, ended } of linesOf(file.descriptor)) {
        const end = bytes && endOfDestination(bytes);
        if (end === undefined || !ended || !isWanted(lineNumberIn(bytes!, end))) continue;
        const start = Buffer.from(bytes!.subarray(0, end));
        // A torn line must not hide a whole one.
        if (bytes!.at(-1) !== closingBrace) continue;
        this.#index.set(hashOfBytes(start, beforeDestination.length, end), file.base + offset, (at) => this.#startsWith(at, start));
      }
    }
  }

  /** The last record of a destination, as in a manifest. */
  find(destination: string): ImageRecord | undefined {
    const start = Buffer.from(lineStart(destination));
    const at = this.#index.find(hashOfBytes(start, beforeDestination.length, start.length), (offset) => this.#startsWith(offset, start));
    return at === undefined ? undefined : this.#recordAt(at);
  }

  /** The last record of each destination. */
  *latest(): Generator<ImageRecord> {
    for (const at of this.#index.offsets()) {
      const record = this.#recordAt(at);
      if (record) yield record;
    }
  }

  close(): void {
    this.#files.close();
  }

  #recordAt(at: number): ImageRecord | undefined {
    const { descriptor, base } = this.#files.holding(at);
    return recordFrom(lineAt(descriptor, at - base));
  }

  #startsWith(at: number, start: Buffer): boolean {
    const { descriptor, base } = this.#files.holding(at);
    return readAt(descriptor, at - base, start.length).equals(start);
  }
}

const closingBrace = 0x7d;

/** The number after the destination of a line that has one, as `recordLine` writes it. */
function lineNumberIn(line: Buffer, endOfDestination: number): number | undefined {
  let at = endOfDestination + beforeNumber.length;
  if (line.length <= at || line.compare(beforeNumber, 0, beforeNumber.length, endOfDestination, at) !== 0) return undefined;
  let number = 0;
  for (; line[at]! >= zero && line[at]! <= zero + 9; at++) number = number * 10 + (line[at]! - zero);
  return number;
}

const beforeNumber = Buffer.from(',"line":');
const zero = 0x30;

/** By the time they were begun. */
function inOrder(paths: readonly string[]): string[] {
  const begun = paths.map((path) => ({ path, at: begunAt(path) }));
  return begun.toSorted((one, other) => one.at - other.at || (one.path < other.path ? -1 : 1)).map(({ path }) => path);
}

function begunAt(path: string): number {
  const descriptor = openPart(path);
  try {
    return partHeader(descriptor)?.at ?? 0;
  } finally {
    closeSync(descriptor);
  }
}

interface OpenFile {
  /** Where it begins in the numbering of all bytes of all files. */
  readonly base: number;
  readonly descriptor: number;
}

/** Many files, few of which are open at a time. */
class PartFiles {
  readonly #paths: readonly string[];
  readonly #open = new Map<number, number>();

  constructor(paths: readonly string[]) {
    this.#paths = paths;
  }

  *all(): Generator<OpenFile> {
    for (const number of this.#paths.keys()) yield this.#file(number);
  }

  holding(at: number): OpenFile {
    return this.#file(Math.floor(at / largestFile));
  }

  close(): void {
    for (const descriptor of this.#open.values()) closeSync(descriptor);
    this.#open.clear();
  }

  #file(number: number): OpenFile {
    const descriptor = this.#open.get(number) ?? openPart(this.#paths[number]!);
    this.#open.delete(number);
    this.#open.set(number, descriptor);
    if (this.#open.size > mostOpen) {
      const [longestUnused, itsDescriptor] = this.#open.entries().next().value!;
      closeSync(itsDescriptor);
      this.#open.delete(longestUnused);
    }
    return { base: number * largestFile, descriptor };
  }
}

/** 64 GB, so that 100,000 files have offsets that a number holds exactly. */
const largestFile = 2 ** 36;
const mostOpen = 64;
