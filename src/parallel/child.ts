import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { ImgparError, messageOf } from '../errors.js';
import type { FromHost, HostArguments, ThreadsAsked, ToHost } from './host-process.js';
import { obstacleIn } from './obstacle.js';
import { runningClock, within } from './running-clock.js';
import { tooLate } from './workers.js';

/** How a child process ended. */
export interface Death {
  /** The signal's name (`SIGSEGV`), `exit code 134`, or why it could not be started. */
  readonly exit: string;
  readonly cause: 'timeout' | 'out-of-memory' | 'killed' | 'crash';
  /** The end of what it wrote to stderr, at most `stderrCharacters`. */
  readonly stderr: string;
}

/** How much of a child's stderr to keep, for messages about its death. */
const stderrCharacters = 4096;

/** How long to wait for the rest of a dead child's stderr, in case another process holds it open. */
const lastWordsMs = 100;

/** One child process, from fork to death. It keeps the parent's event loop alive while it starts, works or ends. */
export class Child {
  /** How its start ended: it takes jobs, it died first, or it is being killed because it took too long. */
  readonly started: Promise<'ready' | 'died' | 'hung'>;
  /** Resolves when the process is gone, just before its jobs reject. */
  readonly death: Promise<Death>;

  readonly #process: ChildProcess;
  readonly #unanswered = new Map<number, Asker>();
  #nextId = 0;
  /** Why we killed it. */
  #killedFor: string | undefined;
  #stderr = '';
  #endStart: (how: 'ready' | 'died' | 'hung') => void = () => {};

  /** @param program the built host-process.ts */
  constructor(program: URL, hostArguments: HostArguments, env: NodeJS.ProcessEnv) {
    this.#process = fork(fileURLToPath(program), [JSON.stringify(hostArguments)], {
      env,
      // Measured, 2 cores, a batch of 32 names there and back: 95 µs (35 of them the parent's CPU); structured clone 165 (52).
      serialization: 'json',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      // The parent's debugger already uses its port.
      execArgv: process.execArgv.filter((flag) => !flag.startsWith('--inspect')),
    });
    this.started = new Promise((resolve) => {
      this.#endStart = resolve;
    });
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-stderrCharacters);
    });
    this.#process.on('message', (message: FromHost) => this.#hear(message));
    this.death = this.#untilDeath().then((death) => this.#die(death));
  }

  /** Whether jobs wait for its answers. */
  get busy(): boolean {
    return this.#unanswered.size > 0;
  }

  /** The jobs that wait for its answers. */
  get jobs(): unknown[] {
    return Array.from(this.#unanswered.values(), ({ job }) => job);
  }

  /** False as soon as it can no longer be asked, which is a little before its death is known. */
  get reachable(): boolean {
    const { connected, exitCode, signalCode } = this.#process;
    return connected && exitCode === null && signalCode === null;
  }

  /** Call once, before any job. Kills a process that takes no jobs within the time limit. */
  startThreads(threads: ThreadsAsked, startTimeoutMs: number): void {
    if (!this.reachable) return;
    this.#send({ threads });
    const endLimit = runningClock.after(startTimeoutMs, () => {
      this.#endStart('hung');
      this.#killedFor ??= `killed because it was not ready within ${startTimeoutMs / 1000} s`;
      this.kill();
    });
    void this.started.then(endLimit);
  }

  /** Rejects with `timeout` if the answer is late, and then kills the process together with its other jobs. */
  async ask(job: unknown, timeoutMs: number | undefined): Promise<unknown> {
    const id = this.#nextId++;
    try {
      this.#send({ id, job });
    } catch (error) {
      throw new ImgparError('internal', `a job must be plain data: ${messageOf(error)}`, { cause: error });
    }
    this.#hold(true);
    return new Promise((resolve, reject) => {
      const endLimit = timeoutMs === undefined ? () => {} : runningClock.after(timeoutMs, () => this.#giveUp(id, tooLate(timeoutMs)));
      this.#unanswered.set(id, { job, resolve, reject, endLimit });
    });
  }

  /** Ends it at once, whatever it is doing. */
  kill(): void {
    this.#hold(true);
    this.#process.kill('SIGKILL');
  }

  #giveUp(id: number, late: ImgparError): void {
    const asker = this.#unanswered.get(id);
    if (asker) asker.late = late;
    this.#killedFor ??= 'killed at the time limit';
    this.kill();
  }

  #send(message: ToHost): void {
    // If the channel is gone, so is the child, and its death reaches everyone who waits. A child that could not be started never had a
    // channel, though the type says so.
    this.#process.send?.(message, () => {});
  }

  #hear(message: FromHost): void {
    if (message === 'ready') this.#endStart('ready');
    else this.#settle(message);
    this.#hold(this.busy);
  }

  #settle(answer: Exclude<FromHost, 'ready'>): void {
    const asker = this.#unanswered.get(answer.id);
    this.#unanswered.delete(answer.id);
    asker?.endLimit();
    if ('failure' in answer) asker?.reject(new ImgparError(answer.failure.code, answer.failure.message));
    else asker?.resolve(answer.result);
  }

  async #untilDeath(): Promise<Death> {
    const closed = once(this.#process, 'close').catch(() => {});
    try {
      const [code, signal] = await once(this.#process, 'exit');
      await within(lastWordsMs, closed);
      const exit: string = signal ?? exitCode(code);
      const stderr = this.#stderr;
      return this.#killedFor ? { exit: this.#killedFor, cause: 'timeout', stderr } : { exit, cause: causeOf(exit, stderr), stderr };
    } catch (error) {
      // 'error' instead of 'exit': it could not be started at all.
      return { exit: messageOf(error), cause: 'crash', stderr: this.#stderr };
    }
  }

  #die(death: Death): Death {
    this.#endStart('died');
    // After those who wait for the death, so that they can report what was lost before it is rejected.
    setImmediate(() => {
      for (const { reject, late, endLimit } of this.#unanswered.values()) {
        endLimit();
        reject(late ?? crashed(death));
      }
      this.#unanswered.clear();
    });
    return death;
  }

  #hold(held: boolean): void {
    // It is a pipe, hence a socket, though the type does not say so.
    const stderr = this.#process.stderr as Socket | null;
    for (const handle of [this.#process, this.#process.channel, stderr]) held ? handle?.ref() : handle?.unref();
  }
}

interface Asker {
  readonly job: unknown;
  resolve(result: unknown): void;
  reject(error: ImgparError): void;
  endLimit(): void;
  /** Set when its time is over. */
  late?: ImgparError;
}

function causeOf(exit: string, stderr: string): Death['cause'] {
  if (/out of memory|\bOOM\b|allocation failed|bad_alloc/i.test(stderr)) return 'out-of-memory';
  return exit === 'SIGKILL' ? 'killed' : 'crash';
}

/** Windows ends a program with large codes known by their hexadecimal form, such as 0xC0000005 for an access violation. */
function exitCode(code: number): string {
  return code > 255 ? `exit code 0x${code.toString(16).toUpperCase()}` : `exit code ${code}`;
}

/** Whether V8 or libuv writes such a line before it ends the process. */
function isAbort(line: string): boolean {
  const assertion = line.indexOf('Assertion ');
  return line.startsWith('# Fatal') || (assertion >= 0 && line.includes('failed', assertion));
}

function crashed(death: Death): ImgparError {
  const { exit, stderr } = death;
  // Threads that cannot start end their process, and would end the next one. What users' methods print does not count.
  const obstacle = obstacleIn(...stderr.split('\n').filter(isAbort));
  if (obstacle !== undefined) return new ImgparError('environment', `the worker process cannot continue: ${obstacle}`);
  const line = tellingLine(stderr);
  const reason = obstacleIn(line ?? '') ?? line ?? (exit === 'SIGKILL' ? 'the system may have run out of memory' : undefined);
  return new ImgparError('worker-crashed', `the worker process died (${exit})${reason ? `: ${reason}` : ''}`, { cause: death });
}

/** The line of a dead program's stderr that says why it died, if there is one. */
export function tellingLine(stderr: string): string | undefined {
  const lines = stderr.split('\n').map((line) => line.trim());
  return (lines.find((line) => /error|fatal|abort|corrupt|assert|out of memory/i.test(line)) ?? lines.find(Boolean))?.slice(0, 200);
}
