import { gzipSync } from 'node:zlib';
import { visible } from '../report/visible.js';
import { orderBy } from './order.js';
import { figureNames, type Row, rowStatuses } from './rows.js';
import { harmsOf, storedFigure, unknownFigure } from './stored-figures.js';

/** The rows of a page as text that its program reads: columns, as nothing else is as short and as quick to open. */
export function columnsOf(rows: readonly Row[]): Readonly<Record<'names' | 'numbers' | 'messages', string>> {
  const times = new Float32Array(rows.length);
  const statuses = new Uint8Array(rows.length);
  const messages: Record<number, string> = {};
  for (const [index, row] of rows.entries()) {
    times[index] = row.milliseconds || Number.NaN;
    statuses[index] = rowStatuses.indexOf(row.status);
    if (row.message !== undefined) messages[index] = visible(row.code === undefined ? row.message : `${row.code}: ${row.message}`);
  }
  const numbers = Buffer.concat([figuresOf(rows), times, statuses].map(({ buffer }) => Buffer.from(buffer)));
  return {
    names: packed(Buffer.from(rows.map(({ name }) => `${visible(name)}\n`).join(''))),
    // They hardly compress, and are quicker to open so.
    numbers: numbers.toString('base64'),
    messages: packed(Buffer.from(JSON.stringify(messages))),
  };
}

/** The rows that the page shows first: those made worse most, in the order in which its program has them. */
export function worstFirst(rows: readonly Row[], most: number): readonly Row[] {
  return Array.from(orderBy(harmsOf(figuresOf(rows), rows.length), true).subarray(0, most), (row) => rows[row]!);
}

function figuresOf(rows: readonly Row[]): Uint16Array<ArrayBuffer> {
  const stored = new Uint16Array(rows.length * 8).fill(unknownFigure);
  for (const [index, { figures }] of rows.entries()) {
    if (!figures) continue;
    for (const [which, name] of figureNames.entries()) {
      stored[which * 2 * rows.length + index] = storedFigure(figures.before[name], which);
      stored[(which * 2 + 1) * rows.length + index] = storedFigure(figures.after[name], which);
    }
  }
  return stored;
}

function packed(bytes: Buffer): string {
  return gzipSync(bytes, { level: 9 }).toString('base64');
}
