import { createHash, type Hash } from 'node:crypto';
import { closeSync, readSync } from 'node:fs';
import { Counter, isSameTally } from '../lists/tally.js';
import { recordFrom } from '../record/image-record.js';
import { endOfDestination } from '../record/line-fields.js';
import { beforeDestination, lineBreak } from '../record/lines.js';
import { openPart, type PartFooter } from './part-file.js';

type Status = 'done' | 'failed' | 'skipped';

/** An image line of a part: `bytes` from `start` up to `end`, without its line end, valid until the next one. */
export interface PartLine {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  /** Where the destination ends in it, without its quote. */
  readonly destinationEnd: number;
  /** The number of its line in the list. */
  readonly line: number;
  readonly status: Status;
}

/** The destination in a line, as JSON without quotes: the same text for the same destination. */
export function destinationIn({ bytes, start, destinationEnd }: PartLine): string {
  return bytes.latin1Slice(start + beforeDestination.length, destinationEnd);
}

/** Reads parts one after the other in the same memory. */
export class PartReader {
  readonly #buffer = Buffer.alloc(1 << 20);

  /**
   * Every image line of a part before `until`.
   *
   * @param bytes how much of the file to read: what comes before the footer
   * @param hash is given these bytes
   */
  *lines(descriptor: number, { bytes, until }: Pick<PartFooter, 'bytes' | 'until'>, hash?: Hash): Generator<PartLine> {
    const buffer = this.#buffer;
    for (let position = 0, kept = 0; position < bytes; ) {
      // No record is so long: it is not one, and the hash will tell.
      if (kept === buffer.length) kept = 0;
      const count = readSync(descriptor, buffer, kept, Math.min(buffer.length - kept, bytes - position), position);
      if (count === 0) break;
      hash?.update(buffer.subarray(kept, kept + count));
      position += count;
      const filled = kept + count;
      let begin = 0;
      for (let end = buffer.indexOf(lineBreak); end >= 0 && end < filled; end = buffer.indexOf(lineBreak, begin)) {
        const line = lineIn(buffer, begin, end);
        if (line && line.line < until) yield line;
        begin = end + 1;
      }
      buffer.copyWithin(0, begin, filled);
      kept = filled - begin;
    }
  }

  /** The same for a part in a file. */
  *linesOf({ path, footer }: { readonly path: string; readonly footer: PartFooter | undefined }): Generator<PartLine> {
    if (!footer) return;
    const descriptor = openPart(path);
    try {
      yield* this.lines(descriptor, footer);
    } finally {
      closeSync(descriptor);
    }
  }
}

const closingBrace = 0x7d;
const beforeNumber = Buffer.from('","line":');
const beforeStatus = Buffer.from(',"status":"');
const start = Buffer.from(beforeDestination);
const statuses: Readonly<Record<number, Status>> = { 100: 'done', 102: 'failed', 115: 'skipped' };

/** Undefined for headers, and for what a full disk left of a line that was written again. */
function lineIn(bytes: Buffer, begin: number, end: number): PartLine | undefined {
  if (bytes[end - 1] !== closingBrace || !isAt(bytes, begin, start)) return undefined;
  const quote = endOfDestination(bytes.subarray(begin, end));
  if (quote === undefined || !isAt(bytes, begin + quote - 1, beforeNumber)) return undefined;
  let at = begin + quote - 1 + beforeNumber.length;
  let line = 0;
  for (; bytes[at]! >= 0x30 && bytes[at]! <= 0x39; at++) line = line * 10 + (bytes[at]! - 0x30);
  const status = isAt(bytes, at, beforeStatus) ? statuses[bytes[at + beforeStatus.length]!] : undefined;
  return status && { bytes, start: begin, end, destinationEnd: begin + quote - 1, line, status };
}

function isAt(bytes: Buffer, at: number, expected: Buffer): boolean {
  for (let index = 0; index < expected.length; index++) if (bytes[at + index] !== expected[index]) return false;
  return true;
}

/**
 * Whether a part is what its footer says: not a byte of it has changed, and every line before `until` has one outcome. Gives why not.
 */
export function faultOf(reader: PartReader, descriptor: number, footer: PartFooter): string | undefined {
  const [lines, counts] = [new Counter(), { done: 0, failed: 0, skipped: 0 }];
  const hash = createHash('sha256');
  for (const { line, status } of reader.lines(descriptor, footer, hash)) {
    lines.add(line);
    counts[status] += 1;
  }
  if (hash.digest('hex') !== footer.sha256) return 'its content has changed since it was written';
  if (isSameTally(lines.tally, footer.lines) && isSame(counts, footer)) return undefined;
  return isSameWithoutFragments(reader, descriptor, footer) ? undefined : 'its lines are not those that its last line counts';
}

/** The same, slowly: a line that was torn, by a full disk for one, and written again may look whole. */
function isSameWithoutFragments(reader: PartReader, descriptor: number, footer: PartFooter): boolean {
  const lines = new Counter();
  for (const { bytes, start, end, line } of reader.lines(descriptor, footer))
    if (recordFrom(bytes.toString('utf8', start, end))) lines.add(line);
  return isSameTally(lines.tally, footer.lines);
}

function isSame(one: Pick<PartFooter, Status>, other: Pick<PartFooter, Status>): boolean {
  return one.done === other.done && one.failed === other.failed && one.skipped === other.skipped;
}
