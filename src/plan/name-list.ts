import { createReadStream, fstatSync, open } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import { parse, resolve, sep } from 'node:path';
import { addAbortSignal, type Readable } from 'node:stream';
import { promisify } from 'node:util';
import { ImgparError, messageOf } from '../errors.js';
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
    throw new ImgparError('usage', `the list ${given} is a folder, expected a file with names; give folders as sources`);
}

/**
 * The names in a file: one per line, ended by LF or CRLF, or each ended by a zero byte, as `find -print0` writes them, if there is one near
 * the beginning. Skips empty names. Reads the file as names are taken, so its length costs no memory.
 *
 * @param signal ends the reading, even while nothing arrives
 * @param blockBytes how much of a file to read at once
 * @throws {ImgparError} `usage`, if it cannot be read
 */
export async function* namesIn(given: string, signal?: AbortSignal, blockBytes = 64 * 1024): AsyncGenerator<string> {
  let separator: string | undefined;
  let rest: Buffer = Buffer.alloc(0);
  for await (const block of blocksOf(given, blockBytes, signal)) {
    const bytes = rest.length === 0 ? block : Buffer.concat([rest, block]);
    separator ??= bytes.includes(0) ? '\0' : '\n';
    // A block may end anywhere, even inside a character.
    const end = bytes.lastIndexOf(separator) + 1;
    yield* namesOf(decodeName(bytes.subarray(0, end)), separator);
    rest = bytes.subarray(end);
    if (rest.length > longestNameBytes) throw noNames(given);
  }
  yield* namesOf(decodeName(rest), separator ?? '\n');
}

/** Windows allows paths of 32,767 UTF-16 units, at most three bytes each in UTF-8; other systems allow less. */
const longestNameBytes = 3 * 32_767;

/** Some other file was given as a list; without this check, much of it would end up in memory. */
function noNames(given: string): ImgparError {
  return new ImgparError(
    'usage',
    `the list ${given} holds a name of more than ${longestNameBytes} bytes; expected names of files, one a line or each ended by a zero byte`,
  );
}

async function* blocksOf(given: string, blockBytes: number, signal: AbortSignal | undefined): AsyncGenerator<Buffer> {
  try {
    const stream = given === standardInput ? process.stdin : await openList(given, blockBytes);
    yield* signal ? addAbortSignal(signal, stream) : stream;
  } catch (error) {
    throw cannotRead(given, error);
  }
}

/** Threads read files, and nothing can end one that waits for a pipe; sockets wait without a thread. */
async function openList(given: string, blockBytes: number): Promise<Readable> {
  const fd = await promisify(open)(given, 'r');
  return fstatSync(fd).isFIFO() ? new Socket({ fd, writable: false }) : createReadStream(given, { fd, highWaterMark: blockBytes });
}

function* namesOf(text: string, separator: string): Generator<string> {
  for (const name of text.split(separator)) {
    const plain = separator === '\n' && name.endsWith('\r') ? name.slice(0, -1) : name;
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
