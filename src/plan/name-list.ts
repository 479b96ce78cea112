import { stat } from 'node:fs/promises';
import { parse, resolve, sep } from 'node:path';
import { ImgparError, messageOf } from '../errors.js';
import { windowsOver } from '../lines/lines.js';
import { type Lines, wholeFile } from '../lines/window.js';
import { decodeName } from '../storage/undecodable.js';

/** Stands for standard input. */
const standardInput = '-';

/** @throws {ImgparError} `usage`, if there is nothing to read under that name */
export async function requireNameList(given: string): Promise<void> {
  if (given === standardInput) return;
  // A pipe is fine, such as `<(find …)` in a shell.
  const found = await stat(given).catch((error: unknown) => {
    throw cannotRead(given, error);
  });
  if (found.isDirectory())
    throw new ImgparError('usage', `the list ${given} is a folder, expected a file of names; give folders as sources instead`);
}

/**
 * The names in a file: one per line, ended by LF or CRLF, or each ended by a zero byte, as written by `find -print0`, if there is one near
 * the beginning. Skips empty names. Reads the file as names are consumed, so its length costs no memory.
 *
 * @param signal ends the reading, even while nothing comes
 * @throws {ImgparError} `usage`, if it cannot be read
 */
export async function* namesIn(given: string, signal?: AbortSignal): AsyncGenerator<string> {
  const options = { separator: 'auto', keepCarriageReturn: true, maxLineBytes: longestNameBytes, ...(signal && { signal }) };
  try {
    for await (const window of windowsOver(given, wholeFile, options))
      for (let lines = window.next(); lines; lines = window.next()) yield* namesOf(lines, window.separator);
  } catch (error) {
    throw error instanceof ImgparError && error.code === 'too-large' ? noNames(given) : cannotRead(given, error);
  }
}

/** Windows allows paths of 32,767 UTF-16 units, at most three bytes each in UTF-8; other systems allow less. */
const longestNameBytes = 3 * 32_767;

/** Some other file was given as a list; without this check, much of it would end up in memory. */
function noNames(given: string): ImgparError {
  return new ImgparError(
    'usage',
    `the list ${given} holds a name of more than ${longestNameBytes} bytes; expected file names, one per line or each ended by a zero byte`,
  );
}

function* namesOf({ bytes, start, base, ends, isAscii }: Lines, separator: number): Generator<string> {
  let begin = start;
  for (const position of ends) {
    const end = base + position;
    const name = isAscii && begin >= base ? bytes.toString('latin1', begin, end) : decodeName(bytes.subarray(begin, end));
    begin = end + 1;
    const plain = separator !== 0 && name.endsWith('\r') ? name.slice(0, -1) : name;
    // Editors on Windows start a file with a byte order mark.
    const unmarked = plain.startsWith('\uFEFF') ? plain.slice(1) : plain;
    if (unmarked !== '') yield unmarked;
  }
}

/**
 * Where a listed file is, and where its result goes below the destination: at the same relative path for a file in the base folder, else at
 * its whole path.
 *
 * @param base absolute folder that names start from
 */
export function placeOf(name: string, base: string): { readonly source: string; readonly relative: string } {
  const source = resolve(base, name);
  const inside = base.endsWith(sep) ? base : base + sep;
  if (source.startsWith(inside)) return { source, relative: source.slice(inside.length) };
  const { root } = parse(source);
  // `C:\` leaves `C`, `/` leaves nothing.
  const drive = root.split(/[:\\/]+/).filter(Boolean);
  return { source, relative: [...drive, source.slice(root.length)].join(sep) };
}

function cannotRead(given: string, error: unknown): ImgparError {
  const reason = messageOf(error);
  return new ImgparError('usage', `the list ${given} cannot be read: ${reason}`, { cause: error });
}
