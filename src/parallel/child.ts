import { ImgparError, messageOf } from '../errors.js';
import type { Death } from './crew/place.js';
import { Process } from './crew/process.js';
import type { FromHost, HostArguments, ThreadsAsked, ToHost } from './host-process.js';
import { obstacleIn } from './obstacle.js';
import { runningClock } from './running-clock.js';
import { asText, fromText, tooLate } from './workers.js';

/** One child process, from fork to death. It keeps the parent's event loop alive while it starts, works or ends. */
export class Child {
  /** How its start ended: it takes jobs, it died first, or it is being killed because it took too long. */
  readonly started: Promise<'ready' | 'died' | 'hung'>;
  /** Resolves when the process is gone, just before its jobs reject. */
  readonly death: Promise<Death>;

  readonly #process: Process;
  readonly #unanswered = new Map<number, Asker>();
  #nextId = 0;
  #endStart: (how: 'ready' | 'died' | 'hung') => void = () => {};

  /** @param program the built host-process.ts */
  constructor(program: URL, hostArguments: HostArguments, env: NodeJS.ProcessEnv) {
    this.started = new Promise((resolve) => {
      this.#endStart = resolve;
    });
    // Nobody else speaks to it than host-process.ts.
    const listener = { hear: (message: unknown) => this.#hear(message as FromHost), end: () => {} };
    // Jobs and results are text, which structured clone copies as it stands; JSON would escape it.
    const options = { program, args: [JSON.stringify(hostArguments)], env, serialization: 'advanced', shown: false } as const;
    this.#process = new Process(options, listener);
    this.death = this.#process.death.then((death) => this.#die(death));
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
    return this.#process.reachable;
  }

  /** Call once, before any job. Kills a process that takes no jobs within the time limit. */
  startThreads(threads: ThreadsAsked, startTimeoutMs: number): void {
    if (!this.reachable) return;
    this.#send({ threads });
    const endLimit = runningClock.after(startTimeoutMs, () => {
      this.#endStart('hung');
      this.#process.killedFor ??= `killed because it was not ready within ${startTimeoutMs / 1000} s`;
      this.kill();
    });
    void this.started.then(endLimit);
  }

  /** Rejects with `timeout` if the answer is late, and then kills the process together with its other jobs. */
  async ask(job: unknown, timeoutMs: number | undefined): Promise<unknown> {
    const id = this.#nextId++;
    try {
      this.#send({ id, job: asText(job) });
    } catch (error) {
      throw new ImgparError('internal', `a job must be plain data: ${messageOf(error)}`, { cause: error });
    }
    this.#process.hold(true);
    return new Promise((resolve, reject) => {
      const endLimit = timeoutMs === undefined ? () => {} : runningClock.after(timeoutMs, () => this.#giveUp(id, tooLate(timeoutMs)));
      this.#unanswered.set(id, { job, resolve, reject, endLimit });
    });
  }

  /** Ends it at once, whatever it is doing. */
  kill(): void {
    void this.#process.kill();
  }

  #giveUp(id: number, late: ImgparError): void {
    const asker = this.#unanswered.get(id);
    if (asker) asker.late = late;
    this.#process.killedFor ??= 'killed at the time limit';
    this.kill();
  }

  #send(message: ToHost): void {
    this.#process.send(message);
  }

  #hear(message: FromHost): void {
    if (message === 'ready') this.#endStart('ready');
    else this.#settle(message);
    this.#process.hold(this.busy);
  }

  #settle(answer: Exclude<FromHost, 'ready'>): void {
    const asker = this.#unanswered.get(answer.id);
    this.#unanswered.delete(answer.id);
    asker?.endLimit();
    if ('failure' in answer) asker?.reject(new ImgparError(answer.failure.code, answer.failure.message));
    else asker?.resolve(fromText(answer.result));
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
}

interface Asker {
  readonly job: unknown;
  resolve(result: unknown): void;
  reject(error: ImgparError): void;
  endLimit(): void;
  /** Set when its time is over. */
  late?: ImgparError;
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
