// Coded data of a scan without its stuffed zeros and restart markers, and stored back to front: a little-endian load that goes downwards is
// then big-endian, so reading bits takes no branch, no swap of bytes, and no look for 0xFF. Writing is the reverse.

/** Where `unstuff` stopped reading and writing. */
export let unstuffedFrom: usize = 0;
export let unstuffedTo: usize = 0;

/** Where the next end of an interval is noted, which restart marker is next, and how many are still to come. */
export let notedEnds: usize = 0;
export let nextRestart: i32 = 0;
export let markersLeft: i32 = 0;

/** @param ends room for the addresses where intervals end, as many as there are restart markers */
export function beginUnstuff(to: usize, ends: usize, markers: i32): void {
  continueUnstuff(to, ends);
  nextRestart = 0;
  markersLeft = markers;
}

/** Goes on elsewhere. */
export function continueUnstuff(to: usize, ends: usize): void {
  unstuffedTo = to;
  notedEnds = ends;
}

/** Goes on with another scan, of which some was unstuffed before. */
export function resumeUnstuff(to: usize, ends: usize, restart: i32, markers: i32): void {
  continueUnstuff(to, ends);
  nextRestart = restart;
  markersLeft = markers;
}

/**
 * Stores bytes below those before, without what is stuffed. Restart markers must come in order, and no other marker at all. Leaves an 0xFF
 * at the end for the next call, unless it is the last one, which must find all restart markers. Reads one byte after the end, and may
 * write 16 below. Returns whether everything is as it should be.
 */
export function unstuff(from: usize, end: usize, isLast: bool): bool {
  const marker = i8x16.splat(-1);
  let to = unstuffedTo;
  while (from < end) {
    let at: usize = 0;
    const left = end - from;
    const bytes = v128.load(from);
    v128.store(to - 16, i8x16.shuffle(bytes, bytes, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));
    at = <usize>ctz(i8x16.bitmask(i8x16.eq(bytes, marker)) | 0x10000);
    if (at >= left || at == 16) {
      const taken = min<usize>(left, 16);
      from += taken;
      to -= taken;
      continue;
    }
    from += at;
    to -= at;
    if (from + 1 == end && !isLast) break;
    const code = load<u8>(from, 1);
    from += 2;
    // The 0xFF itself has been stored.
    if (code == 0) to--;
    else {
      if (code != 0xd0 + nextRestart || markersLeft == 0) return false;
      nextRestart = (nextRestart + 1) & 7;
      store<u32>(notedEnds, to);
      notedEnds += 4;
      markersLeft--;
    }
  }
  unstuffedFrom = from;
  unstuffedTo = to;
  return !isLast || (markersLeft == 0 && from == end);
}

/**
 * Stuffs the bytes between `high` and `low`, back to front, and stores them as in a file; returns their end. Reads up to 16 bytes below
 * `low`, and may write 16 after the end.
 */
export function stuff(high: usize, low: usize, to: usize): usize {
  const marker = i8x16.splat(-1);
  while (high > low) {
    const bytes = v128.load(high - 16);
    v128.store(to, i8x16.shuffle(bytes, bytes, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));
    const left = min<usize>(high - low, 16);
    const at = <usize>(clz(i8x16.bitmask(i8x16.eq(bytes, marker))) - 16);
    if (at >= left) {
      high -= left;
      to += left;
      continue;
    }
    high -= at + 1;
    to += at + 1;
    store<u8>(to++, 0);
  }
  return to;
}
