import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { entriesOf, type ListEntry, type ListRange, ListWriter, type TaskList } from './list.js';

const anyName = fc.oneof(
  fc.string({ minLength: 1, unit: 'binary' }),
  fc.constantFrom('new\nline.jpg', 'quote".jpg', '\uD800half.jpg', '🐱.jpg', '\u2028'),
);

const anyEntry: fc.Arbitrary<ListEntry> = fc
  .record({
    root: fc.constantFrom('/a', '/b/c', '/'),
    relative: anyName,
    named: fc.boolean(),
    kind: fc.constantFrom('symbolic-link', 'special-file', undefined),
    elsewhere: fc.boolean(),
  })
  .map(({ root, relative, named, kind, elsewhere }) => ({
    source: elsewhere ? '/elsewhere/photo' : `${root}${sep}${relative}`,
    relative,
    named,
    ...(kind && { kind }),
  }));

test('a list returns what was put in, whatever the names contain', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyEntry), async (entries) => {
      const list = await listOf(entries);
      expect(await list.read({ start: 0, end: entries.length })).toEqual(entries);
      await list.close();
    }),
  );
});

test('a list yields every entry exactly once, however ranges are cut and whoever reads first', async () => {
  const length = 20_000;
  const list = await numbered(length);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(length), { maxLength: 40 }), fc.infiniteStream(fc.nat(7)), async (cuts, order) => {
      const edges = [0, ...cuts.sort((a, b) => a - b), length];
      const ranges = edges.slice(1).map((end, index) => ({ start: edges[index]!, end }));
      const shuffled = ranges.map((range) => ({ range, key: order.next().value as number })).sort((a, b) => a.key - b.key);
      const read = await Promise.all(shuffled.map(async ({ range }) => ({ range, entries: await list.read(range) })));
      for (const { range, entries } of read) expect(entries.map(numberOf)).toEqual(numbersOf(range));
    }),
    { numRuns: 30 },
  );
});

test('a list serves lanes that each take a few entries at a time from their own range', async () => {
  // Long enough to move to a file on the way.
  const length = 80_000;
  const lanes = 8;
  const list = await numbered(length);
  const seen = new Uint8Array(length);
  const lane = async (index: number) => {
    const last = (length * (index + 1)) / lanes;
    for (let start = (length * index) / lanes; start < last; ) {
      const end = Math.min(last, start + 1 + (start % 32));
      for (const entry of await list.read({ start, end })) seen[numberOf(entry)]! += 1;
      start = end;
    }
  };
  await Promise.all(Array.from({ length: lanes }, (_, index) => lane(index)));
  expect(seen.every((times) => times === 1)).toBe(true);
});

test('a list reads a range as often as asked, even while it is being read', async () => {
  const list = await numbered(50_000);
  const ranges = [0, 40, 80, 40, 40, 80, 25_000, 25_040, 25_040].map((start) => ({ start, end: start + 40 }));
  for (const range of ranges) expect((await list.read(range)).map(numberOf)).toEqual(numbersOf(range));
  const readTogether = await Promise.all([...ranges, ...ranges].map((range) => list.read(range)));
  expect(readTogether.map((entries) => entries.map(numberOf))).toEqual([...ranges, ...ranges].map(numbersOf));
});

test('a list takes no more memory when read at thousands of places', async () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage: () => void = runInNewContext('gc');
  const list = await numbered(100_000);
  const heldBytes = () => {
    collectGarbage();
    return process.memoryUsage().arrayBuffers;
  };
  const before = heldBytes();
  for (let start = 0; start < 90_000; start += 30) await list.read({ start, end: start + 1 });
  // 256 blocks of 16 KB, and some room for what the test runner does meanwhile. All 3,000 places would take 48 MB. Polls, because collected
  // buffers are returned a little later.
  await expect.poll(heldBytes, { timeout: 60_000 }).toBeLessThan(before + 12e6);
});

test('a list leaves out what lies beyond its end', async () => {
  const list = await numbered(3);
  expect((await list.read({ start: 1, end: 100 })).map(numberOf)).toEqual([1, 2]);
  expect(await list.read({ start: 3, end: 4 })).toEqual([]);
  expect(await list.read({ start: 2, end: 2 })).toEqual([]);
  expect(await (await numbered(0)).read({ start: 0, end: 1 })).toEqual([]);
});

test.each([2, 4, 10])('a list finds every entry with only %i checkpoints', async (maxCheckpoints) => {
  const length = 10_000;
  const list = await numbered(length, maxCheckpoints);
  for (let start = length - 1; start >= 0; start -= 37) {
    const range = { start, end: Math.min(length, start + 2) };
    expect((await list.read(range)).map(numberOf)).toEqual(numbersOf(range));
  }
});

test('a list holds lines longer than a block', async () => {
  const entries = [1, 2, 3].map((number) => ({ source: '/elsewhere', relative: '\u0001'.repeat(30_000) + number, named: false }));
  const list = await listOf(entries);
  expect(await list.read({ start: 1, end: 3 })).toEqual(entries.slice(1));
});

test('a list gives each entry with its number', async () => {
  const list = await numbered(2500);
  const numbers: number[] = [];
  for await (const [number, entry] of entriesOf(list)) {
    expect(numberOf(entry)).toBe(number);
    numbers.push(number);
  }
  expect(numbers).toEqual(numbersOf({ start: 0, end: 2500 }));
});

test('a list leaves no temporary file behind', async () => {
  const before = listFiles();
  const list = await numbered(100_000);
  await list.read({ start: 99_999, end: 100_000 });
  await list.close();
  expect(listFiles().filter((name) => !before.includes(name))).toEqual([]);
});

test.skipIf(process.platform === 'win32')('a list has a temporary file without a name, which cannot outlive the process', async () => {
  const before = listFiles();
  await numbered(100_000);
  expect(listFiles().filter((name) => !before.includes(name))).toEqual([]);
});

test.skipIf(process.platform === 'win32')('a list says what to do when its temporary file cannot be made', async () => {
  const usual = process.env.TMPDIR;
  process.env.TMPDIR = join(tmpdir(), 'imgpar-no-such-folder');
  onTestFinished(() => {
    if (usual === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = usual;
  });
  await expect(numbered(100_000)).rejects.toMatchObject({ code: 'unwritable', message: expect.stringContaining('TMPDIR') });
});

async function listOf(entries: Iterable<ListEntry>): Promise<TaskList> {
  const writer = new ListWriter();
  for (const entry of entries) await writer.append(entry);
  return writer.finish();
}

async function numbered(length: number, maxCheckpoints?: number): Promise<TaskList> {
  const writer = new ListWriter(maxCheckpoints);
  for (let number = 0; number < length; number++)
    await writer.append({ source: `/photos/${number}.jpg`, relative: `${number}.jpg`, named: false });
  const list = await writer.finish();
  onTestFinished(() => list.close());
  return list;
}

function numberOf({ relative }: ListEntry): number {
  return Number.parseInt(relative, 10);
}

function numbersOf({ start, end }: ListRange): number[] {
  return Array.from({ length: end - start }, (_, index) => start + index);
}

function listFiles(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith('imgpar-list-'));
}
