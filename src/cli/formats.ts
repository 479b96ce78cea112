import { type FormatFacts, formatFacts } from '../codec/format-facts.js';

/** The formats that this installation reads and writes, in columns with titles. */
export function formatLines(facts: readonly FormatFacts[] = formatFacts()): string[] {
  const rows = [['FORMAT', 'READ', 'WRITTEN', 'EXTENSIONS'], ...facts.map(rowOf)];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
}

function rowOf({ name, missing, written, extensions }: FormatFacts): string[] {
  const read = missing === undefined ? 'yes' : `no; npm install ${missing}`;
  return [name, read, written, extensions.map((extension) => `.${extension}`).join(' ')];
}
