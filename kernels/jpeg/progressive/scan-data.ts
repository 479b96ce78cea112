// The bytes of a scan, and how far they are read. They lie back to front, as `unstuff` leaves them: there a load of eight bytes has the next
// bit at its top, so that no refill needs a branch, or to turn bytes round.
import { beginUnstuff, continueUnstuff, notedEnds, unstuff, unstuffedTo } from '../sequential/bits';

/**
 * Unstuffs the data of a scan, all of it.
 *
 * @param ends room for the address where each interval between restart markers ends: one more than there are markers
 * @param restarts how many markers there must be
 * @returns whether they are all there, in order, and no other marker is in it
 */
export function unstuffWhole(from: usize, end: usize, to: usize, ends: usize, restarts: i32): bool {
  beginUnstuff(to, ends, restarts);
  if (!unstuff(from, end, true)) return false;
  noteEnd();
  return true;
}

/** Notes the end of the last interval, as far as it is here. */
function noteEnd(): void {
  store<u32>(notedEnds, <u32>unstuffedTo);
}

/** How far a scan is read. */
@unmanaged
export class Reading {
  /** Bits at hand, at the top; how many, in the lower 6 bits. */
  bits: u64;
  count: u64;
  /** Where the next are read, downwards, and where the interval ends. */
  from: usize;
  end: usize;
  /** Where that end is noted, and after it those of the next intervals. */
  ends: usize;
  /** MCUs, or blocks, between restart markers, and how many are left until the next one. */
  interval: i32;
  left: i32;
}

export function beginReading(reading: Reading, from: usize, ends: usize, interval: i32): void {
  reading.bits = 0;
  reading.count = 0;
  reading.from = from;
  reading.end = load<u32>(ends);
  reading.ends = ends;
  reading.interval = interval;
  reading.left = untilRestart(interval);
}

/** Goes on behind a restart marker. */
export function restartReading(reading: Reading): void {
  reading.bits = 0;
  reading.count = 0;
  reading.from = reading.end;
  reading.ends += 4;
  reading.end = load<u32>(reading.ends);
  reading.left = reading.interval;
}

// ---- data that comes piece by piece ----

/** How many bytes are here that have not been read, of data up to `to`. */
export function unreadBytes(reading: usize, to: usize): i32 {
  return <i32>(changetype<Reading>(reading).from - to);
}

/** How many intervals are here of which the end is known, with that at hand. */
export function knownIntervals(reading: usize, noted: usize): i32 {
  return <i32>(noted - changetype<Reading>(reading).ends) >> 2;
}

/**
 * Makes room for more data: moves what has not been read up to `top`, with the eight bytes before it, of which some may be at hand; and the
 * ends of its intervals likewise.
 */
export function moveUp(address: usize, top: usize, firstEnd: usize): void {
  const reading = changetype<Reading>(address);
  const by = top - (reading.from + 8);
  memory.copy(unstuffedTo + by, unstuffedTo, reading.from + 8 - unstuffedTo);
  reading.from += by;
  let to = firstEnd;
  for (let at = reading.ends; at < notedEnds; at += 4, to += 4) store<u32>(to, load<u32>(at) + <u32>by);
  reading.ends = firstEnd;
  continueUnstuff(unstuffedTo + by, to);
}

/** To be called when more data has been unstuffed. */
export function findEnd(address: usize): void {
  const reading = changetype<Reading>(address);
  noteEnd();
  reading.end = load<u32>(reading.ends);
}

/** Whether more bits were taken than there are. */
@inline
export function isOverrun(from: usize, count: u64, end: usize): bool {
  return (<i32>(from - end) << 3) + <i32>(count & 63) < 0;
}

/** Whether fewer than eight bits are left, which pad the last byte. */
export function isUsedUp(from: usize, count: u64, end: usize): bool {
  const left = (<i32>(from - end) << 3) + <i32>(count & 63);
  return left >= 0 && left < 8;
}

/** MCUs, or blocks, up to the first restart marker. */
export function untilRestart(interval: i32): i32 {
  // No image has as many.
  return interval == 0 ? i32.MAX_VALUE : interval;
}
