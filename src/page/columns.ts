import { gzipSync } from 'node:zlib';
import { visible } from '../report/visible.js';
import { figureNames, type Row, rowStatuses } from './rows.js';

/** The most that each figure can be, in the order of `figureNames`: it is stored as a share of it, in 16 bits. */
const figureLimits = [16, 0.5, 1, 1] as const;

/** Stands for a figure that is not known. */
const unknown = 65535;

/** The rows of a page as text that its program reads: columns, as nothing else is as short and as quick to open. */
export function columnsOf(rows: readonly Row[]): Readonly<Record<'names' | 'numbers' | 'messages', string>> {
  const figures = new Uint16Array(rows.length * 8).fill(unknown);
  const times = new Float32Array(rows.length);
  const statuses = new Uint8Array(rows.length);
  const messages: Record<number, string> = {};
  for (const [index, row] of rows.entries()) {
    times[index] = row.milliseconds;
    statuses[index] = rowStatuses.indexOf(row.status);
    if (row.message !== undefined) messages[index] = visible(row.code === undefined ? row.message : `${row.code}: ${row.message}`);
    if (!row.figures) continue;
    for (const [which, name] of figureNames.entries()) {
      const share = (value: number) => Math.round((Math.min(value, figureLimits[which]!) * (unknown - 1)) / figureLimits[which]!);
      figures[which * 2 * rows.length + index] = share(row.figures.before[name]);
      figures[(which * 2 + 1) * rows.length + index] = share(row.figures.after[name]);
    }
  }
  const numbers = Buffer.concat([figures, times, statuses].map(({ buffer }) => Buffer.from(buffer)));
  return {
    names: packed(Buffer.from(rows.map(({ name }) => `${visible(name)}\n`).join(''))),
    // They hardly compress, and are quicker to open so.
    numbers: numbers.toString('base64'),
    messages: packed(Buffer.from(JSON.stringify(messages))),
  };
}

function packed(bytes: Buffer): string {
  return gzipSync(bytes, { level: 9 }).toString('base64');
}
