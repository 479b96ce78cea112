import { closeSync, fdatasyncSync, fstatSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ImgparError } from '../errors.js';
import { reasonOf } from '../storage/reasons.js';
import { isLivingRun } from '../storage/run-token.js';
import { writeAtomic } from '../storage/write-atomic.js';
import { type DoneRecord, type ImageRecord, isKept, lineStart, recordFrom, recordLine, terminalSafeJson } from './image-record.js';
import { endOfDestination, hashOfDigest, resultIn } from './line-fields.js';
import { beforeDestination, lineAt, lineBreak, lineBreaksIn, linesOf, maxLineBytes, readAt } from './lines.js';
import { failureToClose, isGone, openForAppending, openIfAny, requireManifest, truncate, unwritableManifest } from './manifest-file.js';
import { hashOfBytes, OffsetIndex } from './offset-index.js';
import { headerIn, type RecordedHeader, type RunEnding, type RunHeader, type Versions } from './run-header.js';

/** The name of the manifest in a destination: a single hidden file, which does not mislead programs that take folders for image classes. */
export const manifestName = '.imgpar.jsonl';

export interface ManifestOptions {
  /** Whether records can also be found by the content of their results. Default: false. */
  readonly byResult?: boolean;
  /** Whether appended lines survive a power failure. Default: false. */
  readonly durable?: boolean;
}

/**
 * The record of what was made from what: a file of JSON lines, where the last line for each destination counts. It is only ever appended
 * to, in whole lines, so it is valid wherever a run ends; a torn line is ignored. Lines stay on disk; memory holds 12 to 48 bytes for each,
 * and as much again to find them by result.
 */
export class Manifest {
  readonly path: string;
  readonly #options: ManifestOptions;
  #reader: number | undefined;
  #writer: number | undefined;
  #index = new OffsetIndex();
  #results = new OffsetIndex();
  /** How far the file has been read. */
  #end = 0;
  /** The number of image lines in the file. */
  #lines = 0;
  /** Offsets of the broken lines met so far. */
  readonly #damaged = new Set<number>();
  /** The offset of the last header of each fingerprint. */
  #headers = new Map<string, number>();
  /** Headers of runs that may still be alive, in file order. */
  #rivals: RecordedHeader[] = [];
  #versions = new Map<string, Versions>();
  #id: string | undefined;
  /** The header of the run that adds to it, and whether the file has it. */
  #header: RunHeader | undefined;
  #headed = false;
  /** Why this run must not write; several of its lanes may ask. */
  #refusal: unknown;
  /** What could not be written yet. */
  #pending: string[] = [];
  /** Whether the next write must first end a torn line. */
  #torn = false;

  private constructor(path: string, options: ManifestOptions) {
    this.path = path;
    this.#options = options;
  }

  /**
   * Opens a manifest for reading; a missing one is empty. Changes nothing.
   *
   * @throws {ImgparError} `usage`, if the file is something else or cannot be read
   */
  static open(path: string, options: ManifestOptions = {}): Manifest {
    const manifest = new Manifest(path, options);
    manifest.refresh();
    return manifest;
  }

  /** The last record of a destination; undefined if there is none, or the result no longer exists. */
  find(destination: string): ImageRecord | undefined {
    return this.#reading(() => this.#find(destination));
  }

  #find(destination: string): ImageRecord | undefined {
    // In a first run, for every image.
    if (this.#index.size === 0) return undefined;
    const start = Buffer.from(lineStart(destination));
    const offset = this.#index.find(hashOfBytes(start, beforeDestination.length, start.length), (at) => this.#startsWith(at, start));
    const record = offset === undefined ? undefined : this.#recordAt(offset);
    return record && isKept(record) ? record : undefined;
  }

  /** @throws {ImgparError} `unreadable`, if the disk fails to return its content */
  #reading<Value>(read: () => Value): Value {
    try {
      return read();
    } catch (error) {
      if (error instanceof ImgparError) throw error;
      throw new ImgparError('unreadable', `cannot read the manifest ${this.path}: ${reasonOf(error)}`, { cause: error });
    }
  }

  /**
   * The last record of a result with this content, wherever it is; undefined if none was made, `broken` if the only line about it is
   * broken. Needs `byResult`.
   */
  findResult(sha256: string): DoneRecord | 'broken' | undefined {
    const offset = this.#results.find(hashOfDigest(sha256), (at) => this.#resultAt(at) === sha256);
    if (offset === undefined) return undefined;
    const record = this.#recordAt(offset);
    return record?.status === 'done' ? record : 'broken';
  }

  /** The SHA-256 of every result ever recorded, in file order. Needs `byResult`. */
  *results(): Generator<string> {
    for (const offset of this.#results.offsets()) {
      const sha256 = this.#resultAt(offset);
      if (sha256 !== undefined) yield sha256;
    }
  }

  /** The number of broken lines met so far, which are ignored. */
  get damagedLines(): number {
    return this.#damaged.size;
  }

  /** The id that its runs in place gave it; undefined before the first. */
  get id(): string | undefined {
    return this.#id;
  }

  /** The versions that have made results in it. */
  get versions(): readonly Versions[] {
    return [...this.#versions.values()];
  }

  /** The last record of each destination, in file order. */
  *latest(): Generator<ImageRecord> {
    for (const offset of this.#index.offsets()) {
      const record = this.#reading(() => this.#recordAt(offset));
      if (record && isKept(record)) yield record;
    }
  }

  /** The last header of each fingerprint, in file order. */
  *headers(): Generator<RecordedHeader> {
    for (const offset of [...this.#headers.values()].toSorted((a, b) => a - b)) {
      const header = headerIn(Buffer.from(this.#reading(() => lineAt(this.#reader!, offset))), this.path);
      if (header) yield header;
    }
  }

  /** Reads what this run or another has appended since the last read. @throws {ImgparError} `usage`, `unreadable` */
  refresh(): void {
    this.#reading(() => this.#readOn());
  }

  #readOn(): void {
    this.#reader ??= openIfAny(this.path);
    if (this.#reader === undefined) return;
    if (this.#end === 0) requireManifest(this.#reader, this.path);
    for (const { offset, end, bytes, ended } of linesOf(this.#reader, this.#end)) {
      // A torn line may be about to be continued.
      if (!ended) break;
      this.#note(bytes, offset);
      this.#end = end;
    }
  }

  /**
   * Prepares to append the records of a run. Cuts off a torn line, and rewrites the file if most lines are superseded and no other run
   * writes to it. Otherwise writes nothing, and the header only before the first record.
   *
   * @throws {ImgparError} `usage`, if the file cannot be written, or a run with other options is at work
   */
  begin(header: RunHeader): void {
    this.#header = header;
    this.#requireNoRival();
    this.#endTornLine();
    const superseded = this.#lines - this.#index.size;
    if (superseded > Math.max(this.#index.size, minSuperseded) && this.#living().length === 0) this.#compact(header.run);
  }

  /**
   * Writes the header at once: of two runs with different options that start together, the one whose header comes first continues.
   *
   * @throws {ImgparError} `unwritable`; `usage`, if a run with other options is at work
   */
  writeHeader(): void {
    if (this.#refusal) throw this.#refusal;
    if (!this.#addHeader()) return;
    const error = this.#flush();
    this.#refusal = error && unwritableManifest(this.path, error);
    if (this.#refusal) throw this.#refusal;
    this.#requireFirst();
  }

  /**
   * Appends records, several at a time, as checking the file and writing to it take longer than making a line. What cannot be written, for
   * instance while the disk is full, waits for the next call.
   *
   * @throws {ImgparError} `unwritable`, if too much is waiting
   */
  append(...records: readonly ImageRecord[]): void {
    if (records.length === 0) return;
    if (this.#writer !== undefined && isGone(this.#writer)) this.#beginAnew();
    const isFirst = this.#addHeader();
    for (const record of records) this.#pending.push(recordLine(record));
    const error = this.#flush();
    if (error && (isFirst || this.#pending.length > maxPending)) throw unwritableManifest(this.path, error);
    if (isFirst) this.#requireFirst();
  }

  /** Notes how the run ended, if it has added anything. */
  end(ended: RunEnding): void {
    if (this.#header && this.#headed) this.#pending.push(`${terminalSafeJson({ ...this.#header, ended })}\n`);
  }

  /** @throws {ImgparError} `unwritable`, if something was never written */
  close(): void {
    // Network drives may only report a failed write here.
    const errors = [this.#flush(), failureToClose(this.#writer)];
    failureToClose(this.#reader);
    this.#reader = undefined;
    this.#writer = undefined;
    const error = errors.find(Boolean);
    if (error) throw unwritableManifest(this.path, error);
  }

  /** Whether there is a header that the file did not have. */
  #addHeader(): boolean {
    if (!this.#header || this.#headed) return false;
    this.#pending.push(`${terminalSafeJson(this.#header)}\n`);
    this.#headed = true;
    return true;
  }

  /** Somebody has removed the file, and probably most of its results. */
  #beginAnew(): void {
    closeSync(this.#writer!);
    this.#writer = undefined;
    this.#torn = false;
    this.#headed = false;
  }

  /** Why nothing more can be written; undefined if everything was. */
  #flush(): unknown {
    try {
      if (this.#pending.length === 0) return undefined;
      this.#writer ??= openForAppending(this.path, this.#options.durable ?? false);
      while (this.#pending.length > 0) {
        const lines = this.#pending.slice(0, linesAtOnce);
        const text = `${this.#torn ? '\n' : ''}${lines.join('')}`;
        const writtenBytes = writeSync(this.#writer, text);
        if (writtenBytes === Buffer.byteLength(text)) {
          this.#torn = false;
          this.#pending.splice(0, lines.length);
          continue;
        }
        const written = Buffer.from(text).subarray(0, writtenBytes);
        // A torn line is written again, after a line end that terminates the fragment.
        const whole = lineBreaksIn(written) - (this.#torn ? 1 : 0);
        this.#torn = written.at(-1) !== lineBreak;
        this.#pending.splice(0, whole);
      }
      if (this.#options.durable) fdatasyncSync(this.#writer);
      return undefined;
    } catch (error) {
      return error;
    }
  }

  #note(line: Buffer | undefined, offset: number): void {
    // The end of a line that was torn and written again, or that was cut off.
    if (line?.length === 0) return;
    const end = line && endOfDestination(line);
    if (end === undefined) {
      this.#noteHeader(line, offset);
      return;
    }
    const start = Buffer.from(line!.subarray(0, end));
    this.#lines += 1;
    this.#index.set(hashOfBytes(start, beforeDestination.length, end), offset, (at) => this.#startsWith(at, start));
    if (this.#options.byResult) this.#noteResult(line!, offset);
  }

  #noteResult(line: Buffer, offset: number): void {
    const sha256 = resultIn(line);
    if (sha256 === undefined) return;
    const hash = hashOfDigest(sha256);
    const isSame = (at: number) => this.#resultAt(at) === sha256;
    // A line that was torn after the hash must not hide a whole one.
    if (this.#results.find(hash, isSame) !== undefined && !recordFrom(line.toString())) return;
    this.#results.set(hash, offset, isSame);
  }

  #noteHeader(line: Buffer | undefined, offset: number): void {
    const header = line && headerIn(line, this.path);
    if (!header) {
      // The lines below a broken header speak for themselves.
      this.#damaged.add(offset);
      return;
    }
    this.#headers.set(header.fingerprint, offset);
    this.#id ??= header.id;
    if (header.versions) this.#versions.set(JSON.stringify(header.versions), header.versions);
    if (isLivingRun(header.run) === true) this.#rivals.push(header);
  }

  #recordAt(offset: number): ImageRecord | undefined {
    const record = recordFrom(lineAt(this.#reader!, offset));
    if (!record) this.#damaged.add(offset);
    return record;
  }

  #startsWith(offset: number, start: Buffer): boolean {
    return readAt(this.#reader!, offset, start.length).equals(start);
  }

  #resultAt(offset: number): string | undefined {
    return resultIn(Buffer.from(lineAt(this.#reader!, offset)));
  }

  /** Cuts off only what no living run may be writing, and only if it is no longer than a line. */
  #endTornLine(): void {
    if (this.#reader === undefined) return;
    const { size } = fstatSync(this.#reader);
    if (size === 0 || readAt(this.#reader, size - 1, 1)[0] === lineBreak) return;
    const tail = readAt(this.#reader, Math.max(0, size - maxLineBytes), maxLineBytes);
    const end = tail.lastIndexOf(lineBreak) + 1;
    if (this.#living().length > 0 || (end === 0 && tail.length < size)) this.#torn = true;
    else truncate(this.path, size - tail.length + end);
  }

  /** Other runs that write to it. */
  #living(): readonly RecordedHeader[] {
    return this.#rivals.filter(({ run }) => run !== this.#header?.run && isLivingRun(run) === true);
  }

  /** Call after the header has been written. */
  #requireFirst(): void {
    this.refresh();
    try {
      this.#requireNoRival();
    } catch (error) {
      this.#refusal = error;
      throw error;
    }
  }

  /** Results with other options, written at the same time, would not match the record. */
  #requireNoRival(): void {
    const mine = this.#rivals.findIndex(({ run }) => run === this.#header?.run);
    const before = new Set(mine < 0 ? this.#rivals : this.#rivals.slice(0, mine));
    const rival = this.#living().find((header) => before.has(header) && header.fingerprint !== this.#header?.fingerprint);
    if (!rival) return;
    throw new ImgparError(
      'usage',
      `another run is writing to ${dirname(this.path)} with other options (process ${rival.run.split('.')[1]}); wait until it ends, ` +
        'or choose another output folder',
    );
  }

  /** Keeps the headers, the last line of each destination, and the last line of each result that must be remembered. */
  #compact(token: string): void {
    try {
      writeAtomic(this.path, this.#essence(), { owner: { token, id: 'manifest' }, durable: this.#options.durable ?? false });
    } catch (error) {
      throw new ImgparError('usage', `cannot write the manifest ${this.path}: ${reasonOf(error)}`, { cause: error });
    }
    closeSync(this.#reader!);
    this.#reader = undefined;
    [this.#index, this.#results, this.#headers] = [new OffsetIndex(), new OffsetIndex(), new Map()];
    [this.#rivals, this.#lines, this.#end] = [[], 0, 0];
    this.#damaged.clear();
    this.refresh();
  }

  *#essence(): Generator<Buffer> {
    const reader = this.#reader!;
    for (const offset of this.#headers.values()) yield Buffer.from(`${lineAt(reader, offset)}\n`);
    const offsets = new Float64Array(new Set([...this.#index.offsets(), ...this.#results.offsets()])).sort();
    for (const offset of offsets) {
      const record = recordFrom(lineAt(reader, offset));
      // The content of a removed result may still turn up.
      if (record && (record.status !== 'removed' || this.#options.byResult)) yield Buffer.from(recordLine(record));
    }
  }
}

/** The manifest of a destination, unless another is named. */
export function manifestIn(folder: string): string {
  return join(folder, manifestName);
}

/** The number of superseded lines that are left alone. */
const minSuperseded = 1000;

/** The most records that may wait to be written: some 5 MB. */
const maxPending = 10_000;

/** Lines written together: some 64 KB. */
const linesAtOnce = 128;
