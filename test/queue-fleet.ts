import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { RunProgress } from '../src/distributed/progress-of-run.js';
import { type Ended, imgpar, type Running, start } from './program.js';

/** The times of a queue in tests. */
const lockTimes = ['--lock', '5', '--lock-check', '2'];

/** Workers of a queue, each a process with processes of its own. */
export class Fleet {
  readonly url: string;
  readonly #env: Readonly<Record<string, string>>;
  readonly #options: readonly string[];
  readonly running = new Set<Running>();
  readonly ended: Ended[] = [];

  constructor(url: string, options: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
    this.url = url;
    this.#options = options;
    this.#env = env;
    onTestFinished(() => this.end());
  }

  /** Starts a worker. */
  add(...options: readonly string[]): Running {
    const args = ['work', '--queue', this.url, '--workers', '2', ...lockTimes, ...this.#options, ...options];
    const worker = start(args, { env: this.#env });
    this.running.add(worker);
    worker.ended.then((ended) => {
      this.running.delete(worker);
      this.ended.push(ended);
    });
    return worker;
  }

  async submit(list: string, destination: string, ...options: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await imgpar(['submit', list, destination, '--queue', this.url, ...options]);
    if (code !== 0) throw new Error(stderr);
    return stdout.trim();
  }

  async status(): Promise<RunProgress> {
    const { code, stdout, stderr } = await imgpar(['status', '--queue', this.url, '--json']);
    if (code !== 0) throw new Error(stderr);
    return JSON.parse(stdout).runs[0];
  }

  /** Waits until a status is as wanted. */
  async until(isWanted: (status: RunProgress) => boolean, withinMs = 120_000): Promise<RunProgress> {
    const startedAt = Date.now();
    let last: unknown;
    while (Date.now() - startedAt < withinMs) {
      try {
        const status = await this.status();
        if (isWanted(status)) return status;
        last = status;
      } catch (error) {
        last = error;
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    throw new Error(`it has not come to that: ${last instanceof Error ? last.message : JSON.stringify(last)}`);
  }

  done(withinMs?: number): Promise<RunProgress> {
    return this.until(({ state }) => state === 'done', withinMs);
  }

  async end(): Promise<void> {
    for (const { process } of this.running) process.kill('SIGKILL');
    await Promise.all([...this.running].map(({ ended }) => ended));
  }
}

/** Writes a list of these files of a folder, and gives its path. */
export function listOf(folder: string, names: readonly string[]): string {
  const path = join(folder, 'names.txt');
  writeFileSync(path, names.map((name) => `${join(folder, 'src', name)}\n`).join(''));
  return path;
}

/** The SHA-256 of every result in an output folder, by name. */
export function hashesIn(out: string): Map<string, string> {
  const names = readdirSync(out, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(png|jpg)$/.test(name))
    .sort();
  return new Map(
    names.map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(out, name)))
        .digest('hex'),
    ]),
  );
}

/** The names of drafts, and of other files that should not stay. */
export function leftovers(out: string): string[] {
  return readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((name) => /(^|\/)\.imgpar-/.test(name));
}

/** How often images were done, according to what the workers recorded: a line that one took over from another counts once. */
export function timesDone(out: string): number {
  const root = join(out, '.imgpar');
  if (!existsSync(root)) return 0;
  const parts = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.jsonl'));
  const done = new Set<string>();
  for (const part of parts) {
    for (const line of readFileSync(join(root, part), 'utf8').split('\n')) {
      const found = /^\{"destination":"([^"]*)".*"status":"done".*"at":(\d+)/.exec(line);
      if (found) done.add(`${found[1]} ${found[2]}`);
    }
  }
  return done.size;
}
