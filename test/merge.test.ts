import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { Counter } from '../src/lists/tally.js';
import { merge } from '../src/parts/merge.js';
import { endPart } from '../src/parts/part-file.js';
import { sha256OfFile } from '../src/storage/hash.js';
import { imgpar } from './program.js';
import { sharedThrowAwayFolder } from './throw-away.js';
import { writeTinyImages } from './tiny-images.js';

const folder = sharedThrowAwayFolder();

async function shards(count: number, out: string, ...args: string[]): Promise<void> {
  for (let index = 1; index <= count; index++) await imgpar(['equalize', ...args, '--shard', `${index}/${count}`, out], { cwd: folder });
}

const merged = (out: string, ...flags: string[]) => imgpar(['merge', out, ...flags], { cwd: folder });

function partsOf(out: string): string[] {
  const jobs = join(folder, out, '.imgpar');
  return readdirSync(jobs, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => join(jobs, name));
}

/** The path and SHA-256 of every result below an output folder. */
function resultsIn(out: string): Record<string, string> {
  const names = readdirSync(join(folder, out), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.png'));
  return Object.fromEntries(names.sort().map((name) => [name, sha256OfFile(join(folder, out, name))]));
}

/** What the manifest of an output folder says of each image, without what differs from run to run. */
function recordsIn(out: string): unknown[] {
  const lines = readFileSync(join(folder, out, '.imgpar.jsonl'), 'utf8')
    .trimEnd()
    .split('\n');
  const records = lines.map((line) => JSON.parse(line)).filter(({ destination }) => destination);
  return records
    .map(({ destination, status, fingerprint, format, input, output, code }) => [
      destination,
      status,
      fingerprint,
      format,
      input?.sha256,
      output?.sha256,
      code,
    ])
    .sort();
}

describe('5,000 images', () => {
  const names = Array.from({ length: 5000 }, (_, index) => `many/${index % 13}/${index}.png`);
  beforeAll(async () => {
    await writeTinyImages(folder, names, 5, 8);
    writeFileSync(join(folder, 'many/broken.png'), 'not a picture');
    writeFileSync(join(folder, 'many.txt'), [...names, 'many/gone.png'].map((name) => `${name}\n`).join(''));
    await imgpar(['equalize', '--list', 'many.txt', 'one'], { cwd: folder });
  }, 300_000);

  test('are the same, and recorded the same, from four shards as from one machine', { timeout: 300_000 }, async () => {
    await shards(4, 'four', '--list', 'many.txt');
    const { code, stdout, stderr } = await merged('four');
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/4 parts from 4 attempts: 5001 lines, 5000 done, 0 skipped, 1 failed \(1 unreadable\)/);
    expect(resultsIn('four')).toEqual(resultsIn('one'));
    expect(recordsIn('four')).toEqual(recordsIn('one'));
    expect(readFileSync(join(folder, 'four/.imgpar/unfinished.txt'), 'utf8')).toBe('many/gone.png\n');
  });

  test('count as done for a run on one machine afterwards', { timeout: 300_000 }, async () => {
    const { code, stderr } = await imgpar(['equalize', '--list', 'many.txt', 'four'], { cwd: folder });
    expect([code, stderr]).toEqual([1, expect.stringMatching(/5,?000 up to date/)]);
    expect((await imgpar(['verify', 'four'], { cwd: folder })).stderr).toMatch(/^5000 as written/);
  });
});

describe('merge', () => {
  const names = Array.from({ length: 12 }, (_, index) => `few/${index}.png`);
  beforeAll(async () => {
    await writeTinyImages(folder, names);
    writeFileSync(join(folder, 'few/note.txt'), 'a file that is no image');
    writeFileSync(join(folder, 'few.txt'), [...names, 'few/note.txt'].map((name) => `${name}\n`).join(''));
    await shards(3, 'few-out', '--list', 'few.txt');
    await shards(3, 'folder-out', 'few');
  }, 60_000);

  /** A copy of an output folder, to be spoiled. */
  function copyOf(out: string, name: string): string {
    rmSync(join(folder, name), { recursive: true, force: true });
    cpSync(join(folder, out), join(folder, name), { recursive: true });
    return name;
  }

  test.each(['few-out', 'folder-out'])('finds %s complete, and writes one manifest and a summary', async (out) => {
    const copy = copyOf(out, 'complete');
    const { code, stderr } = await merged(copy);
    expect([code, stderr]).toEqual([0, expect.stringMatching(/3 parts from 3 attempts: 13 lines, 12 done, 1 skipped, 0 failed/)]);
    expect(recordsIn(copy)).toHaveLength(12);
    const summary = JSON.parse(readFileSync(join(folder, copy, '.imgpar/summary.json'), 'utf8'));
    expect(summary).toMatchObject({ problems: [], done: 12, skipped: 1, failed: 0, jobs: [{ parts: 3, lines: 13 }] });
    expect(existsSync(join(folder, copy, '.imgpar/unfinished.txt'))).toBe(false);
    expect(partsOf(copy)).toHaveLength(3);
  });

  test('may be done again, and then says the same', async () => {
    const copy = copyOf('few-out', 'twice');
    await merged(copy);
    const first = recordsIn(copy);
    expect((await merged(copy)).code).toBe(0);
    expect(recordsIn(copy)).toEqual(first);
  });

  test('removes the parts on request, and the manifest then speaks for them', async () => {
    const copy = copyOf('few-out', 'tidy');
    expect((await merged(copy, '--remove-parts')).code).toBe(0);
    expect(partsOf(copy)).toEqual([]);
    await shards(3, copy, '--list', 'few.txt');
    const { stderr } = await merged(copy);
    expect(stderr).toMatch(/12 done/);
  });

  test('keeps what other runs have recorded in the manifest', async () => {
    const copy = copyOf('few-out', 'mixed');
    await writeTinyImages(folder, ['others/1.png'], 9);
    await imgpar(['equalize', 'others', copy], { cwd: folder });
    expect((await merged(copy)).code).toBe(0);
    expect(recordsIn(copy)).toHaveLength(13);
  });

  test.each([
    ['few-out', /bytes \d+ to \d+ of the list are missing: nobody has begun them/],
    ['folder-out', /shard \d of 3 is missing: nobody has begun it/],
  ])('tells which part of %s is missing', async (out, message) => {
    const copy = copyOf(out, 'missing');
    rmSync(partsOf(copy)[1]!);
    const { code, stdout } = await merged(copy);
    expect([code, stdout]).toEqual([3, expect.stringMatching(message)]);
    expect(existsSync(join(folder, copy, '.imgpar.jsonl'))).toBe(false);
  });

  test('writes the names of missing lines to a list that can be run', async () => {
    const copy = copyOf('few-out', 'rerun');
    const [part] = partsOf(copy);
    const { start, end } = JSON.parse(readFileSync(part!, 'utf8').split('\n')[0]!).part;
    rmSync(part!);
    await merged(copy);
    const missing = readFileSync(join(folder, copy, '.imgpar/unfinished.txt'), 'utf8');
    expect(readFileSync(join(folder, 'few.txt'), 'utf8').slice(start, end)).toContain(missing.split('\n')[1]);
    const { code } = await imgpar(['equalize', '--list', `${copy}/.imgpar/unfinished.txt`, copy], { cwd: folder });
    expect(code).toBe(0);
  });

  test('tells a shard that was done with another option, another list or another number of shards', { timeout: 60_000 }, async () => {
    for (const spoil of [
      ['--list', 'few.txt', '--strength', '0.5', '--shard', '2/3'],
      ['--list', 'less.txt', '--shard', '2/3'],
      ['--list', 'few.txt', '--shard', '2/4'],
    ]) {
      const out = `spoiled-${spoil.join('')}`.replaceAll('/', '');
      writeFileSync(join(folder, 'less.txt'), names.slice(1).join('\n'));
      await imgpar(['equalize', '--list', 'few.txt', '--shard', '1/3', out], { cwd: folder });
      await imgpar(['equalize', ...spoil, out], { cwd: folder });
      await imgpar(['equalize', '--list', 'few.txt', '--shard', '3/3', out], { cwd: folder });
      const { code, stdout } = await merged(out);
      expect([code, stdout]).toEqual([3, expect.stringMatching(/bytes \d+ to \d+ of the list are missing/)]);
    }
  });

  test('tells a job that was done in two ways', async () => {
    const copy = copyOf('few-out', 'ways');
    await shards(1, copy, '--list', 'few.txt', '--strength', '0.5');
    const { code, stdout } = await merged(copy);
    expect([code, stdout]).toEqual([3, expect.stringMatching(/were done with different options/)]);
  });

  test('tells that shards of a folder found different names', async () => {
    await writeTinyImages(
      folder,
      names.slice(0, 6).map((name) => name.replace('few', 'growing')),
    );
    await imgpar(['equalize', 'growing', '--shard', '1/2', 'growing-out'], { cwd: folder });
    await writeTinyImages(folder, ['growing/new.png'], 3);
    await imgpar(['equalize', 'growing', '--shard', '2/2', 'growing-out'], { cwd: folder });
    const { code, stdout } = await merged('growing-out');
    expect([code, stdout]).toEqual([3, expect.stringMatching(/do not belong together: 1 of 2 found 6 names.*; 2 of 2 found 7 names/)]);
  });

  test('tells two lines with one destination in different shards', async () => {
    const lines = names.map((source, index) => JSON.stringify({ source, destination: index === 11 ? 'x/0.png' : `x/${index}.png` }));
    writeFileSync(join(folder, 'alike.ndjson'), `${lines.join('\n')}\n`);
    await shards(3, 'alike', '--list', 'alike.ndjson');
    const { code, stdout } = await merged('alike');
    expect([code, stdout]).toEqual([3, expect.stringMatching(/two lines have the destination x\/0\.png: in bytes 0 to .*, and in bytes/)]);
  });

  test('takes two complete attempts at a shard for one', async () => {
    const copy = copyOf('few-out', 'attempts');
    await imgpar(['equalize', '--list', 'few.txt', '--shard', '2/3', '--force', copy], { cwd: folder });
    const { code, stderr } = await merged(copy);
    expect([code, stderr]).toEqual([0, expect.stringMatching(/3 parts from 4 attempts: 13 lines/)]);
  });

  test('tells mixed codecs, and refuses them on request', async () => {
    const copy = copyOf('few-out', 'codecs');
    const [part] = partsOf(copy);
    const text = readFileSync(part!, 'utf8').replace(/"jpeg":"[^"]*"/, '"jpeg":"libjpeg-turbo 0.0.1"');
    // The last line has the hash of what comes before it.
    const body = text.slice(0, text.lastIndexOf('{"imgpar"'));
    const { createHash } = await import('node:crypto');
    const footer = JSON.parse(text.slice(body.length));
    Object.assign(footer.footer, { bytes: Buffer.byteLength(body), sha256: createHash('sha256').update(body).digest('hex') });
    writeFileSync(part!, `${body}${JSON.stringify(footer)}\n`);
    const told = await merged(copy);
    expect([told.code, told.stderr]).toEqual([0, expect.stringMatching(/warning: the machines had different codecs.*0\.0\.1/)]);
    const refused = await merged(copy, '--same-codec');
    expect([refused.code, refused.stdout]).toEqual([3, expect.stringMatching(/different codecs/)]);
  });

  test('notices a part that was cut or changed at any byte', { timeout: 120_000 }, async () => {
    const copy = copyOf('few-out', 'torn');
    const [part] = partsOf(copy);
    const whole = readFileSync(part!);
    const isNoticed = async () => (await merge(join(folder, copy))).problems.length > 0;
    expect(await isNoticed()).toBe(false);
    const anyByte = fc.oneof(fc.nat(whole.length - 1), fc.integer({ min: whole.length - 700, max: whole.length - 1 }));
    await fc.assert(
      fc.asyncProperty(anyByte, async (at) => {
        truncateSync(part!, at);
        expect(await isNoticed()).toBe(true);
        writeFileSync(part!, whole);
      }),
      { numRuns: 60 },
    );
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.lastIndexOf('\n', -2)), async (at) => {
        const changed = Buffer.from(whole);
        changed[at]! ^= 1;
        writeFileSync(part!, changed);
        expect(await isNoticed()).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test.each(['few-out', 'folder-out'])(
    'notices that any byte of the first line of a part of %s has changed',
    { timeout: 120_000 },
    async (out) => {
      const copy = copyOf(out, 'altered');
      const [part] = partsOf(copy);
      const whole = readFileSync(part!);
      for (let at = 0; at <= whole.indexOf('\n'); at++) {
        const changed = Buffer.from(whole);
        changed[at]! ^= 1;
        writeFileSync(part!, changed);
        const { problems } = await merge(join(folder, copy));
        expect([at, problems.length]).not.toEqual([at, 0]);
      }
    },
  );

  test('does not believe a last line that was made to say that the attempt came further', async () => {
    const copy = copyOf('few-out', 'further');
    const stopped = partsOf(copy).find((path) => /\/0-/.test(path))!;
    const whole = readFileSync(stopped, 'utf8').trimEnd().split('\n');
    const kept = whole.slice(0, 2).join('\n');
    const header = JSON.parse(whole[0]!);
    const lines = new Counter();
    lines.add(JSON.parse(whole[1]!).line);
    writeFileSync(stopped, `${kept}\n`);
    endPart(stopped, header, { until: JSON.parse(whole[2]!).line, lines: lines.tally, done: 1, failed: 0, skipped: 0 }, false);
    const honest = readFileSync(stopped, 'utf8');
    expect((await merge(join(folder, copy))).problems).toEqual([expect.stringMatching(/was stopped early/)]);
    writeFileSync(stopped, honest.replace(/"until":\d+/, `"until":${header.part.end}`));
    expect((await merge(join(folder, copy))).problems).toEqual([expect.stringMatching(/did not end/)]);
  });

  test('refuses a folder without parts', async () => {
    const { code, stderr } = await merged('few');
    expect([code, stderr]).toEqual([2, expect.stringMatching(/nothing to merge/)]);
  });

  test('leaves parts of a run that did not end to the next attempt', async () => {
    const copy = copyOf('few-out', 'unended');
    const [part] = partsOf(copy);
    truncateSync(part!, readFileSync(part!).length - 600);
    renameSync(part!, part!.replace(/\.[0-9a-f]+\.jsonl$/, '.dead.jsonl'));
    await shards(3, copy, '--list', 'few.txt');
    const { code, stderr } = await merged(copy);
    expect([code, stderr]).toEqual([0, expect.stringMatching(/3 parts from 6 attempts/)]);
  });
});
