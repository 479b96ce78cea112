// Makes the symbols of all scans of AC of a progressive JPEG in one pass (ITU-T T.81, annex G), and counts them. libjpeg goes through all
// blocks twice for each scan.

import { closeRun, count, entryOf, noSymbol, restart, scanAt, WrittenScan } from './pieces';
import {
  deepLowBits, deepRecordBytes, deepRecords, lowBits, recordBlocks, recordBytes, recordDeeply, records, signs,
} from './records';
import { places } from './zigzag';

/** A symbol of 16 zeros. */
const zeros16: u32 = 0xf0;
/** The longest run of ended blocks. */
const longestRun: i32 = 0x7fff;

/** Makes the symbols of up to 64 blocks for scans from `from` on. Room must be there. */
export function addSymbols(from: i32, end: i32, blocks: usize, number: i32): void {
  recordBlocks(blocks, number);
  for (let index = from; index < end; index++)
    if (isDeep(scanAt(index))) {
      recordDeeply(blocks, number);
      break;
    }
  for (let index = from; index < end; index++) {
    const scan = scanAt(index);
    for (let done = 0; done < number; ) {
      if (scan.left == 0) restart(scan);
      const some = min(number - done, scan.left);
      if (scan.refines) addRefinements(scan, done, some);
      else addFirst(scan, done, blocks + (<usize>done << 7), some);
      scan.left -= some;
      done += some;
    }
  }
}

/** Whether the usual records say nothing of the bits of a scan. */
@inline
function isDeep(scan: WrittenScan): bool {
  return scan.shift + scan.refines > 2;
}

/** @param from the first record; `blocks` begins with its block */
function addFirst(scan: WrittenScan, from: usize, blocks: usize, number: i32): void {
  let to = scan.to;
  let run = scan.run;
  let ended = scan.ended;
  const counts = scan.counts;
  const first = scan.first;
  const last = scan.last;
  const shift = scan.shift;
  const band = ((<u64>2 << <u64>last) - 1) & ~((<u64>1 << <u64>first) - 1);
  const step = isDeep(scan) ? deepRecordBytes : recordBytes;
  let levels = (isDeep(scan) ? deepRecords : records) + from * step + (<usize>shift << 3);
  for (const end = levels + <usize>number * step; levels < end; levels += step, blocks += 128) {
    let mask = load<u64>(levels) & band;
    if (mask) {
      if (ended) {
        closeRun(run, ended, counts);
        ended = 0;
      }
      let before: u32 = first - 1;
      do {
        const place = <u32>ctz(mask);
        mask &= mask - 1;
        let zeros = place - before - 1;
        before = place;
        while (zeros > 15) {
          store<u32>(to, zeros16);
          to += 4;
          count(counts, zeros16);
          zeros -= 16;
        }
        const level = <i32>load<i16>(blocks + <usize>load<u8>(places + <usize>place));
        const sign = level >> 31;
        const magnitude = ((level ^ sign) - sign) >> shift;
        const size = 32 - clz(magnitude);
        const symbol = (zeros << 4) | size;
        store<u32>(to, entryOf(symbol, (magnitude ^ sign) & ((1 << size) - 1), size));
        to += 4;
        count(counts, symbol);
      } while (mask);
      if (before == last) continue;
    }
    if (ended == 0) {
      run = to;
      to += 4;
    }
    if (++ended == longestRun) {
      closeRun(run, ended, counts);
      ended = 0;
    }
  }
  scan.to = to;
  scan.run = run;
  scan.ended = ended;
}

/** The bits of a mask's places, one after the other. Correction bits are packed once for a block, and dealt out by `popcnt`. */
@inline
function packed(bits: u64, mask: u64): u64 {
  let all: u64 = 0;
  while (mask) {
    all = (all << 1) | ((bits >> ctz(mask)) & 1);
    mask &= mask - 1;
  }
  return all;
}

/** @param from the first record */
function addRefinements(scan: WrittenScan, from: usize, number: i32): void {
  let to = scan.to;
  let run = scan.run;
  let ended = scan.ended;
  let pending = scan.pending;
  let pendingCount = scan.pendingCount;
  const counts = scan.counts;
  const last = scan.last;
  const shift = scan.shift;
  const band = ((<u64>2 << <u64>last) - 1) & ~((<u64>1 << <u64>scan.first) - 1);
  const step = isDeep(scan) ? deepRecordBytes : recordBytes;
  const lowest = isDeep(scan) ? deepLowBits : lowBits;
  let levels = (isDeep(scan) ? deepRecords : records) + from * step + (<usize>shift << 3);
  let record = records + from * recordBytes;
  for (const end = levels + <usize>number * step; levels < end; levels += step, record += recordBytes) {
    const mask = load<u64>(levels) & band;
    const old = load<u64>(levels, 8) & band;
    let fresh = mask & ~old;
    /** Bits that correct what was not 0 before: how many there are, at first at the bottom of `corrections`. */
    let left = popcnt(old);
    let corrections = old ? packed(load<u64>(levels + lowest), old) : 0;
    if (fresh) {
      if (ended) {
        if (pendingCount) {
          store<u32>(to, entryOf(noSymbol, <u32>pending, <u32>pendingCount));
          to += 4;
          pending = 0;
          pendingCount = 0;
        }
        closeRun(run, ended, counts);
        ended = 0;
      }
      // From here on at the top.
      corrections <<= 0 - left;
      let rest = old;
      const positive = ~load<u64>(record, signs);
      let zeros = ~mask & band;
      let place: u64 = 0;
      do {
        place = ctz(fresh);
        fresh &= fresh - 1;
        const below = (<u64>1 << place) - 1;
        let passed = <u32>popcnt(zeros & below);
        while (passed > 15) {
          for (let i = 0; i < 15; i++) zeros &= zeros - 1;
          const upTo = (<u64>1 << ctz(zeros)) - 1;
          zeros &= zeros - 1;
          passed -= 16;
          count(counts, zeros16);
          let bits = popcnt(rest & upTo);
          rest &= ~upTo;
          let symbol: u32 = zeros16;
          while (bits > 16) {
            store<u32>(to, entryOf(symbol, <u32>(corrections >> 48), 16));
            to += 4;
            corrections <<= 16;
            bits -= 16;
            symbol = noSymbol;
          }
          store<u32>(to, entryOf(symbol, <u32>((corrections >> 1) >> (63 - bits)), <u32>bits));
          to += 4;
          corrections <<= bits;
        }
        zeros &= ~below;
        let symbol: u32 = (passed << 4) | 1;
        count(counts, symbol);
        const sign = <u32>((positive >> place) & 1);
        let bits = popcnt(rest & below);
        rest &= ~below;
        if (bits <= 15) {
          store<u32>(to, entryOf(symbol, (sign << <u32>bits) | <u32>((corrections >> 1) >> (63 - bits)), <u32>bits + 1));
          to += 4;
          corrections <<= bits;
          continue;
        }
        store<u32>(to, entryOf(symbol, (sign << 15) | <u32>(corrections >> 49), 16));
        to += 4;
        corrections <<= 15;
        bits -= 15;
        while (bits > 16) {
          store<u32>(to, entryOf(noSymbol, <u32>(corrections >> 48), 16));
          to += 4;
          corrections <<= 16;
          bits -= 16;
        }
        store<u32>(to, entryOf(noSymbol, <u32>((corrections >> 1) >> (63 - bits)), <u32>bits));
        to += 4;
        corrections <<= bits;
      } while (fresh);
      if (<u32>place == last) continue;
      left = popcnt(rest);
      corrections = (corrections >> 1) >> (63 - left);
    }
    if (ended == 0) {
      run = to;
      to += 4;
    }
    ended++;
    if (left > 40) {
      pending = (pending << 24) | (corrections >> (left - 24));
      pendingCount += 24;
      left -= 24;
      corrections &= (<u64>1 << left) - 1;
      while (pendingCount >= 16) {
        pendingCount -= 16;
        store<u32>(to, entryOf(noSymbol, <u32>(pending >> pendingCount), 16));
        to += 4;
      }
      pending &= (<u64>1 << pendingCount) - 1;
    }
    pending = (pending << left) | corrections;
    pendingCount += left;
    while (pendingCount >= 16) {
      pendingCount -= 16;
      store<u32>(to, entryOf(noSymbol, <u32>(pending >> pendingCount), 16));
      to += 4;
    }
    pending &= (<u64>1 << pendingCount) - 1;
    if (ended == longestRun) {
      if (pendingCount) {
        store<u32>(to, entryOf(noSymbol, <u32>pending, <u32>pendingCount));
        to += 4;
        pending = 0;
        pendingCount = 0;
      }
      closeRun(run, ended, counts);
      ended = 0;
    }
  }
  scan.to = to;
  scan.run = run;
  scan.ended = ended;
  scan.pending = pending;
  scan.pendingCount = pendingCount;
}
