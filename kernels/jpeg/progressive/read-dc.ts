// Reads the scans of DC of a progressive JPEG.
import { extended, hasValue, isLong, isSlow, lookUp, lookUpRest } from './codes';
import { isOverrun, isUsedUp, untilRestart } from './scan-data';

/** The state of a scan of DC: bits at hand, at the top; how many, in the lower 6 bits; where the next are read, downwards. */
let dcBits: u64 = 0;
let dcCount: u64 = 0;
let dcFrom: usize = 0;
let dcEnd: usize = 0;
/** Where the ends of the next intervals between restart markers are, MCUs in an interval, and how many the present one still has. */
let dcEnds: usize = 0;
let dcInterval: i32 = 0;
let dcLeft: i32 = 0;
/** Collects values that 8 bits cannot have. */
let dcExcess: u32 = 0;

/** A block of an MCU. */
@unmanaged
class DcBlock {
  table: usize;
  /** Where its component's last value is. */
  last: usize;
  /** Where the next value goes, how far the one in the next MCU is, and how much farther the next row is. */
  at: usize;
  step: usize;
  rowStep: usize;
}

const dcBlockBytes: usize = 32;
const dcBlocks: usize = memory.data(32 * 16, 64);
const dcLast: usize = memory.data(16, 16);
let dcBlockCount: i32 = 0;

@inline
function dcBlockAt(address: usize): DcBlock {
  return changetype<DcBlock>(address);
}

/** Begins a scan, before its blocks are added. @param ends as `unstuff` leaves them */
export function beginDc(from: usize, ends: usize, interval: i32): void {
  dcBits = 0;
  dcCount = 0;
  dcFrom = from;
  dcEnd = load<u32>(ends);
  dcEnds = ends + 4;
  dcInterval = interval;
  dcLeft = untilRestart(interval);
  dcExcess = 0;
  dcBlockCount = 0;
  v128.store(dcLast, i64x2.splat(0));
}

/** Goes on behind a restart marker. @returns whether all bits before it were needed */
function restartDc(): bool {
  if (!dcEndsWell()) return false;
  dcBits = 0;
  dcCount = 0;
  dcFrom = dcEnd;
  dcEnd = load<u32>(dcEnds);
  dcEnds += 4;
  dcLeft = dcInterval;
  v128.store(dcLast, i64x2.splat(0));
  return true;
}

/** Adds a block to the MCU. */
export function addDcBlock(table: usize, component: i32, at: usize, step: usize, rowStep: usize): void {
  const block = dcBlockAt(dcBlocks + <usize>(dcBlockCount++) * dcBlockBytes);
  block.table = table;
  block.last = dcLast + (<usize>component << 2);
  block.at = at;
  block.step = step;
  block.rowStep = rowStep;
}

@inline
function nextPlace(block: DcBlock): usize {
  const at = block.at;
  block.at = at + block.step;
  return at;
}

function endDcRow(): void {
  const end = dcBlocks + <usize>dcBlockCount * dcBlockBytes;
  for (let at = dcBlocks; at < end; at += dcBlockBytes) dcBlockAt(at).at += dcBlockAt(at).rowStep;
}

/** Reads rows of MCUs of a first scan. @returns whether they are sound so far */
export function readDc(columns: i32, rows: i32, shift: i32): bool {
  let bits = dcBits;
  let count = dcCount;
  let from = dcFrom;
  const blocksEnd = dcBlocks + <usize>dcBlockCount * dcBlockBytes;
  for (; rows > 0; rows--) {
    for (let x = columns; x > 0; x--) {
      if (dcLeft == 0) {
        dcFrom = from;
        dcCount = count;
        if (!restartDc()) return false;
        bits = 0;
        count = 0;
        from = dcFrom;
      }
      dcLeft--;
      for (let b = dcBlocks; b < blocksEnd; b += dcBlockBytes) {
        const block = dcBlockAt(b);
        bits |= load<u64>(from - 8) >> count;
        from -= <usize>((~count >> 3) & 7);
        count |= 56;
        let entry = lookUp(bits, block.table);
        if (entry & isSlow) {
          if (entry & isLong) entry = lookUpRest(bits, entry);
          bits <<= entry;
          count -= entry;
          entry = entry & hasValue ? extended(bits, entry) : 0;
        }
        bits <<= entry;
        count -= entry;
        const value = load<i32>(block.last) + (<i32>entry >> 16);
        store<i32>(block.last, value);
        const level = value << shift;
        dcExcess |= <u32>(level + 2048) | <u32>(value + 2048);
        store<i16>(nextPlace(block), level);
      }
    }
    endDcRow();
    if (isOverrun(from, count, dcEnd)) return false;
  }
  dcBits = bits;
  dcCount = count;
  dcFrom = from;
  return dcExcess < 4096;
}

/** Reads rows of MCUs of a scan that brings another bit. */
export function refineDc(columns: i32, rows: i32, shift: i32): bool {
  // Here `dcBits` is the byte at hand.
  let byte = <i32>dcBits;
  let count = <i32>dcCount;
  const blocksEnd = dcBlocks + <usize>dcBlockCount * dcBlockBytes;
  for (; rows > 0; rows--) {
    for (let x = columns; x > 0; x--) {
      if (dcLeft == 0) {
        dcCount = count;
        if (!restartDc()) return false;
        count = 0;
      }
      dcLeft--;
      for (let b = dcBlocks; b < blocksEnd; b += dcBlockBytes) {
        const at = nextPlace(dcBlockAt(b));
        if (count == 0) {
          byte = <i32>load<u8>(--dcFrom);
          count = 8;
        }
        count--;
        store<i16>(at, <i32>load<i16>(at) | (((byte >> count) & 1) << shift));
      }
    }
    endDcRow();
    if (dcFrom < dcEnd) return false;
  }
  dcBits = byte;
  dcCount = count;
  return true;
}

/** Whether all bytes of the scan of DC were needed. */
export function dcEndsWell(): bool {
  return isUsedUp(dcFrom, dcCount, dcEnd);
}
