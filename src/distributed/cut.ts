import type { QueuedRange } from './queue.js';

/** More ranges than this would fill the memory of a server: each takes 1.3 kB of a Redis once it is done. */
const mostRanges = 20_000;

/** So many machines can share the last ranges evenly. */
const machines = 32;

/** Ranges at the start of a list take up to this many units of work: fewer ranges to hand out, and to record. */
const longestUnits = 15;

/**
 * Cuts a list into ranges, the same ones whenever it is cut again. They become smaller towards the end, so that no machine is still at work
 * on a long one when the others have nothing left.
 *
 * @param bytes of the list
 * @param unitBytes of the list that are a minute's work
 * @param isEven whether every range is to be one unit
 */
export function cutRanges(bytes: number, unitBytes: number, isEven = false): QueuedRange[] {
  const unit = Math.max(1, Math.ceil(unitBytes), Math.ceil(bytes / (isEven ? mostRanges : (mostRanges * longestUnits) / 2)));
  const longest = isEven ? unit : unit * longestUnits;
  const ranges: QueuedRange[] = [];
  for (let start = 0; start < bytes; ) {
    const share = Math.ceil((bytes - start) / (2 * machines));
    const length = Math.min(longest, Math.max(unit, share));
    // What is left beyond a whole range would be a very small one.
    const end = bytes - start - length < unit / 2 ? bytes : start + length;
    ranges.push({ start, end });
    start = end;
  }
  return ranges;
}
