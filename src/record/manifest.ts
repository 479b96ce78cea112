import { closeSync, fstatSync, ftruncateSync, openSync, readSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { codeOf, ImgparError } from '../errors.js';
import { draftOf, makeFolder, reasonOf, removeDraft } from '../storage/file.js';
import { isLivingRun } from '../storage/run-token.js';
import { beforeDestination, harmless, type ImageRecord, lineStart, recordFrom, recordLine } from './image-record.js';
import { hashOfBytes, OffsetIndex } from './offset-index.js';

/** The name of the manifest in a destination: one hidden file, so that whoever takes folders for classes of images is not misled. */
export const manifestName = '.imgpar.jsonl';

/** What a run writes above its lines. */
export interface RunHeader {
  /** The version of imgpar. */
  readonly imgpar: string;
  readonly manifest: typeof manifestVersion;
  /** The token of the run. */
  readonly run: string;
  readonly at: number;
  readonly fingerprint: string;
  /** All that the fingerprint names, in clear. */
  readonly decides: object;
}

/** The version of the lines: raised when a field changes its meaning or goes, not when one is added. */
export const manifestVersion = 1;

/**
 * The record of what was made from what: a file of lines of JSON, of which for each destination the last one holds. It is only ever
 * appended to, by whole lines, so that it is valid wherever a run ends; of a line that was torn nothing is believed. Lines stay on
 * disk; what is kept in memory is 12 to 48 bytes for each.
 */
export class Manifest {
  readonly path: string;
  #reader: number | undefined;
  #writer: number | undefined;
  #index = new OffsetIndex();
  #lines = 0;
  /** Where lines begin that are broken, as far as they were looked at. */
  readonly #damaged = new Set<number>();
  /** Where the last header of each fingerprint begins. */
  #headers = new Map<string, { offset: number; run: string }>();
  /** Of the run that adds to it; and whether the file has it. */
  #header: RunHeader | undefined;
  #headed = false;
  /** What could not be written yet. */
  #pending: string[] = [];
  /** Whether a write ended in the middle of a line. */
  #torn = false;

  private constructor(path: string) {
    this.path = path;
  }

  /**
   * Opens a manifest for reading; one that does not exist is empty. Changes nothing.
   *
   * @throws {ImgparError} `usage`, if the file is something else, or cannot be read
   */
  static open(path: string): Manifest {
    const manifest = new Manifest(path);
    manifest.#scan();
    return manifest;
  }

  /** Opens a manifest of which nothing will be read. */
  static forAppending(path: string): Manifest {
    return new Manifest(path);
  }

  /** The last record of a destination; undefined if there is none, or the result was removed. */
  find(destination: string): ImageRecord | undefined {
    const start = Buffer.from(lineStart(destination));
    const offset = this.#index.find(hashOfBytes(start, beforeDestination.length, start.length), (at) => this.#startsWith(at, start));
    if (offset === undefined) return undefined;
    const record = recordFrom(this.#lineAt(offset));
    if (!record) this.#damaged.add(offset);
    return record?.status === 'removed' ? undefined : record;
  }

  /** How many broken lines were come across so far; they count as if they were not there. */
  get damagedLines(): number {
    return this.#damaged.size;
  }

  /** The last record of each destination, in the order of the file. */
  *latest(): Generator<ImageRecord> {
    for (const offset of this.#index.offsets()) {
      const record = recordFrom(this.#lineAt(offset));
      if (record && record.status !== 'removed') yield record;
    }
  }

  /**
   * Makes ready to append the records of a run. Cuts off a torn line, and writes the file anew when most lines are superseded and no
   * other run writes to it. Nothing is written if all is well, and the header not before the first record.
   *
   * @throws {ImgparError} `usage`, if the file cannot be written
   */
  begin(header: RunHeader): void {
    this.#header = header;
    this.#cutTornLine();
    const superseded = this.#lines - this.#index.size;
    if (superseded > Math.max(this.#index.size, minSuperseded) && !this.#hasOtherWriters()) this.#compact(header.run);
  }

  /** Writes the header of the run at once, for others that append to the file as well. @throws {ImgparError} `unwritable` */
  writeHeader(): void {
    this.#addHeader();
    const error = this.#flush();
    if (error) throw unwritable(this.path, error);
  }

  /**
   * Appends records, together as looking at the file and writing to it take longer than making a line. What cannot be written, as while
   * the disk is full, waits for the next call.
   *
   * @throws {ImgparError} `unwritable`, if too much is waiting
   */
  append(...records: readonly ImageRecord[]): void {
    if (records.length === 0) return;
    if (this.#writer !== undefined && isGone(this.#writer)) this.#beginAnew();
    const isFirst = this.#addHeader();
    for (const record of records) this.#pending.push(recordLine(record));
    const error = this.#flush();
    if (error && (isFirst || this.#pending.length > maxPending)) throw unwritable(this.path, error);
  }

  /** @throws {ImgparError} `unwritable`, if something could not be written to the last */
  close(): void {
    const error = this.#flush();
    for (const descriptor of [this.#reader, this.#writer]) if (descriptor !== undefined) closeSync(descriptor);
    this.#reader = undefined;
    this.#writer = undefined;
    if (error) throw unwritable(this.path, error);
  }

  /** Whether there is one that the file did not have. */
  #addHeader(): boolean {
    if (!this.#header || this.#headed) return false;
    this.#pending.push(`${harmless(this.#header)}\n`);
    this.#headed = true;
    return true;
  }

  /** Somebody has removed the file, and with it mostly the results that it told of. */
  #beginAnew(): void {
    closeSync(this.#writer!);
    this.#writer = undefined;
    this.#torn = false;
    this.#headed = false;
  }

  /** Why nothing more can be written; undefined if all was. */
  #flush(): unknown {
    try {
      while (this.#pending.length > 0) {
        this.#writer ??= openForAppending(this.path);
        const lines = this.#pending.slice(0, linesAtOnce).join('');
        const bytes = Buffer.from(this.#torn ? `\n${lines}` : lines);
        const written = bytes.subarray(0, writeSync(this.#writer, bytes));
        // A line that was torn is written again, behind an end for what there is of it.
        const whole = lineBreaksIn(written) - (this.#torn ? 1 : 0);
        this.#torn = written.at(-1) !== lineBreakByte;
        this.#pending.splice(0, whole);
      }
      return undefined;
    } catch (error) {
      return error;
    }
  }

  #scan(): void {
    this.#reader = openIfAny(this.path);
    if (this.#reader === undefined) return;
    let offset = 0;
    for (const line of linesOf(this.#reader)) {
      if (offset === 0) requireManifest(line, this.path);
      if (line.at(-1) === lineBreakByte) this.#note(line, offset);
      offset += line.length;
    }
  }

  #note(line: Buffer, offset: number): void {
    const end = endOfDestination(line);
    if (end === undefined) {
      this.#noteHeader(line, offset);
      return;
    }
    const start = Buffer.from(line.subarray(0, end));
    this.#lines += 1;
    this.#index.set(hashOfBytes(start, beforeDestination.length, end), offset, (at) => this.#startsWith(at, start));
  }

  #noteHeader(line: Buffer, offset: number): void {
    const header = headerIn(line);
    if (header) this.#headers.set(header.fingerprint, { offset, run: header.run });
    // The lines below a broken header speak for themselves.
    else this.#damaged.add(offset);
  }

  #startsWith(offset: number, start: Buffer): boolean {
    return readAt(this.#reader!, offset, start.length).equals(start);
  }

  #lineAt(offset: number): string {
    for (let length = usualLine; ; length *= 4) {
      const bytes = readAt(this.#reader!, offset, length);
      const end = bytes.indexOf(lineBreakByte);
      if (end >= 0 || bytes.length < length) return bytes.toString('utf8', 0, end < 0 ? bytes.length : end);
    }
  }

  #cutTornLine(): void {
    if (this.#reader === undefined) return;
    const { size } = fstatSync(this.#reader);
    if (size === 0 || readAt(this.#reader, size - 1, 1)[0] === lineBreakByte) return;
    let end = size;
    for (const chunk = 4096; end > 0; end -= Math.min(chunk, end)) {
      const start = Math.max(0, end - chunk);
      const found = readAt(this.#reader, start, end - start).lastIndexOf(lineBreakByte);
      if (found < 0) continue;
      end = start + found + 1;
      break;
    }
    truncate(this.path, end);
  }

  #hasOtherWriters(): boolean {
    return [...this.#headers.values()].some(({ run }) => isLivingRun(run));
  }

  /** Keeps the headers and of each destination the last line. */
  #compact(token: string): void {
    const draft = draftOf(this.path, token, 0);
    try {
      const writer = openSync(draft, 'w');
      try {
        for (const { offset } of this.#headers.values()) writeFully(writer, `${this.#lineAt(offset)}\n`);
        for (const record of this.latest()) writeFully(writer, recordLine(record));
      } finally {
        closeSync(writer);
      }
      closeSync(this.#reader!);
      renameSync(draft, this.path);
    } catch (error) {
      removeDraft(draft);
      throw new ImgparError('usage', `cannot write the manifest ${this.path}: ${reasonOf(error)}`, { cause: error });
    }
    [this.#index, this.#headers, this.#lines] = [new OffsetIndex(), new Map(), 0];
    this.#damaged.clear();
    this.#scan();
  }
}

/** Appends a record to the manifest of a run that goes on elsewhere. @throws {ImgparError} `unwritable` */
export function appendRecord(path: string, record: ImageRecord): void {
  const manifest = Manifest.forAppending(path);
  manifest.append(record);
  manifest.close();
}

/** Lines that are superseded and stay where they are. */
const minSuperseded = 1000;

/** Records that wait to be written: some 5 MB. */
const maxPending = 10_000;

/** A line mostly fits into one reading of this size. */
const usualLine = 1024;

/** Lines that are written together: some 64 KB. */
const linesAtOnce = 128;

const lineBreakByte = 10;
const headerStart = '{"imgpar":"';

function requireManifest(firstLine: Buffer, path: string): void {
  const text = firstLine.subarray(0, headerStart.length).toString('latin1');
  const isTornHeader = firstLine.at(-1) !== lineBreakByte && headerStart.startsWith(text);
  if (text === headerStart) requireKnownVersion(firstLine, path);
  if (text === headerStart || isTornHeader) return;
  throw new ImgparError('usage', `${path} is no manifest of imgpar, and is left as it is; rename it, or name another file as manifest`);
}

/** A later version may have given the lines another meaning. */
function requireKnownVersion(header: Buffer, path: string): void {
  const found = /^\{"imgpar":"([^"\\]{1,40})","manifest":(\d{1,9})[,}]/.exec(header.toString('latin1', 0, 100));
  if (!found || Number(found[2]) <= manifestVersion) return;
  throw new ImgparError(
    'usage',
    `${path} was written by imgpar ${found[1]} in a form that this version does not know; use that version, or name another file as manifest`,
  );
}

function headerIn(line: Buffer): { fingerprint: string; run: string } | undefined {
  if (line.subarray(0, headerStart.length).toString('latin1') !== headerStart) return undefined;
  try {
    const { fingerprint, run } = JSON.parse(line.toString('utf8'));
    return typeof fingerprint === 'string' && typeof run === 'string' ? { fingerprint, run } : undefined;
  } catch {
    return undefined;
  }
}

/** Where the destination ends in a line that begins with one, its closing quote included. */
function endOfDestination(line: Buffer): number | undefined {
  if (line.subarray(0, beforeDestination.length).toString('latin1') !== beforeDestination) return undefined;
  for (let end = beforeDestination.length; end < line.length; end++) {
    if (line[end] === 0x5c) end += 1;
    else if (line[end] === 0x22) return end + 1;
  }
  return undefined;
}

/** The lines of a file, each with its end; the last one without, if it has none. */
function* linesOf(descriptor: number): Generator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  let offset = 0;
  for (;;) {
    const block = readAt(descriptor, offset, 1 << 20);
    if (block.length === 0) break;
    offset += block.length;
    const bytes = rest.length === 0 ? block : Buffer.concat([rest, block]);
    let start = 0;
    for (let end = bytes.indexOf(lineBreakByte); end >= 0; end = bytes.indexOf(lineBreakByte, start)) {
      yield bytes.subarray(start, end + 1);
      start = end + 1;
    }
    rest = bytes.subarray(start);
  }
  if (rest.length > 0) yield rest;
}

function lineBreaksIn(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(lineBreakByte); at >= 0; at = bytes.indexOf(lineBreakByte, at + 1)) count += 1;
  return count;
}

function readAt(descriptor: number, offset: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  return bytes.subarray(0, readSync(descriptor, bytes, 0, length, offset));
}

function writeFully(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written);
}

function openIfAny(path: string): number | undefined {
  try {
    const descriptor = openSync(path, 'r');
    if (fstatSync(descriptor).isFile()) return descriptor;
    closeSync(descriptor);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw new ImgparError('usage', `cannot read the manifest ${path}: ${reasonOf(error)}`, { cause: error });
  }
  throw new ImgparError('usage', `the manifest is not a regular file: ${path}`);
}

function isMissing(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** Whether the file of a descriptor has no name any more. */
function isGone(descriptor: number): boolean {
  return fstatSync(descriptor).nlink === 0;
}

function openForAppending(path: string): number {
  makeFolder(dirname(path));
  return openSync(path, 'a');
}

function truncate(path: string, length: number): void {
  try {
    const descriptor = openSync(path, 'r+');
    try {
      ftruncateSync(descriptor, length);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw new ImgparError('usage', `cannot write the manifest ${path}: ${reasonOf(error)}`, { cause: error });
  }
}

function unwritable(path: string, error: unknown): ImgparError {
  return new ImgparError('unwritable', `cannot write the manifest ${path}: ${reasonOf(error)}`, { cause: error });
}
