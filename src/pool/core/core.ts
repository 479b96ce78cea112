import { messageOf } from '../../errors.js';
import { BatchSize } from '../../parallel/batches.js';
import { Crew, type CrewWorker, type Foreman } from '../../parallel/crew/crew.js';
import type { Death, PlaceListener, Transferable } from '../../parallel/crew/place.js';
import { Queue } from '../../parallel/queue.js';
import type { Call, Cut, Pending, Work } from '../calls/call.js';
import { SingleCalls, type Task } from '../calls/single-calls.js';
import { BrokenPoolError, CancelledError, TimeoutError, usage } from '../errors.js';
import { explainUnsendable, tryFor } from '../inside/sendable.js';
import { memoryOf, pack, singlesOf } from '../packed.js';
import { startPlace } from '../places.js';
import type { Batch, FromWorker, Part } from '../protocol.js';
import { addressOf, type FunctionReference } from '../references.js';
import { report } from '../report.js';
import type { CoreOptions } from './core-options.js';
import { Guard } from './guard.js';
import { type Insights, Ledger } from './insights.js';
import { nameOf, obituary, retriesOf } from './losses.js';
import { type Parcel, parcelOf } from './parcel.js';
import { reviveError } from './revive-error.js';

/** How long a batch should take, and what it may hold. Measured, tiny tasks one by one on 2 cores: more saves next to nothing. */
const batchLimits = { batchMs: 5, maxJobs: 2048 };

/** What a pool and an executor are made of: calls whose tasks are sent to a crew of workers. */
export class Core implements Foreman<Parcel> {
  readonly options: CoreOptions;
  readonly #crew: Crew<Parcel>;
  readonly #ledger = new Ledger();
  /** Calls of which there is more to cut off, in the order in which they came. */
  readonly #calls: Call[] = [];
  /** What is not settled. */
  readonly #open = new Set<Pending>();
  /** What workers that died had, to be tried again. */
  readonly #again = new Queue<Parcel>();
  /** Numbers of functions. */
  readonly #functions = new Map<string, { readonly number: number; readonly batchSize: BatchSize }>();
  readonly #records = new WeakMap<CrewWorker<Parcel>, WorkerRecord>();
  readonly #guard: Guard;
  readonly #exitResults: unknown[] = [];
  #singles: SingleCalls | undefined;
  #nextBatch = 1;
  #turn = 1;
  #state: 'running' | 'closed' | 'terminated' = 'running';
  #broken: (() => BrokenPoolError) | undefined;
  #whenSettled: Array<() => void> = [];

  constructor(options: CoreOptions) {
    this.options = options;
    this.#guard = new Guard(options);
    const { workers: size, idleMs, clock } = options;
    const start = (number: number, listener: PlaceListener) => {
      this.#startedAtMs.set(number, clock.now());
      return startPlace(options, number, listener);
    };
    this.#crew = new Crew<Parcel>({ size, idleMs, start }, this);
  }

  readonly #startedAtMs = new Map<number, number>();

  get exitResults(): readonly unknown[] {
    return this.#exitResults;
  }

  get isRunning(): boolean {
    return this.#state === 'running' && !this.#broken;
  }

  insights(): Insights {
    return this.#ledger.insights(this.options.clock.now());
  }

  /** @throws {ImgparError} when it takes nothing any more */
  requireRunning(): void {
    const { noun } = this.options;
    if (this.#broken) throw this.#broken();
    if (this.#state !== 'running') throw usage(`${noun} not running: it was ${this.#state}, and takes no more tasks`);
  }

  /** What is common to the tasks of a call. */
  work(fn: FunctionReference, args: readonly unknown[], spread: boolean): Work {
    const { address, key } = addressOf(fn);
    let known = this.#functions.get(key);
    if (!known) {
      known = { number: this.#functions.size + 1, batchSize: new BatchSize(batchLimits) };
      this.#functions.set(key, known);
    }
    return { address, key, args, spread, batchSize: known.batchSize };
  }

  /** A task by itself. */
  submit(fn: FunctionReference, name: string, task: Task): SingleCalls {
    let group = this.#singles;
    const fits = group?.work.address === addressOf(fn).address && group.name === name && (group.exhausted || this.#calls.at(-1) === group);
    if (!group || !fits) {
      const made: SingleCalls = new SingleCalls(this.work(fn, [], true), name, this.options.workers, () => this.settled(made));
      group = made;
      this.#singles = made;
    }
    if (group.exhausted) this.#calls.push(group);
    group.push(task);
    this.#open.add(group);
    this.#crew.wake();
    return group;
  }

  /** Many tasks of one function. */
  begin(call: Call): void {
    if (call.exhausted) return;
    this.#open.add(call);
    this.#calls.push(call);
    this.#crew.wake();
  }

  /** What is to become a call, once its items have come. */
  expect(pending: Pending): void {
    this.#open.add(pending);
  }

  /** To be told when all tasks of a call have ended. */
  readonly settled = (call: Pending): void => {
    if (!this.#open.delete(call) || this.#open.size > 0) return;
    for (const tell of this.#whenSettled.splice(0)) tell();
  };

  wake(): void {
    this.#crew.wake();
  }

  close(): void {
    if (this.#state === 'running') this.#state = 'closed';
  }

  /** Resolves when all that was handed in has ended, and every worker is gone. */
  async join(): Promise<void> {
    if (this.#state === 'running') throw usage(`${this.options.noun} is still running; call close() or terminate() before join()`);
    for (const call of this.#open) call.release?.();
    if (this.#open.size > 0) await new Promise<void>((resolve) => this.#whenSettled.push(resolve));
    await this.#crew.dismiss();
  }

  async terminate(): Promise<void> {
    this.#state = 'terminated';
    this.#abandonAll(() => new CancelledError(`the ${this.options.noun.toLowerCase()} was terminated before the task ended`));
    await this.#crew.kill();
  }

  /** Ends all workers at once; what has not ended fails as broken. */
  killWorkers(why: string): Promise<void> {
    this.#break(why);
    return this.#crew.kill();
  }

  /** Takes tasks out of the line that were taken back before they began. */
  dropUnbegun(): void {
    for (const call of [...this.#calls]) call.dropUnbegun?.();
  }

  /** Looks for tasks that nobody wants any more: workers are told, and those that do not let go in time are ended. */
  revise(call: Call): void {
    for (const worker of this.#crew.workers) {
      const parcel = worker.work;
      if (parcel?.call === call) this.#guard.cancel(worker, parcel);
    }
  }

  // What the crew asks and tells.

  give(worker: CrewWorker<Parcel>): Parcel | undefined {
    const { orderTasks, workers } = this.options;
    if (orderTasks && worker.number !== this.#turn) return undefined;
    const parcel = this.#next(worker);
    if (!parcel || !orderTasks) return parcel;
    this.#turn = (this.#turn % workers) + 1;
    // The one whose turn it is may be idle.
    queueMicrotask(() => this.#crew.wake());
    return parcel;
  }

  waiting(): number {
    let waiting = this.#again.length;
    for (const call of this.#calls) waiting += call.ready;
    // In turn, workers are needed that are not there yet.
    return this.options.orderTasks && waiting > 0 ? this.options.workers : waiting;
  }

  ready(worker: CrewWorker<Parcel>, message: FromWorker): boolean {
    const { clock } = this.options;
    const { taskTimeoutMs } = this.options;
    if (message.type === 'booted') {
      const late = () => new TimeoutError(`the initializer took longer than ${taskTimeoutMs} ms`);
      this.#guard.limitWorker(worker, () => this.#break(late().message, late()));
      return false;
    }
    this.#guard.endLimit(worker);
    const nowMs = clock.now();
    if (message.type === 'unfit') {
      const cause = reviveError(message.error);
      void Promise.resolve(cause).then((error) => this.#break(`its initializer failed: ${messageOf(error)}`, error));
      return true;
    }
    const stint = this.#ledger.of(worker.number);
    const initMs = message.type === 'ready' ? message.initMs : 0;
    stint.startMs += Math.max(0, nowMs - (this.#startedAtMs.get(worker.number) ?? nowMs) - initMs);
    stint.initMs += initMs;
    stint.begins(nowMs);
    return true;
  }

  hear(worker: CrewWorker<Parcel>, message: FromWorker): boolean {
    if (message.type === 'part') return this.#takePart(worker, message);
    if (message.type === 'loaded') {
      // The time limit is the task's, not that of its module.
      if (worker.work) this.#guard.limitTask(worker, worker.work);
    } else if (message.type === 'stray') {
      void Promise.resolve(reviveError(message.error)).then((error) =>
        report(`${nameOf(worker, this.options)}: an error outside of any task: ${error.stack}`),
      );
    } else if (message.type === 'exit') {
      this.#ledger.of(worker.number).exitMs += message.tookMs;
      if (message.error) {
        void Promise.resolve(reviveError(message.error)).then((error) =>
          report(`${nameOf(worker, this.options)}: workerExit failed: ${error.stack}`),
        );
      } else if (this.options.workerExit) this.#exitResults.push(message.result);
    }
    return false;
  }

  dismiss(worker: CrewWorker<Parcel>): void {
    this.#ledger.of(worker.number).ends(this.options.clock.now());
    worker.place.send({ type: 'exit' });
    this.#guard.limitWorker(worker, () => {});
  }

  gone(worker: CrewWorker<Parcel>, death: Death): void {
    this.#guard.endLimit(worker);
    this.#ledger.of(worker.number).ends(this.options.clock.now());
    const parcel = worker.work;
    if (!parcel) return;
    parcel.endLimit();
    parcel.endGrace();
    if (this.#state === 'terminated' || this.#broken) return;
    const loss = { worker, death, reason: this.#guard.reasonFor(worker) };
    const breaks = this.options.onCrash === 'break' && loss.reason === undefined;
    if (breaks) this.#break(`${obituary(loss, this.options)}, and onCrash is break`);
    else for (const retry of retriesOf(loss, parcel, this.options)) this.#again.push(retry);
  }

  broken(death: Death): void {
    const why = death.stderr.trim().split('\n').find(Boolean);
    this.#break(`its workers could not be started: ${death.exit}${why ? `: ${why}` : ''}`);
  }

  // Batches on their way out.

  #next(worker: CrewWorker<Parcel>): Parcel | undefined {
    for (let parcel = this.#again.shift(); parcel; parcel = this.#again.shift()) {
      if (!parcel.call.wants(parcel.from)) continue;
      const sent = this.#send(worker, parcel.call, parcel);
      if (sent) return sent;
    }
    const most = this.#recordOf(worker).tasksLeft;
    for (let i = 0; i < this.#calls.length; ) {
      const call = this.#calls[i]!;
      const cut = call.exhausted ? undefined : call.cut(most);
      if (call.exhausted) this.#calls.splice(i, 1);
      else if (!cut) i += 1;
      const sent = cut && this.#send(worker, call, cut);
      if (sent) return sent;
    }
    return undefined;
  }

  /** Undefined if nothing of it can be sent. */
  #send(worker: CrewWorker<Parcel>, call: Call, { from, items, transfer }: Cut): Parcel | undefined {
    const record = this.#recordOf(worker);
    const { work } = call;
    const number = this.#functions.get(work.key)!.number;
    // Single arguments need no lists around them, and may be packed.
    const singles = work.spread ? singlesOf(items) : items;
    const packed = pack(singles ?? items);
    const id = this.#nextBatch;
    const isNew = !record.functions.has(number);
    const message: Batch = {
      type: 'batch',
      id,
      fn: number,
      items: packed,
      spread: singles === undefined,
      ...(isNew && { address: work.address }),
      ...(work.args.length > 0 && { args: work.args }),
    };
    try {
      // What is moved is what the caller says can be moved.
      worker.place.send(message, (transfer ?? memoryOf(packed)) as readonly Transferable[] | undefined);
    } catch (error) {
      return this.#sendWithout(worker, call, { from, items, transfer }, error);
    }
    this.#nextBatch += 1;
    if (isNew) {
      record.functions.add(number);
      if ('url' in work.address) worker.place.expectLoading();
    }
    record.tasksLeft -= items.length;
    const parcel = parcelOf(id, call, from, items, transfer !== undefined);
    this.#guard.limitTask(worker, parcel);
    return parcel;
  }

  /** Refuses what cannot be sent, and sends the rest in the pieces that are left. */
  #sendWithout(worker: CrewWorker<Parcel>, call: Call, { from, items }: Cut, thrown: unknown): Parcel | undefined {
    const attempt = tryFor(this.options.runtime);
    const { args, spread } = call.work;
    const ofCall = explainUnsendable(args, attempt, `the arguments that all tasks of ${call.name} have`);
    for (const [i, item] of items.entries()) {
      const index = from + i;
      const what = spread ? `the arguments of task ${index} of ${call.name}` : `item ${index} of ${call.name}`;
      const refused = ofCall ?? explainUnsendable(item, attempt, what) ?? (items.length === 1 ? thrown : undefined);
      if (refused) call.fail(index, refused);
      else this.#again.push(parcelOf(0, call, index, [item]));
    }
    return this.#next(worker);
  }

  // And back.

  #takePart(worker: CrewWorker<Parcel>, part: Part): boolean {
    const parcel = worker.work;
    if (parcel?.id !== part.batch) return false;
    const { call } = parcel;
    const { results, failures, last, tookMs, longest } = part;
    const from = parcel.from + part.from;
    const stint = this.#ledger.of(worker.number);
    stint.workingMs += tookMs;
    stint.tasks += results.length;
    if (longest) this.#ledger.timed(longest[1], [...call.work.args, parcel.items[longest[0]]], worker.number);
    if (results.length > 0) call.work.batchSize.observe(results.length, tookMs);
    parcel.told += results.length;
    parcel.endLimit();
    if (failures) this.#takeFailures(call, from, part);
    else call.take(from, results);
    if (!last) {
      this.#guard.limitTask(worker, parcel);
      return false;
    }
    parcel.endGrace();
    if (this.#recordOf(worker).tasksLeft <= 0) worker.dismiss();
    return true;
  }

  #takeFailures(call: Call, from: number, { results, failures = [] }: Part): void {
    const sorted = [...failures].sort(([a], [b]) => a - b);
    let next = 0;
    for (const [index, data] of sorted) {
      if (index > next) call.take(from + next, results.slice(next, index));
      next = index + 1;
      const error = reviveError(data);
      if ('then' in error) void error.then((revived) => call.fail(from + index, revived));
      else call.fail(from + index, error);
    }
    if (next < results.length) call.take(from + next, results.slice(next));
  }

  #break(why: string, cause?: unknown): void {
    if (this.#broken) return;
    const options = cause === undefined ? {} : { cause };
    this.#broken = () => new BrokenPoolError(`the ${this.options.noun.toLowerCase()} is broken: ${why}`, options);
    this.#abandonAll(this.#broken);
    void this.#crew.kill();
  }

  #abandonAll(reason: () => unknown): void {
    for (let parcel = this.#again.shift(); parcel; parcel = this.#again.shift());
    this.#calls.length = 0;
    for (const call of [...this.#open]) call.abandon(reason);
  }

  #recordOf(worker: CrewWorker<Parcel>): WorkerRecord {
    let record = this.#records.get(worker);
    if (!record) {
      record = { functions: new Set(), tasksLeft: this.options.maxTasksPerWorker };
      this.#records.set(worker, record);
    }
    return record;
  }
}

/** What the pool knows of one worker. */
interface WorkerRecord {
  /** Numbers of the functions that it knows. */
  readonly functions: Set<number>;
  /** Tasks that it may still be given. */
  tasksLeft: number;
}
