import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { chunk, pngSignature } from '../src/codec/png/chunks.js';
import { imgpar, samplesFolder } from './program.js';
import { throwAwayFolder } from './throw-away.js';

const photo = join(samplesFolder, 'faded-handwriting.jpg');

/** A folder `src` with copies of one photograph under these names. */
function photos(...names: string[]): string {
  const folder = throwAwayFolder('src/');
  for (const name of names) cpSync(photo, join(folder, 'src', name));
  return folder;
}

/** A PNG whose header announces this size, with almost no pixel data. */
function promise(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const [none, some] = [new Uint8Array(0), deflateSync(Buffer.alloc(64))];
  return Buffer.concat([pngSignature, chunk('IHDR', header), chunk('IDAT', some), chunk('IEND', none)]);
}

const summaryIn = (stdout: string) => JSON.parse(stdout.trimEnd().split('\n').at(-1)!).summary;

test('an image that can never fit into memory is refused from its header, with the memory it needs', async () => {
  const folder = photos('good.jpg');
  writeFileSync(join(folder, 'src/bomb.png'), promise(16_000, 15_000));
  const args = ['equalize', 'src', 'out', '--max-memory', '1GiB', '--progress', 'json'];
  const { code, stdout } = await imgpar(args, { cwd: folder });
  const { done, failures } = summaryIn(stdout);
  expect({ code, done }).toEqual({ code: 1, done: 1 });
  expect(failures[0].failure).toEqual({
    code: 'too-large',
    message: expect.stringMatching(/needs \d{4} MiB.*raise --max-memory to \d{4} MiB/),
  });
});

test('an image with more pixels than allowed is refused from its header', async () => {
  const folder = photos('good.jpg');
  writeFileSync(join(folder, 'src/bomb.png'), promise(1000, 1000));
  const { stdout } = await imgpar(['equalize', 'src', 'out', '--max-pixels', '999999', '--progress', 'json'], { cwd: folder });
  expect(summaryIn(stdout)).toMatchObject({ done: 1, failedByCode: { 'too-large': 1 } });
});

test('an image that announces more pixels than fit in any memory is refused for its pixels, even as a large PNG', async () => {
  const folder = photos('good.jpg');
  // Of a file above 16 KiB, only the beginning is read at first.
  writeFileSync(join(folder, 'src/bomb.png'), Buffer.concat([promise(2 ** 31 - 1, 2 ** 31 - 1), Buffer.alloc(20_000)]));
  const { stdout } = await imgpar(['equalize', 'src', 'out', '--max-memory', '1GiB', '--progress', 'json'], { cwd: folder });
  expect(summaryIn(stdout).failures[0].failure).toEqual({
    code: 'too-large',
    message: expect.stringMatching(/pixels.*the limit is 268402689/),
  });
});

test('a memory limit too small for one worker is refused with the minimum', async () => {
  const { code, stderr } = await imgpar(['equalize', 'src', 'out', '--max-memory', '64M'], { cwd: photos('a.jpg') });
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/67108864, expected at least \d+ \(\d+ MiB\)/) });
});

test('the number of workers is limited by the memory', async () => {
  const args = ['equalize', 'src', 'out', '--workers', '8', '--max-memory', '320MiB', '--progress', 'json'];
  const { stdout } = await imgpar(args, { cwd: photos('a.jpg') });
  expect(JSON.parse(stdout.split('\n', 1)[0]!).workers).toBe(2);
});

test('a run gives up at once when more images fail than --max-failures allows', async () => {
  const folder = photos(...Array.from({ length: 200 }, (_, index) => `good-${index}.jpg`));
  for (let index = 0; index < 40; index++) writeFileSync(join(folder, 'src', `bad-${index}.jpg`), readFileSync(photo).subarray(0, 9000));
  const { code, stderr, stdout } = await imgpar(['equalize', 'src', 'out', '--max-failures', '2%', '--progress', 'json'], { cwd: folder });
  expect(code).toBe(1);
  expect(stderr).toMatch(/^stopped, too many images failed: /m);
  const { gaveUp, failed, done, interrupted } = summaryIn(stdout);
  expect({ gaveUp, interrupted }).toEqual({ gaveUp: true, interrupted: false });
  expect(failed).toBeGreaterThan(4);
  expect(failed + done).toBeLessThan(240);
  const borne = await imgpar(['equalize', 'src', 'all', '--max-failures', '40', '--progress', 'json'], { cwd: folder });
  expect(summaryIn(borne.stdout)).toMatchObject({ gaveUp: false, failed: 40, done: 200 });
});

test('an image that fails by itself is copied to the quarantine with the reason, and no other is', async () => {
  const folder = photos('good.jpg');
  const broken = readFileSync(photo).subarray(0, 9000);
  mkdirSync(join(folder, 'src/deep'));
  writeFileSync(join(folder, 'src/deep/cut.jpg'), broken);
  for (let round = 0; round < 2; round++) await imgpar(['equalize', 'src', 'out', '--quarantine', 'bad'], { cwd: folder });
  expect(readdirSync(join(folder, 'bad'), { recursive: true }).sort()).toEqual([
    'deep',
    join('deep', 'cut.jpg'),
    join('deep', 'cut.jpg.reason.json'),
  ]);
  expect(readFileSync(join(folder, 'bad/deep/cut.jpg')).equals(broken)).toBe(true);
  const reason = JSON.parse(readFileSync(join(folder, 'bad/deep/cut.jpg.reason.json'), 'utf8'));
  expect(reason).toMatchObject({
    source: join(folder, 'src/deep/cut.jpg'),
    code: 'corrupt',
    message: expect.stringMatching(/\w+/),
    attempts: 1,
  });
  expect(existsSync(join(folder, 'src/deep/cut.jpg'))).toBe(true);
});

test.skipIf(process.platform === 'win32')('nothing is written through links in the output folder', async () => {
  const folder = photos('a.jpg', 'b.jpg');
  mkdirSync(join(folder, 'src/sub'));
  cpSync(photo, join(folder, 'src/sub/c.jpg'));
  for (const name of ['out', 'elsewhere']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'elsewhere/mine.txt'), 'mine');
  symlinkSync(join(folder, 'elsewhere'), join(folder, 'out/sub'));
  symlinkSync(join(folder, 'elsewhere/mine.txt'), join(folder, 'out/a.jpg'));
  const { code, stdout } = await imgpar(['equalize', 'src', 'out', '--progress', 'json'], { cwd: folder });
  expect(code).toBe(1);
  const { done, failures } = summaryIn(stdout);
  expect(done).toBe(2);
  expect(failures[0].failure).toEqual({ code: 'unwritable', message: expect.stringMatching(/a link that leads out of the output folder/) });
  expect(readdirSync(join(folder, 'elsewhere'))).toEqual(['mine.txt']);
  expect(readFileSync(join(folder, 'elsewhere/mine.txt'), 'utf8')).toBe('mine');
});

test.skipIf(process.platform === 'win32')('the output folder itself may be a link, and links inside it may stay inside it', async () => {
  const folder = photos('a.jpg');
  mkdirSync(join(folder, 'src/sub'));
  cpSync(photo, join(folder, 'src/sub/c.jpg'));
  mkdirSync(join(folder, 'real/other'), { recursive: true });
  symlinkSync(join(folder, 'real'), join(folder, 'out'));
  symlinkSync('other', join(folder, 'real/sub'));
  expect(await imgpar(['equalize', 'src', 'out'], { cwd: folder })).toMatchObject({ code: 0 });
  expect(readdirSync(join(folder, 'real')).sort()).toEqual(['.imgpar.jsonl', 'a.jpg', 'other', 'sub']);
  expect(readdirSync(join(folder, 'real/other'))).toEqual(['c.jpg']);
});
