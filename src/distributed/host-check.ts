import { messageOf, usage } from '../errors.js';
import { ByteList } from '../lists/byte-list.js';
import { checkOptions } from '../options/resolve.js';
import type { RunOptions } from '../options/run-options.js';
import { requireRoom } from '../storage/folders.js';
import { differenceFrom } from './describe.js';
import type { QueuedRun } from './queue-server.js';

/** A run that this machine can work for. */
export interface ReadyRun {
  readonly run: QueuedRun;
  readonly list: ByteList;
  readonly options: RunOptions;
}

/** What a machine itself decides. */
export interface OwnOptions {
  readonly workers?: number | undefined;
  readonly maxMemoryBytes?: number | undefined;
}

/**
 * Finds out whether this machine can work for a run: before it takes a range, as one that fails on it is late for everybody.
 *
 * @throws {ImgparError} `usage`, naming cause and cure
 */
export async function requireFit(run: QueuedRun, { workers, maxMemoryBytes }: OwnOptions): Promise<ReadyRun> {
  const shared = run.options as Partial<RunOptions>; // only `describeRun` writes it
  const options: RunOptions = {
    ...shared,
    sources: [],
    lists: [run.list],
    destination: run.destination,
    ...(workers !== undefined && { workers }),
    limits: { ...shared.limits, ...(maxMemoryBytes !== undefined && { maxMemoryBytes }) },
  };
  const difference = await differenceFrom(run, checkOptions(options));
  if (difference !== undefined) throw usage(difference);
  requireOutput(run.destination);
  const list = await ByteList.open(run.list);
  if (list.identity === run.identity) return { run, list, options };
  list.close();
  throw usage(`the list ${run.list} is not the one that was submitted; let all machines see the same file`);
}

function requireOutput(folder: string): void {
  try {
    requireRoom(folder);
  } catch (error) {
    throw usage(`${messageOf(error)}; make room, or let this machine write there`, error);
  }
}
