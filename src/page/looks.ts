import { dirname } from 'node:path';
import { checkLimits, checkOperation, checkOutput } from '../options/resolve.js';
import { usableCores } from '../parallel/cores.js';
import { ListWriter } from '../plan/list.js';
import { pathFrom } from '../record/recorded-path.js';
import { startWorkers } from '../run/start-workers.js';
import { WorkerGroup } from '../run/worker-group.js';
import type { Look } from '../worker/looks/shown.js';
import type { Task } from '../worker/task.js';
import type { RecordedRun, Repeat } from './recorded-run.js';

export interface LookRequest {
  readonly run: RecordedRun;
  /** Rows to look at, and whether pictures are wanted or figures only. */
  readonly rows: ReadonlyMap<number, 'whole' | 'figures'>;
  readonly signal?: AbortSignal | undefined;
}

/** Looks at images once more, on all cores. @returns looks by row; images that can no longer be seen have none */
export async function lookAtRows({ run, rows, signal }: LookRequest): Promise<ReadonlyMap<number, Look>> {
  const looks = new Map<number, Look>();
  const byRepeat = new Map<Repeat | undefined, number[]>();
  for (const row of rows.keys()) {
    // In place without a backup, the original is gone.
    if (run.rows[row]!.source === run.rows[row]!.name && !run.originals.has(row)) continue;
    const repeat = run.repeats.get(row);
    byRepeat.set(repeat, [...(byRepeat.get(repeat) ?? []), row]);
  }
  for (const [repeat, indices] of byRepeat) await lookAtAlike({ run, rows, signal }, repeat, indices, looks);
  return looks;
}

async function lookAtAlike(
  { run, rows, signal }: LookRequest,
  repeat: Repeat | undefined,
  indices: readonly number[],
  looks: Map<number, Look>,
): Promise<void> {
  const limits = checkLimits();
  const list = await listOf(run, indices);
  const workers = new WorkerGroup({
    host: startWorkers(),
    list,
    lanes: Math.max(1, Math.min(usableCores(), list.length)),
    work: {
      operation: repeat?.operation ?? checkOperation(),
      output: repeat?.output ?? checkOutput({ damaged: 'accept' }),
      destinationRoot: run.root,
      stamped: false,
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
          const row = indices[first + offset]!;
          return {
            id: row,
            source,
            destination: pathFrom(run.root, run.rows[row]!.name),
            named: true,
            look: rows.get(row)!,
            isRepeatable: repeat !== undefined,
          };
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

async function listOf({ root, rows, originals }: RecordedRun, indices: readonly number[]) {
  const list = new ListWriter();
  for (const row of indices) {
    const source = pathFrom(root, originals.get(row) ?? rows[row]!.source);
    await list.append({ source, relative: source.slice(dirname(source).length + 1), named: true });
  }
  return list.finish();
}
