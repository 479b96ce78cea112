import type { CrewWorker } from '../../parallel/crew/crew.js';
import type { CoreOptions } from './core-options.js';
import type { Parcel } from './parcel.js';

/** Why we ended a worker. */
export type Reason = 'timeout' | 'cancelled';

type Worker = CrewWorker<Parcel>;

/** Ends workers that exceed the time limit of a task, or do not let go of one that was cancelled. */
export class Guard {
  readonly #options: CoreOptions;
  readonly #reasons = new WeakMap<Worker, Reason>();
  readonly #limits = new WeakMap<Worker, () => void>();

  constructor(options: CoreOptions) {
    this.#options = options;
  }

  /** Why a worker was ended here; undefined if it was not. */
  reasonFor(worker: Worker): Reason | undefined {
    return this.#reasons.get(worker);
  }

  /** Tells a worker which of its tasks nobody wants any more. */
  cancel(worker: Worker, parcel: Parcel): void {
    const { call, from, items, told, id } = parcel;
    const unwanted: number[] = [];
    for (let i = told; i < items.length; i += 1) if (!call.wants(from + i)) unwanted.push(i);
    if (unwanted.length === 0) return;
    worker.place.send({ type: 'cancel', batch: id, indexes: unwanted });
    this.#endUnlessDone(worker, parcel);
  }

  /** The time of the task that is next in a batch begins now. */
  limitTask(worker: Worker, parcel: Parcel): void {
    const { taskTimeoutMs, clock } = this.#options;
    if (taskTimeoutMs === undefined) return;
    parcel.endLimit();
    parcel.endLimit = clock.after(taskTimeoutMs, () => {
      if (worker.work === parcel) this.#end(worker, 'timeout');
    });
  }

  /** The time of a worker's initializer, or of its exit, begins now. It may take as long as a task. */
  limitWorker(worker: Worker, onLate: () => void): void {
    const { taskTimeoutMs, clock } = this.#options;
    if (taskTimeoutMs === undefined) return;
    const endLimit = clock.after(taskTimeoutMs, () => {
      onLate();
      this.#end(worker, 'timeout');
    });
    this.#limits.set(worker, endLimit);
  }

  /** What began with `limitWorker` has ended. */
  endLimit(worker: Worker): void {
    this.#limits.get(worker)?.();
  }

  /** A worker that still has a task that nobody wants, when the time is over in which it could have let go, is ended. */
  #endUnlessDone(worker: Worker, parcel: Parcel): void {
    parcel.endGrace();
    parcel.endGrace = this.#options.clock.after(this.#options.graceMs, () => {
      if (worker.work !== parcel) return;
      const { call, from, items, told } = parcel;
      if (!call.wants(from + told)) this.#end(worker, 'cancelled');
      else if (items.some((_, i) => i > told && !call.wants(from + i))) this.#endUnlessDone(worker, parcel);
    });
  }

  #end(worker: Worker, reason: Reason): void {
    this.#reasons.set(worker, reason);
    void worker.kill();
  }
}
