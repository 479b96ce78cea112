import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { constants } from 'node:os';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { messageOf } from '../errors.js';
import { builtFile } from '../installed.js';
import { inheritedFlags, lastWordsMs } from '../parallel/crew/process.js';
import { within } from '../parallel/running-clock.js';
import { displayFor } from '../progress/display/choose-display.js';
import { relayedBars } from '../progress/display/relay.js';
import { inTime, systemClock } from './clock.js';
import { TimeoutError, usage } from './errors.js';
import { identity, nextChild, parentIsAlive } from './inside/identity.js';
import type { ProcessBar, ProcessStart } from './inside/process-program.js';
import { explainUnsendable, staysHere, tryFor } from './inside/sendable.js';
import { addressOf, type FunctionReference } from './references.js';
import { keptHere, type WaitOptions } from './result.js';

// biome-ignore lint/suspicious/noExplicitAny: any function at all
type Fn = (...args: any[]) => any;

/** What a `Process` runs, and how. */
export interface ProcessOptions<F extends Fn = Fn> {
  /** What it runs. */
  readonly target?: FunctionReference<F> | undefined;
  readonly args?: Parameters<F> | undefined;
  /** Default: `Process-N`, of children of processes `Process-N:M`. */
  readonly name?: string | undefined;
  /** Whether it dies with its parent. Others are waited for when the program ends. Default: as the process that makes it. */
  readonly daemon?: boolean | undefined;
  /** Environment variables on top of this process's own. */
  readonly env?: Readonly<Record<string, string>> | undefined;
}

/** Those that were started and have not ended. */
const alive = new Set<Process>();

/** Daemons of a program that ends by itself; of one that is killed they notice themselves. */
const daemons = new Set<ChildProcess>();
const killDaemons = () => {
  for (const child of daemons) child.kill('SIGKILL');
};

/** A process that runs one function. Python's multiprocessing.Process. */
export class Process<F extends Fn = Fn> {
  /** @internal */
  readonly [staysHere] = keptHere;
  readonly #options: ProcessOptions<F>;
  readonly #path: readonly number[];
  #name: string;
  #daemon: boolean;
  #child: ChildProcess | undefined;
  #exitCode: number | null = null;
  #exited: Promise<void> | undefined;
  #closed = false;

  /** @throws {TypeError} if the target is no reference to a function */
  constructor(options: ProcessOptions<F> = {}) {
    const { target, name, daemon } = options;
    if (target !== undefined) addressOf(target);
    this.#options = options;
    this.#path = [...identity().path, nextChild()];
    this.#name = name ?? `Process-${this.#path.join(':')}`;
    this.#daemon = daemon ?? identity().daemon;
  }

  get name(): string {
    return this.#name;
  }

  set name(name: string) {
    this.#name = name;
  }

  /** To be set before it is started. */
  get daemon(): boolean {
    return this.#daemon;
  }

  set daemon(daemon: boolean) {
    if (this.#child) throw usage(`${this.#name} has been started; set daemon before start()`);
    this.#daemon = daemon;
  }

  /** Null before it is started. */
  get pid(): number | null {
    this.#requireOpen();
    return this.#child?.pid ?? null;
  }

  /** Null until it has ended; 0 if it ended well, 1 if its function threw, `-N` if signal N ended it. */
  get exitCode(): number | null {
    this.#requireOpen();
    return this.#exitCode;
  }

  /** @throws {ImgparError} `usage`, if it was started before, or its arguments cannot be sent */
  start(): void {
    this.#requireOpen();
    if (this.#child) throw usage(`${this.#name} has been started; a process starts only once`);
    const { target, args = [], env } = this.#options;
    const unsendable = explainUnsendable(args, tryFor('processes'), `the arguments of ${this.#name}`);
    if (unsendable) throw unsendable;
    // From src/ (in the tests) and from dist/ alike this leads to the built program.
    const program = builtFile('../../dist/pool/inside/process-program.cjs', import.meta.url);
    const child = fork(fileURLToPath(program), [], {
      env: { ...process.env, ...env },
      serialization: 'advanced',
      // On a terminal what it prints goes through this process, which may draw bars there.
      stdio: ['inherit', process.stdout.isTTY ? 'pipe' : 'inherit', process.stderr.isTTY ? 'pipe' : 'inherit', 'ipc'],
      execArgv: inheritedFlags(process.execArgv),
    });
    this.#child = child;
    const bars = relayedBars(() => displayFor(undefined));
    child.on('message', ({ type, message }: ProcessBar) => type === 'bar' && bars.take(message));
    child.stdout?.setEncoding('utf8').on('data', (text: string) => process.stdout.write(text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => process.stderr.write(text));
    const closed = once(child, 'close').catch(() => {});
    this.#exited = new Promise((resolve) => {
      child.once('error', (error) => {
        process.emitWarning(`${this.#name} cannot be started: ${messageOf(error)}`, 'ImgparWarning');
        this.#end(1, null);
        resolve();
      });
      child.once('exit', async (code, signal) => {
        if (child.stdout || child.stderr) await within(lastWordsMs, closed);
        bars.close();
        this.#end(code, signal);
        resolve();
      });
    });
    alive.add(this);
    const parent = { pid: process.pid, name: identity().name };
    const start: ProcessStart = {
      identity: { name: this.#name, path: this.#path, daemon: this.#daemon, parent },
      target: target && addressOf(target).address,
      args,
      hasTerminal: displayFor(undefined).isTerminal,
    };
    child.send(start, () => {});
    child.channel?.unref();
    if (!this.#daemon) return;
    // They are pipes, and so sockets, which their type does not say.
    for (const handle of [child, child.stdout, child.stderr] as (ChildProcess | Socket | null)[]) handle?.unref();
    if (daemons.size === 0) process.on('exit', killDaemons);
    daemons.add(child);
  }

  /** Resolves when it has ended, or when the time is over. @throws {ImgparError} `usage`, before it is started */
  async join({ timeoutMs }: WaitOptions = {}): Promise<void> {
    this.#requireOpen();
    const child = this.#child;
    if (!child || !this.#exited) throw usage(`${this.#name} was not started; call start() before join()`);
    if (this.#exitCode !== null || (timeoutMs !== undefined && timeoutMs <= 0)) return;
    child.ref();
    await inTime(systemClock, timeoutMs, () => new TimeoutError(''), this.#exited).catch(() => {});
    if (this.#daemon) child.unref();
  }

  isAlive(): boolean {
    this.#requireOpen();
    return this.#child !== undefined && this.#exitCode === null;
  }

  /** Ends it with SIGTERM, which it may handle. */
  terminate(): void {
    this.#signal('SIGTERM');
  }

  /** Ends it with SIGKILL. */
  kill(): void {
    this.#signal('SIGKILL');
  }

  /** Lets go of it. Nothing may be asked of it any more. @throws {ImgparError} `usage`, while it is alive */
  close(): void {
    if (this.#closed) return;
    if (this.isAlive()) throw usage(`${this.#name} is alive; join() or terminate() it before close()`);
    this.#closed = true;
  }

  [inspect.custom](): string {
    const started = this.#exitCode === null ? 'started' : `stopped, exitCode ${this.#exitCode}`;
    return `Process { ${this.#name}, ${this.#closed ? 'closed' : this.#child ? started : 'initial'}${this.#daemon ? ', daemon' : ''} }`;
  }

  #signal(signal: NodeJS.Signals): void {
    this.#requireOpen();
    if (!this.#child) throw usage(`${this.#name} was not started`);
    if (this.#exitCode === null) this.#child.kill(signal);
  }

  #end(code: number | null, signal: NodeJS.Signals | null): void {
    alive.delete(this);
    this.#exitCode = signal === null ? code : -(constants.signals[signal] ?? 1);
    if (!this.#child || !daemons.delete(this.#child) || daemons.size > 0) return;
    process.off('exit', killDaemons);
  }

  #requireOpen(): void {
    if (this.#closed) throw usage(`${this.#name} is closed`);
  }
}

/** Processes that this one has started and that have not ended. */
export function activeChildren(): Process[] {
  return [...alive];
}

/** Who this process is: `MainProcess`, or as its parent named it. */
export function currentProcess(): { readonly name: string; readonly pid: number; readonly daemon: boolean } {
  const { name, daemon } = identity();
  return { name, pid: process.pid, daemon };
}

/** The process that started this one as a Process; null in others. */
export interface ParentProcess {
  readonly pid: number;
  readonly name: string;
  isAlive(): boolean;
  /** Resolves when it has ended, or when the time is over. */
  join(options?: WaitOptions): Promise<void>;
}

/** The process that started this one as a `Process`; null in others. */
export function parentProcess(): ParentProcess | null {
  const { parent } = identity();
  if (!parent) return null;
  return {
    ...parent,
    isAlive: parentIsAlive,
    async join({ timeoutMs }: WaitOptions = {}): Promise<void> {
      if (!process.connected) return;
      process.channel?.ref();
      const gone = new Promise<void>((resolve) => process.once('disconnect', resolve));
      await inTime(systemClock, timeoutMs, () => new TimeoutError(''), gone).catch(() => {});
      process.channel?.unref();
    },
  };
}
