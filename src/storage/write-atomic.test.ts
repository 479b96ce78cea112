import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { throwAwayFolder } from '../../test/throw-away.js';
import { openSource } from './file.js';
import { writeAtomic, writePartsAtomic } from './write-atomic.js';

const owner = { token: 'test', id: 1 };

const content = Buffer.from('content');

function sourceOf(folder: string, mode: number, modified: number | Date): string {
  const path = join(folder, 'source');
  writeFileSync(path, content);
  chmodSync(path, mode);
  utimesSync(path, 0, modified);
  return path;
}

test.skipIf(process.platform === 'win32').each([0o640, 0o600, 0o444, 0o755])('permissions %o are preserved, whatever the umask', (mode) => {
  const folder = throwAwayFolder();
  const source = openSource(sourceOf(folder, mode, 1_000_000_000));
  source.close();
  const destination = join(folder, 'result');
  const umask = process.umask(0o077);
  try {
    writeAtomic(destination, content, { owner, traits: { mode: source.mode, mtimeMs: source.mtimeMs } });
  } finally {
    process.umask(umask);
  }
  expect(statSync(destination).mode & 0o777).toBe(mode);
});

test('a file of 2 GiB can be read in pieces, but is refused with its size as a whole', () => {
  const folder = throwAwayFolder();
  const path = sourceOf(folder, 0o644, 1_000_000_000);
  truncateSync(path, 2 ** 31);
  const source = openSource(path);
  try {
    expect(Buffer.from(source.head(7)).toString()).toBe('content');
    expect(() => source.readAll()).toThrow(
      expect.objectContaining({ code: 'too-large', message: expect.stringContaining('2147483648 bytes') }),
    );
  } finally {
    source.close();
  }
});

test('the modification time is preserved to the microsecond', () => {
  const folder = throwAwayFolder();
  const source = openSource(sourceOf(folder, 0o644, 1_234_567_890.123456));
  source.close();
  const destination = join(folder, 'result');
  writeAtomic(destination, content, { owner, traits: { mode: source.mode, mtimeMs: source.mtimeMs } });
  expect(statSync(destination).mtimeMs).toBeCloseTo(1_234_567_890_123.456, 2);
});

test('a source from before 1970 keeps its time', () => {
  const folder = throwAwayFolder();
  const source = openSource(sourceOf(folder, 0o644, new Date(-86_400_000)));
  source.close();
  const destination = join(folder, 'result');
  writeAtomic(destination, content, { owner, traits: { mode: source.mode, mtimeMs: source.mtimeMs } });
  expect(statSync(destination).mtimeMs).toBe(-86_400_000);
});

test('without traits a result gets the time of writing', () => {
  const folder = throwAwayFolder();
  const destination = join(folder, 'result');
  const before = Date.now() - 5000;
  writeAtomic(destination, content, { owner });
  expect(statSync(destination).mtimeMs).toBeGreaterThan(before);
  expect(readFileSync(destination)).toEqual(content);
  expect(readdirSync(folder)).toEqual(['result']);
});

test("a durable write makes the folders it needs and returns the file's time", () => {
  const folder = throwAwayFolder();
  const destination = join(folder, 'new/newer/a.png');
  let timeOfDraft: number | undefined;
  const { mtimeMs } = writeAtomic(destination, Buffer.from('bytes'), {
    owner,
    durable: true,
    beforeAppearing: (draft) => {
      timeOfDraft = draft.mtimeMs;
      expect(existsSync(destination)).toBe(false);
    },
  });
  expect(readFileSync(destination, 'utf8')).toBe('bytes');
  expect([mtimeMs, timeOfDraft]).toEqual([statSync(destination).mtimeMs, mtimeMs]);
  expect(readdirSync(join(folder, 'new/newer'))).toEqual(['a.png']);
});

async function* partsThenError(error?: Error): AsyncGenerator<Uint8Array> {
  yield content.subarray(0, 3);
  yield content.subarray(3);
  if (error) throw error;
}

test('a file made part by part appears with the last part', async () => {
  const folder = throwAwayFolder();
  const destination = join(folder, 'new/result');
  const { mtimeMs } = await writePartsAtomic(destination, partsThenError(), { owner, traits: { mtimeMs: 5000 } });
  expect(readFileSync(destination)).toEqual(content);
  expect([mtimeMs, statSync(destination).mtimeMs]).toEqual([5000, 5000]);
  expect(readdirSync(join(folder, 'new'))).toEqual(['result']);
});

test('a failed write says where, and leaves no draft', async () => {
  const folder = throwAwayFolder();
  const destination = join(folder, 'result');
  mkdirSync(join(destination, 'full'), { recursive: true });
  const failure = expect.objectContaining({ code: 'unwritable', message: expect.stringContaining(`cannot write ${destination}: `) });
  expect(() => writeAtomic(destination, content, { owner })).toThrow(failure);
  await expect(writePartsAtomic(destination, partsThenError(), { owner })).rejects.toThrow(failure);
  // And where not even the draft can be opened.
  const below = join(sourceOf(folder, 0o644, 1), 'result');
  expect(() => writeAtomic(below, content, { owner })).toThrow(/cannot write .*result/);
  await expect(writePartsAtomic(below, partsThenError(), { owner })).rejects.toThrow(/cannot write .*result/);
  expect(readdirSync(folder).sort()).toEqual(['result', 'source']);
});

test('an error while making the parts is passed on unchanged, and leaves no draft', async () => {
  const folder = throwAwayFolder();
  const destination = join(folder, 'result');
  const error = new Error('the parts ended');
  await expect(writePartsAtomic(destination, partsThenError(error), { owner })).rejects.toBe(error);
  expect(readdirSync(folder)).toEqual([]);
});
