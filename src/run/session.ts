import { manifestPath } from '../history/manifest-of.js';
import type { RunRecord } from '../history/run-record.js';
import { requireStatistics } from '../history/statistics-parts.js';
import type { CheckedOptions } from '../options/run-options.js';
import type { WorkerHost } from '../parallel/host.js';
import type { OnFound } from '../plan/gather.js';
import type { Plan } from '../plan/plan.js';
import { EventSink } from './event-sink.js';
import { planFor } from './plan-for.js';
import type { RunContext } from './run-context.js';
import { type MeasureOptions, measurePart, measureTogether, mergedStatistics, type SharedStatistics } from './shared-statistics.js';
import { tasksOf } from './tasks.js';
import { requireUsable } from './trial.js';
import { WorkerGroup } from './worker-group.js';

/** Makes the plan of a run. */
export type Planner = (options: CheckedOptions, onFound?: OnFound, signal?: AbortSignal) => Promise<Plan>;

export interface PlanningOptions {
  /** Default: lists the sources. */
  readonly planner?: Planner;
  readonly onFound?: OnFound;
  /** Whether the outcomes will be recorded, so that the path of the manifest is reported. */
  readonly isRecorded?: boolean;
}

interface WorkersWanted {
  /** Whether they take the list from front to back: what is left of a part that is stopped is to be a range as well. */
  readonly isInOrder?: boolean;
  /** Where what a report shows of images goes, if anything does. */
  readonly looksFolder?: string | undefined;
}

/**
 * The common part of `run`, `check` and `dryRun`: tested options, a plan, events, and workers. A session does nothing by itself; its user
 * closes what it requests.
 */
export class Session {
  readonly options: CheckedOptions;
  readonly events: EventSink;
  /** Aborted when no further image may be taken, for whatever reason. */
  readonly signal: AbortSignal;
  /** Aborted when images in flight must be dropped. */
  readonly #killSignal: AbortSignal | undefined;

  /** @throws {ImgparError} `usage`, if something that the options name is unusable */
  static async open(options: CheckedOptions, context: RunContext = {}): Promise<Session> {
    await requireUsable(options, context);
    return new Session(options, context);
  }

  private constructor(options: CheckedOptions, { report, signal, killSignal }: RunContext) {
    this.options = options;
    this.events = new EventSink(report, options.limits, killSignal);
    this.signal = AbortSignal.any([this.events.signal, signal, killSignal].filter((each) => each !== undefined));
    this.#killSignal = killSignal;
  }

  /** The same without listeners, for work that is not reported. */
  silent(options: CheckedOptions = this.options): Session {
    return new Session(options, {});
  }

  /** Whether no further image may be taken. */
  get isStopped(): boolean {
    return this.signal.aborted;
  }

  /**
   * Makes the plan and reports it. Undefined if the session was stopped meanwhile. The caller closes its list.
   *
   * @throws {ImgparError} `usage`
   * @throws whatever the reporter threw or rejected with
   */
  async plan({ planner = planFor, onFound, isRecorded = false }: PlanningOptions = {}): Promise<Plan | undefined> {
    if (this.isStopped) return undefined;
    const planned = await this.#unlessStopped(planner(this.options, onFound, this.signal));
    if (!planned) return undefined;
    await this.#tell(planned, isRecorded ? manifestPath(planned, this.options) : undefined);
    if (!this.isStopped) return planned;
    await planned.list.close();
    this.events.throwIfFailed();
    return undefined;
  }

  /**
   * Workers for the images of a plan.
   *
   * @param record the record of the images, consulted when more becomes known about one
   * @param token identifies the drafts that are written
   */
  workers(
    host: WorkerHost,
    planned: Plan,
    record: Pick<RunRecord, 'isKept' | 'inPlace' | 'review'>,
    token: string,
    { isInOrder = planned.part !== undefined, looksFolder }: WorkersWanted = {},
  ): WorkerGroup {
    const { workers, operation, output, limits, timeoutMs } = this.options;
    return new WorkerGroup({
      host,
      list: planned.list,
      lanes: Math.max(1, Math.min(workers, planned.list.length)),
      isInOrder,
      work: {
        operation,
        output: { ...output, format: planned.format },
        destinationRoot: planned.destinationRoot,
        stamped: record.isKept,
        figures: this.options.record.figures,
        inPlace: record.inPlace,
        looksFolder,
        token,
      },
      limits,
      timeoutMs,
      isStopped: () => this.isStopped || this.events.whyGiveUp !== undefined,
      signal: this.signal,
      killSignal: this.#killSignal,
      review: (task, found) => record.review(task, found),
      onLost: (sources, { exit, cause }) => void this.events.tell({ type: 'worker-lost', at: Date.now(), sources, exit, cause }),
    });
  }

  /**
   * The statistics of images that share tables, to be closed; undefined if each has its own.
   *
   * @throws {ImgparError} `usage`, for a part of a job whose statistics have not been added up
   */
  async measure(workers: WorkerGroup, planned: Plan): Promise<SharedStatistics | undefined> {
    const { scope, saveStats } = this.options.sharing;
    if (scope === 'image') return undefined;
    if (planned.part) return mergedStatistics(requireStatistics(planned, this.options), scope, planned.destinationRoot);
    return measureTogether(workers, this.#measuring(planned), saveStats);
  }

  /** Counts the images of a part, whatever other parts count. */
  async measurePart(workers: WorkerGroup, planned: Plan, use: Parameters<typeof measurePart>[3]): Promise<void> {
    await measurePart(workers, this.#measuring(planned), planned.destinationRoot, use);
  }

  #measuring(planned: Plan): MeasureOptions {
    return {
      scope: this.options.sharing.scope,
      taskOf: tasksOf(planned, this.options),
      onMeasured: (measured) => this.events.tell({ type: 'measuring', at: Date.now(), measured, found: planned.list.length }),
    };
  }

  /** Stops listening to the signals. */
  close(): void {
    this.events.close();
  }

  async #unlessStopped(planning: Promise<Plan>): Promise<Plan | undefined> {
    try {
      return await planning;
    } catch (error) {
      if (this.isStopped) return undefined;
      throw error;
    }
  }

  async #tell({ list, given, warnings }: Plan, manifest: string | undefined): Promise<void> {
    await this.events.tell({
      type: 'planned',
      at: Date.now(),
      found: list.length,
      complete: true,
      ...(manifest !== undefined && { manifest }),
      given,
    });
    for (const warning of warnings) await this.events.tell({ type: 'warning', at: Date.now(), warning });
  }
}
