import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { randomNumbers } from './pictures.js';
import { type Ended, imgpar, type Running, start } from './program.js';
import { sharedThrowAwayFolder } from './throw-away.js';
import { writeTinyImages } from './tiny-images.js';

/** How many runs are killed, and the seed that decides which process and when. */
const kills = Number(process.env.IMGPAR_KILLS ?? 20);
const seed = Number(process.env.IMGPAR_SEED ?? 1);

const folder = sharedThrowAwayFolder('src/');
const names = Array.from({ length: 300 }, (_, index) => `${index % 7}/${index}.${index % 3 === 0 ? 'jpg' : 'png'}`);

/** The arguments of a run into a folder of this name. */
const args = (out: string) => ['equalize', 'src', out, '--progress', 'json', '--quiet'];

function files(out: string): Map<string, Buffer> {
  // A run may be killed before it has made its output folder.
  if (!existsSync(join(folder, out))) return new Map();
  const found = readdirSync(join(folder, out), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    found.map(({ parentPath, name }) => [join(parentPath, name).slice(join(folder, out).length + 1), readFileSync(join(parentPath, name))]),
  );
}

const isDraft = (name: string) => /(^|[/\\])\.imgpar-.*\.draft$/.test(name);
const manifestName = '.imgpar.jsonl';

/** What the manifest says about each image, without what differs between runs. A torn last line is left out. */
function recorded(manifest: Buffer | undefined): Map<string, unknown> {
  const lines = (manifest?.toString() ?? '').split('\n').slice(1, -1);
  return new Map(
    lines
      .map((line) => JSON.parse(line))
      .filter(({ destination }) => destination !== undefined)
      .map(({ destination, at: _, timings: __, attempts: ___, output: { mtimeMs: ____, ...output }, ...rest }) => [
        destination,
        { ...rest, output },
      ]),
  );
}

function summaryOf({ stdout }: Ended) {
  const { done, skipped, failed } = JSON.parse(stdout.trimEnd().split('\n').at(-1)!).summary;
  return { done, skipped, failed };
}

/** The child processes of a process. */
function childrenOf(pid: number): number[] {
  return execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter(([, parent]) => parent === pid)
    .map(([child]) => child!);
}

/** Fails unless every file is whole or a draft. */
function expectNothingPartial(found: ReadonlyMap<string, Buffer>, expected: ReadonlyMap<string, Buffer>): void {
  for (const [name, bytes] of found) {
    if (name !== manifestName && !isDraft(name)) expect(bytes.equals(expected.get(name)!), name).toBe(true);
  }
}

function expectSameTree(found: ReadonlyMap<string, Buffer>, expected: ReadonlyMap<string, Buffer>): void {
  expect([...found.keys()].sort()).toEqual([...expected.keys()].sort());
  expectNothingPartial(found, expected);
  expect(recorded(found.get(manifestName))).toEqual(recorded(expected.get(manifestName)));
}

async function killAfter(running: Running, whom: 'group' | 'host', afterMs: number): Promise<Ended> {
  await Promise.race([sleep(afterMs), running.ended]);
  const { pid, exitCode } = running.process;
  if (exitCode === null && whom === 'group') process.kill(-pid!, 'SIGKILL');
  if (exitCode === null && whom === 'host') for (const child of childrenOf(pid!)) killIfAny(child);
  return running.ended;
}

function killIfAny(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has already ended.
  }
}

describe.skipIf(process.platform === 'win32')('a run killed at a random moment', () => {
  test(`leaves nothing partial, and the next run does exactly the rest (${kills} times)`, {
    timeout: 30_000 + kills * 15_000,
  }, async () => {
    await writeTinyImages(join(folder, 'src'), names, 1, 64);
    const startedAt = performance.now();
    expect(summaryOf(await imgpar(args('undisturbed'), { cwd: folder }))).toEqual({ done: 300, skipped: 0, failed: 0 });
    const runMs = performance.now() - startedAt;
    const expected = files('undisturbed');
    const random = randomNumbers(seed);
    let midway = 0;
    for (let kill = 0; kill < kills; kill++) {
      const whom = random() < 0.7 ? 'group' : 'host';
      const ended = await killAfter(start(args('out'), { cwd: folder, detached: true }), whom, random() * runMs);
      const found = files('out');
      expectNothingPartial(found, expected);
      const known = recorded(found.get(manifestName));
      if (ended.signal === 'SIGKILL') {
        if (known.size > 0 && known.size < 300) midway += 1;
        const next = await imgpar(args('out'), { cwd: folder });
        expect({ kill, ...summaryOf(next) }).toEqual({ kill, done: 300 - known.size, skipped: known.size, failed: 0 });
      } else {
        expect({ kill, code: ended.code, ...summaryOf(ended) }).toEqual({ kill, code: 0, done: 300, skipped: 0, failed: 0 });
      }
      expectSameTree(files('out'), expected);
      rmSync(join(folder, 'out'), { recursive: true, force: true });
    }
    // If every kill fell before or after the work, the test would prove nothing.
    expect(midway).toBeGreaterThan(kills >= 10 ? 2 : -1);
  });
});
