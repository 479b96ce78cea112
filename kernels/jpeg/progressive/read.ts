// Reads the scans of AC of a progressive JPEG (ITU-T T.81, annex G). Broken data does no harm: it is noticed after each call, and until then at
// most 64 blocks are read wrongly, from whatever lies in front of the data.
import { extended, isEnd, isLong, isRun, isSlow, lookUp, lookUpRest } from './codes';
import { beginReading, isOverrun, isUsedUp, Reading, restartReading } from './scan-data';
import { places } from './zigzag';

/** A scan of AC, and how far it is read. */
@unmanaged
class AcScan extends Reading {
  /** Blocks to come about which the scan says nothing. */
  ended: i32;
  table: usize;
  /** The first and the last place. */
  first: u32;
  last: u32;
  /** The lowest bit. */
  shift: u32;
  refines: i32;
  /** Negative once a place was beyond the last. */
  beyond: i32;
}

const acScanBytes: usize = 128;
/** As many as a file may have: `mostScans` of `frame.ts`. */
const acScans: usize = memory.data(128 * 100, 64);

@inline
function acScanAt(index: i32): AcScan {
  return changetype<AcScan>(acScans + <usize>index * acScanBytes);
}

/** How far a scan is read, for `scan-data.ts`. */
export function acReading(index: i32): usize {
  return acScans + <usize>index * acScanBytes;
}

/** Begins a scan. @param ends as `unstuffWhole` leaves them */
export function beginAc(
  index: i32, from: usize, ends: usize, interval: i32, table: usize, first: i32, last: i32, shift: i32, refines: i32,
): void {
  const scan = acScanAt(index);
  beginReading(scan, from, ends, interval);
  scan.ended = 0;
  scan.table = table;
  scan.first = first;
  scan.last = last;
  scan.shift = shift;
  scan.refines = refines;
  scan.beyond = 0;
}

/**
 * Reads `count` blocks of scans, all side by side. `masks` tells which places are not 0.
 *
 * @param blocks zeros before; 0 to read them through only
 * @returns whether all are sound
 */
export function readBlocks(scans: i32, blocks: usize, masks: usize, count: i32): bool {
  for (let index = 0; index < scans; index++) {
    const scan = acScanAt(index);
    let done = 0;
    while (done < count) {
      if (scan.left == 0 && !restart(scan)) return false;
      const some = min(count - done, scan.left);
      const known = masks + (<usize>done << 3);
      const to = blocks + (<usize>done << 7);
      if (blocks != 0) {
        if (scan.refines) refine(scan, to, known, some, true);
        else read(scan, to, known, some, true);
      } else if (scan.refines) refine(scan, to, known, some, false);
      else read(scan, to, known, some, false);
      // A run of ends is shorter than that, unless there was no such code.
      if (scan.beyond < 0 || scan.ended > 0x7fff || isOverrun(scan.from, scan.count, scan.end)) return false;
      scan.left -= some;
      done += some;
    }
  }
  return true;
}

/** Goes on behind a restart marker. @returns whether the interval before it ended as it must */
function restart(scan: AcScan): bool {
  if (!endsWell(scan)) return false;
  restartReading(scan);
  return true;
}

/** Whether no run leads further, and all bytes were needed. */
@inline
function endsWell(scan: AcScan): bool {
  return scan.ended == 0 && isUsedUp(scan.from, scan.count, scan.end);
}

/** Whether all scans ended with the last block, and all of their bytes were needed. */
export function acEndsWell(scans: i32): bool {
  for (let index = 0; index < scans; index++) {
    if (!endsWell(acScanAt(index))) return false;
  }
  return true;
}

/**
 * Reads blocks of a first scan. Shift counts are not masked, as shifts use only six bits; and there is no call in the loop, as V8 would
 * store everything that lives across it. Up to three short symbols come from one refill.
 *
 * @param keeps whether values are stored; a constant, so that there are two versions of the loop
 */
@inline
function read(scan: AcScan, blocks: usize, masks: usize, count: i32, keeps: bool): void {
  let bits = scan.bits;
  let bitCount = scan.count;
  let from = scan.from;
  let ended = scan.ended;
  let beyond = scan.beyond;
  const table = scan.table;
  const before = scan.first - 1;
  const last = scan.last;
  const shift = scan.shift;
  let block = 0;
  while (block < count) {
    if (ended) {
      const skipped = min(ended, count - block);
      ended -= skipped;
      block += skipped;
      continue;
    }
    const to = blocks + (<usize>block << 7);
    let mask: u64 = 0;
    let place: u32 = before;
    let entry: u64;
    while (true) {
      bits |= load<u64>(from - 8) >> bitCount;
      from -= <usize>((~bitCount >> 3) & 7);
      bitCount |= 56;
      entry = lookUp(bits, table);
      if (!(entry & isSlow)) {
        bits <<= entry;
        bitCount -= entry;
        place += (<u32>entry >> 8) & 127;
        if (keeps) store<i16>(to + <usize>load<u8>(place, places), <u32>entry >> 16);
        mask |= <u64>1 << <u64>place;
        if (place >= last) break;
        entry = lookUp(bits, table);
        if (!(entry & isSlow)) {
          bits <<= entry;
          bitCount -= entry;
          place += (<u32>entry >> 8) & 127;
          if (keeps) store<i16>(to + <usize>load<u8>(place, places), <u32>entry >> 16);
          mask |= <u64>1 << <u64>place;
          if (place >= last) break;
          entry = lookUp(bits, table);
          if (!(entry & isSlow)) {
            bits <<= entry;
            bitCount -= entry;
            place += (<u32>entry >> 8) & 127;
            if (keeps) store<i16>(to + <usize>load<u8>(place, places), <u32>entry >> 16);
            mask |= <u64>1 << <u64>place;
            if (place >= last) break;
            continue;
          }
        }
      }
      if (entry & isLong) entry = lookUpRest(bits, entry);
      bits <<= entry;
      bitCount -= entry;
      if (entry & isRun) {
        if (entry & isEnd) {
          entry >>= 16;
          ended = (1 << <i32>entry) - 1 + <i32>((bits >> 1) >> (63 - entry));
          bits <<= entry;
          bitCount -= entry;
          break;
        }
        place += 16;
        if (place >= last) break;
        continue;
      }
      place += (<u32>entry >> 8) & 127;
      entry = extended(bits, entry);
      bits <<= entry;
      bitCount -= entry;
      if (keeps) store<i16>(to + <usize>load<u8>(place, places), (<u32>entry >> 16) << shift);
      mask |= <u64>1 << <u64>place;
      if (place >= last) break;
    }
    beyond |= <i32>last - <i32>place;
    const known = masks + (<usize>block << 3);
    store<u64>(known, load<u64>(known) | mask);
    block++;
  }
  scan.bits = bits;
  scan.count = bitCount;
  scan.from = from;
  scan.ended = ended;
  scan.beyond = beyond;
}

/**
 * Reads blocks of a scan that brings another bit. The bits for what is not 0 are collected for a whole block and brought in at its end.
 *
 * @param keeps as in `read`
 */
@inline
function refine(scan: AcScan, blocks: usize, masks: usize, count: i32, keeps: bool): void {
  let bits = scan.bits;
  let bitCount = scan.count;
  let from = scan.from;
  let ended = scan.ended;
  let beyond = scan.beyond;
  const table = scan.table;
  const shift = scan.shift;
  const first = <u64>scan.first;
  const last = <u64>scan.last;
  const band = ((<u64>2 << last) - 1) & ~((<u64>1 << first) - 1);
  for (const end = masks + (<usize>count << 3); masks < end; masks += 8, blocks += 128) {
    let mask = load<u64>(masks);
    const old = mask & band;
    let corrections: u64 = 0;
    if (ended) {
      ended--;
      if (!old) continue;
      bits |= load<u64>(from - 8) >> bitCount;
      from -= <usize>((~bitCount >> 3) & 7);
      bitCount |= 56;
      let number = popcnt(old);
      if (number > 48) {
        corrections = bits >> 32;
        bits <<= 32;
        bitCount -= 32;
        number -= 32;
        bits |= load<u64>(from - 8) >> bitCount;
        from -= <usize>((~bitCount >> 3) & 7);
        bitCount |= 56;
      }
      corrections = (corrections << number) | ((bits >> 1) >> (63 - number));
      bits <<= number;
      bitCount -= number;
    } else {
      const zeros = ~mask & band;
      let place = first;
      let goesOn = true;
      do {
        bits |= load<u64>(from - 8) >> bitCount;
        from -= <usize>((~bitCount >> 3) & 7);
        bitCount |= 56;
        let entry = lookUp(bits, table);
        /** Bits that correct what lies before the place of the entry: all that is passed, without the zeros. */
        let number: u64;
        if (!(entry & isSlow)) {
          bits <<= entry;
          bitCount -= entry;
          const nth = (entry >> 8) & 31;
          // An eighth of the table, by the bits that say which zero it is.
          let passed = <u64>load<u8>(eighths + <usize>((entry & 0x1f00) | ((zeros >> place) & 255)));
          if (passed == 64) passed = nthBit(zeros >> place, nth);
          number = passed + 1 - nth;
          place += passed;
          if (keeps) store<i16>(blocks + <usize>load<u8>(places + <usize>place), <u32>entry >> 16);
          mask |= <u64>1 << place;
          beyond |= <i32>(last - place);
          goesOn = place < last;
          place++;
        } else {
          if (entry & isLong) entry = lookUpRest(bits, entry);
          bits <<= entry;
          bitCount -= entry;
          if ((entry & (isRun | isEnd)) == (isRun | isEnd)) {
            entry >>= 16;
            ended = (1 << <i32>entry) - 1 + <i32>((bits >> 1) >> (63 - entry));
            bits <<= entry;
            bitCount -= entry;
            number = popcnt(old >> place);
            goesOn = false;
          } else {
            const nth = (entry >> 8) & 31;
            const passed = nthBit(zeros >> place, nth);
            number = passed + 1 - nth;
            place += passed;
            if (!(entry & isRun)) {
              if (keeps) store<i16>(blocks + <usize>load<u8>(places + <usize>place), <u32>(<i64>bits < 0 ? 1 : -1) << shift);
              mask |= <u64>1 << place;
              bits <<= 1;
              bitCount--;
            }
            beyond |= <i32>(last - place);
            goesOn = place < last;
            place++;
          }
        }
        if (number > (bitCount & 63)) {
          bits |= load<u64>(from - 8) >> bitCount;
          from -= <usize>((~bitCount >> 3) & 7);
          bitCount |= 56;
          if (number > 48) {
            corrections = (corrections << 32) | (bits >> 32);
            bits <<= 32;
            bitCount -= 32;
            number -= 32;
            bits |= load<u64>(from - 8) >> bitCount;
            from -= <usize>((~bitCount >> 3) & 7);
            bitCount |= 56;
          }
        }
        corrections = (corrections << number) | ((bits >> 1) >> (63 - number));
        bits <<= number;
        bitCount -= number;
      } while (goesOn);
      store<u64>(masks, mask);
      if (!old) continue;
    }
    if (!keeps) continue;
    corrections <<= 64 - popcnt(old);
    let left = old;
    do {
      const at = blocks + <usize>load<u8>(places + <usize>ctz(left));
      const value = <i32>load<i16>(at);
      store<i16>(at, value + ((((value >> 31) | 1) & <i32>(<i64>corrections >> 63)) << shift));
      corrections <<= 1;
      left &= left - 1;
    } while (left);
  }
  scan.bits = bits;
  scan.count = bitCount;
  scan.from = from;
  scan.ended = ended;
  scan.beyond = beyond;
}

/** Where the n-th bit that is set stands, of the first eight, 64 if there are not as many. */
const eighths: usize = memory.data(17 * 256, 64);

export function initProgressive(): void {
  for (let n = 1; n <= 16; n++) {
    for (let byte = 0; byte < 256; byte++) {
      let rest = byte;
      for (let i = 1; i < n; i++) rest &= rest - 1;
      store<u8>(eighths + (n << 8) + byte, rest ? ctz(rest) : 64);
    }
  }
}

/** The same of all 64. */
@inline
function nthBit(bits: u64, n: u64): u64 {
  for (; n > 1; n--) bits &= bits - 1;
  return ctz(bits);
}
