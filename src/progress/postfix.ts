import type { Postfix, ProgressOptions } from './options.js';
import { formatNum } from './text/numbers.js';

/** The text after a bar, such as `loss=0.321, step=7`: entries in their order, and then the names of `more`, sorted. */
export function postfixText(postfix: Postfix | undefined, more: Readonly<Record<string, unknown>> = {}): string {
  if (postfix === undefined || typeof postfix === 'string') return postfix ?? '';
  // A Map of whatever realm, or a list of pairs.
  const entries = new Map(Symbol.iterator in postfix ? (postfix as Iterable<[string, unknown]>) : sortedEntries(postfix));
  for (const [name, value] of sortedEntries(more)) entries.set(name, value);
  return Array.from(entries, ([name, value]) => `${name}=${typeof value === 'number' ? formatNum(value) : plain(value)}`).join(', ');
}

/** Whether the bar's format names parts of its postfix, which then has no text of its own. */
export function isNamedByParts({ barFormat }: ProgressOptions, postfix: Postfix | undefined): postfix is object {
  return typeof postfix === 'object' && Boolean(barFormat?.includes('{postfix['));
}

function sortedEntries(record: object): [string, unknown][] {
  return Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1));
}

function plain(value: unknown): string {
  if (Array.isArray(value)) return `[${value.join(', ')}]`;
  return String(value).trim();
}
