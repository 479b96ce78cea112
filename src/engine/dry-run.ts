import { notAnImage, notSupported, type Sniffed } from '../codec/formats.js';
import { type Failure, failureOf, ImgparError } from '../errors.js';
import type { SkipReason } from '../events.js';
import { entriesOf } from '../plan/list.js';
import type { Plan } from '../plan/plan.js';
import { exists } from '../storage/file.js';
import { isContentAsRecorded } from './check.js';
import { type CheckedOptions, checkOptions, type RunOptions } from './options.js';
import { planFor } from './plan-for.js';
import { type RunContext, Teller, taskOf, tellPlan } from './run.js';
import { RunRecord } from './run-record.js';
import { sniffFile } from './sniff-file.js';
import { noImage, type Task } from './task.js';

/** What a run would do with one file. */
export type Intention =
  | { readonly action: 'equalize'; readonly source: string; readonly destination: string }
  /** `looksLike`: what a file that is no image is by its first bytes. */
  | { readonly action: 'skip'; readonly source: string; readonly reason: SkipReason; readonly looksLike?: string }
  | { readonly action: 'fail'; readonly source: string; readonly failure: Failure };

/**
 * Tells what a run with these options would do, file by file, from the record of earlier runs and the first bytes of each file. Writes
 * nothing and decodes nothing: an image that is broken further in is still listed, and where images share tables, so are those whose
 * table is the same as before.
 *
 * @param context receives the warnings about the sources
 * @throws {ImgparError} `usage`, as a run would
 */
export async function* dryRun(options: RunOptions, context: Pick<RunContext, 'report'> = {}): AsyncGenerator<Intention> {
  const checked = checkOptions(options);
  const planned = await planFor(checked);
  try {
    await tellPlan(planned, new Teller(context.report, checked.limits));
    yield* intentionsOf(planned, checked);
  } finally {
    await planned.list.close();
  }
}

async function* intentionsOf(planned: Plan, options: CheckedOptions): AsyncGenerator<Intention> {
  const record = RunRecord.open(planned, options);
  try {
    for await (const [id, entry] of entriesOf(planned.list)) {
      if (entry.kind) yield { action: 'skip', source: entry.source, reason: entry.kind };
      else yield intentionOf(taskOf(id, entry, planned, options), record, options);
    }
  } finally {
    record.close();
  }
}

function intentionOf(known: Task, record: RunRecord, { output }: CheckedOptions): Intention {
  const verdict = record.judge(known);
  const { source, destination } = known;
  if (verdict.action === 'skip') return { action: 'skip', source, reason: verdict.reason };
  const { task } = verdict;
  if (!output.overwrite && exists(destination)) return { action: 'skip', source, reason: 'exists' };
  try {
    const sniffed = sniffFile(task.original ?? source);
    if (sniffed.kind === 'not-an-image' && !task.named) {
      const { reason, looksLike } = noImage(source, sniffed.name);
      return { action: 'skip', source, reason, looksLike };
    }
    requireReadable(sniffed);
    if (task.upToDateIf && isContentAsRecorded(task)) return { action: 'skip', source, reason: 'up-to-date' };
    return { action: 'equalize', source, destination };
  } catch (error) {
    return { action: 'fail', source, failure: failureOf(error) };
  }
}

/** @throws {ImgparError} what a run would say of the file */
function requireReadable(sniffed: Sniffed): void {
  if (sniffed.kind === 'not-an-image') throw new ImgparError('not-an-image', notAnImage(sniffed.name));
  if (sniffed.kind === 'unsupported-image') throw new ImgparError('unsupported-format', notSupported(sniffed.name));
}
