// Sequential scans, for images whose kind of scans changes.
import { blocksToTiles, tilesToBlocks } from '../dct';
import { extended, hasValue, isEnd, isLong, isRun, isSlow, lookUp, lookUpRest } from './codes';
import { countTiles, mapTiles } from './luma';
import { count, entryOf, restart, scanAt } from './pieces';
import { maskOf } from './records';
import { isOverrun, isUsedUp, untilRestart } from './scan-data';
import { places } from './zigzag';

/** A block of an MCU. */
@unmanaged
class McuBlock {
  dcTable: usize;
  acTable: usize;
  /** Where its component's last DC is. */
  last: usize;
  /** For writing: whether it has the codes of luma (0) or of the others (1). */
  codes: u32;
  /** Where it is, how far the one in the next MCU is, and how much farther the next row is. */
  at: usize;
  step: usize;
  rowStep: usize;
}

const mcuBlockBytes: usize = 32;
const mcuBlocks: usize = memory.data(32 * 16, 64);
const lastDc: usize = memory.data(16, 16);
let mcuBlockCount: i32 = 0;

@inline
function mcuBlockAt(address: usize): McuBlock {
  return changetype<McuBlock>(address);
}

/** The state of the scan that is read, as of those of DC. */
let bits: u64 = 0;
let bitCount: u64 = 0;
let from: usize = 0;
let dataEnd: usize = 0;
let ends: usize = 0;
let interval: i32 = 0;
let mcusLeft: i32 = 0;
/** Collects values that 8 bits cannot have. */
let excess: u32 = 0;
let sizeExcess: i32 = 0;

/** Begins a scan that is read, before its blocks are added. */
export function beginMcus(dataFrom: usize, dataEnds: usize, restartInterval: i32): void {
  beginMcuSymbols();
  bits = 0;
  bitCount = 0;
  from = dataFrom;
  dataEnd = load<u32>(dataEnds);
  ends = dataEnds + 4;
  interval = restartInterval;
  mcusLeft = untilRestart(restartInterval);
}

/** Begins a scan that is written, before its blocks are added. */
export function beginMcuSymbols(): void {
  mcuBlockCount = 0;
  excess = 0;
  sizeExcess = 0;
  v128.store(lastDc, i64x2.splat(0));
}

/** Goes on behind a restart marker. @returns whether all bits before it were needed */
function restartMcus(): bool {
  if (!mcusEndWell()) return false;
  bits = 0;
  bitCount = 0;
  from = dataEnd;
  dataEnd = load<u32>(ends);
  ends += 4;
  mcusLeft = interval;
  v128.store(lastDc, i64x2.splat(0));
  return true;
}

export function addMcuBlock(dcTable: usize, acTable: usize, component: i32, codes: i32, at: usize, step: usize, rowStep: usize): void {
  const block = mcuBlockAt(mcuBlocks + <usize>(mcuBlockCount++) * mcuBlockBytes);
  block.dcTable = dcTable;
  block.acTable = acTable;
  block.last = lastDc + (<usize>component << 2);
  block.codes = codes;
  block.at = at;
  block.step = step;
  block.rowStep = rowStep;
}

function endMcuRow(): void {
  const end = mcuBlocks + <usize>mcuBlockCount * mcuBlockBytes;
  for (let at = mcuBlocks; at < end; at += mcuBlockBytes) mcuBlockAt(at).at += mcuBlockAt(at).rowStep;
}

// ---- reading ----

/** Reads a row of MCUs into blocks of zeros. @returns whether they are sound */
export function readMcuRow(columns: i32): bool {
  const end = mcuBlocks + <usize>mcuBlockCount * mcuBlockBytes;
  let beyond = 0;
  for (let x = columns; x > 0; x--) {
    if (mcusLeft == 0 && !restartMcus()) return false;
    mcusLeft--;
    for (let b = mcuBlocks; b < end; b += mcuBlockBytes) {
      const block = mcuBlockAt(b);
      const to = block.at;
      block.at = to + block.step;
      let entry = nextEntry(block.dcTable);
      const value = load<i32>(block.last) + (<i32>entry >> 16);
      store<i32>(block.last, value);
      excess |= <u32>(value + 2048);
      store<i16>(to, value);
      let place: u32 = 0;
      while (place < 63) {
        refill();
        entry = lookUp(bits, block.acTable);
        if (entry & isSlow) {
          if (entry & isLong) entry = lookUpRest(bits, entry);
          bits <<= entry;
          bitCount -= entry;
          if (entry & isRun) {
            if (entry & isEnd) {
              // Runs of blocks' ends are for progressive scans, and what is no code reads as a long one.
              beyond |= 0 - <i32>(entry >> 16);
              break;
            }
            place += 16;
            continue;
          }
          place += (<u32>entry >> 8) & 127;
          entry = extended(bits, entry);
        } else place += (<u32>entry >> 8) & 127;
        bits <<= entry;
        bitCount -= entry;
        store<i16>(to + <usize>load<u8>(place, places), <u32>entry >> 16);
      }
      beyond |= 63 - <i32>place;
    }
    if (isOverrun(from, bitCount, dataEnd)) return false;
  }
  endMcuRow();
  return beyond >= 0 && excess < 4096;
}

/** The next entry of DC, taken, with its value in bits 16 to 31. */
@inline
function nextEntry(table: usize): u64 {
  refill();
  let entry = lookUp(bits, table);
  if (entry & isSlow) {
    if (entry & isLong) entry = lookUpRest(bits, entry);
    bits <<= entry;
    bitCount -= entry;
    entry = entry & hasValue ? extended(bits, entry) : 0;
  }
  bits <<= entry;
  bitCount -= entry;
  return entry;
}

@inline
function refill(): void {
  bits |= load<u64>(from - 8) >> bitCount;
  from -= <usize>((~bitCount >> 3) & 7);
  bitCount |= 56;
}

export function mcusEndWell(): bool {
  return isUsedUp(from, bitCount, dataEnd);
}

/** Turns a row of blocks into tiles, and counts their samples. */
export function blockRowToTiles(blocks: usize, columns: i32, steps: usize, tiles: usize, counts: usize): void {
  blocksToTiles(blocks, steps, tiles, columns);
  countTiles(tiles, counts, columns);
}

// ---- writing ----

const mapped: usize = memory.data(64 * 64, 64);

/** Maps a row of tiles through a table, and turns it into blocks. */
export function tileRowToBlocks(tiles: usize, columns: i32, table: usize, divisors: usize, to: usize): void {
  for (let left = columns; left > 0; left -= 64, tiles += 4096, to += 8192) {
    const some = min(64, left);
    mapTiles(tiles, table, some, mapped);
    tilesToBlocks(mapped, divisors, to, some);
  }
}

/** Quantises blocks anew, which had other steps. Both are 64 words, row by row. */
export function requantise(blocks: usize, count: i32, steps: usize, newSteps: usize): void {
  for (const end = blocks + (<usize>count << 7); blocks < end; blocks += 128) {
    for (let at: usize = 0; at < 128; at += 2) {
      const level = <i32>load<i16>(blocks + at);
      if (level == 0) continue;
      const step = <i32>load<u16>(newSteps + at);
      const nearest = (abs(level) * <i32>load<u16>(steps + at) + (step >> 1)) / step;
      const most = at == 0 ? 2047 : 1023;
      store<i16>(blocks + at, level < 0 ? -min(nearest, most) : min(nearest, most));
    }
  }
}

/** Where the symbols of DC are, and those of AC of the other components than luma; those of luma come first. */
const dcSymbols: u32 = 272;
const otherAcSymbols: u32 = 512;

/** Makes the symbols of MCUs in a row, at most 64 blocks. Those of a row must end with `endSequentialRow`. @returns whether there are any */
export function addSequential(index: i32, mcus: i32): bool {
  const scan = scanAt(index);
  const counts = scan.counts;
  let entries = scan.to;
  const end = mcuBlocks + <usize>mcuBlockCount * mcuBlockBytes;
  for (; mcus > 0; mcus--) {
    if (scan.left == 0) {
      scan.to = entries;
      restart(scan);
      entries = scan.to;
      v128.store(lastDc, i64x2.splat(0));
    }
    scan.left--;
    for (let b = mcuBlocks; b < end; b += mcuBlockBytes) {
      const block = mcuBlockAt(b);
      const at = block.at;
      block.at = at + block.step;
      const value = <i32>load<i16>(at);
      const difference = value - load<i32>(block.last);
      store<i32>(block.last, value);
      const sign = difference >> 31;
      const size = 32 - clz((difference ^ sign) - sign);
      sizeExcess |= 11 - size;
      const symbol = dcSymbols + (block.codes << 4) + size;
      store<u32>(entries, entryOf(symbol, (difference + sign) & ((1 << size) - 1), size));
      entries += 4;
      count(counts, symbol);
      const base: u32 = block.codes == 0 ? 0 : otherAcSymbols;
      let mask = maskOf(at) & ~1;
      let before: u32 = 0;
      while (mask) {
        const place = <u32>ctz(mask);
        mask &= mask - 1;
        let zeros = place - before - 1;
        before = place;
        for (; zeros > 15; zeros -= 16) {
          store<u32>(entries, base + 0xf0);
          entries += 4;
          count(counts, base + 0xf0);
        }
        const level = <i32>load<i16>(at + <usize>load<u8>(places + <usize>place));
        const negative = level >> 31;
        const magnitude = (level ^ negative) - negative;
        const bits = 32 - clz(magnitude);
        const acSymbol = base + (zeros << 4) + bits;
        store<u32>(entries, entryOf(acSymbol, (magnitude ^ negative) & ((1 << bits) - 1), bits));
        entries += 4;
        count(counts, acSymbol);
      }
      if (before == 63) continue;
      store<u32>(entries, base);
      entries += 4;
      count(counts, base);
    }
  }
  scan.to = entries;
  return sizeExcess >= 0;
}

export function endSequentialRow(): void {
  endMcuRow();
}
