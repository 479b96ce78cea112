import { dirname } from 'node:path';
import { checkLimits, checkOperation, checkOutput } from '../options/resolve.js';
import { usableCores } from '../parallel/cores.js';
import type { WorkerHost } from '../parallel/host.js';
import { ListWriter } from '../plan/list.js';
import { pathFrom } from '../record/recorded-path.js';
import { WorkerGroup } from '../run/worker-group.js';
import type { Look, SpooledText } from '../worker/looks/shown.js';
import type { Task } from '../worker/task.js';
import type { LookSpool } from './look-spool.js';
import type { RecordedRun, Repeat } from './recorded-run.js';

/** An image to look at. */
export interface Sight {
  readonly row: number;
  /** Absolute paths of what is shown as before and as after. */
  readonly before: string;
  readonly after: string;
  /** What makes the second out of the first; undefined if it must be read. */
  readonly repeat: Repeat | undefined;
}

/** How to see an image once more; undefined for one in place without a backup, whose original is gone. */
export function sightOf({ root, rows, originals, repeats }: RecordedRun, row: number): Sight | undefined {
  const { name, source } = rows[row]!;
  const original = originals.get(row);
  if (source === name && original === undefined) return undefined;
  return { row, before: pathFrom(root, original ?? source), after: pathFrom(root, name), repeat: repeats.get(row) };
}

/** Who looks at images, and where what is shown of them goes. */
export interface Viewing {
  /** Gives workers, which may be those of the run. */
  readonly start: () => WorkerHost;
  readonly spool: LookSpool;
}

export interface LookRequest extends Viewing {
  /** Absolute folder of results. */
  readonly root: string;
  readonly sights: readonly Sight[];
  /** Whether pictures are wanted, or figures only. */
  readonly how: 'whole' | 'figures';
  readonly signal?: AbortSignal | undefined;
}

/** Looks at images once more, on all cores. @returns looks by row; images that can no longer be seen have none */
export async function lookAtAll({ sights, ...request }: LookRequest): Promise<ReadonlyMap<number, Look>> {
  const looks = new Map<number, Look>();
  const byRepeat = new Map<Repeat | undefined, Sight[]>();
  for (const sight of sights) {
    const alike = byRepeat.get(sight.repeat);
    if (alike) alike.push(sight);
    else byRepeat.set(sight.repeat, [sight]);
  }
  for (const alike of byRepeat.values()) await lookAtAlike({ ...request, sights: alike }, looks);
  return looks;
}

/** @param request for images with the same `repeat` */
async function lookAtAlike({ root, sights, how, start, spool, signal }: LookRequest, looks: Map<number, Look>): Promise<void> {
  const { repeat } = sights[0]!;
  const limits = checkLimits();
  const list = await listOf(sights);
  const workers = new WorkerGroup({
    host: start(),
    list,
    lanes: Math.max(1, Math.min(usableCores(), list.length)),
    work: {
      operation: repeat?.operation ?? checkOperation(),
      output: repeat?.output ?? checkOutput({ damaged: 'accept' }),
      destinationRoot: root,
      stamped: false,
      looksFolder: how === 'whole' ? spool.folder : undefined,
      token: 'report',
    },
    limits,
    timeoutMs,
    isStopped: () => signal?.aborted ?? false,
    review: (task) => ({ task }),
    onLost: () => {},
  });
  try {
    await workers.inLanes('look', {
      select: async (_, first, entries) =>
        entries.map(({ source }, offset): Task => {
          const { row, after } = sights[first + offset]!;
          return { id: row, source, destination: after, named: true, isRepeatable: repeat !== undefined };
        }),
      settle: async (_, results) => {
        for (const { task, outcome } of results) if (outcome.status === 'looked-at') looks.set(task.id, outcome.look);
      },
    });
  } finally {
    await workers.close();
    await list.close();
  }
}

const timeoutMs = 120_000;

async function listOf(sights: readonly Sight[]) {
  const list = new ListWriter();
  for (const { before } of sights) await list.append({ source: before, relative: before.slice(dirname(before).length + 1), named: true });
  return list.finish();
}

/** What is shown of each row, where that is known. */
export function shownOf(looks: ReadonlyMap<number, Look>): Map<number, SpooledText> {
  const shown = new Map<number, SpooledText>();
  for (const [row, look] of looks) if (look.shown) shown.set(row, look.shown);
  return shown;
}
