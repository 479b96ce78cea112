// Makes the symbols of the scans of DC.
import { count, entryOf, lastDcOf, noSymbol, restart, scanAt } from './pieces';

/** A block of an MCU: where its component's last value is, which code it has, and where its values are, as in reading. */
@unmanaged
class DcBlock {
  last: usize;
  code: u32;
  at: usize;
  step: usize;
  rowStep: usize;
}

const dcBlockBytes: usize = 32;
const dcBlocks: usize = memory.data(32 * 16, 64);
let dcBlockCount: i32 = 0;
/** Collects sizes that no symbol may have. */
let dcExcess: i32 = 0;
/** Where the last values of the components are. */
let dcLast: usize = 0;

@inline
function dcBlockAt(address: usize): DcBlock {
  return changetype<DcBlock>(address);
}

/** Chooses the scan of DC that goes on, before its blocks are added. */
export function beginDcBlocks(index: i32): void {
  dcBlockCount = 0;
  dcExcess = 0;
  dcLast = lastDcOf(scanAt(index));
}

/** Adds a block to the MCU. @param code 0 or 1; the symbols of the second lie 16 after those of the first */
export function addDcSymbolBlock(component: i32, code: i32, at: usize, step: usize, rowStep: usize): void {
  const block = dcBlockAt(dcBlocks + <usize>(dcBlockCount++) * dcBlockBytes);
  block.last = dcLast + (<usize>component << 2);
  block.code = code << 4;
  block.at = at;
  block.step = step;
  block.rowStep = rowStep;
}

/** Makes the symbols of `count` MCUs, at most 64 blocks, in a row. @returns whether there are such symbols */
export function addDcSymbols(index: i32, mcus: i32, shift: i32): bool {
  const scan = scanAt(index);
  let to = scan.to;
  const counts = scan.counts;
  const end = dcBlocks + <usize>dcBlockCount * dcBlockBytes;
  for (; mcus > 0; mcus--) {
    if (scan.left == 0) {
      scan.to = to;
      restart(scan);
      to = scan.to;
      v128.store(dcLast, i64x2.splat(0));
    }
    scan.left--;
    for (let b = dcBlocks; b < end; b += dcBlockBytes) {
      const block = dcBlockAt(b);
      const at = block.at;
      block.at = at + block.step;
      const value = <i32>load<i16>(at) >> shift;
      const difference = value - load<i32>(block.last);
      store<i32>(block.last, value);
      const sign = difference >> 31;
      const size = 32 - clz((difference ^ sign) - sign);
      dcExcess |= 11 - size;
      const symbol = block.code | size;
      count(counts, symbol);
      store<u32>(to, entryOf(symbol, (difference + sign) & ((1 << size) - 1), size));
      to += 4;
    }
  }
  scan.to = to;
  return dcExcess >= 0;
}

/** The same for a scan that brings another bit. */
export function addDcRefinements(index: i32, mcus: i32, shift: i32): void {
  const scan = scanAt(index);
  let to = scan.to;
  let pending = scan.pending;
  let pendingCount = scan.pendingCount;
  const end = dcBlocks + <usize>dcBlockCount * dcBlockBytes;
  for (; mcus > 0; mcus--) {
    if (scan.left == 0) {
      scan.to = to;
      scan.pending = pending;
      scan.pendingCount = pendingCount;
      restart(scan);
      to = scan.to;
      pending = 0;
      pendingCount = 0;
    }
    scan.left--;
    for (let b = dcBlocks; b < end; b += dcBlockBytes) {
      const block = dcBlockAt(b);
      const at = block.at;
      block.at = at + block.step;
      pending = (pending << 1) | <u64>((<i32>load<i16>(at) >> shift) & 1);
      if (++pendingCount < 16) continue;
      store<u32>(to, entryOf(noSymbol, <u32>pending, 16));
      to += 4;
      pending = 0;
      pendingCount = 0;
    }
  }
  scan.to = to;
  scan.pending = pending;
  scan.pendingCount = pendingCount;
}

/** Goes on with the next row of MCUs. */
export function endDcSymbolRow(): void {
  const end = dcBlocks + <usize>dcBlockCount * dcBlockBytes;
  for (let at = dcBlocks; at < end; at += dcBlockBytes) dcBlockAt(at).at += dcBlockAt(at).rowStep;
}
