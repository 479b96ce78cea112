import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { throwAwayFolder } from '../../test/throw-away.js';
import { newToken, retireToken } from '../storage/run-token.js';
import type { ImageRecord } from './image-record.js';
import { Journal } from './journal.js';
import { Manifest, type ManifestOptions } from './manifest.js';
import type { RunHeader } from './run-header.js';

const header = (run = 'elsewhere.1.0', fingerprint = 'f'): RunHeader => ({
  imgpar: '1.2.3',
  manifest: 1,
  run,
  at: 0,
  fingerprint,
  decides: { method: 'he' },
});

function done(destination: string, size = 1): ImageRecord {
  const stamp = { size, mtimeMs: 1234.567891, sha256: 'ab' };
  return {
    destination,
    status: 'done',
    source: `../src/${destination}`,
    at: 5,
    fingerprint: 'f',
    format: 'png',
    input: stamp,
    output: stamp,
    attempts: 1,
    timings: { readMs: 0.5 },
  };
}

/** Appends as a run does. */
function write(path: string, records: readonly ImageRecord[], run?: string, options?: ManifestOptions): void {
  const manifest = Manifest.open(path, options);
  manifest.begin(header(run));
  for (const record of records) manifest.append(record);
  manifest.close();
}

function read(path: string): ImageRecord[] {
  const manifest = Manifest.open(path);
  const records = [...manifest.latest()];
  manifest.close();
  return records;
}

const newPath = () => join(throwAwayFolder(), 'm.jsonl');

test('a manifest returns the last record of each destination', () => {
  const path = newPath();
  write(path, [done('a'), done('b'), done('a', 2)]);
  write(path, [{ destination: 'c', status: 'failed', source: 'c', at: 1, code: 'corrupt', message: 'cut off', attempts: 2 }, done('b', 3)]);
  const manifest = Manifest.open(path);
  expect([manifest.find('a'), manifest.find('b')]).toEqual([done('a', 2), done('b', 3)]);
  expect(manifest.find('c')).toMatchObject({ status: 'failed', code: 'corrupt' });
  expect(manifest.find('d')).toBeUndefined();
  manifest.close();
});

test('a manifest does not know a result that was removed', () => {
  const path = newPath();
  write(path, [done('a'), { destination: 'a', status: 'removed', source: 'a', at: 1 }]);
  expect(read(path)).toEqual([]);
});

test('a manifest starts with the options in plain text, and a run that records nothing writes nothing', () => {
  const path = newPath();
  write(path, []);
  expect(readdirSync(join(path, '..'))).toEqual([]);
  write(path, [done('a')]);
  expect(JSON.parse(readFileSync(path, 'utf8').split('\n')[0]!)).toMatchObject({ imgpar: '1.2.3', decides: { method: 'he' } });
  const before = readFileSync(path);
  write(path, []);
  expect(readFileSync(path).equals(before)).toBe(true);
});

test('a manifest torn anywhere keeps its whole lines, and a run continues from there', () => {
  const path = newPath();
  write(
    path,
    ['a', 'b ü', 'c\n"\\'].map((name) => done(name)),
  );
  const whole = readFileSync(path);
  for (let length = 0; length <= whole.length; length++) {
    writeFileSync(path, whole.subarray(0, length));
    const complete = whole.subarray(0, length).toString().split('\n').length - 2;
    const expected = ['a', 'b ü', 'c\n"\\'].slice(0, Math.max(complete, 0)).map((name) => done(name));
    expect(read(path), `cut to ${length} bytes`).toEqual(expected);
    write(path, [done('new')]);
    expect(read(path), `after a cut to ${length} bytes`).toEqual([...expected, done('new')]);
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => Object.keys(JSON.parse(line))[0])[0]).toBe('imgpar');
  }
});

test('damaged bytes anywhere below the header lose only the lines they are in', () => {
  const path = newPath();
  const names = Array.from({ length: 20 }, (_, index) => `${index}.png`);
  write(
    path,
    names.map((name) => done(name)),
  );
  const whole = readFileSync(path);
  // As many as fit before the end; a line includes its line end.
  const starts = names.map((name) => whole.indexOf(`{"destination":"${name}"`));
  const ends = [...starts.slice(1), whole.length];
  fc.assert(
    fc.property(
      fc.nat({ max: whole.length - starts[0]! - 1 }),
      fc.uint8Array({ minLength: 1, maxLength: 30, min: 128 }),
      (offset, noise) => {
        const from = starts[0]! + offset;
        const to = Math.min(from + noise.length, whole.length);
        const damaged = Buffer.from(whole);
        damaged.set(noise.subarray(0, to - from), from);
        writeFileSync(path, damaged);
        const manifest = Manifest.open(path);
        // If the end of the line before is gone, a line no longer starts.
        for (const [index, name] of names.entries())
          if (to < starts[index]! || from >= ends[index]!) expect(manifest.find(name), name).toEqual(done(name));
        manifest.close();
      },
    ),
  );
});

test('broken lines are counted as they are met', () => {
  const path = newPath();
  write(path, [done('a'), done('b')]);
  writeFileSync(path, readFileSync(path, 'utf8').replace('"destination":"a","status"', '"destination":"a",,status"'));
  appendFileSync(path, 'torn\n');
  const manifest = Manifest.open(path);
  expect([manifest.find('a'), manifest.find('a'), manifest.find('b')]).toEqual([undefined, undefined, done('b')]);
  expect(manifest.damagedLines).toBe(2);
  manifest.close();
});

test('lines that are broken or foreign are skipped', () => {
  const path = newPath();
  write(path, [done('a')]);
  appendFileSync(path, '\0\0\0\n{"destination":"x"}\n{"destination":"y","status":"done"}\nnull\n{"destination":7}\n');
  write(path, [done('b')]);
  expect(read(path)).toEqual([done('a'), done('b')]);
});

test('a foreign file is not taken for a manifest, and is left alone', () => {
  const path = newPath();
  for (const content of ['{"a":1}\n', 'text', '{"imgpaR":"', '\n']) {
    writeFileSync(path, content);
    expect(() => Manifest.open(path)).toThrow(/not an imgpar manifest/);
    expect(readFileSync(path, 'utf8')).toBe(content);
  }
});

test('a manifest finds every record among many with any names', () => {
  const path = newPath();
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' }), { maxLength: 300 }), fc.integer({ min: 0, max: 9 }), (names, salt) => {
      writeFileSync(path, '');
      write(
        path,
        names.map((name, index) => done(name, index + salt)),
      );
      const manifest = Manifest.open(path);
      for (const name of names) expect(manifest.find(name)).toEqual(done(name, names.lastIndexOf(name) + salt));
      expect([...manifest.latest()]).toHaveLength(new Set(names).size);
      manifest.close();
    }),
    { numRuns: 50 },
  );
});

test('a manifest contains nothing that affects a terminal', () => {
  const path = newPath();
  const name = '\x1b[31m\x7f\x9b\u202e\u2066\u2028.png';
  write(path, [done(name)]);
  expect(readFileSync(path, 'utf8')).toMatch(/^[\n\x20-\x7e]+$/);
  expect(read(path)).toEqual([done(name)]);
});

test('a manifest shrinks when most lines are superseded, and loses nothing', () => {
  const path = newPath();
  const names = Array.from({ length: 700 }, (_, index) => `${index}.png`);
  for (let round = 1; round <= 3; round++)
    write(
      path,
      names.map((name) => done(name, round)),
    );
  const before = statSync(path).size;
  write(path, [done('new')]);
  expect(statSync(path).size).toBeLessThan(before / 2);
  expect(read(path)).toEqual([...names.map((name) => done(name, 3)), done('new')]);
  expect(readdirSync(join(path, '..'))).toEqual(['m.jsonl']);
});

test('a manifest does not shrink while another run writes to it', () => {
  const path = newPath();
  const names = Array.from({ length: 1500 }, () => 'a.png');
  const token = newToken();
  write(
    path,
    names.map((name) => done(name)),
    token,
  );
  write(path, [done('b')]);
  expect(readFileSync(path, 'utf8').split('\n').length).toBeGreaterThan(1500);
  retireToken(token);
  write(path, [done('c')]);
  expect(readFileSync(path, 'utf8').split('\n').length).toBeLessThan(10);
  expect(read(path)).toEqual(['a.png', 'b', 'c'].map((name) => done(name)));
});

test('two runs may write to a manifest at the same time', () => {
  const path = newPath();
  const [first, second] = [Manifest.open(path), Manifest.open(path)];
  first.begin(header('elsewhere.1.1'));
  second.begin(header('elsewhere.1.2', 'g'));
  for (let i = 0; i < 20; i++) (i % 2 ? first : second).append(done(`${i}`));
  first.close();
  second.close();
  expect(read(path)).toHaveLength(20);
});

test.skipIf(process.platform === 'win32')('a failed write is an error that names the file', () => {
  const manifest = Manifest.open('/dev/null/m.jsonl');
  manifest.begin(header());
  expect(() => manifest.append(done('a'))).toThrow(/cannot write the manifest .*not a folder|cannot .*\/dev\/null/);
});

test('a line that another writer appended to a torn one is found, whatever was torn', () => {
  const path = newPath();
  write(path, [done('a'), done('b ü', 2)]);
  const whole = readFileSync(path);
  const [start] = [whole.indexOf('{"destination":"b ü"')];
  for (let length = start + 1; length < whole.length; length++) {
    writeFileSync(path, whole.subarray(0, length));
    appendFileSync(path, `${JSON.stringify(done('c', 3))}\n`);
    const found = new Map(read(path).map((record) => [record.destination, record]));
    expect(found.get('a')).toEqual(done('a'));
    expect(found.get('c'), `behind ${length - start} bytes`).toEqual(done('c', 3));
  }
});

const digest = (character: string) => character.repeat(64);

function result(destination: string, sha256: string): ImageRecord {
  const record = done(destination);
  return record.status === 'done' ? { ...record, output: { ...record.output, sha256 } } : record;
}

test('results are found by content, even if superseded or gone', () => {
  const path = newPath();
  write(path, [
    result('a', digest('1')),
    result('b', digest('2')),
    result('a', digest('3')),
    { destination: 'b', status: 'removed', source: 'b', at: 1 },
  ]);
  const manifest = Manifest.open(path, { byResult: true });
  expect([...manifest.results()]).toEqual([digest('1'), digest('2'), digest('3')]);
  expect(manifest.findResult(digest('1'))).toEqual(result('a', digest('1')));
  expect(manifest.findResult(digest('2'))).toEqual(result('b', digest('2')));
  expect(manifest.findResult(digest('4'))).toBeUndefined();
  manifest.close();
});

test('a torn line never hides a result that a whole line describes', () => {
  const path = newPath();
  write(path, [result('a', digest('1')), result('a', digest('1'))]);
  const whole = readFileSync(path);
  const second = whole.lastIndexOf('{"destination"');
  for (let length = second + 1; length < whole.length - 1; length++) {
    writeFileSync(path, Buffer.concat([whole.subarray(0, length), Buffer.from('\n')]));
    const manifest = Manifest.open(path, { byResult: true });
    const cut = `cut ${whole.length - length} bytes before the end`;
    expect(manifest.findResult(digest('1')), cut).toEqual(result('a', digest('1')));
    expect([...manifest.results()], cut).toEqual([digest('1')]);
    manifest.close();
  }
});

test('a result whose only line is broken is still known as one', () => {
  const path = newPath();
  write(path, [result('a', digest('1'))]);
  const whole = readFileSync(path, 'utf8').trimEnd();
  writeFileSync(path, `${whole.slice(0, -10)}\n`);
  const manifest = Manifest.open(path, { byResult: true });
  expect(manifest.findResult(digest('1'))).toBe('broken');
  manifest.close();
});

test('a manifest remembers every result ever made when it shrinks', () => {
  const path = newPath();
  const names = Array.from({ length: 700 }, (_, index) => `${index}.png`);
  const sha = (round: number, index: number) => (round * 1000 + index).toString(16).padStart(8, 'a').padEnd(64, '0');
  const twice = (round: number) => names.flatMap((name, index) => [result(name, sha(round, index)), result(name, sha(round, index))]);
  for (let round = 1; round <= 4; round++) write(path, twice(round), undefined, { byResult: true });
  const manifest = Manifest.open(path, { byResult: true });
  manifest.begin(header());
  expect(statSync(path).size).toBeLessThan(4 * 700 * 420);
  expect(new Set(manifest.results()).size).toBe(4 * 700);
  expect(manifest.find('0.png')).toEqual(result('0.png', sha(4, 0)));
  manifest.close();
});

test('a header of a later form is refused anywhere', () => {
  const path = newPath();
  write(path, [done('a')]);
  appendFileSync(path, `${JSON.stringify({ ...header(), imgpar: '9.0.0', manifest: 2 })}\n`);
  expect(() => Manifest.open(path)).toThrow(/was written by imgpar 9\.0\.0 in a format that this version does not know/);
});

test('of two runs with different options at the same time, the later one is refused', () => {
  const path = newPath();
  const [first, second] = [newToken(), newToken()];
  const [one, other] = [Manifest.open(path), Manifest.open(path)];
  one.begin(header(first, 'f'));
  other.begin(header(second, 'g'));
  one.writeHeader();
  for (const _ of ['one lane', 'another lane'])
    expect(() => other.writeHeader()).toThrow(/another run is writing to .* with other options/);
  const third = Manifest.open(path);
  expect(() => third.begin(header(newToken(), 'h'))).toThrow(/another run is writing/);
  // The refused run ends.
  retireToken(second);
  expect(() => third.begin(header(newToken(), 'f'))).not.toThrow();
  retireToken(first);
  const fourth = Manifest.open(path);
  fourth.begin(header(newToken(), 'h'));
  fourth.writeHeader();
  for (const manifest of [one, other, third, fourth]) manifest.close();
});

test.skipIf(process.platform === 'win32').each([
  ['a dangling link', (path: string, victim: string) => symlinkSync(victim, path), /is a symbolic link, which imgpar does not follow/],
  ['a link to a folder', (path: string, victim: string) => symlinkSync(join(victim, '..'), path), /is a symbolic link/],
  ['a pipe', (path: string) => void execFileSync('mkfifo', [path]), /is not a regular file/],
  ['a folder', (path: string) => mkdirSync(path), /is not a regular file/],
])('%s in place of the manifest is refused without waiting', (_, make, message) => {
  const path = newPath();
  make(path, join(path, '../victim'));
  expect(() => Manifest.open(path)).toThrow(message);
  expect(() => new Journal(path, false)).toThrow(/symbolic link|regular file|folder/);
});

test.each([
  ['one line of 300 MB', (path: string) => fill(path, 300, '\n')],
  ['300 MB without a line end', (path: string) => fill(path, 300, '')],
])('%s costs no more than one read, in constant memory', (_, make) => {
  const path = newPath();
  write(path, [done('a')]);
  make(path);
  appendFileSync(path, `${JSON.stringify(done('b'))}\n`);
  const before = process.memoryUsage.rss();
  const manifest = Manifest.open(path);
  expect(manifest.find('a')).toEqual(done('a'));
  expect(process.memoryUsage.rss() - before).toBeLessThan(100e6);
  manifest.begin(header());
  manifest.append(done('c'));
  manifest.close();
  expect(read(path).map(({ destination }) => destination)).toEqual(expect.arrayContaining(['a', 'c']));
});

/** Appends this many megabytes that are not lines of ours. */
function fill(path: string, megabytes: number, end: string): void {
  const block = Buffer.alloc(1e6, 'x');
  for (let index = 0; index < megabytes; index++) appendFileSync(path, block);
  appendFileSync(path, end);
}
