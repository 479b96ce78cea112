import type { RangeQueue } from './queue.js';

/** What all workers of a run must know: plain data, the same for all. */
export interface RunDescription {
  /** Follows from the list and from everything that decides the bytes of results. */
  readonly run: string;
  /** Absolute path of the list, as all machines see it. */
  readonly list: string;
  /** Tells the list from any other. */
  readonly identity: string;
  /** Absolute folder that names in the list start from. */
  readonly base: string;
  /** Absolute path of the output folder, as all machines see it. */
  readonly destination: string;
  /** The options of the run, as the library takes them. */
  readonly options: object;
  readonly fingerprint: string;
  /** Versions of what makes the results, by name. */
  readonly versions: Readonly<Record<string, string>>;
  /** The size of the list. */
  readonly listBytes: number;
  readonly ranges: number;
  /** In milliseconds since the epoch. */
  readonly submittedAt: number;
}

export interface QueuedRun extends RunDescription {
  readonly isCancelled: boolean;
}

/** A server with a queue for each run. Every verb rejects with `environment` if the server does not answer in time. */
export interface QueueServer {
  /** What to tell the user about it, if anything. */
  readonly notice?: string;
  /** Adds a run, or revives a cancelled one. Adding the same again changes nothing. */
  addRun(description: RunDescription): Promise<void>;
  /** All runs, oldest first. */
  runs(): Promise<readonly QueuedRun[]>;
  /** The queue of a run. */
  queue(run: string): RangeQueue;
  /** Whether no range of a run waits, and none is at work. */
  isOver(run: string): Promise<boolean>;
  /** Lets nobody take a range of a run. Those at work go on. */
  pause(run: string): Promise<void>;
  resume(run: string): Promise<void>;
  /** Ends a run: removes the ranges that wait, and stops those at work. */
  cancel(run: string): Promise<void>;
  /** Lets ranges with failed images wait again. @returns how many */
  retryFailed(run: string): Promise<number>;
  /** Never waits for a server that does not answer. */
  close(): Promise<void>;
}
