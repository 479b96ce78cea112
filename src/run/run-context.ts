import type { Failure } from '../errors.js';
import type { Reporter } from '../events.js';
import { abortSignal, callback, group } from '../values/arguments.js';
import type { SpooledText } from '../worker/looks/shown.js';
import type { Task } from '../worker/task.js';

/** Who listens to a run, and who may end it. */
export interface RunContext {
  /** Receives every event, in order, one at a time. */
  readonly report?: Reporter;
  /** Ends the run gently: takes no further image, finishes those in flight. */
  readonly signal?: AbortSignal;
  /** Ends the run at once: drops images in flight and removes their drafts. */
  readonly killSignal?: AbortSignal;
}

/** @throws {ImgparError} `usage` */
export const readRunContext = group<RunContext>({ report: callback<Reporter>(), signal: abortSignal, killSignal: abortSignal });

/** @throws {ImgparError} `usage` */
export const readReportContext = group<Pick<RunContext, 'report'>>({ report: callback<Reporter>() });

/** Images of a run that are looked at for a report while their pixels are at hand. */
export interface Looks {
  /** Where what is shown of them goes. */
  readonly folder: string;
  /** @param images how many the list of the run has */
  isWanted(result: { readonly path: string; readonly root: string; readonly images: number }): boolean;
  take(path: string, shown: SpooledText): void;
}

/**
 * Follows a run so closely that an image which ends the whole machine can be named afterwards, by another machine. Such an image was at
 * work when a machine was lost, as were others, so all of these are suspects. They run last, one at a time, while nothing else does.
 */
export interface Watch {
  isSuspect(task: Task): boolean;
  /** Called before a lane hands images to a worker: from now on, it has these at work and no others. */
  begin(lane: number, tasks: readonly Task[]): void;
  /** The order for suspects to run in. */
  inOrder(suspects: readonly Task[]): readonly Task[];
  /**
   * Called before a suspect runs, which begins once this has resolved. A failure takes the place of running it; `stop` leaves it, and what
   * comes after it.
   */
  beginAlone(suspect: Task): Promise<Failure | 'go' | 'stop'>;
}
