import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Running, samplesFolder, start } from './program.js';
import { sharedThrowAwayFolder, throwAwayFolder } from './throw-away.js';

const photo = join(samplesFolder, 'faded-handwriting.jpg');
const loops = fileURLToPath(new URL('fixtures/plugins/loops.mjs', import.meta.url));

/** The child processes of a process. */
function childrenOf(pid: number): number[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,stat='], { encoding: 'utf8' }).trim().split('\n');
  const processes = lines.map((line) => line.trim().split(/\s+/));
  return processes.filter(([, parent, state]) => Number(parent) === pid && !state!.startsWith('Z')).map(([child]) => Number(child));
}

function isAlive(pid: number): boolean {
  try {
    const state = execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    return state !== '' && !state.startsWith('Z');
  } catch {
    return false;
  }
}

async function untilGone(pid: number): Promise<void> {
  while (isAlive(pid)) await sleep(20);
}

/** The worker process, once it has started. */
async function hostOf({ process: { pid } }: Running): Promise<number> {
  for (;;) {
    const [host] = childrenOf(pid!);
    if (host !== undefined) return host;
    await sleep(20);
  }
}

const partial = (folder: string) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.draft'));

describe.skipIf(process.platform === 'win32')('a second signal ends the run within two seconds', () => {
  const shared = sharedThrowAwayFolder('large/', 'black/');
  beforeAll(async () => {
    const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
    await sharp({ create: { width: 4000, height: 3000, channels: 3, background: 'grey', noise } })
      .jpeg()
      .toFile(join(shared, 'large/large.jpg'));
    await sharp({ create: { width: 8, height: 8, channels: 3, background: 'black' } })
      .png()
      .toFile(join(shared, 'black/black.png'));
  });

  test.each([
    ['a large AVIF is being encoded', ['large', '--format', 'avif', '--effort', '9'], 'SIGINT', 130],
    ["a user's method loops", ['black', '--method', loops], 'SIGTERM', 143],
    ["a user's method loops and the terminal is closed", ['black', '--method', loops], 'SIGHUP', 129],
  ] as const)('while %s', async (_, [source, ...options], signal, exitCode) => {
    const folder = throwAwayFolder();
    const running = start(['equalize', join(shared, source), 'out', '--progress', 'lines', ...options], { cwd: folder });
    const host = await hostOf(running);
    // Long enough to be in the middle of the work; the checks below show that it has not finished.
    await sleep(3_000);
    running.process.kill(signal);
    await running.shows('stopping after the images in flight');
    const secondAt = performance.now();
    running.process.kill(signal);
    const { code, stderr } = await running.ended;
    expect(performance.now() - secondAt).toBeLessThan(2_000);
    expect(code).toBe(exitCode);
    expect(stderr).toMatch(/^interrupted: 0 images equalised/m);
    await untilGone(host);
    expect(partial(folder)).toEqual([]);
  });
});

describe.skipIf(process.platform === 'win32')('the first signal ends a run with no image in flight at once', () => {
  const forever = 'await new Promise(() => {})';
  const hang = { NODE_OPTIONS: `--import=${new URL('fixtures/hang-at-start.mjs', import.meta.url)}` };

  test.each([
    ['the list waits for names', ['--list', '-', 'out'], {}],
    ["a user's method never finishes loading", ['src', 'out', '--method', './forever.mjs'], {}],
    ['the process of the workers hangs while it starts', ['src', 'out'], hang],
  ])('while %s', async (_, args, env) => {
    const folder = throwAwayFolder('src/');
    writeFileSync(join(folder, 'forever.mjs'), forever);
    cpSync(photo, join(folder, 'src/photo.jpg'));
    // The limit is far longer than this test waits.
    const running = start(['equalize', ...args, '--timeout', '600', '--progress', 'json'], { cwd: folder, env });
    await hostOf(running);
    // Give it time to listen for signals and, where it makes a list, to make it.
    await sleep(2_000);
    running.process.kill('SIGTERM');
    const { code, stderr } = await running.ended;
    expect({ code, stderr }).toMatchObject({ code: 143, stderr: expect.stringMatching(/^interrupted: 0 images equalised/m) });
    expect(existsSync(join(folder, 'out/photo.jpg'))).toBe(false);
  });
});

test('workers that hang at start are reported once, and no image is blamed', async () => {
  const folder = throwAwayFolder('src/');
  for (const name of ['a.jpg', 'b.jpg', 'c.jpg']) cpSync(photo, join(folder, 'src', name));
  const env = { NODE_OPTIONS: `--import=${new URL('fixtures/hang-at-start.mjs', import.meta.url)}` };
  const { code, stdout, stderr } = await start(['equalize', 'src', 'out', '--timeout', '1', '--progress', 'json'], { cwd: folder, env })
    .ended;
  expect(code).toBe(1);
  expect(stderr).toMatch(/^imgpar: the worker process cannot be started: 2 tries failed \(killed because .*\n$/);
  const { summary } = JSON.parse(stdout.trimEnd().split('\n').at(-1)!);
  expect(summary).toMatchObject({ found: 3, done: 0, failed: 0 });
});

describe.skipIf(process.platform === 'win32')('time during which a process is stopped', () => {
  const waits = fileURLToPath(new URL('fixtures/plugins/waits.mjs', import.meta.url));

  /** Starts a run of one image and returns once a worker has begun it. The run ends when a file `go` appears. */
  async function begun(folder: string, timeoutSeconds: number): Promise<Running> {
    cpSync(photo, join(folder, 'photo.jpg'));
    const args = ['equalize', 'photo.jpg', 'out/', '--method', waits, '--timeout', String(timeoutSeconds), '--progress', 'json'];
    const running = start(args, { cwd: folder, detached: true });
    while (!existsSync(join(folder, 'begun'))) await sleep(20);
    return running;
  }

  const summaryOf = (stdout: string) => JSON.parse(stdout.trimEnd().split('\n').at(-1)!).summary;

  test('does not count when the whole run is stopped, as by Ctrl-Z', async () => {
    const folder = throwAwayFolder();
    const running = await begun(folder, 5);
    process.kill(-running.process.pid!, 'SIGSTOP');
    await sleep(6_500);
    process.kill(-running.process.pid!, 'SIGCONT');
    // Enough for a lost worker to be noticed.
    await sleep(1_000);
    writeFileSync(join(folder, 'go'), '');
    const { code, stdout } = await running.ended;
    expect({ code, ...summaryOf(stdout) }).toMatchObject({ code: 0, done: 1, failed: 0, workersLost: 0 });
  });

  test('counts when only the workers are stopped, and they are replaced', async () => {
    const folder = throwAwayFolder();
    const running = await begun(folder, 2);
    process.kill(await hostOf(running), 'SIGSTOP');
    writeFileSync(join(folder, 'go'), '');
    const { code, stdout } = await running.ended;
    expect({ code, ...summaryOf(stdout) }).toMatchObject({ code: 0, done: 1, failed: 0, workersLost: 1 });
  });
});

test.skipIf(process.platform === 'win32')('killing the program kills its workers, even in an endless loop', async () => {
  const folder = throwAwayFolder('src/');
  await sharp({ create: { width: 8, height: 8, channels: 3, background: 'black' } })
    .png()
    .toFile(join(folder, 'src/black.png'));
  const running = start(['equalize', 'src', 'out', '--method', loops], { cwd: folder });
  const host = await hostOf(running);
  await sleep(2_000);
  expect(isAlive(host)).toBe(true);
  running.process.kill('SIGKILL');
  await running.ended;
  await untilGone(host);
});

test('a giant after thumbnails leaves the rest of its batch to other workers', async () => {
  const folder = throwAwayFolder('src/');
  // Names in list order: many thumbnails, then giants.
  const thumbnail = await sharp(photo).resize(32).jpeg().toBuffer();
  const giant = await sharp(photo).resize(2400).jpeg().toBuffer();
  for (let index = 0; index < 600; index++) writeFileSync(join(folder, 'src', `a${String(index).padStart(4, '0')}.jpg`), thumbnail);
  for (let index = 0; index < 40; index++) writeFileSync(join(folder, 'src', `a0300-${index}.jpg`), giant);
  cpSync(photo, join(folder, 'src/z.jpg'));
  const running = start(['equalize', 'src', 'out', '--progress', 'json', '--workers', '2'], { cwd: folder });
  const { code, stdout } = await running.ended;
  expect(code).toBe(0);
  const events = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const done = events.filter(({ type }) => type === 'image-done');
  expect(new Set(done.map(({ id }) => id)).size).toBe(641);
  expect(done).toHaveLength(641);
  // The total a lane announces and what it does agree in the end.
  for (const lane of [0, 1]) {
    const { total } = events.findLast((event) => event.type === 'lane-assigned' && event.lane === lane);
    expect(done.filter((event) => event.lane === lane)).toHaveLength(total);
  }
  expect(readFileSync(join(folder, 'out/z.jpg')).length).toBeGreaterThan(1000);
});
