// Reads the scans of a progressive JPEG (ITU-T T.81, annex G). Broken data does no harm: it is noticed after each call, by `isSound` and
// `endsWell`, and until then at most 64 blocks are read wrongly, from whatever lies in front of the data.
import { extended, hasValue, isEnd, isLong, isRun, isSlow, lookUp, lookUpRest } from './codes';

/**
 * Where the places of a block in zigzag order lie, in bytes. Places beyond the last one lie at the first, whose value is brought in later.
 */
export const places: usize = memory.data<u8>([
  0, 2, 16, 32, 18, 4, 6, 20, 34, 48, 64, 50, 36, 22, 8, 10, 24, 38, 52, 66, 80, 96, 82, 68, 54, 40, 26, 12, 14, 28, 42, 56, 70, 84, 98,
  112, 114, 100, 86, 72, 58, 44, 30, 46, 60, 74, 88, 102, 116, 118, 104, 90, 76, 62, 78, 92, 106, 120, 122, 108, 94, 110, 124, 126, 0, 0, 0,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
]);

// ---- the bytes of a scan ----

/** How far `unstuff` has come, in what it reads and in what it writes. */
export let unstuffedFrom: usize = 0;
export let unstuffedTo: usize = 0;

/**
 * Takes the zeros after 0xFF out of the data of a scan, and stores it back to front below `to`: there a load of eight bytes has the next bit
 * at its top, so that no refill needs a branch, or to turn bytes round.
 *
 * @returns whether there is no marker in it
 */
export function unstuff(from: usize, end: usize, to: usize): bool {
  while (from < end) {
    const bytes = v128.load(from);
    to -= 16;
    v128.store(to, i8x16.shuffle(bytes, bytes, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));
    const found = i8x16.bitmask(i8x16.eq(bytes, i8x16.splat(-1)));
    // Bytes up to the first 0xFF.
    const taken: usize = found == 0 ? 16 : <usize>ctz(found) + 1;
    if (from + taken > end) {
      to += from + 16 - end;
      from = end;
      break;
    }
    to += 16 - taken;
    from += taken;
    if (found == 0) continue;
    if (from == end || load<u8>(from) != 0) return false;
    from++;
  }
  unstuffedFrom = from;
  unstuffedTo = to;
  return true;
}

// ---- DC ----

/** The state of a scan of DC: bits at hand, at the top; how many, in the lower 6 bits; where the next are read, downwards. */
let dcBits: u64 = 0;
let dcCount: u64 = 0;
let dcFrom: usize = 0;
let dcEnd: usize = 0;
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

export function beginDc(from: usize, end: usize): void {
  dcBits = 0;
  dcCount = 0;
  dcFrom = from;
  dcEnd = end;
  dcExcess = 0;
  dcBlockCount = 0;
  v128.store(dcLast, i64x2.splat(0));
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
  let byte = <i32>dcBits;
  let count = <i32>dcCount;
  const blocksEnd = dcBlocks + <usize>dcBlockCount * dcBlockBytes;
  for (; rows > 0; rows--) {
    for (let x = columns; x > 0; x--) {
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

// ---- AC ----

/** A scan of AC, and how far it is read. */
@unmanaged
class AcScan {
  /** As those of DC. */
  bits: u64;
  count: u64;
  from: usize;
  end: usize;
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

const acScanBytes: usize = 64;
export const mostAcScans: i32 = 16;
const acScans: usize = memory.data(64 * 16, 64);

@inline
function acScanAt(index: i32): AcScan {
  return changetype<AcScan>(acScans + <usize>index * acScanBytes);
}

export function beginAc(index: i32, from: usize, end: usize, table: usize, first: i32, last: i32, shift: i32, refines: i32): void {
  const scan = acScanAt(index);
  scan.bits = 0;
  scan.count = 0;
  scan.from = from;
  scan.end = end;
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
    if (blocks != 0) {
      if (scan.refines) refine(scan, blocks, masks, count, true);
      else read(scan, blocks, masks, count, true);
    } else if (scan.refines) refine(scan, blocks, masks, count, false);
    else read(scan, blocks, masks, count, false);
    // A run of ends is shorter than that, unless there was no such code.
    if (scan.beyond < 0 || scan.ended > 0x7fff || isOverrun(scan.from, scan.count, scan.end)) return false;
  }
  return true;
}

/** Whether all scans ended with the last block, and all of their bytes were needed. */
export function acEndsWell(scans: i32): bool {
  for (let index = 0; index < scans; index++) {
    const scan = acScanAt(index);
    if (scan.ended != 0 || !isUsedUp(scan.from, scan.count, scan.end)) return false;
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
