import { readFileSync } from 'node:fs';
import { builtFile } from '../installed.js';
import { writeAtomic } from '../storage/write-atomic.js';
import { type PageContent, pageOf } from './html.js';

/** Writes a page, with its program, into a file. @throws {ImgparError} `unwritable` */
export function writePage(output: string, content: PageContent): void {
  const program = readFileSync(builtFile('../../dist/page/client.js', import.meta.url), 'utf8').trim();
  writeAtomic(output, inPieces(pageOf(content, program)), { owner: { token: 'report', id: process.pid } });
}

/** Many parts at a time, as each has a call to the system: the pictures of an image are 16 kB. */
function* inPieces(parts: Iterable<string>): Generator<Buffer> {
  let piece = '';
  for (const part of parts) {
    piece += part;
    if (piece.length < pieceCharacters) continue;
    yield Buffer.from(piece);
    piece = '';
  }
  yield Buffer.from(piece);
}

const pieceCharacters = 1 << 18;
