// Reads the scans of DC of a progressive JPEG.
import { extended, hasValue, isLong, isSlow, lookUp, lookUpRest } from './codes';
import { beginReading, isOverrun, isUsedUp, Reading, restartReading } from './scan-data';

/** A scan of DC, and how far it is read. */
@unmanaged
class DcScan extends Reading {
  /** Collects values that 8 bits cannot have. */
  excess: u32;
}

const dcScanBytes: usize = 128;
/** As many as a file may have: `mostScans` of `frame.ts`. */
const dcScans: usize = memory.data(128 * 100, 64);
/** In each, where the last values of its components are. */
const lastAt: usize = 64;

@inline
function dcScanAt(index: i32): DcScan {
  return changetype<DcScan>(dcScans + <usize>index * dcScanBytes);
}

/** The scan that is read. */
let dcScan: usize = dcScans;

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
let dcBlockCount: i32 = 0;

@inline
function dcBlockAt(address: usize): DcBlock {
  return changetype<DcBlock>(address);
}

/** Begins a scan. @param ends as `unstuffWhole` leaves them */
export function beginDc(index: i32, from: usize, ends: usize, interval: i32): void {
  const scan = dcScanAt(index);
  beginReading(scan, from, ends, interval);
  scan.excess = 0;
  forgetLast(scan);
}

@inline
function forgetLast(scan: DcScan): void {
  v128.store(changetype<usize>(scan) + lastAt, i64x2.splat(0));
}

/** How far a scan is read, for `scan-data.ts`. */
export function dcReading(index: i32): usize {
  return dcScans + <usize>index * dcScanBytes;
}

/** Chooses the scan that is read from here on, before the blocks of its MCUs are added. */
export function chooseDc(index: i32): void {
  dcScan = dcReading(index);
  dcBlockCount = 0;
}

/** Goes on behind a restart marker. @returns whether all bits before it were needed */
function restartDc(scan: DcScan): bool {
  if (!isUsedUp(scan.from, scan.count, scan.end)) return false;
  restartReading(scan);
  forgetLast(scan);
  return true;
}

/** Adds a block to the MCU. */
export function addDcBlock(table: usize, component: i32, at: usize, step: usize, rowStep: usize): void {
  const block = dcBlockAt(dcBlocks + <usize>(dcBlockCount++) * dcBlockBytes);
  block.table = table;
  block.last = dcScan + lastAt + (<usize>component << 2);
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
  const scan = changetype<DcScan>(dcScan);
  let bits = scan.bits;
  let count = scan.count;
  let from = scan.from;
  let left = scan.left;
  let excess = scan.excess;
  const blocksEnd = dcBlocks + <usize>dcBlockCount * dcBlockBytes;
  for (; rows > 0; rows--) {
    for (let x = columns; x > 0; x--) {
      if (left == 0) {
        scan.from = from;
        scan.count = count;
        if (!restartDc(scan)) return false;
        bits = 0;
        count = 0;
        from = scan.from;
        left = scan.left;
      }
      left--;
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
        excess |= <u32>(level + 2048) | <u32>(value + 2048);
        store<i16>(nextPlace(block), level);
      }
    }
    endDcRow();
    if (isOverrun(from, count, scan.end)) return false;
  }
  scan.bits = bits;
  scan.count = count;
  scan.from = from;
  scan.left = left;
  scan.excess = excess;
  return excess < 4096;
}

/** Reads rows of MCUs of a scan that brings another bit. */
export function refineDc(columns: i32, rows: i32, shift: i32): bool {
  const scan = changetype<DcScan>(dcScan);
  // Here `bits` is the byte at hand.
  let byte = <i32>scan.bits;
  let count = <i32>scan.count;
  let from = scan.from;
  let left = scan.left;
  const blocksEnd = dcBlocks + <usize>dcBlockCount * dcBlockBytes;
  for (; rows > 0; rows--) {
    for (let x = columns; x > 0; x--) {
      if (left == 0) {
        scan.from = from;
        scan.count = count;
        if (!restartDc(scan)) return false;
        count = 0;
        from = scan.from;
        left = scan.left;
      }
      left--;
      for (let b = dcBlocks; b < blocksEnd; b += dcBlockBytes) {
        const at = nextPlace(dcBlockAt(b));
        if (count == 0) {
          byte = <i32>load<u8>(--from);
          count = 8;
        }
        count--;
        store<i16>(at, <i32>load<i16>(at) | (((byte >> count) & 1) << shift));
      }
    }
    endDcRow();
    if (from < scan.end) return false;
  }
  scan.bits = byte;
  scan.count = count;
  scan.from = from;
  scan.left = left;
  return true;
}

/** Whether all bytes of the scan were needed. */
export function dcEndsWell(): bool {
  const scan = changetype<DcScan>(dcScan);
  return isUsedUp(scan.from, scan.count, scan.end);
}
