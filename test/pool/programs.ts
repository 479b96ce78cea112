import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export interface Program {
  readonly process: ChildProcess;
  /** What it has written to stdout so far. */
  readonly stdout: () => string;
  readonly ended: Promise<{
    readonly code: number | null;
    readonly signal: string | null;
    readonly stdout: string;
    readonly stderr: string;
  }>;
  /** Resolves with the first line of stdout. */
  firstLine(): Promise<string>;
}

/** Starts a program of test/fixtures/pool/programs. */
export function startProgram(name: string, args: readonly string[] = [], flags: readonly string[] = []): Program {
  const path = fileURLToPath(new URL(`../fixtures/pool/programs/${name}`, import.meta.url));
  const child = spawn(process.execPath, [...flags, path, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].setEncoding('utf8').on('data', (text: string) => (output[stream] += text));
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve, reject) =>
    child.once('error', reject).once('close', (code, signal) => resolve({ code, signal })),
  ).then((end) => ({ ...end, ...output }));
  const firstLine = async () => {
    let hasEnded = false;
    void ended.then(() => (hasEnded = true));
    while (!output.stdout.includes('\n')) {
      if (hasEnded) throw new Error(`it ended without a line; it said ${output.stderr}`);
      await sleep(2);
    }
    return output.stdout.split('\n')[0]!;
  };
  return { process: child, stdout: () => output.stdout, ended, firstLine };
}

/** Runs one to its end. */
export function runProgram(name: string, args?: readonly string[], flags?: readonly string[]): Program['ended'] {
  return startProgram(name, args, flags).ended;
}

/** Whether a process lives. One whose parent is gone may stay as a zombie where nobody collects it; it is dead all the same. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    if (process.platform !== 'linux') return true;
    // Its first thread may be gone before the others, which still hold its files open.
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return !(/^State:\s+Z/m.test(status) && /^Threads:\s+[01]$/m.test(status));
  } catch {
    return false;
  }
}

/** How long it takes until all of them are gone, in milliseconds; gives up after 20 s. */
export async function untilGone(pids: readonly number[]): Promise<number> {
  const began = performance.now();
  while (pids.some(isAlive)) {
    if (performance.now() - began > 20_000) throw new Error(`${pids.filter(isAlive)} still live`);
    await sleep(5);
  }
  return performance.now() - began;
}
