// The bytes of a scan, and how far they are read.

/**
 * Takes the zeros after 0xFF, and the restart markers, out of the data of a scan, and stores it back to front below `to`: there a load of
 * eight bytes has the next bit at its top, so that no refill needs a branch, or to turn bytes round.
 *
 * @param ends room for the address where each interval between restart markers ends: one more than there are markers
 * @param restarts how many markers there must be
 * @returns whether they are all there, in order, and no other marker is in it
 */
export function unstuff(from: usize, end: usize, to: usize, ends: usize, restarts: i32): bool {
  let found = 0;
  while (from < end) {
    const bytes = v128.load(from);
    to -= 16;
    v128.store(to, i8x16.shuffle(bytes, bytes, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));
    const full = i8x16.bitmask(i8x16.eq(bytes, i8x16.splat(-1)));
    // Bytes up to the first 0xFF.
    const taken: usize = full == 0 ? 16 : <usize>ctz(full) + 1;
    if (from + taken > end) {
      to += from + 16 - end;
      break;
    }
    to += 16 - taken;
    from += taken;
    if (full == 0) continue;
    if (from == end) return false;
    const next = <i32>load<u8>(from++);
    if (next == 0) continue;
    if (found == restarts || next != 0xd0 + (found & 7)) return false;
    // The 0xFF was that of the marker.
    to++;
    store<u32>(ends + (<usize>found << 2), <u32>to);
    found++;
  }
  store<u32>(ends + (<usize>found << 2), <u32>to);
  return found == restarts;
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
