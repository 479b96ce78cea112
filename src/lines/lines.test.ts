import { createReadStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { throwAwayFolder } from '../../test/throw-away.js';
import { type ByteRange, forEachLine, forEachLineBytes, type LineSource, type ReadTextOptions, readRange, splitFile } from './index.js';

/** The number of files to try; more take longer. */
const files = Number(process.env.IMGPAR_LINES_FILES ?? 15);

const whole: ByteRange = { start: 0, end: Number.POSITIVE_INFINITY };

/** A line as text, and its offset. */
type Found = readonly [offset: number, line: string];

/** Lines by definition, without blocks. */
function expectedLines(bytes: Buffer, { start, end }: ByteRange = whole, { separator = '\n', keepCarriageReturn = false } = {}): Found[] {
  const found: Found[] = [];
  for (let begin = 0; begin < bytes.length; ) {
    const at = bytes.indexOf(separator, begin, 'latin1');
    const stop = at < 0 ? bytes.length : at;
    const isReturn = separator === '\n' && !keepCarriageReturn && at > begin && bytes[at - 1] === 13;
    const text = bytes.toString('utf8', begin, isReturn ? stop - 1 : stop);
    if (begin >= start && begin < end) found.push([begin, begin === 0 ? text.replace(/^\ufeff/, '') : text]);
    begin = stop + 1;
  }
  return found;
}

type Read = (source: LineSource, range: ByteRange, options: ReadTextOptions) => Promise<Found[]>;

const ways: Readonly<Record<string, Read>> = {
  async readRange(source, range, options) {
    const found: Found[] = [];
    for await (const { lines, offsets } of readRange(source, range, options))
      found.push(...lines.map((line, at): Found => [offsets[at]!, line]));
    return found;
  },
  async forEachLine(source, range, options) {
    const found: Found[] = [];
    await forEachLine(source, range, (line, offset) => found.push([offset, line]), options);
    return found;
  },
  async forEachLineBytes(source, range, options) {
    const found: Found[] = [];
    await forEachLineBytes(
      source,
      range,
      (buffer, start, end, offset) => {
        const text = buffer.toString('utf8', start, end);
        found.push([offset, offset === 0 ? text.replace(/^\ufeff/, '') : text]);
      },
      options,
    );
    return found;
  },
};

/** The parts of lines, and what may tear them apart. */
const pieces = fc.constantFrom(
  ...['\n', '\n', '\r\n', '\r\r\n', '\r', '\0', '', 'a', 'line', 'ä', '√', '😀', '\u2028', '\v\f', 'x'.repeat(40)].map((text) =>
    Buffer.from(text),
  ),
  ...[[0xef, 0xbb, 0xbf], [0xff], [0xc3], [0xe2, 0x82], [0xf0, 0x9f, 0x98], [0xed, 0xa0, 0x80], [0xc0, 0xaf], [0xf4, 0x90, 0x80, 0x80]].map(
    (bytes) => Buffer.from(bytes),
  ),
);
const anyFile = (maxLength: number) => fc.array(pieces, { maxLength }).map((parts) => Buffer.concat(parts));

describe.each(Object.entries(ways))('%s', (_, read) => {
  test('gives each line once, with its offset, wherever a file is split', async () => {
    const path = join(throwAwayFolder(), 'any.txt');
    await fc.assert(
      fc.asyncProperty(
        anyFile(120),
        fc.constantFrom('\n', '\0', 'x', '\xc3'),
        fc.boolean(),
        async (bytes, separator, keepCarriageReturn) => {
          writeFileSync(path, bytes);
          const options = { separator, keepCarriageReturn };
          for (let cut = 0; cut <= bytes.length; cut++) {
            const ranges = [
              { start: 0, end: cut },
              { start: cut, end: bytes.length },
            ];
            const parts = [];
            for (const range of ranges) parts.push(await read(path, range, options));
            expect(parts).toEqual(ranges.map((range) => expectedLines(bytes, range, options)));
          }
        },
      ),
      { numRuns: files },
    );
  });

  test('gives each line once if lines are longer than what is read at once', async () => {
    const path = join(throwAwayFolder(), 'long.txt');
    const lengths = fc.oneof(fc.nat(100), fc.nat(40_000), fc.nat(1_500_000));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(lengths, fc.constantFrom('a', 'ü', '😀')), { maxLength: 12 }),
        fc.boolean(),
        async (lines, isEnded) => {
          const bytes = Buffer.from(lines.map(([length, text]) => text.repeat(length / text.length)).join('\n') + (isEnded ? '\n' : ''));
          writeFileSync(path, bytes);
          const ranges = await splitFile(path, { parts: 5 });
          const found = [];
          for (const range of ranges) found.push(...(await read(path, range, {})));
          expect(found).toEqual(expectedLines(bytes));
        },
      ),
      { numRuns: files },
    );
  });

  test('reads streams, and files compressed by gzip, from beginning to end', async () => {
    const bytes = Buffer.from('first\nsecond ü\r\n\nlast');
    const folder = throwAwayFolder();
    writeFileSync(join(folder, 'a.txt'), bytes);
    // Members compressed separately, as by pigz and bgzip.
    writeFileSync(join(folder, 'a.gz'), Buffer.concat([gzipSync(bytes.subarray(0, 9)), gzipSync(bytes.subarray(9))]));
    const sources = [join(folder, 'a.txt'), join(folder, 'a.gz'), createReadStream(join(folder, 'a.txt')), Readable.from([bytes])];
    for (const source of sources) expect(await read(source, whole, {})).toEqual(expectedLines(bytes));
    await expect(read(join(folder, 'a.gz'), { start: 3, end: 9 }, {})).rejects.toMatchObject({ code: 'usage' });
    expect(await splitFile(join(folder, 'a.gz'), { parts: 4 })).toEqual([{ ...whole, streamed: 'gzip' }]);
  });

  test('a line longer than allowed is an error that names its offset', async () => {
    const path = join(throwAwayFolder(), 'long.txt');
    writeFileSync(path, `short\n${'x'.repeat(300_000)}\nshort\n`);
    for (const maxLineBytes of [5, 299_999])
      await expect(read(path, whole, { maxLineBytes })).rejects.toThrow(`the line at byte 6 is longer than ${maxLineBytes} bytes`);
    expect(await read(path, { start: 7, end: 400_000 }, { maxLineBytes: 5 })).toEqual([[300_007, 'short']]);
  });

  test('a missing file, or a folder, is an error that names it', async () => {
    await expect(read('/nowhere/at all', whole, {})).rejects.toMatchObject({ code: 'unreadable' });
    await expect(read(throwAwayFolder(), whole, {})).rejects.toThrow(/is a folder/);
  });
});

test('bytes that are not UTF-8 are an error that names the line, on request', async () => {
  const path = join(throwAwayFolder(), 'latin1.txt');
  writeFileSync(path, Buffer.from('good\nm\xfcll\ngood\n', 'latin1'));
  await expect(ways.forEachLine!(path, whole, { fatal: true })).rejects.toThrow('the line at byte 5 is not valid UTF-8');
  await expect(ways.readRange!(path, whole, { fatal: true })).rejects.toMatchObject({ code: 'corrupt' });
  expect(await ways.forEachLine!(path, whole, { encoding: 'latin1', fatal: true })).toContainEqual([5, 'müll']);
});

test('parts of a file are even, complete, and never empty', async () => {
  const path = join(throwAwayFolder(), 'a.txt');
  await fc.assert(
    fc.asyncProperty(fc.nat(50), fc.integer({ min: 1, max: 60 }), fc.boolean(), async (bytes, wanted, byParts) => {
      writeFileSync(path, 'x'.repeat(bytes));
      const ranges = await splitFile(path, byParts ? { parts: wanted } : { chunkBytes: wanted });
      expect(ranges.map(({ start }) => start)).toEqual([0, ...ranges.map(({ end }) => end)].slice(0, ranges.length));
      expect(ranges.at(-1)?.end ?? 0).toBe(bytes);
      const lengths = ranges.map(({ start, end }) => end - start);
      if (byParts) expect(ranges).toHaveLength(Math.min(wanted, bytes));
      if (byParts && bytes > 0) expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(1);
      else expect(lengths.slice(0, -1).every((length) => length === wanted)).toBe(true);
    }),
  );
  await expect(splitFile(path, { parts: 0 })).rejects.toMatchObject({ code: 'usage' });
});

test('lines of readRange keep nothing else alive', async () => {
  const path = join(throwAwayFolder(), 'large.txt');
  writeFileSync(path, `${`${'x'.repeat(30)}\n`.repeat(1000)}${'y'.repeat(1_000_000)}\n`.repeat(40));
  const kept: string[] = [];
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  collect();
  const before = process.memoryUsage().heapUsed;
  for await (const { lines } of readRange(path)) kept.push(lines[0]!.length < 100 ? lines[0]! : 'y');
  collect();
  expect(kept.length).toBeGreaterThan(40);
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(4e6);
});
