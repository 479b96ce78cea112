import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { throwAwayFolder } from '../../test/throw-away.js';
import { writeTinyImages } from '../../test/tiny-images.js';
import type { RunEvent } from '../events.js';
import { ByteList } from '../lists/byte-list.js';
import { footerOf } from '../parts/part-file.js';
import { runRange } from './run-range.js';
import { startWorkers } from './start-workers.js';

const names = Array.from({ length: 40 }, (_, index) => `${index}.png`);

async function listOf(folder: string, lines: readonly string[]): Promise<ByteList> {
  const path = join(folder, 'names.txt');
  writeFileSync(path, lines.map((line) => `${line}\n`).join(''));
  const list = await ByteList.open(path);
  onTestFinished(() => list.close());
  return list;
}

function linesOf(part: string): Array<Record<string, unknown>> {
  const lines = readFileSync(part, 'utf8').trimEnd().split('\n');
  return lines.slice(1, -1).map((line) => JSON.parse(line));
}

test('a range of a list is done and recorded in a part of its own, line by line', async () => {
  const folder = throwAwayFolder();
  await writeTinyImages(folder, names.slice(0, 4));
  writeFileSync(join(folder, 'note.txt'), 'no image');
  const list = await listOf(
    folder,
    ['0.png', '1.png', 'gone.png', 'note.txt', '2.png', '3.png'].map((name) => join(folder, name)),
  );
  const destination = join(folder, 'out');
  const { summary, part, rest } = await runRange(startWorkers, { destination }, { list, range: { start: 0, end: list.sizeBytes } });
  expect(summary).toMatchObject({ found: 6, done: 4, failed: 1, skipped: 1 });
  expect(rest).toBeUndefined();
  expect(existsSync(join(destination, '.imgpar.jsonl'))).toBe(false);
  const text = readFileSync(list.path);
  for (const line of linesOf(part!)) {
    const name = String(line.destination).split('/').at(-1)!;
    expect(text.toString('utf8', line.line as number).split('\n')[0]).toBe(join(folder, name));
  }
  const statuses = linesOf(part!).map(({ status }) => status);
  expect(statuses.sort()).toEqual(['done', 'done', 'done', 'done', 'failed', 'skipped']);
  expect(footerOf(part!)).toMatchObject({ until: list.sizeBytes, done: 4, failed: 1, skipped: 1, lines: { count: 6 } });
});

test('a range that is stopped records what is done and tells the rest, which another attempt finishes', async () => {
  const folder = throwAwayFolder();
  await writeTinyImages(folder, names);
  const list = await listOf(
    folder,
    names.map((name) => join(folder, name)),
  );
  const options = { destination: join(folder, 'out'), workers: 2 };
  const stop = new AbortController();
  const report = (event: RunEvent) => {
    if (event.type === 'image-done') stop.abort();
  };
  const range = { start: 0, end: list.sizeBytes };
  const first = await runRange(startWorkers, options, { list, range }, { report, signal: stop.signal });
  expect(first.rest?.start).toBeGreaterThan(0);
  expect(first.rest?.end).toBe(list.sizeBytes);
  const before = linesOf(first.part!).filter(({ line }) => (line as number) < first.rest!.start);
  expect(footerOf(first.part!)?.lines.count).toBe(before.length);
  const second = await runRange(startWorkers, options, { list, range: first.rest! });
  expect(second.rest).toBeUndefined();
  expect(before.length + linesOf(second.part!).length).toBe(names.length);
});

test('another attempt at a range does again only what no earlier one has recorded', async () => {
  const folder = throwAwayFolder();
  await writeTinyImages(folder, names.slice(0, 6));
  const list = await listOf(
    folder,
    names.slice(0, 6).map((name) => join(folder, name)),
  );
  const options = { destination: join(folder, 'out') };
  const range = { start: 0, end: list.sizeBytes };
  const first = await runRange(startWorkers, options, { list, range, attempt: 'first' });
  // As if its machine had died after some lines, inside the next one.
  const text = readFileSync(first.part!, 'utf8').split('\n');
  writeFileSync(first.part!, `${text.slice(0, 4).join('\n')}\n${text[4]!.slice(0, 50)}`);
  const second = await runRange(startWorkers, options, { list, range, attempt: 'second' });
  expect(second.summary).toMatchObject({ done: 3, skippedByReason: { 'up-to-date': 3 } });
  expect(linesOf(second.part!)).toHaveLength(6);
  expect(footerOf(second.part!)).toMatchObject({ done: 6 });
});
