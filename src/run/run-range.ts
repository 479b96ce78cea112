import { ImgparError } from '../errors.js';
import type { RunSummary } from '../events.js';
import { partPath } from '../history/part-record.js';
import type { ByteRange } from '../lines/window.js';
import type { RunOptions } from '../options/run-options.js';
import type { WorkerHost } from '../parallel/host.js';
import { footerOf } from '../parts/part-file.js';
import { type Assignment, planRange } from '../shards/plan-range.js';
import { runWith } from './run.js';
import type { RunContext, Watch } from './run-context.js';

/** What became of a range. */
export interface RangeOutcome {
  readonly summary: RunSummary;
  /** The part that records it; undefined if it was stopped before anything was planned. */
  readonly part: string | undefined;
  /** What is still to be done, as a range of the same list; undefined if every line has an outcome. */
  readonly rest?: ByteRange;
}

/**
 * Does one range of a list, and records it in a part of its own. A signal ends it gently: images in flight are finished, what is done is
 * recorded, and the rest of the range is returned.
 *
 * @param start gives the workers; they are ended afterwards
 * @param options those of a run, without sources: the list takes their place
 * @param watch follows it, so that an image which ends the machine can be named
 * @throws {ImgparError} what `run` throws; then nothing is known of the range
 */
export async function runRange(
  start: () => WorkerHost,
  options: Omit<RunOptions, 'sources' | 'lists'>,
  assignment: Assignment,
  context: RunContext = {},
  watch?: Watch,
): Promise<RangeOutcome> {
  let part: string | undefined;
  const summary = await runWith(
    start,
    { ...options, sources: [], lists: [assignment.list.given] },
    context,
    async (checked, onFound, signal) => {
      const { destination, select, output } = checked;
      const planned = await planRange(assignment, { destination, ...select, format: output.format, signal }, onFound);
      part = partPath(planned, checked);
      return planned;
    },
    watch,
  );
  if (part === undefined) return { summary, part, rest: assignment.range };
  return { summary, part, ...restOf(part, assignment.range) };
}

function restOf(part: string, { end }: ByteRange): Pick<RangeOutcome, 'rest'> {
  const footer = footerOf(part);
  if (!footer) throw new ImgparError('unwritable', `the record ${part} could not be completed`);
  return footer.until < end ? { rest: { start: footer.until, end } } : {};
}
