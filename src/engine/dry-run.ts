import { headBytes, sniff } from '../codec/formats.js';
import { type Failure, failureOf } from '../errors.js';
import type { SkipReason } from '../events.js';
import type { Entry } from '../plan/list.js';
import type { Plan } from '../plan/plan.js';
import { exists, openSource } from '../storage/file.js';
import { type CheckedOptions, checkOptions, type RunOptions } from './options.js';
import { planFor } from './plan-for.js';
import { requireUsable } from './trial.js';

/** What a run would do with one file. */
export type Intention =
  | { readonly action: 'equalize'; readonly source: string; readonly destination: string }
  | { readonly action: 'skip'; readonly source: string; readonly reason: SkipReason }
  | { readonly action: 'fail'; readonly source: string; readonly failure: Failure };

/** Entries looked at together. */
const entriesAtOnce = 256;

/**
 * Tells what a run with these options would do, file by file, from the first bytes of each. Writes nothing and decodes nothing, so
 * an image that is broken further in is still listed.
 *
 * @throws {ImgparError} `usage`, as a run would
 */
export async function* dryRun(options: RunOptions): AsyncGenerator<Intention> {
  const checked = checkOptions(options);
  await requireUsable(checked);
  const planned = await planFor(checked);
  try {
    for (let start = 0; start < planned.list.length; start += entriesAtOnce) {
      const end = Math.min(start + entriesAtOnce, planned.list.length);
      for (const entry of await planned.list.read({ start, end })) yield intentionOf(entry, planned, checked);
    }
  } finally {
    await planned.list.close();
  }
}

function intentionOf(entry: Entry, planned: Plan, { output }: CheckedOptions): Intention {
  const { source, named, kind } = entry;
  if (kind) return { action: 'skip', source, reason: kind };
  const destination = planned.destinationOf(entry);
  if (!output.overwrite && exists(destination)) return { action: 'skip', source, reason: 'exists' };
  try {
    if (!named && !isImage(source)) return { action: 'skip', source, reason: 'not-an-image' };
    return { action: 'equalize', source, destination };
  } catch (error) {
    return { action: 'fail', source, failure: failureOf(error) };
  }
}

/** Whether a file is an image by its first bytes. @throws {ImgparError} `unreadable` */
export function isImage(source: string): boolean {
  const file = openSource(source);
  try {
    return sniff(file.head(headBytes)).kind !== 'not-an-image';
  } finally {
    file.close();
  }
}
