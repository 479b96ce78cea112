/**
 * The child process of child.ts. It hosts the threads, passes jobs to them and their replies back.
 *
 * It never outlives its parent. Signals from the terminal or the service manager reach it too, and it leaves them to its parent. When the
 * parent is gone for any reason, it kills itself at once, whatever native code its threads run.
 */
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import type { Failure } from '../errors.js';
import { load } from './load.js';

/** The only argument of this program, as JSON. */
export interface HostArguments {
  readonly workerUrl: string;
  /** A module to load in the main thread before the threads start. */
  readonly preloadUrl?: string;
}

export interface ThreadsAsked {
  /** Number of threads, 1 or more. */
  readonly size: number;
  /** A process that holds more memory than this kills itself, as some job takes more and more. Default: no limit. */
  readonly maxMemoryBytes?: number;
  /** A thread whose JavaScript heap exceeds this ends, and is replaced. Default: Node's own limit. */
  readonly maxHeapBytes?: number;
  /**
   * V8 flags for the process, set after the first answer: with other flags than its own, Node compiles the modules it starts with. Default:
   * none.
   */
  readonly v8Flags?: readonly string[];
}

export type ToHost =
  /** The first message: the threads to start. */
  | { readonly threads: ThreadsAsked }
  /** Jobs and results as text, which only the threads read. */
  | { readonly id: number; readonly job: string | undefined };

export type FromHost =
  | 'ready'
  | { readonly id: number; readonly result: string | undefined }
  | { readonly id: number; readonly failure: Failure };

/** How often to check the memory. A job that does nothing but allocate can take half a gigabyte in between. */
const watchIntervalMs = 100;

// Before anything heavy is loaded. Windows knows SIGBREAK, the others ignore the name.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGBREAK'] as const) process.on(signal, () => {});
process.on('disconnect', dieAtOnce);
if (!process.connected) dieAtOnce();

void serve();

async function serve(): Promise<void> {
  // Only child.ts starts this program, with HostArguments.
  const { workerUrl, preloadUrl } = JSON.parse(process.argv[2] ?? '') as HostArguments;
  const asked = untilThreadsAreAskedFor();
  if (preloadUrl !== undefined) await load(preloadUrl);
  const [{ Threads }, { failureOf }] = await Promise.all([import('./threads.js'), import('../errors.js')]);
  const { maxMemoryBytes, v8Flags = [], ...options } = await asked;
  if (maxMemoryBytes !== undefined) watchMemory(maxMemoryBytes);
  // The parent sends no more jobs than there are threads.
  const threads = new Threads({ workerUrl: new URL(workerUrl), ...options, takesText: true });
  const flagsToSet = [...v8Flags];

  process.on('message', ({ id, job }: Exclude<ToHost, { threads: ThreadsAsked }>) => {
    threads
      .run(job)
      // With flags other than those it was built for, Node compiles its own modules when a thread loads them: 6 ms of CPU time each.
      .finally(() => flagsToSet.splice(0).forEach(setFlagsFromString))
      // Threads that take text answer in text.
      .then((result) => send({ id, result: result as string | undefined }))
      .catch((error) => send({ id, failure: failureOf(error) }));
  });
  try {
    // Until then it is unknown whether the system allows any threads, and jobs that wait for them would run out of time.
    await threads.started;
    send('ready');
  } catch (error) {
    // The parent reads the reason.
    writeSync(2, `${failureOf(error).message}\n`);
    dieAtOnce();
  }
}

async function untilThreadsAreAskedFor(): Promise<ThreadsAsked> {
  // It is always the first message.
  const [{ threads }] = (await once(process, 'message')) as [{ threads: ThreadsAsked }];
  return threads;
}

/** JavaScript heaps have their own limits; memory outside them, such as buffers, has none. */
function watchMemory(maxMemoryBytes: number): void {
  const look = () => {
    const heldBytes = residentBytes();
    if (heldBytes <= maxMemoryBytes) return;
    const mebibytes = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MiB`;
    // The parent reads the reason.
    writeSync(2, `out of memory: the workers use ${mebibytes(heldBytes)}, more than the limit of ${mebibytes(maxMemoryBytes)}\n`);
    dieAtOnce();
  };
  setInterval(look, watchIntervalMs).unref();
}

/** 0 if the system does not say, for instance while too many files are open. */
function residentBytes(): number {
  try {
    return process.memoryUsage.rss();
  } catch {
    return 0;
  }
}

function send(message: FromHost): void {
  // Without a channel there is no parent, and 'disconnect' takes over.
  if (process.connected) process.send?.(message, undefined, undefined, () => {});
}

function dieAtOnce(): void {
  process.kill(process.pid, 'SIGKILL');
}
