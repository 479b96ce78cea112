import { ImgparError } from '../errors.js';
import type { Lines } from '../lines/window.js';
import { decodeName, encodeName } from '../storage/undecodable.js';
import type { ReadAt } from './reading.js';

/**
 * How a list is written: one name on each line; each name ended by a zero byte, as by `find -print0`; or a JSON object on each line that
 * also says where the result goes and which mask belongs to the image.
 */
export type ListForm = 'lines' | 'nul' | 'ndjson';

/** One file of a list, as the list has it. */
export interface ListLine {
  /** Where its line begins, in bytes. */
  readonly offset: number;
  readonly source: string;
  /** Path of the result below the output folder. Default: it follows from the source. */
  readonly destination?: string;
  /** The file of its mask. Default: it follows from the source. */
  readonly mask?: string;
}

/** A line of JSON holds three paths; Windows allows 32,767 UTF-16 units in each, at most three bytes each in UTF-8. */
export const longestLineBytes = 1 << 20;

/** How a list is written, by its first bytes. */
export function formOf(read: ReadAt): ListForm {
  const start = Buffer.alloc(lookedAtBytes);
  const found = start.subarray(0, read(start, 0, start.length, 0));
  const text = found.toString('utf8').replace(/^\uFEFF/, '');
  if (text.trimStart().startsWith('{"')) return 'ndjson';
  if (found.includes(0)) return 'nul';
  return 'lines';
}

const lookedAtBytes = 64 * 1024;

export function separatorOf(form: ListForm): string {
  return form === 'nul' ? '\0' : '\n';
}

/** The files that some lines name, without empty lines. @throws {ImgparError} `usage`, for a line of JSON that is broken */
export function namesOf(
  { bytes, start, base, ends, offset, isAscii }: Lines,
  separator: number,
  form: ListForm,
  given: string,
): ListLine[] {
  const found: ListLine[] = [];
  let begin = start;
  for (const position of ends) {
    const end = base + position;
    const text = isAscii && begin >= base ? bytes.toString('latin1', begin, end) : decodeName(bytes.subarray(begin, end));
    const at = offset + begin;
    begin = end + 1;
    const plain = separator !== 0 && text.endsWith('\r') ? text.slice(0, -1) : text;
    // Editors on Windows start a file with a byte order mark.
    const line = at === 0 && plain.startsWith('\uFEFF') ? plain.slice(1) : plain;
    if (line === '') continue;
    found.push(form === 'ndjson' ? fromJson(line, at, given) : { offset: at, source: line });
  }
  return found;
}

function fromJson(line: string, offset: number, given: string): ListLine {
  const value = parsed(line);
  const { source, destination, mask } = value;
  if (!isPath(source) || !(destination === undefined || isPath(destination)) || !(mask === undefined || isPath(mask)))
    throw new ImgparError(
      'usage',
      `the list ${given} is broken at byte ${offset}: received ${shortened(line)}, expected {"source": …}, and "destination" and "mask" if they ` +
        'differ from what follows from the source',
    );
  return { offset, source, ...(destination !== undefined && { destination }), ...(mask !== undefined && { mask }) };
}

function parsed(line: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(line) ?? {};
  } catch {
    return {};
  }
}

const isPath = (value: unknown): value is string => typeof value === 'string' && value !== '';

function shortened(line: string): string {
  return line.length > 80 ? `${line.slice(0, 80)}…` : line;
}

/** A file as a line of a list, with what ends it. @throws {ImgparError} `usage`, if the form cannot hold its name */
export function lineOf({ source, destination, mask }: Omit<ListLine, 'offset'>, form: ListForm): Buffer {
  if (form === 'ndjson') return Buffer.from(`${JSON.stringify({ source, destination, mask })}\n`);
  if (form === 'lines' && hasLineBreak(source))
    throw new ImgparError(
      'usage',
      `${JSON.stringify(source)} has a line break in its name, which a list with one name on each line cannot hold; choose the form nul or ndjson`,
    );
  return encodeName(`${source}${separatorOf(form)}`);
}

function hasLineBreak(name: string): boolean {
  return name.includes('\n') || name.endsWith('\r');
}
