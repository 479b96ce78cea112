import { formats } from '../codec/formats.js';
import { refuseUnusable } from '../codec/holdings.js';
import { notAnImage, notSupported, type Sniffed } from '../codec/sniff.js';
import { type Failure, failureOf, ImgparError } from '../errors.js';
import type { SkipReason } from '../events.js';
import { openRecord } from '../history/open-record.js';
import type { RunRecord } from '../history/run-record.js';
import { checkOptions } from '../options/resolve.js';
import type { CheckedOptions, RunOptions } from '../options/run-options.js';
import { entriesOf } from '../plan/list.js';
import type { Plan } from '../plan/plan.js';
import { exists, hasOtherNames } from '../storage/file.js';
import { noImage, type Task } from '../worker/task.js';
import { isContentAsRecorded } from './content.js';
import { type RunContext, readReportContext } from './run-context.js';
import { Session } from './session.js';
import { sniffFile } from './sniff-file.js';
import { tasksOf } from './tasks.js';

/** What a run would do with one file. */
export type Intention =
  | { readonly action: 'equalize'; readonly source: string; readonly destination: string }
  /** `looksLike`: what the first bytes show it to be, for a file that is not an image. */
  | { readonly action: 'skip'; readonly source: string; readonly reason: SkipReason; readonly looksLike?: string }
  | { readonly action: 'fail'; readonly source: string; readonly failure: Failure };

/**
 * Lists what a run with these options would do, file by file, from the record of earlier runs and the first bytes of each file. Writes and
 * decodes nothing: it also lists images that are broken further in, and, where images share tables, those whose table would not change.
 *
 * @param context receives the warnings about the sources
 * @throws {ImgparError} `usage`, as a run would
 * @throws whatever the reporter threw or rejected with
 */
export async function* dryRun(options: RunOptions, context: Pick<RunContext, 'report'> = {}): AsyncGenerator<Intention> {
  const session = await Session.open(checkOptions(options), readReportContext(context, 'context'));
  const planned = await session.plan();
  if (!planned) return;
  try {
    yield* intentionsOf(planned, session.options);
  } finally {
    session.close();
    await planned.list.close();
  }
}

async function* intentionsOf(planned: Plan, options: CheckedOptions): AsyncGenerator<Intention> {
  const taskOf = tasksOf(planned, options);
  const record = await openRecord(planned, options);
  try {
    for await (const [id, entry] of entriesOf(planned.list)) {
      if (entry.kind) yield { action: 'skip', source: entry.source, reason: entry.kind };
      else yield intentionOf(taskOf(id, entry), record, options);
    }
  } finally {
    await record.close();
  }
}

function intentionOf(known: Task, record: RunRecord, options: CheckedOptions): Intention {
  const { output, inPlace } = options;
  const verdict = record.judge(known);
  const { source, destination } = known;
  if (verdict.action === 'skip') return { action: 'skip', source, reason: verdict.reason };
  const { task } = verdict;
  if (!output.overwrite && exists(destination)) return { action: 'skip', source, reason: 'exists' };
  try {
    const { breakHardLinks = false } = inPlace ?? {};
    if (inPlace && !breakHardLinks && hasOtherNames(task.destination, task.backup))
      return { action: 'skip', source, reason: 'hard-linked' };
    const sniffed = sniffFile(task.original?.path ?? source);
    if (sniffed.kind === 'not-an-image' && !task.named) {
      if (task.copyTo !== undefined) return { action: 'skip', source, reason: 'copied' };
      const { reason, looksLike } = noImage(source, sniffed.name);
      return { action: 'skip', source, reason, looksLike };
    }
    requireReadable(sniffed, output.format);
    if (isUpToDate(task, record, options)) return { action: 'skip', source, reason: 'up-to-date' };
    return { action: 'equalize', source, destination };
  } catch (error) {
    return { action: 'fail', source, failure: failureOf(error) };
  }
}

/** Whether the image is up to date by content, where size and time do not show it. */
function isUpToDate(task: Task, record: RunRecord, options: CheckedOptions): boolean {
  if (task.upToDateIf) return isContentAsRecorded(task);
  return options.inPlace !== undefined && !options.record.force && record.whyStale(task) === undefined;
}

/** @throws {ImgparError} as a run would report for the file */
function requireReadable(sniffed: Sniffed, target: CheckedOptions['output']['format']): void {
  if (sniffed.kind === 'not-an-image') throw new ImgparError('not-an-image', notAnImage(sniffed.name));
  if (sniffed.kind === 'unsupported-image') throw new ImgparError('unsupported-format', notSupported(sniffed.name));
  refuseUnusable(formats[sniffed.format], target === 'keep' || target === sniffed.format);
}
