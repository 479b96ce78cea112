import { type ImageCounts, type QueueStatus, type RunningRange, sumOf } from './queue.js';
import type { QueuedRun } from './queue-server.js';

/** A worker that has said nothing for this long is not expected to say more. */
const silentMs = 30_000;

/** How far a run is, as figures. */
export interface RunProgress {
  readonly run: string;
  readonly list: string;
  readonly destination: string;
  readonly state: 'waiting' | 'running' | 'paused' | 'cancelled' | 'done';
  /** How much of the list is done: 0 to 1. */
  readonly share: number;
  readonly images: ImageCounts;
  readonly imagesPerSecond: number;
  /** Undefined while unknown. */
  readonly remainingMs?: number;
  readonly ranges: { readonly waiting: number; readonly running: number; readonly done: number; readonly stalled: number };
  readonly workers: readonly WorkerProgress[];
  /** Why ranges cannot be done. */
  readonly broken: readonly string[];
}

/** A range at work, by machine and worker. */
export interface WorkerProgress {
  readonly host: string;
  readonly worker: string;
  readonly start: number;
  readonly end: number;
  readonly finished: number;
  /** 0 while unknown. */
  readonly lines: number;
  readonly failed: number;
  readonly imagesPerSecond: number;
  /** For how long nothing was heard of it, if that is too long. */
  readonly silentMs?: number;
}

export function progressOfRun(run: QueuedRun, status: QueueStatus, now: number): RunProgress {
  const workers = status.running.map((each) => workerProgress(each, now));
  const parts = status.running.map(({ range, progress }) => ({ ...range, share: shareOf(progress) }));
  const doneBytes = parts.reduce((sum, { start, end, share }) => sum + (end - start) * share, status.finishedBytes);
  const share = run.listBytes === 0 ? 1 : Math.min(1, doneBytes / run.listBytes);
  const bytesPerMs = status.running.reduce((sum, { range, progress, since }) => {
    return sum + ((range.end - range.start) * shareOf(progress)) / Math.max(1, now - since);
  }, 0);
  return {
    run: run.run,
    list: run.list,
    destination: run.destination,
    state: stateOf(run, status, share),
    share,
    images: status.running.reduce((sum, { progress }) => (progress ? sumOf(sum, progress.images) : sum), status.images),
    imagesPerSecond: workers.reduce((sum, { imagesPerSecond }) => sum + imagesPerSecond, 0),
    ...(bytesPerMs > 0 && { remainingMs: (run.listBytes - doneBytes) / bytesPerMs }),
    ranges: {
      waiting: status.waiting,
      running: status.running.length,
      done: status.finished,
      stalled: workers.filter((worker) => worker.silentMs !== undefined).length,
    },
    broken: status.broken,
    workers: workers.toSorted((a, b) => (`${a.host} ${a.worker}` < `${b.host} ${b.worker}` ? -1 : 1)),
  };
}

function stateOf({ isCancelled }: QueuedRun, { running, waiting, isPaused }: QueueStatus, share: number): RunProgress['state'] {
  if (isCancelled) return 'cancelled';
  if (running.length + waiting === 0 && share === 1) return 'done';
  if (isPaused) return 'paused';
  return running.length > 0 ? 'running' : 'waiting';
}

function workerProgress({ range: { start, end }, progress, since }: RunningRange, now: number): WorkerProgress {
  const finished = finishedOf(progress?.images);
  const silence = now - (progress?.at ?? since);
  return {
    host: progress?.host ?? 'unknown',
    worker: progress?.worker ?? '',
    start,
    end,
    finished,
    lines: progress?.lines ?? 0,
    failed: progress?.images.failed ?? 0,
    imagesPerSecond: (finished * 1000) / Math.max(1000, now - since),
    ...(silence > silentMs && { silentMs: silence }),
  };
}

function shareOf(progress: RunningRange['progress']): number {
  return progress && progress.lines > 0 ? finishedOf(progress.images) / progress.lines : 0;
}

function finishedOf(images: ImageCounts | undefined): number {
  return images ? images.done + images.skipped + images.failed : 0;
}
