import { spawn } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  cpSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { randomNumbers } from './pictures.js';
import { imgpar, nodePath, programPath, start } from './program.js';
import { throwAwayFolder } from './throw-away.js';
import { writeTinyImages } from './tiny-images.js';

/** Every file below a folder but the manifest, with its content. */
function tree(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => !name.includes('.imgpar') && statSync(join(folder, name)).isFile(),
  );
  return Object.fromEntries(files.sort().map((name) => [name, readFileSync(join(folder, name), 'base64')]));
}

async function until(isSo: () => boolean | Promise<boolean>, limitMs = 60_000): Promise<void> {
  for (const startMs = Date.now(); !(await isSo()); await pause(200))
    if (Date.now() - startMs > limitMs) throw new Error('it did not come to that');
}

const isUpToDate = async (folder: string) =>
  (await imgpar(['check', 'src', 'out', '--checksum', '--prune-any', '--quiet'], { cwd: folder })).code === 0;

function watching(folder: string, ...args: string[]) {
  const running = start(['watch', 'src', 'out', ...args], { cwd: folder });
  onTestFinished(async () => {
    running.process.kill('SIGKILL');
    await running.ended;
  });
  return running;
}

const mark = 'watching for changes';

describe('imgpar watch', () => {
  test('does new and changed images, removes results of removed ones, and ends cleanly', async () => {
    const folder = throwAwayFolder();
    await writeTinyImages(folder, ['src/a.png', 'src/deep/b.jpg', 'more/c.png', 'more/d.png']);
    const watcher = watching(folder, '--prune', '--prune-any');
    await watcher.shows(mark);
    await until(() => isUpToDate(folder));
    expect(Object.keys(tree(join(folder, 'out')))).toEqual(['a.png', join('deep', 'b.jpg')]);
    renameSync(join(folder, 'more'), join(folder, 'src/more'));
    await writeTinyImages(folder, ['src/a.png'], 7);
    rmSync(join(folder, 'src/deep/b.jpg'));
    await until(() => isUpToDate(folder));
    watcher.process.kill('SIGINT');
    const { code, stderr } = await watcher.ended;
    if (process.platform !== 'win32') expect(code).toBe(0);
    expect(stderr).not.toContain('failed');
    await imgpar(['equalize', 'src', 'fresh'], { cwd: folder });
    expect(tree(join(folder, 'out'))).toEqual(tree(join(folder, 'fresh')));
  });

  test('waits for a half-copied file, and fails one that stays as it is', async () => {
    const folder = throwAwayFolder();
    await writeTinyImages(folder, ['src/a.png', 'b.png'], 1, 64);
    const bytes = readFileSync(join(folder, 'b.png'));
    const watcher = watching(folder, '--progress', 'json');
    await watcher.shows(mark);
    await until(() => isUpToDate(folder));
    writeFileSync(join(folder, 'src/slow.png'), bytes.subarray(0, 1000));
    await watcher.shows('"reason":"unsettled"');
    appendFileSync(join(folder, 'src/slow.png'), bytes.subarray(1000));
    await until(() => Object.keys(tree(join(folder, 'out'))).includes('slow.png'));
    expect(readFileSync(join(folder, 'out/.imgpar.jsonl'), 'utf8')).not.toContain('"failed"');
    writeFileSync(join(folder, 'src/half.png'), bytes.subarray(0, 1000));
    const failures = () => readFileSync(join(folder, 'out/.imgpar.jsonl'), 'utf8').match(/"failed"/g)?.length;
    await watcher.shows('"type":"image-failed"');
    await until(() => failures() === 1);
    await writeTinyImages(folder, ['src/later.png']);
    await until(() => Object.keys(tree(join(folder, 'out'))).includes('later.png'));
    expect(failures()).toBe(1);
  });

  test('goes on when a source folder goes and comes back', async () => {
    const folder = throwAwayFolder();
    await writeTinyImages(folder, ['src/a.png']);
    const watcher = watching(folder);
    await watcher.shows(mark);
    renameSync(join(folder, 'src'), join(folder, 'gone'));
    await watcher.shows('the source src does not exist');
    await writeTinyImages(folder, ['gone/b.png'], 3);
    renameSync(join(folder, 'gone'), join(folder, 'src'));
    await until(() => isUpToDate(folder));
  });

  test.each([
    [['--in-place', '--no-backup', 'src'], 'watch writes to an output folder'],
    [['src', 'out', '--no-manifest'], 'watch needs a manifest'],
    [['src', 'out', '--force'], 'force redoes every image'],
    [['--list', '-', 'out'], 'cannot come from standard input'],
    [['src', 'out', '--dry-run'], 'watch does what there is to do'],
    [['nowhere', 'out'], 'the source nowhere does not exist'],
  ])('refuses %j before it starts', async (args, message) => {
    const folder = throwAwayFolder();
    await writeTinyImages(folder, ['src/a.png']);
    const { code, stderr } = await imgpar(['watch', ...args], { cwd: folder });
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) });
  });

  test('says that it polls where it cannot watch', async () => {
    const folder = throwAwayFolder();
    await writeTinyImages(folder, ['src/a.png', 'src/b.png']);
    writeFileSync(join(folder, 'names.txt'), 'src/a.png\n');
    const watcher = start(['watch', '--list', 'names.txt', 'out'], { cwd: folder });
    onTestFinished(() => void watcher.process.kill('SIGKILL'));
    await watcher.shows('files of a list may be anywhere; looking every 5 s instead');
    await watcher.shows(mark);
    appendFileSync(join(folder, 'names.txt'), 'src/b.png\n');
    await until(() => readdirSync(join(folder, 'out'), { recursive: true }).some((name) => String(name).endsWith('b.png')));
  });

  test.skipIf(process.platform !== 'linux')('takes hardly any time while nothing happens', async () => {
    const folder = throwAwayFolder();
    await writeTinyImages(
      folder,
      Array.from({ length: 200 }, (_, index) => `src/${index % 7}/${index}.png`),
    );
    const watcher = watching(folder);
    await watcher.shows(mark);
    const cpuTicks = () => {
      const fields = readFileSync(`/proc/${watcher.process.pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
      return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0);
    };
    // After the last look.
    await until(async () => {
      const ticks = cpuTicks();
      await pause(6_000);
      return cpuTicks() === ticks;
    });
    // A tick is a hundredth of a second. On a busy machine, one of another process may be counted.
    const mostTicks = Math.ceil((idleMs / 60_000) * 10);
    const spent: number[] = [];
    while (spent.length < 5 && !spent.some((ticks) => ticks <= mostTicks)) {
      const before = cpuTicks();
      await pause(idleMs);
      spent.push(cpuTicks() - before);
    }
    expect(Math.min(...spent)).toBeLessThanOrEqual(mostTicks);
  });
});

/** The whole of what is promised takes minutes: IMGPAR_WATCH_FILES=2000. */
const count = Number(process.env.IMGPAR_WATCH_FILES ?? 200);
const idleMs = Math.min(60_000, count * 30);

// Windows refuses to rename and to remove what somebody has open.
test.skipIf(process.platform === 'win32')(
  `${count} files that come and go in every way, under a watcher that is killed, end as after one run`,
  async () => {
    const folder = throwAwayFolder('src/', 'log/');
    const random = randomNumbers(23);
    const upTo = (limit: number) => Math.floor(random() * limit);
    const pool = Array.from({ length: 40 }, (_, index) => `pool/${index}.${index % 3 === 0 ? 'jpg' : 'png'}`);
    for (const [index, name] of pool.entries()) await writeTinyImages(folder, [name], index + 1, 48);
    await writeTinyImages(
      folder,
      Array.from({ length: 10 }, (_, index) => `many/first/${index}.png`),
      99,
    );
    for (let index = 1; index < count / 2; index++) cpSync(join(folder, 'many/first'), join(folder, `many/${index}`), { recursive: true });

    let killed = 0;
    let log = -1;
    const launch = () => {
      log = openSync(join(folder, `log/${killed}`), 'w');
      const child = spawn(nodePath, [programPath, 'watch', 'src', 'out', '--prune', '--prune-any', '--progress', 'json'], {
        cwd: folder,
        stdio: ['ignore', log, 'ignore'],
      });
      closeSync(log);
      return child;
    };
    let watcher = launch();
    const killer = setInterval(
      () => {
        watcher.kill('SIGKILL');
        killed += 1;
        watcher = launch();
      },
      count < 1000 ? 9_000 : 20_000,
    );
    onTestFinished(() => {
      clearInterval(killer);
      watcher.kill('SIGKILL');
    });

    /** How often a source got new content. */
    const versions = new Map<string, number>();
    const renewed = (name: string) => versions.set(name, (versions.get(name) ?? 0) + 1);
    const copySlowly = async (from: string, name: string) => {
      const bytes = readFileSync(join(folder, from));
      const path = join(folder, 'src', name);
      mkdirSync(join(path, '..'), { recursive: true });
      const file = openSync(path, 'w');
      const parts = 2 + upTo(3);
      for (let part = 0; part < parts; part++) {
        writeSync(
          file,
          bytes.subarray(
            Math.floor((bytes.length * 0.9 * part) / parts),
            part === parts - 1 ? undefined : Math.floor((bytes.length * 0.9 * (part + 1)) / parts),
          ),
        );
        if (part < parts - 1) await pause(upTo(3000));
      }
      closeSync(file);
      renewed(name);
    };
    const present: string[] = [];
    const one = async (index: number) => {
      const from = pool[upTo(pool.length)]!;
      const name = `${upTo(9)}/${index}${from.slice(from.lastIndexOf('.'))}`;
      await copySlowly(from, name);
      present.push(name);
      const other = present[upTo(present.length)]!;
      const path = join(folder, 'src', other);
      const extension = other.slice(other.lastIndexOf('.'));
      const same = pool.filter((each) => each.endsWith(extension));
      const action = upTo(6);
      if (action === 0) utimesSync(path, new Date(), new Date(Date.now() - upTo(1e6)));
      if (action === 1) {
        writeFileSync(path, readFileSync(join(folder, same[upTo(same.length)]!)));
        renewed(other);
      }
      if (action === 2) {
        const to = `${upTo(9)}/renamed-${index}${extension}`;
        mkdirSync(join(folder, 'src', to, '..'), { recursive: true });
        renameSync(path, join(folder, 'src', to));
        present[present.indexOf(other)] = to;
        renewed(to);
      }
      if (action === 3) {
        rmSync(path);
        present.splice(present.indexOf(other), 1);
      }
      if (action === 4) {
        const draft = join(folder, 'src', `${index}.part`);
        cpSync(join(folder, same[upTo(same.length)]!), draft);
        renameSync(draft, path);
        renewed(other);
      }
    };
    const queue = Array.from({ length: count }, (_, index) => index);
    const lane = async () => {
      for (let index = queue.shift(); index !== undefined; index = queue.shift()) await one(index);
    };
    const lanes = Array.from({ length: Math.max(16, count / 20) }, lane);
    await pause(3_000);
    renameSync(join(folder, 'many'), join(folder, 'src/many'));
    await Promise.all(lanes);
    clearInterval(killer);

    await until(() => isUpToDate(folder), 180_000);
    const ended = new Promise((resolve) => watcher.once('close', resolve));
    watcher.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(killed).toBeGreaterThan(0);
    await imgpar(['equalize', 'src', 'fresh', '--quiet'], { cwd: folder });
    expect(Object.keys(tree(join(folder, 'out')))).toEqual(Object.keys(tree(join(folder, 'fresh'))));
    expect(tree(join(folder, 'out'))).toEqual(tree(join(folder, 'fresh')));

    expect(readFileSync(join(folder, 'out/.imgpar.jsonl'), 'utf8')).not.toContain('"status":"failed"');
    const done = new Map<string, number>();
    for (let run = 0; run <= killed; run++) {
      for (const line of readFileSync(join(folder, `log/${run}`), 'utf8').split('\n')) {
        if (!line.endsWith('}')) continue;
        const event = JSON.parse(line);
        expect(event.type).not.toBe('image-failed');
        if (event.type === 'image-done') {
          const name = event.source.slice(join(folder, 'src').length + 1);
          done.set(name, (done.get(name) ?? 0) + 1);
        }
      }
    }
    const again = [...done]
      .map(([name, times]) => times - Math.max(1, versions.get(name) ?? 1))
      .reduce((sum, more) => sum + Math.max(0, more), 0);
    // Only what was in flight when the watcher was killed may have been done again.
    expect(again).toBeLessThanOrEqual(killed * 40);
  },
  1_800_000,
);

test('a file that shrinks to nothing and grows again is done in the end', async () => {
  const folder = throwAwayFolder();
  await writeTinyImages(folder, ['src/a.png', 'b.png']);
  const watcher = watching(folder);
  await watcher.shows(mark);
  truncateSync(join(folder, 'src/a.png'), 0);
  await pause(1_500);
  writeFileSync(join(folder, 'src/a.png'), readFileSync(join(folder, 'b.png')));
  await until(() => isUpToDate(folder));
  expect(readFileSync(join(folder, 'out/.imgpar.jsonl'), 'utf8')).not.toContain('"failed"');
});
