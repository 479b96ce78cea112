import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { imgpar, start } from './program.js';
import { sharedThrowAwayFolder, throwAwayFolder } from './throw-away.js';
import { writeTinyImages } from './tiny-images.js';

const count = 60;
const names = Array.from({ length: count }, (_, index) => `in/${index % 7}/${index}.png`);
const folder = sharedThrowAwayFolder();
await writeTinyImages(folder, names);

/** The headers, the image lines and the footers of all parts below an output folder. */
function partsOf(out: string) {
  const jobs = readdirSync(join(folder, out, '.imgpar'));
  return jobs.flatMap((job) =>
    readdirSync(join(folder, out, '.imgpar', job))
      .filter((name) => name.endsWith('.jsonl'))
      .map((name) => {
        const lines = readFileSync(join(folder, out, '.imgpar', job, name), 'utf8')
          .trimEnd()
          .split('\n');
        const [header, ...others] = lines.map((line) => JSON.parse(line));
        return { job, name, header, images: others.slice(0, -1), footer: others.at(-1).footer };
      }),
  );
}

describe('imgpar list', () => {
  test('writes names that start in the current folder, and an index with their number and SHA-256', async () => {
    const { code, stderr } = await imgpar(['list', 'in', 'names.txt'], { cwd: folder });
    expect([code, stderr]).toEqual([0, expect.stringMatching(/^names\.txt: 60 lines, SHA-256 [0-9a-f]{64}\n$/)]);
    const written = readFileSync(join(folder, 'names.txt'), 'utf8');
    expect(written.trimEnd().split('\n').sort()).toEqual(names.toSorted());
    expect(JSON.parse(readFileSync(join(folder, 'names.txt.imgpar-index'), 'utf8'))).toMatchObject({ lines: 60 });
  });

  test('compresses what another program lists, so that gzip reads it too', async () => {
    writeFileSync(join(folder, 'given.txt'), names.map((name) => `${name}\n`).join(''));
    const { code } = await imgpar(['list', '--gzip', '--list', 'given.txt', 'given.gz'], { cwd: folder });
    expect(code).toBe(0);
    expect(execFileSync('gzip', ['-dc', join(folder, 'given.gz')], { encoding: 'utf8' })).toBe(names.map((name) => `${name}\n`).join(''));
  });

  test('leaves out what is excluded, and says where results go in the form ndjson', async () => {
    await imgpar(['list', 'in', 'names.ndjson', '--form', 'ndjson', '--exclude', '1*'], { cwd: folder });
    const lines = readFileSync(join(folder, 'names.ndjson'), 'utf8').trimEnd().split('\n');
    const expected = names.filter((name) => !/\/1/.test(name)).map((name) => ({ source: name, destination: name.slice('in/'.length) }));
    expect(lines.map((line) => JSON.parse(line))).toEqual(expect.arrayContaining(expected));
    expect(lines).toHaveLength(expected.length);
  });

  test.each([
    [['list'], /at least one source and a file to write/],
    [['list', 'only'], /at least one source/],
    [['list', '--index'], /expected one list/],
    [['list', '--index', 'none.txt'], /cannot be read/],
    [['list', '--list', 'given.txt', 'in', 'out.txt'], /both sources and a list/],
  ])('refuses %j', async (args, message) => {
    writeFileSync(join(folder, 'given.txt'), 'a\n');
    const { code, stderr } = await imgpar(args, { cwd: folder });
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
  });
});

describe('--shard', () => {
  test('does every line of a list once, whatever form the list has', async () => {
    const lines = names.map((name) => `${name}\n`).join('');
    const forms = {
      plain: lines,
      nul: lines.replaceAll('\n', '\0'),
      crlf: lines.replaceAll('\n', '\r\n'),
      packed: gzipSync(lines),
      ndjson: names.map((name) => `${JSON.stringify({ source: name, destination: name })}\n`).join(''),
    };
    for (const [form, content] of Object.entries(forms)) {
      writeFileSync(join(folder, form), content);
      for (const shard of ['1/3', '2/3', '3/3']) {
        const { code } = await imgpar(['equalize', '--list', form, '--shard', shard, `out-${form}`], { cwd: folder });
        expect(code).toBe(0);
      }
      const parts = partsOf(`out-${form}`);
      expect(new Set(parts.map(({ job }) => job)).size).toBe(1);
      expect(parts.flatMap(({ images }) => images.map(({ destination }) => destination)).sort()).toEqual(names.toSorted());
      expect(existsSync(join(folder, `out-${form}`, '.imgpar.jsonl'))).toBe(false);
    }
  });

  test('takes the list from standard input, where every machine gives the same', async () => {
    const program = new URL('../dist/cli/bin.js', import.meta.url).pathname;
    for (const shard of ['1/2', '2/2'])
      execFileSync(process.execPath, [program, 'equalize', '--list', '-', '--shard', shard, 'out-stdin'], {
        cwd: folder,
        input: names.map((name) => `${name}\n`).join(''),
        stdio: ['pipe', 'ignore', 'ignore'],
      });
    const parts = partsOf('out-stdin');
    expect(new Set(parts.map(({ job }) => job)).size).toBe(1);
    expect(parts.flatMap(({ images }) => images)).toHaveLength(count);
  });

  test('gives each file of a folder to one shard, which stays the same when files are added', async () => {
    const shardsOf = (out: string) => {
      const parts = partsOf(out).map(({ header, images }) => images.map(({ destination }) => [destination, header.part.shard.index]));
      return Object.fromEntries(parts.flat());
    };
    for (const shard of ['1/3', '2/3', '3/3']) await imgpar(['equalize', 'in', '--shard', shard, 'out-folder'], { cwd: folder });
    const before = shardsOf('out-folder');
    expect(Object.keys(before)).toHaveLength(count);
    expect(new Set(Object.values(before)).size).toBe(3);
    await writeTinyImages(folder, ['more/0/added.png', ...names.map((name) => name.replace('in/', 'more/'))]);
    for (const shard of ['1/3', '2/3', '3/3']) await imgpar(['equalize', 'more', '--shard', shard, 'out-more'], { cwd: folder });
    expect(shardsOf('out-more')).toMatchObject(before);
  });

  test('asks the scheduler', async () => {
    const env = { SLURM_ARRAY_TASK_ID: '4', SLURM_ARRAY_TASK_MIN: '4', SLURM_ARRAY_TASK_MAX: '5', SLURM_ARRAY_TASK_COUNT: '2' };
    await imgpar(['equalize', 'in', '--shard', 'auto', 'out-slurm'], { cwd: folder, env });
    expect(partsOf('out-slurm').map(({ header }) => header.part.shard)).toEqual([{ index: 1, count: 2 }]);
  });

  test('does again only what an earlier attempt at the shard has not done', async () => {
    const args = ['equalize', 'in', '--shard', '2/2', 'out-again', '--progress', 'none'];
    await imgpar(args, { cwd: folder });
    const { stderr } = await imgpar(args, { cwd: folder });
    expect(stderr).toMatch(/up to date/);
    const [one, other] = partsOf('out-again');
    expect(other!.images.length).toBe(one!.images.length);
    expect(other!.footer.lines).toEqual(one!.footer.lines);
  });

  test('shows what it would do, without a record', async () => {
    const shares = [];
    for (const shard of ['1/2', '2/2'])
      shares.push(await imgpar(['equalize', 'in', '--shard', shard, '--dry-run', 'out-dry'], { cwd: folder }));
    expect(shares.flatMap(({ stdout }) => stdout.trimEnd().split('\n'))).toHaveLength(count);
    expect(existsSync(join(folder, 'out-dry'))).toBe(false);
  });

  test.each([
    [['--shard', 'auto'], /no system here names one/],
    [['--shard', '3/2'], /expected index\/count/],
    [['--shard', '1/2', '--prune'], /prune/],
    [['--shard', '1/2', '--no-manifest'], /no manifest/],
    [['--shard', '1/2', '--manifest', 'm.jsonl'], /another manifest/],
    [['--shard', '1/2', '--list', 'names.txt'], /together with other sources/],
  ])('refuses %j', async (flags, message) => {
    const { code, stderr } = await imgpar(['equalize', 'in', ...flags, 'out-refused'], { cwd: folder });
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
    expect(existsSync(join(folder, 'out-refused'))).toBe(false);
  });

  test('refuses to work in place, and a destination that is a file', async () => {
    const inPlace = await imgpar(['equalize', '--in-place', '--no-backup', '--shard', '1/2', 'in'], { cwd: folder });
    expect([inPlace.code, inPlace.stderr]).toEqual([2, expect.stringMatching(/in place/)]);
    const file = await imgpar(['equalize', names[0]!, '--shard', '1/2', 'one.png'], { cwd: folder });
    expect([file.code, file.stderr]).toEqual([2, expect.stringMatching(/one result/)]);
  });

  test('refuses a list whose destinations leave the output folder', async () => {
    const here = throwAwayFolder();
    writeFileSync(join(here, 'list'), '{"source":"a.png","destination":"../b.png"}\n');
    const { code, stderr } = await imgpar(['equalize', '--list', 'list', '--shard', '1/1', 'out'], { cwd: here });
    expect([code, stderr]).toEqual([2, expect.stringMatching(/below the output folder/)]);
  });
});

describe('what shards have recorded, without a merge', () => {
  test('is known to a later run, to check and to verify', async () => {
    for (const shard of ['1/2', '2/2']) await imgpar(['equalize', 'in', '--shard', shard, 'out-known'], { cwd: folder });
    const check = await imgpar(['check', 'in', 'out-known'], { cwd: folder });
    expect([check.code, check.stderr]).toEqual([0, expect.stringMatching(/up to date/)]);
    const verify = await imgpar(['verify', 'out-known'], { cwd: folder });
    expect([verify.code, verify.stderr]).toEqual([0, '60 as written\n']);
    const again = await imgpar(['equalize', 'in', 'out-known'], { cwd: folder });
    expect([again.code, again.stderr]).toEqual([0, expect.stringMatching(/60 up to date/)]);
  });

  test('gives way to what a run has recorded since', async () => {
    for (const shard of ['1/2', '2/2']) await imgpar(['equalize', 'in', '--shard', shard, 'out-since'], { cwd: folder });
    const other = await imgpar(['equalize', 'in', '--strength', '0.5', 'out-since'], { cwd: folder });
    expect(other.stderr).toMatch(/^60 images equalised/m);
    expect((await imgpar(['check', 'in', '--strength', '0.5', 'out-since'], { cwd: folder })).code).toBe(0);
    expect((await imgpar(['check', 'in', 'out-since'], { cwd: folder })).code).toBe(3);
    expect((await imgpar(['verify', 'out-since'], { cwd: folder })).stderr).toBe('60 as written\n');
    writeFileSync(join(folder, 'out-since', names[0]!.slice('in/'.length)), 'changed');
    expect((await imgpar(['verify', 'out-since'], { cwd: folder })).code).toBe(1);
  });
});

test.skipIf(process.platform === 'win32')(
  'a shard that is ended by a signal records what it has done, and the next attempt does the rest',
  async () => {
    const many = Array.from({ length: 400 }, (_, index) => `many/${index}.png`);
    await writeTinyImages(folder, many, 2, 64);
    writeFileSync(join(folder, 'many.txt'), many.map((name) => `${name}\n`).join(''));
    const args = ['equalize', '--list', 'many.txt', '--shard', '1/1', 'out-many'];
    const running = start([...args, '--progress', 'json'], { cwd: folder });
    await running.shows('"image-done"');
    running.process.kill('SIGTERM');
    const { code } = await running.ended;
    const [part] = partsOf('out-many');
    const { until, lines } = part!.footer;
    // It may have been faster than the signal.
    expect(code === 143 ? until < part!.header.part.end : code === 0).toBe(true);
    expect(part!.images.filter(({ line }) => line < until)).toHaveLength(lines.count);
    const { stderr } = await imgpar(args, { cwd: folder });
    if (code === 143) expect(stderr).toMatch(new RegExp(`${part!.images.length} up to date`));
    const merged = await imgpar(['merge', 'out-many'], { cwd: folder });
    expect([merged.code, merged.stderr]).toEqual([0, expect.stringMatching(/1 part from 2 attempts: 400 lines, 400 done/)]);
  },
);
