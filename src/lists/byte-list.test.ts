import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { throwAwayFolder } from '../../test/throw-away.js';
import { ByteList } from './byte-list.js';
import { indexPath } from './list-index.js';
import { indexList, writeList } from './write-list.js';

async function listed(content: string | Uint8Array): Promise<ByteList> {
  const path = join(throwAwayFolder(), 'names.txt');
  writeFileSync(path, content);
  return opened(path);
}

async function opened(path: string): Promise<ByteList> {
  const list = await ByteList.open(path);
  onTestFinished(() => list.close());
  return list;
}

async function sourcesIn(list: ByteList, index = 1, count = 1): Promise<string[]> {
  const found: string[] = [];
  for await (const lines of list.linesIn(list.share(index, count))) found.push(...lines.map(({ source }) => source));
  return found;
}

const anyName = fc.oneof(
  fc.stringMatching(/^[ -~äß√]{1,30}$/),
  fc.constant(''),
  fc.nat(99).map((number) => 'x'.repeat(100_000) + number),
);

test.each([1, 2, 3, 7, 40])('the shares of %i machines together are the list, each line once', async (count) => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyName, { maxLength: 40 }), fc.constantFrom('\n', '\r\n'), fc.boolean(), async (names, ending, isEnded) => {
      const list = await listed(names.join(ending) + (isEnded ? ending : ''));
      const shares: string[] = [];
      for (let index = 1; index <= count; index++) shares.push(...(await sourcesIn(list, index, count)));
      expect(shares).toEqual(names.filter((name) => name !== ''));
    }),
    { numRuns: 10 },
  );
});

test('a line is told where it begins, whatever range it was found in', async () => {
  const text = 'a.jpg\n\nsub/ä.jpg\r\nlast.png';
  const list = await listed(text);
  const bytes = Buffer.from(text);
  for (const end of [7, 8, 9, bytes.length]) {
    for await (const lines of list.linesIn({ start: 0, end }))
      for (const { offset, source } of lines) expect(bytes.toString('utf8', offset).startsWith(source)).toBe(true);
  }
});

test('names may be ended by zero bytes, and then hold line breaks', async () => {
  const list = await listed('a\nb.jpg\0c\r.jpg\0');
  expect(list.form).toBe('nul');
  expect(await sourcesIn(list)).toEqual(['a\nb.jpg', 'c\r.jpg']);
});

test('a line of JSON may also say where the result goes and which mask there is', async () => {
  const list = await listed('{"source":"a.jpg"}\n\n{"source":"b.jpg","destination":"x/y.jpg","mask":"m.png"}\n');
  expect(list.form).toBe('ndjson');
  const lines = [];
  for await (const some of list.linesIn({ start: 0, end: list.sizeBytes })) lines.push(...some);
  expect(lines).toEqual([
    { offset: 0, source: 'a.jpg' },
    { offset: 20, source: 'b.jpg', destination: 'x/y.jpg', mask: 'm.png' },
  ]);
});

test.each(['{"source":"a.jpg"}\nb.jpg\n', '{"source":"a.jpg"}\n{"source":7}\n', '{"source":"a.jpg"}\n{"source":"b","mask":1}'])(
  'a line of JSON that is broken is refused with its place: %j',
  async (text) => {
    await expect(sourcesIn(await listed(text))).rejects.toMatchObject({ code: 'usage', message: expect.stringContaining('at byte 19') });
  },
);

test('a list that something else compressed is copied once, and has the identity of its text', async () => {
  const folder = throwAwayFolder();
  writeFileSync(join(folder, 'a.gz'), gzipSync('a.jpg\nb.jpg\n'));
  writeFileSync(join(folder, 'b.gz'), gzipSync('a.jpg\nb.jpg\n', { level: 1 }));
  const [one, other] = [await opened(join(folder, 'a.gz')), await opened(join(folder, 'b.gz'))];
  expect(await sourcesIn(one, 2, 2)).toEqual(['b.jpg']);
  expect(one.copiedFrom).toBe('gzip');
  expect(other.identity).toBe(one.identity);
});

test('without an index, another size, time or content is another identity', async () => {
  const path = join(throwAwayFolder(), 'names.txt');
  writeFileSync(path, 'a.jpg\n');
  utimesSync(path, 1, 1);
  const first = (await opened(path)).identity;
  writeFileSync(path, 'b.jpg\n');
  utimesSync(path, 1, 1);
  const other = (await opened(path)).identity;
  utimesSync(path, 2, 2);
  const later = (await opened(path)).identity;
  appendFileSync(path, 'c');
  utimesSync(path, 2, 2);
  expect(new Set([first, other, later, (await opened(path)).identity]).size).toBe(4);
});

test('a list that is a folder, or does not exist, is refused', async () => {
  const folder = throwAwayFolder();
  mkdirSync(join(folder, 'sub'));
  await expect(ByteList.open(join(folder, 'sub'))).rejects.toMatchObject({ code: 'usage' });
  await expect(ByteList.open(join(folder, 'none'))).rejects.toMatchObject({ code: 'usage' });
});

test.skipIf(process.platform === 'win32')('a pipe is copied, so that it can be read in ranges', async () => {
  const pipe = join(throwAwayFolder(), 'pipe');
  execFileSync('mkfifo', [pipe]);
  const writing = writeFile(pipe, 'a.jpg\nb.jpg\n');
  expect(await sourcesIn(await opened(pipe))).toEqual(['a.jpg', 'b.jpg']);
  await writing;
});

/** Writes a compressed list with its index. */
async function writePacked(path: string, names: readonly string[]): Promise<void> {
  const lines = async function* () {
    for (const source of names) yield { source };
  };
  await writeList(path, lines(), { form: 'lines', gzip: true });
}

test('a list compressed in members is read in ranges of its text, by its index', async () => {
  const path = join(throwAwayFolder(), 'names.gz');
  const names = Array.from({ length: 300_000 }, (_, number) => `folder ${number % 7}/of images with ä/${number}.jpg`);
  await writePacked(path, names);
  const text = `${names.join('\n')}\n`;
  const list = await opened(path);
  expect(list).toMatchObject({ lines: names.length, copiedFrom: undefined, sizeBytes: Buffer.byteLength(text) });
  for (const count of [1, 3, 40]) {
    const shares: string[][] = [];
    for (let index = 1; index <= count; index++) shares.push(await sourcesIn(list, index, count));
    expect(shares.flat()).toEqual(names);
  }
  expect(gunzipSync(readFileSync(path)).toString()).toBe(text);
});

test('a list that was changed since its index was made is refused, and so is an index that is broken', async () => {
  const path = join(throwAwayFolder(), 'names.gz');
  await writePacked(path, ['a.jpg']);
  utimesSync(path, 1, 1);
  await expect(ByteList.open(path)).rejects.toMatchObject({ code: 'usage', message: expect.stringContaining('imgpar list --index') });
  writeFileSync(indexPath(path), '{"imgparList":1}');
  await expect(ByteList.open(path)).rejects.toMatchObject({ code: 'usage', message: expect.stringContaining('is broken') });
});

test.each([true, false])(
  'an index that is not about all of its list is refused, whichever of its bytes has changed (compressed: %s)',
  async (gzip) => {
    const path = join(throwAwayFolder(), 'names');
    await writeList(path, Readable.from([{ source: 'a.jpg' }, { source: 'b.jpg' }]), { form: 'lines', gzip });
    const whole = readFileSync(indexPath(path));
    const { lines: _, sha256: __, ...places } = JSON.parse(whole.toString());
    for (let at = 0; at < whole.length; at++) {
      for (const bit of [1, 2, 4]) {
        const changed = Buffer.from(whole);
        changed[at]! ^= bit;
        writeFileSync(indexPath(path), changed);
        const list = await ByteList.open(path).catch((error) => void expect(error).toMatchObject({ code: 'usage' }));
        if (!list) continue;
        // Two machines with another SHA-256, or number of lines, do different jobs.
        expect([`${changed}`, list.sizeBytes, await sourcesIn(list, 1, 1)]).toEqual([`${changed}`, places.textBytes, ['a.jpg', 'b.jpg']]);
        list.close();
      }
    }
  },
);

test('an index gives a list the identity of its text, compressed or not', async () => {
  const folder = throwAwayFolder();
  await writePacked(join(folder, 'names.gz'), ['a.jpg', 'b.jpg']);
  writeFileSync(join(folder, 'names.txt'), 'a.jpg\nb.jpg\n');
  expect(await indexList(join(folder, 'names.txt'))).toMatchObject({ lines: 2, textBytes: 12 });
  const [one, other] = [await opened(join(folder, 'names.gz')), await opened(join(folder, 'names.txt'))];
  expect(other.identity).toBe(one.identity);
  expect(one.identity).toMatch(/^sha256:/);
});

test('an empty list can be compressed, too', async () => {
  const path = join(throwAwayFolder(), 'names.gz');
  await writePacked(path, []);
  const list = await opened(path);
  expect([list.sizeBytes, await sourcesIn(list, 1, 3)]).toEqual([0, []]);
});

test('a name that is not UTF-8 keeps its bytes in a list', async () => {
  const folder = throwAwayFolder();
  const bytes = Buffer.from('caf\xe9 ä.jpg\n', 'latin1');
  const [source] = await sourcesIn(await listed(bytes));
  const names = async function* () {
    yield { source: source! };
  };
  await writeList(join(folder, 'copy'), names(), { form: 'lines', gzip: false });
  expect(readFileSync(join(folder, 'copy'))).toEqual(bytes);
});
