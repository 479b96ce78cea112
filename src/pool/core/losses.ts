import type { CrewWorker } from '../../parallel/crew/crew.js';
import type { Death } from '../../parallel/crew/place.js';
import { TimeoutError, WorkerCrashedError } from '../errors.js';
import { part } from '../packed.js';
import type { CoreOptions } from './core-options.js';
import type { Reason } from './guard.js';
import { type Parcel, parcelOf } from './parcel.js';

/** Tasks of a worker that died, which are tried one by one; of more, they are first tried in parts, one of which dies again. */
const mostAlone = 4096;
const parts = 8;

/** A worker that is gone, and how that came. */
export interface Loss {
  readonly worker: CrewWorker<Parcel>;
  readonly death: Death;
  /** Why it was ended by us, if it was. */
  readonly reason: Reason | undefined;
}

/**
 * What a lost worker had is to be tried again in these parcels: each task alone, as any of them may be at fault. A task that was alone is at
 * fault, and fails; so do those that cannot be sent again.
 */
export function* retriesOf(loss: Loss, parcel: Parcel, options: CoreOptions): Generator<Parcel> {
  const { call, from, items, told, moved } = parcel;
  const left = part(items, told, items.length);
  const first = from + told;
  const isAtFault = left.length === 1 && loss.reason !== 'cancelled' && !loss.death.unheard;
  if (moved || isAtFault) {
    for (let i = 0; i < left.length; i += 1)
      if (call.wants(first + i)) call.fail(first + i, lossOf(loss, `task ${first + i} of ${call.name}`, options));
    return;
  }
  const size = left.length <= mostAlone ? 1 : Math.ceil(left.length / parts);
  for (let i = 0; i < left.length; i += size) yield parcelOf(0, call, first + i, part(left, i, i + size));
}

function lossOf(loss: Loss, task: string, options: CoreOptions): Error {
  const { death, reason } = loss;
  if (reason === 'timeout') return new TimeoutError(`${task} took longer than ${options.taskTimeoutMs} ms, and its worker was ended`);
  const { exitCode, signal } = death;
  return new WorkerCrashedError(`${obituary(loss, options)} during ${task}`, { exitCode, signal, cause: death });
}

/** How a worker died, in words. */
export function obituary({ worker, death }: Loss, options: CoreOptions): string {
  const { exit, cause, stderr } = death;
  const why = cause === 'out-of-memory' ? ': out of memory' : '';
  const words = stderr && cause !== 'out-of-memory' ? `: ${stderr.trim().split('\n').at(-1)?.slice(0, 200)}` : '';
  return `${nameOf(worker, options)} died (${exit})${why}${words}`;
}

/** A worker as messages name it. */
export function nameOf(worker: CrewWorker<Parcel>, { runtime }: CoreOptions): string {
  return `worker ${worker.number} (${runtime === 'threads' ? 'thread' : 'process'} ${worker.place.id})`;
}
