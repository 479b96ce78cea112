// Makes the symbols of all scans of a progressive JPEG in one pass (ITU-T T.81, annex G), and counts them. libjpeg goes through all blocks
// twice for each scan.
import { places } from './read';

// An entry of 32 bits is a symbol in bits 0 to 9, or `noSymbol`; then in bits 10 to 15 how many bits follow it, and in bits 16 to 31 these
// bits. A run of blocks' ends takes its entry where it begins, and fills it in when it ends.
const noSymbol: u32 = 256;

/** A symbol of 16 zeros. */
const zeros16: u32 = 0xf0;

@inline
export function entryOf(symbol: u32, bits: u32, count: u32): u32 {
  return (bits << 16) | (count << 10) | symbol;
}

@inline
export function count(counts: usize, symbol: u32): void {
  const at = counts + (<usize>symbol << 2);
  store<u32>(at, load<u32>(at) + 1);
}

// ---- where entries go ----

// Entries of a scan lie in pieces, as nobody knows before how many there will be. A piece begins with where its entries end and where the
// next piece is; 0 if there is none.
const pieceBytes: usize = 65536;
/** The most that 64 blocks of a scan take: 72 entries each. */
const slackBytes: usize = 64 * 72 * 4;

let freePiece: usize = 0;
let piecesEnd: usize = 0;

/** Gives room for pieces. The room for more of them, given later, must follow it. */
export function setPieces(from: usize, end: usize): void {
  freePiece = from;
  piecesEnd = end;
}

/** More room. */
export function extendPieces(end: usize): void {
  piecesEnd = end;
}

/** Where the pieces in use end. */
export function endOfPieces(): usize {
  return freePiece;
}

function newPiece(): usize {
  const piece = freePiece;
  freePiece += pieceBytes;
  store<u32>(piece, <u32>piece + 8);
  store<u32>(piece, 0, 4);
  return piece;
}

/** Whether another `number` pieces fit. */
function havePieces(number: i32): bool {
  return freePiece + <usize>number * pieceBytes <= piecesEnd;
}

// ---- a scan that is written ----

@unmanaged
class WrittenScan {
  /** The first piece, and the one in use. */
  pieces: usize;
  piece: usize;
  /** Where the next entry goes. */
  to: usize;
  /** Blocks that ended, and the entry for their run. */
  ended: i32;
  run: usize;
  /** How often each symbol occurs. */
  counts: usize;
  /** Bits that follow the run. */
  pending: u64;
  pendingCount: u64;
  first: u32;
  last: u32;
  shift: u32;
  refines: i32;
}

const scanBytes: usize = 64;
const scans: usize = memory.data(64 * 64, 64);

@inline
function scanAt(index: i32): WrittenScan {
  return changetype<WrittenScan>(scans + <usize>index * scanBytes);
}

/** @param counts room for those of 256 symbols, all 0 */
export function beginSymbols(index: i32, counts: usize, first: i32, last: i32, shift: i32, refines: i32): bool {
  if (!havePieces(1)) return false;
  const scan = scanAt(index);
  scan.pieces = newPiece();
  scan.piece = scan.pieces;
  scan.to = scan.piece + 8;
  scan.ended = 0;
  scan.run = 0;
  scan.counts = counts;
  scan.pending = 0;
  scan.pendingCount = 0;
  scan.first = first;
  scan.last = last;
  scan.shift = shift;
  scan.refines = refines;
  return true;
}

/** The first piece of a scan. */
export function piecesOf(index: i32): usize {
  return scanAt(index).pieces;
}

/** Makes sure that 64 blocks fit in every scan from `from` on; false if there is no room for that. */
export function haveRoom(from: i32, end: i32): bool {
  if (!havePieces(end - from)) return false;
  for (let index = from; index < end; index++) {
    const scan = scanAt(index);
    if (scan.to + slackBytes <= scan.piece + pieceBytes) continue;
    closePiece(scan);
    const piece = newPiece();
    store<u32>(scan.piece, <u32>piece, 4);
    scan.piece = piece;
    scan.to = piece + 8;
  }
  return true;
}

function closePiece(scan: WrittenScan): void {
  store<u32>(scan.piece, <u32>scan.to);
}

/** Ends a scan after its last block. */
export function endSymbols(index: i32): void {
  const scan = scanAt(index);
  if (scan.pendingCount > 0) {
    store<u32>(scan.to, entryOf(noSymbol, <u32>scan.pending, <u32>scan.pendingCount));
    scan.to += 4;
  }
  if (scan.ended > 0) closeRun(scan.run, scan.ended, scan.counts);
  closePiece(scan);
}

@inline
function closeRun(entry: usize, blocks: u32, counts: usize): void {
  const size = 31 - clz(blocks);
  store<u32>(entry, entryOf(size << 4, blocks & ((1 << size) - 1), size));
  count(counts, size << 4);
}

/** The longest run of ended blocks. */
const longestRun: i32 = 0x7fff;

// ---- what all scans want to know of a block ----

/**
 * Of each of 64 blocks, as bits in zigzag order: where the magnitude without its lowest 0, 1 and 2 bits is not 0; the lowest bits without 0
 * and 1 bit; and which are negative.
 */
const records: usize = memory.data(64 * 64, 64);
const lowBits: usize = 24;
const signs: usize = 40;

/** Which 16 of 64 bytes go where, to bring bytes in zigzag order. */
const shuffles: usize = memory.data(256, 64);

export function initSymbols(): void {
  for (let to = 0; to < 64; to++) {
    const from = <i32>load<u8>(places + <usize>to) >> 1;
    for (let part = 0; part < 4; part++)
      store<u8>(shuffles + (<usize>((to >> 4) * 4 + part) << 4) + (to & 15), from >> 4 == part ? from & 15 : 0x80);
  }
}

@inline
function picked(a: v128, part: usize): v128 {
  return i8x16.swizzle(a, v128.load(shuffles + (part << 4)));
}

/** The signs of 64 bytes. */
@inline
function bitsOf(a: v128, b: v128, c: v128, d: v128): u64 {
  const low = <u32>(i8x16.bitmask(a) | (i8x16.bitmask(b) << 16));
  return <u64>low | (<u64><u32>(i8x16.bitmask(c) | (i8x16.bitmask(d) << 16)) << 32);
}

/** The same levels for masks, but none beyond 15: of more than 7, the lowest three bits and 8. */
@inline
function inBytes(levels: v128): v128 {
  const sign = i16x8.shr_s(levels, 15);
  const magnitude = i16x8.abs(levels);
  const seven = i16x8.splat(7);
  const small = v128.or(v128.and(magnitude, seven), v128.and(i16x8.gt_s(magnitude, seven), i16x8.splat(8)));
  return i16x8.sub(v128.xor(small, sign), sign);
}

/** Makes the records of up to 64 blocks. */
export function recordBlocks(blocks: usize, number: i32): void {
  let record = records;
  for (; number > 0; number--, blocks += 128, record += 64) {
    // DC has scans of its own.
    let r0 = i16x8.replace_lane(v128.load(blocks), 0, 0);
    let r1 = v128.load(blocks, 16);
    let r2 = v128.load(blocks, 32);
    let r3 = v128.load(blocks, 48);
    let r4 = v128.load(blocks, 64);
    let r5 = v128.load(blocks, 80);
    let r6 = v128.load(blocks, 96);
    let r7 = v128.load(blocks, 112);
    if (!v128.any_true(v128.or(v128.or(v128.or(r0, r1), v128.or(r2, r3)), v128.or(v128.or(r4, r5), v128.or(r6, r7))))) {
      const zero = i64x2.splat(0);
      v128.store(record, zero);
      v128.store(record, zero, 16);
      v128.store(record, zero, 32);
      continue;
    }
    const half = i16x8.splat(128);
    const low = v128.or(v128.or(i16x8.add(r0, half), i16x8.add(r1, half)), v128.or(i16x8.add(r2, half), i16x8.add(r3, half)));
    const high = v128.or(v128.or(i16x8.add(r4, half), i16x8.add(r5, half)), v128.or(i16x8.add(r6, half), i16x8.add(r7, half)));
    if (v128.any_true(i16x8.shr_u(v128.or(low, high), 8))) {
      r0 = inBytes(r0);
      r1 = inBytes(r1);
      r2 = inBytes(r2);
      r3 = inBytes(r3);
      r4 = inBytes(r4);
      r5 = inBytes(r5);
      r6 = inBytes(r6);
      r7 = inBytes(r7);
    }
    const p0 = i8x16.narrow_i16x8_s(r0, r1);
    const p1 = i8x16.narrow_i16x8_s(r2, r3);
    const p2 = i8x16.narrow_i16x8_s(r4, r5);
    const p3 = i8x16.narrow_i16x8_s(r6, r7);
    const z0 = v128.or(v128.or(picked(p0, 0), picked(p1, 1)), picked(p2, 2));
    const z1 = v128.or(v128.or(picked(p0, 4), picked(p1, 5)), v128.or(picked(p2, 6), picked(p3, 7)));
    const z2 = v128.or(v128.or(picked(p0, 8), picked(p1, 9)), v128.or(picked(p2, 10), picked(p3, 11)));
    const z3 = v128.or(v128.or(picked(p1, 13), picked(p2, 14)), picked(p3, 15));
    store<u64>(record, bitsOf(z0, z1, z2, z3), signs);
    const a0 = i8x16.abs(z0);
    const a1 = i8x16.abs(z1);
    const a2 = i8x16.abs(z2);
    const a3 = i8x16.abs(z3);
    storeAbove(record, 0, a0, a1, a2, a3);
    storeAbove(record + 8, 1, a0, a1, a2, a3);
    storeAbove(record + 16, 3, a0, a1, a2, a3);
    store<u64>(record, bitsOf(i8x16.shl(a0, 7), i8x16.shl(a1, 7), i8x16.shl(a2, 7), i8x16.shl(a3, 7)), lowBits);
    store<u64>(record, bitsOf(i8x16.shl(a0, 6), i8x16.shl(a1, 6), i8x16.shl(a2, 6), i8x16.shl(a3, 6)), lowBits + 8);
  }
}

@inline
function storeAbove(at: usize, level: i8, a: v128, b: v128, c: v128, d: v128): void {
  const than = i8x16.splat(level);
  store<u64>(at, bitsOf(i8x16.gt_u(a, than), i8x16.gt_u(b, than), i8x16.gt_u(c, than), i8x16.gt_u(d, than)));
}

// ---- for scans of other kinds ----

/** Where the next entry of a scan goes, and where its counts are. */
export function entriesEnd(index: i32): usize {
  return scanAt(index).to;
}

export function setEntriesEnd(index: i32, to: usize): void {
  scanAt(index).to = to;
}

export function countsOf(index: i32): usize {
  return scanAt(index).counts;
}

/** Where the levels of a block are not 0, as bits in zigzag order. */
@inline
export function maskOf(block: usize): u64 {
  const p0 = i8x16.narrow_i16x8_s(v128.load(block), v128.load(block, 16));
  const p1 = i8x16.narrow_i16x8_s(v128.load(block, 32), v128.load(block, 48));
  const p2 = i8x16.narrow_i16x8_s(v128.load(block, 64), v128.load(block, 80));
  const p3 = i8x16.narrow_i16x8_s(v128.load(block, 96), v128.load(block, 112));
  const z0 = v128.or(v128.or(picked(p0, 0), picked(p1, 1)), picked(p2, 2));
  const z1 = v128.or(v128.or(picked(p0, 4), picked(p1, 5)), v128.or(picked(p2, 6), picked(p3, 7)));
  const z2 = v128.or(v128.or(picked(p0, 8), picked(p1, 9)), v128.or(picked(p2, 10), picked(p3, 11)));
  const z3 = v128.or(v128.or(picked(p1, 13), picked(p2, 14)), picked(p3, 15));
  const none = i8x16.splat(0);
  return bitsOf(i8x16.ne(z0, none), i8x16.ne(z1, none), i8x16.ne(z2, none), i8x16.ne(z3, none));
}

// ---- symbols of AC ----

/** Makes the symbols of up to 64 blocks for scans from `from` on. Their records and room must be there. */
export function addSymbols(from: i32, end: i32, blocks: usize, count: i32): void {
  for (let index = from; index < end; index++) {
    const scan = scanAt(index);
    if (scan.refines) addRefinements(scan, count);
    else addFirst(scan, blocks, count);
  }
}

function addFirst(scan: WrittenScan, blocks: usize, number: i32): void {
  let to = scan.to;
  let run = scan.run;
  let ended = scan.ended;
  const counts = scan.counts;
  const first = scan.first;
  const last = scan.last;
  const shift = scan.shift;
  const band = ((<u64>2 << <u64>last) - 1) & ~((<u64>1 << <u64>first) - 1);
  const end = records + (<usize>number << 6);
  for (let record = records; record < end; record += 64, blocks += 128) {
    let mask = load<u64>(record + (<usize>shift << 3)) & band;
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

function addRefinements(scan: WrittenScan, number: i32): void {
  let to = scan.to;
  let run = scan.run;
  let ended = scan.ended;
  let pending = scan.pending;
  let pendingCount = scan.pendingCount;
  const counts = scan.counts;
  const last = scan.last;
  const shift = scan.shift;
  const band = ((<u64>2 << <u64>last) - 1) & ~((<u64>1 << <u64>scan.first) - 1);
  const end = records + (<usize>number << 6);
  for (let record = records; record < end; record += 64) {
    const levels = record + (<usize>shift << 3);
    const mask = load<u64>(levels) & band;
    const old = load<u64>(levels, 8) & band;
    let fresh = mask & ~old;
    /** Bits that correct what was not 0 before: how many there are, at first at the bottom of `corrections`. */
    let left = popcnt(old);
    let corrections = old ? packed(load<u64>(levels, lowBits), old) : 0;
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

// ---- symbols of DC ----

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
const dcLast: usize = memory.data(16, 16);
let dcBlockCount: i32 = 0;
/** Collects sizes that no symbol may have. */
let dcExcess: i32 = 0;

@inline
function dcBlockAt(address: usize): DcBlock {
  return changetype<DcBlock>(address);
}

/** Begins a scan of DC, before its blocks are added. */
export function beginDcBlocks(): void {
  dcBlockCount = 0;
  dcExcess = 0;
  v128.store(dcLast, i64x2.splat(0));
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
