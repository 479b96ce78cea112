import { readFileSync } from 'node:fs';
import { builtFile } from '../installed.js';
import { writeAtomic } from '../storage/write-atomic.js';
import { type PageContent, pageOf } from './html.js';

/** Writes a page, with its program, into a file. @throws {ImgparError} `unwritable` */
export function writePage(output: string, content: PageContent): void {
  const program = readFileSync(builtFile('../../dist/page/client.js', import.meta.url), 'utf8').trim();
  const parts = (function* () {
    for (const part of pageOf(content, program)) yield Buffer.from(part);
  })();
  writeAtomic(output, parts, { owner: { token: 'report', id: process.pid } });
}
