import { continueUnstuff, notedEnds, unstuffedTo } from './bits';
import { lookBits, hasValue, isLong, endOfBlock, noCode, dcTable, acTable, pairsOf } from './lookup';

/**
 * Where in a block each coefficient goes, in bytes, by its place in zigzag order. The end of a block, beyond it, goes to the first place,
 * which is written last.
 */
const places: usize = memory.data<u8>([
  0, 2, 16, 32, 18, 4, 6, 20, 34, 48, 64, 50, 36, 22, 8, 10, 24, 38, 52, 66, 80, 96, 82, 68, 54, 40, 26, 12, 14, 28, 42, 56, 70, 84, 98, 112,
  114, 100, 86, 72, 58, 44, 30, 46, 60, 74, 88, 102, 116, 118, 104, 90, 76, 62, 78, 92, 106, 120, 122, 108, 94, 110, 124, 126,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
]);

// ---- what an MCU consists of ----

/** Blocks of an MCU, 16 bytes each: the tables of DC and AC, the DC before, and 128 for luma or 0 for others. */
const blocksOfMcu: usize = memory.data(16 * 16, 16);
let blocksEnd: usize = blocksOfMcu;
let lumaEnd: usize = blocksOfMcu;
/** DC of the block before, for each component. */
const predictions: usize = memory.data(16, 16);

/** Where blocks go that nobody wants. */
const nowhere: usize = memory.data(128, 16);

export function beginMcu(): void {
  blocksEnd = blocksOfMcu;
  lumaEnd = blocksOfMcu;
}

/** Adds the blocks of a component. Luma comes first, if it is there at all. */
export function addBlocks(blocks: i32, component: i32, dc: i32, ac: i32, isLuma: bool): void {
  for (; blocks > 0; blocks--, blocksEnd += 16) {
    store<u32>(blocksEnd, dcTable(dc));
    store<u32>(blocksEnd, acTable(ac), 4);
    store<u32>(blocksEnd, predictions + (component << 2), 8);
    store<u32>(blocksEnd, isLuma ? 128 : 0, 12);
  }
  if (isLuma) lumaEnd = blocksEnd;
}

// ---- the scan ----

/** The bits at hand, from the highest on, and how many they are, of which the lowest six bits count. */
let bits: u64 = 0;
let count: u64 = 0;
/** Where the next bytes are, and where the first ones are. */
let from: usize = 0;
let high: usize = 0;
/** Where the data of this interval ends as far as it is here, and where that is noted; the ends of the next ones follow. */
let intervalEnd: usize = 0;
let ends: usize = 0;
/** MCUs from one restart marker to the next, and to the next one. */
let interval: i32 = 0;
let untilRestart: i32 = 0;

/** @param top where the data begins, back to front; it ends where `unstuff` does @param firstEnd see `beginUnstuff` */
export function beginScan(top: usize, firstEnd: usize, mcusOfInterval: i32): void {
  high = top;
  from = top;
  ends = firstEnd;
  interval = mcusOfInterval;
  beginInterval();
}

function beginInterval(): void {
  bits = 0;
  count = 0;
  untilRestart = interval;
  v128.store(predictions, i64x2.splat(0));
  findEnd();
}

/** To be called when more data has been unstuffed. */
export function findEnd(): void { intervalEnd = ends < notedEnds ? <usize>load<u32>(ends) : unstuffedTo; }

/** How much data is here that has not been read. */
export function unreadBytes(): i32 { return <i32>(from - unstuffedTo); }

/**
 * Makes room for more data: moves what has not been read to the top, with the eight bytes before it, in which bits of components may begin;
 * and the ends of its intervals likewise.
 */
export function moveUp(firstEnd: usize): void {
  const by = high - (from + 8);
  memory.copy(unstuffedTo + by, unstuffedTo, from + 8 - unstuffedTo);
  from += by;
  let to = firstEnd;
  for (; ends < notedEnds; ends += 4, to += 4) store<u32>(to, load<u32>(ends) + <u32>by);
  ends = firstEnd;
  continueUnstuff(unstuffedTo + by, to);
  findEnd();
}

/** Whether the data of this interval is used up, but for bits that fill its last byte. */
export function isAtEnd(): bool {
  const left = <i32>((from - intervalEnd) << 3) + <i32>(count & 63);
  return left >= 0 && left < 8;
}

@inline
function look(b: u64, table: usize): u64 { return <u64>load<u32>(table + (<u32>(b >> (64 - lookBits)) << 2)); }
@inline
function lookOn(b: u64, entry: u64): u64 { return <u64>load<u32>(<usize>(<u32>entry >> 8) + (<u32>((b << lookBits) >> 59) << 2)); }
@inline
function lookPair(b: u64, table: usize): u64 { return load<u64>(table + (<usize>(b >> (64 - lookBits)) << 3)); }

/** An entry with the value whose bits come next, instead of their number. */
@inline
function extended(b: u64, entry: u64): u64 {
  const size = entry >> 16;
  const sign = ~(<i64>b >> 63);
  const value = (b ^ <u64>sign) >> (64 - size);
  return (((value ^ <u64>sign) - <u64>sign) << 16) | size;
}

@inline
function put(block: usize, k: u32, value: u32): void { store<i16>(block + <usize>load<u8>(k, places), value); }

/**
 * Decodes MCUs: luma as blocks at `to`; for each MCU, where the bits of its other blocks begin, counted from the top of the data, and how
 * many they are, at `runs`. Returns whether all codes exist, no run leads out of a block, and the data suffices.
 *
 * There is no call in it, as V8 spills what lives across one: 10 to 15 % of decoding. Nor is there a check of the end but one for each
 * MCU, which broken data can pass by 2,500 bytes at most.
 */
@inline
function decodeSome(mcus: i32, to: usize, runs: usize): bool {
  let b = bits;
  let n = count;
  let at = from;
  let faults: u32 = 0;
  const lowest = intervalEnd - 8;
  const end = blocksEnd;
  const chroma = lumaEnd;
  const top = high;
  const zero = i64x2.splat(0);
  for (; mcus > 0; mcus--) {
    let began: i32 = 0;
    for (let p = blocksOfMcu; p < end; p += 16) {
      if (p == chroma) began = <i32>((top - at) << 3) - <i32>(n & 63);
      const step = <usize>load<u32>(p, 12);
      const block = step ? to : nowhere;
      to += step;
      v128.store(block, zero);
      v128.store(block, zero, 16);
      v128.store(block, zero, 32);
      v128.store(block, zero, 48);
      v128.store(block, zero, 64);
      v128.store(block, zero, 80);
      v128.store(block, zero, 96);
      v128.store(block, zero, 112);
      b |= load<u64>(at - 8) >> n;
      at -= <usize>((~n >> 3) & 7);
      n |= 56;
      let e = look(b, <usize>load<u32>(p));
      if (e & (hasValue | isLong)) {
        if (e & isLong) {
          e = lookOn(b, e);
          faults |= u32(<u32>e == noCode);
        }
        b <<= e;
        n -= e;
        e = e & hasValue ? extended(b, e) : 0;
      }
      b <<= e;
      n -= e;
      const prediction = <usize>load<u32>(p, 8);
      const dc = load<i32>(prediction) + (<i32>e >> 16);
      store<i32>(prediction, dc);
      const table = <usize>load<u32>(p, 4);
      const pairs = pairsOf(table);
      let k: u32 = 0;
      while (true) {
        b |= load<u64>(at - 8) >> n;
        at -= <usize>((~n >> 3) & 7);
        n |= 56;
        // Up to three pairs for each refill, and then one symbol of any length.
        e = lookPair(b, pairs);
        if (!(e & isLong)) {
          let first = k + ((<u32>e >> 8) & 127);
          if (first >= 63) {
            e = look(b, table);
            k = first;
            b <<= e;
            n -= e;
            put(block, k, <u32>e >> 16);
            break;
          }
          b <<= e;
          n -= e;
          k = first + ((<u32>e >> 16) & 127);
          put(block, first, <u32>(e >> 32));
          put(block, k, <u32>(e >> 48));
          if (k >= 63) break;
          e = lookPair(b, pairs);
          if (!(e & isLong)) {
            first = k + ((<u32>e >> 8) & 127);
            if (first >= 63) {
              e = look(b, table);
              k = first;
              b <<= e;
              n -= e;
              put(block, k, <u32>e >> 16);
              break;
            }
            b <<= e;
            n -= e;
            k = first + ((<u32>e >> 16) & 127);
            put(block, first, <u32>(e >> 32));
            put(block, k, <u32>(e >> 48));
            if (k >= 63) break;
            e = lookPair(b, pairs);
            if (!(e & isLong)) {
              first = k + ((<u32>e >> 8) & 127);
              if (first >= 63) {
                e = look(b, table);
                k = first;
                b <<= e;
                n -= e;
                put(block, k, <u32>e >> 16);
                break;
              }
              b <<= e;
              n -= e;
              k = first + ((<u32>e >> 16) & 127);
              put(block, first, <u32>(e >> 32));
              put(block, k, <u32>(e >> 48));
              if (k >= 63) break;
              continue;
            }
          }
        }
        e = look(b, table);
        if (e & isLong) {
          e = lookOn(b, e);
          faults |= u32(<u32>e == noCode);
        }
        b <<= e;
        n -= e;
        k += (<u32>e >> 8) & 127;
        if (e & hasValue) {
          e = extended(b, e);
          b <<= e;
          n -= e;
        }
        put(block, k, <u32>e >> 16);
        if (k >= 63) break;
      }
      faults |= u32(k - 64 < endOfBlock - 64);
      store<i16>(block, dc);
    }
    if (at < lowest) return false;
    if (chroma < end) {
      store<i32>(runs, began);
      store<i32>(runs, <i32>((top - at) << 3) - <i32>(n & 63) - began, 4);
      runs += 8;
    }
  }
  bits = b;
  count = n;
  from = at;
  return faults == 0;
}

/** The same, across restart markers. */
export function decodeMcus(mcus: i32, to: usize, runs: usize): bool {
  const lumaBytes = (lumaEnd - blocksOfMcu) << 3;
  const runBytes: usize = lumaEnd < blocksEnd ? 8 : 0;
  while (mcus > 0) {
    if (untilRestart == 0) {
      if (!isAtEnd()) return false;
      from = intervalEnd;
      ends += 4;
      beginInterval();
    }
    const some = min(mcus, untilRestart);
    if (!decodeSome(some, to, runs)) return false;
    to += lumaBytes * some;
    runs += runBytes * some;
    mcus -= some;
    untilRestart -= some;
  }
  return true;
}

/** The last DC of each component, in the order of the scan, as numbers of 16 bits. */
export function storeDc(to: usize): void {
  const last = v128.load(predictions);
  v128.store64_lane(to, i16x8.narrow_i32x4_s(last, last), 0);
}
