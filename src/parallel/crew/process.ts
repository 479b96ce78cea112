import { type ChildProcess, fork, type SerializationType } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { messageOf } from '../../errors.js';
import { within } from '../running-clock.js';
import { type Death, exitCodeInWords, type Place, type PlaceListener, tellsOfMemory } from './place.js';

export interface ProcessOptions {
  /** What it runs: a built file. */
  readonly program: URL;
  readonly args?: readonly string[];
  /** All its environment variables. */
  readonly env: NodeJS.ProcessEnv;
  /** `json` is faster, `advanced` carries what structured clone carries. */
  readonly serialization: SerializationType;
  /** Whether what it prints is shown. */
  readonly shown: boolean;
  /** If it holds more in its heap of JavaScript it ends. Default: Node's own limit. */
  readonly maxHeapBytes?: number | undefined;
}

/** What is kept of a process's stderr, for messages about its death. */
const stderrCharacters = 4096;

/** How long a dead process's last words are waited for, should another process hold its stderr open. */
export const lastWordsMs = 100;

/** How long the end of a killed process is waited for. It is gone at once, unless the kernel holds it, in a dead network drive for instance. */
const killWaitMs = 1_000;

/** A process of its own, which a crash, a hang or hunger for memory ends alone. */
export class Process implements Place {
  readonly id: number;
  /** Resolves when it is gone, before the listener hears of it. */
  readonly death: Promise<Death>;
  /** Why it was ended by us; the first reason counts. */
  killedFor: string | undefined;
  readonly #process: ChildProcess;
  #stderr = '';
  #unheard = false;

  constructor({ program, args = [], env, serialization, shown, maxHeapBytes }: ProcessOptions, listener: PlaceListener) {
    const heap = maxHeapBytes === undefined ? [] : [`--max-old-space-size=${Math.max(1, Math.round(maxHeapBytes / 2 ** 20))}`];
    this.#process = fork(fileURLToPath(program), args, {
      env,
      serialization,
      // On a terminal what it prints goes through this process, which may draw bars there.
      stdio: ['ignore', shown ? (process.stdout.isTTY ? 'pipe' : 'inherit') : 'ignore', 'pipe', 'ipc'],
      execArgv: [...inheritedFlags(process.execArgv), ...heap],
    });
    this.id = this.#process.pid ?? 0;
    this.#process.stdout?.setEncoding('utf8').on('data', (text: string) => process.stdout.write(text));
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      if (shown) process.stderr.write(text);
      this.#stderr = (this.#stderr + text).slice(-stderrCharacters);
    });
    this.#process.on('message', (message) => listener.hear(message));
    this.death = this.#untilDeath();
    void this.death.then((death) => listener.end(death));
  }

  /** False as soon as it cannot be asked any more, which is a little before its death is known. */
  get reachable(): boolean {
    const { connected, exitCode, signalCode } = this.#process;
    return connected && exitCode === null && signalCode === null;
  }

  send(message: unknown): void {
    // Should the channel be gone then so is the process, and its death tells all who wait.
    // One that could not be started at all never had a channel, though its type says so.
    // `message` is what structured clone carries, or what JSON does.
    this.#process.send?.(message as object, (error) => {
      this.#unheard = error !== null;
    });
  }

  async kill(): Promise<void> {
    this.hold(true);
    this.#process.kill('SIGKILL');
    await within(killWaitMs, this.death);
  }

  hold(held: boolean): void {
    // They are pipes, and so sockets, which their type does not say.
    const pipes = [this.#process.stdout, this.#process.stderr] as (Socket | null)[];
    for (const handle of [this.#process, this.#process.channel, ...pipes]) held ? handle?.ref() : handle?.unref();
  }

  expectLoading(): void {}

  async #untilDeath(): Promise<Death> {
    const closed = once(this.#process, 'close').catch(() => {});
    try {
      const [exitCode, signal] = await once(this.#process, 'exit');
      await within(lastWordsMs, closed);
      const stderr = this.#stderr;
      const exit: string = this.killedFor ?? signal ?? exitCodeInWords(exitCode);
      const cause = this.killedFor === undefined ? causeOf(signal, stderr) : 'timeout';
      return { exit, exitCode, signal, cause, stderr, unheard: this.#unheard };
    } catch (error) {
      // 'error' instead of 'exit': it could not be started at all.
      return { exit: messageOf(error), exitCode: null, signal: null, cause: 'crash', stderr: this.#stderr, unheard: true };
    }
  }
}

function causeOf(signal: string | null, words: string): Death['cause'] {
  if (tellsOfMemory(words)) return 'out-of-memory';
  return signal === 'SIGKILL' ? 'killed' : 'crash';
}

/** Node's flags for a process like this one: without its debugger, which has its port already, and the program that `-e` gave it. */
export function inheritedFlags(flags: readonly string[]): string[] {
  return flags.filter((flag, index) => {
    if (flag.startsWith('--inspect')) return false;
    const evaluates = (each: string | undefined) => each !== undefined && /^(-e|--eval|-p|-pe|--print)$/.test(each);
    return !evaluates(flag) && !evaluates(flags[index - 1]) && !/^--(eval|print)=/.test(flag);
  });
}
