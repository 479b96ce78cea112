import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { parse, resolve, sep } from 'node:path';
import { ImgparError } from '../errors.js';
import { decodeName } from '../storage/undecodable.js';

/** Stands for the standard input. */
const standardInput = '-';

/** @throws {ImgparError} `usage`, if there is nothing to read under that name */
export async function requireNameList(given: string): Promise<void> {
  if (given === standardInput) return;
  // A pipe will do, as `<(find …)` of a shell is one.
  const found = await stat(given).catch((error: unknown) => {
    throw cannotRead(given, error);
  });
  if (found.isDirectory())
    throw new ImgparError('usage', `the list ${given} is a folder, expected a file with names; give folders as sources`);
}

/**
 * The names in a file: one a line, ended by LF or CRLF, or each by a zero byte, as `find -print0` writes them, if there is one near the
 * beginning. Empty ones are passed over. The file is read as its names are taken, so its length costs no memory.
 *
 * @param blockBytes how much is read at once
 * @throws {ImgparError} `usage`, if it cannot be read
 */
export async function* namesIn(given: string, blockBytes = 64 * 1024): AsyncGenerator<string> {
  const source = given === standardInput ? { fd: 0, autoClose: false } : {};
  let separator: string | undefined;
  let rest: Buffer = Buffer.alloc(0);
  for await (const block of blocksOf(given, { ...source, highWaterMark: blockBytes })) {
    const bytes = rest.length === 0 ? block : Buffer.concat([rest, block]);
    separator ??= bytes.includes(0) ? '\0' : '\n';
    // Names may be cut anywhere, also within a character.
    const end = bytes.lastIndexOf(separator) + 1;
    yield* namesOf(decodeName(bytes.subarray(0, end)), separator);
    rest = bytes.subarray(end);
  }
  yield* namesOf(decodeName(rest), separator ?? '\n');
}

async function* blocksOf(given: string, options: Parameters<typeof createReadStream>[1]): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(given, options);
  } catch (error) {
    throw cannotRead(given, error);
  }
}

function* namesOf(text: string, separator: string): Generator<string> {
  for (const name of text.split(separator)) {
    const plain = separator === '\n' && name.endsWith('\r') ? name.slice(0, -1) : name;
    // Editors of Windows begin a file with a mark of its encoding.
    const unmarked = plain.startsWith('\uFEFF') ? plain.slice(1) : plain;
    if (unmarked !== '') yield unmarked;
  }
}

/**
 * Where a listed file is, and where its result goes below the destination: under the name by which it is found from the folder that
 * names start from; one that lies elsewhere under its whole path.
 *
 * @param base absolute folder that names start from
 */
export function placeOf(name: string, base: string): { readonly source: string; readonly relative: string } {
  const source = resolve(base, name);
  const inside = base.endsWith(sep) ? base : base + sep;
  if (source.startsWith(inside)) return { source, relative: source.slice(inside.length) };
  const { root } = parse(source);
  // Of `C:\` remains `C`, of `/` nothing.
  const drive = root.split(/[:\\/]+/).filter(Boolean);
  return { source, relative: [...drive, source.slice(root.length)].join(sep) };
}

function cannotRead(given: string, error: unknown): ImgparError {
  const reason = error instanceof Error ? error.message : String(error);
  return new ImgparError('usage', `the list ${given} cannot be read: ${reason}`, { cause: error });
}
