// What the pools of these samples run. Workers load this file; the programs only name its functions.
import { appendFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { forEachLine, lineIndex, readLine } from 'imgpar/lines';

export const square = (x: number): number => x * x;

export const add = (x: number, y: number): number => x + y;

export const scaled = (by: number, offset: number, x: number): number => by * x + offset;

export async function slowly(ms: number, x: number): Promise<number> {
  await setTimeout(ms);
  return x;
}

/** The square root of a number of 0 or more. */
export function root(x: number): number {
  if (x < 0) throw new RangeError(`${x} has no root`);
  return Math.sqrt(x);
}

export function fail(x: number): never {
  throw new RangeError(`no result for ${x}`);
}

/** Adds a line to a file; appending is atomic, so several processes may do it at the same time. */
export async function note(file: string, text: string): Promise<void> {
  await appendFile(file, `${text}\n`);
}

export function exit(code: number): never {
  process.exit(code);
}

export const wordsIn = (line: string): number => line.split(' ').length;

/** The line with this number, by an index that another has made. */
export async function lineNumber(file: string, indexFile: string, number: number): Promise<string | undefined> {
  return readLine(file, number, { index: await lineIndex(file, { file: indexFile }) });
}

/** What the lines that begin in a range amount to. */
export async function amounts(file: string, range: { start: number; end: number }): Promise<{ lines: number; words: number }> {
  const sum = { lines: 0, words: 0 };
  await forEachLine(file, range, (line) => {
    sum.lines += 1;
    sum.words += wordsIn(line);
  });
  return sum;
}
