// Huffman codes of a progressive JPEG (ITU-T T.81, annexes C and G), as tables that give a run, a size and, where it fits, the value in one
// lookup.

/** Bits that the first table resolves; the rest of a longer code continues in a second one. 9 and 12 bits are slower. */
const firstBits: i32 = 11;
const secondBits: i32 = 16 - firstBits;

/** A table with its second ones: at most as many as there are symbols, and one where no code begins. */
const tableBytes: i32 = (4 << firstBits) + (4 << secondBits) * 257;

/** The bytes of a table, for those who lay out the memory. */
export function codeTableBytes(): i32 {
  return tableBytes;
}

// An entry: bits 0 to 5 hold how many bits it takes. Then, by flags:
// - `isLong`: the code continues in the table whose address is in bits 8 to 31
// - `hasValue`: bits of a value follow, as many as bits 16 to 31 say, after bits 8 to 14 places
// - `isRun`: no value: 16 zeros, or if `isEnd` a run of blocks' ends of as many bits as bits 16 to 31 say
// - none: the value is in bits 16 to 31, after bits 8 to 14 places
export const isLong: u64 = 0x80;
export const hasValue: u64 = 0x40;
export const isRun: u64 = 0x8000;
export const isEnd: u64 = 0x4000;
export const isSlow: u64 = isLong | hasValue;

/** What stands where there is no code. It reads as a run, or a value, that is much longer than any can be, so that one check later finds it. */
const noRun: u32 = 16 | <u32>(hasValue | isRun | isEnd) | (30 << 16);
const noValue: u32 = 16 | <u32>hasValue | (30 << 16);

/** Kinds of tables. */
const ofDc: i32 = 0;
const ofAc: i32 = 1;
const ofRefinement: i32 = 2;
const ofSequentialAc: i32 = 3;

/**
 * Makes the table of a code.
 *
 * @param kind 0 for DC, 1 for AC, 2 for the refinement of AC, 3 for AC in sequential scans
 * @param source of the 16 numbers of codes of each length, and the symbols
 * @param shift of values
 * @returns whether there is such a code, and no symbol of a value that samples of 8 bits cannot lead to
 */
export function makeCodeTable(table: usize, kind: i32, source: usize, shift: i32): bool {
  const none = kind == ofDc ? noValue : noRun;
  let second = table + (4 << firstBits);
  fill(second, 1 << secondBits, none);
  fill(table, 1 << firstBits, <u32>isLong | (<u32>second << 8));
  let code = 0;
  let prefix = -1;
  let symbols = source + 16;
  for (let length = 1; length <= 16; length++) {
    const end = code + <i32>load<u8>(source + length - 1);
    // The code of ones is never used; libjpeg refuses it.
    if (end > code && end >= 1 << length) return false;
    for (; code < end; code++, symbols++) {
      const symbol = <i32>load<u8>(symbols);
      if (!isUsual(kind, symbol, shift)) return false;
      if (length <= firstBits) {
        fillFirst(table + (code << (firstBits - length) << 2), kind, symbol, length, shift);
        continue;
      }
      if (code >> (length - firstBits) != prefix) {
        prefix = code >> (length - firstBits);
        second += 4 << secondBits;
        fill(second, 1 << secondBits, none);
        store<u32>(table + (prefix << 2), <u32>isLong | (<u32>second << 8));
      }
      const rest = (code << (16 - length)) & ((1 << secondBits) - 1);
      fill(second + (rest << 2), 1 << (16 - length), entryOf(kind, symbol, length));
    }
    code <<= 1;
  }
  return true;
}

function isUsual(kind: i32, symbol: i32, shift: i32): bool {
  if (kind == ofDc) return symbol <= 11;
  const size = symbol & 15;
  // No runs of blocks' ends.
  if (kind == ofSequentialAc && size == 0) return symbol == 0 || symbol == 0xf0;
  return size <= (kind == ofRefinement ? 1 : max(10 - shift, 0));
}

/** All entries of the first table that begin with a code; with its value, if that fits. */
function fillFirst(at: usize, kind: i32, symbol: i32, length: i32, shift: i32): void {
  const size = kind == ofDc ? symbol : symbol & 15;
  const free = firstBits - length;
  if (size == 0 || size > free) {
    fill(at, 1 << free, entryOf(kind, symbol, length));
    return;
  }
  const places = kind == ofDc ? 1 : (symbol >> 4) + 1;
  for (let bits = 0; bits < 1 << size; bits++) {
    const value = bits < 1 << (size - 1) ? bits + 1 - (1 << size) : bits;
    fill(at, 1 << (free - size), (length + size) | (places << 8) | ((value << shift) << 16));
    at += 4 << (free - size);
  }
}

function entryOf(kind: i32, symbol: i32, length: i32): u32 {
  if (kind == ofDc) return symbol == 0 ? length : length | <u32>hasValue | (1 << 8) | (symbol << 16);
  const size = symbol & 15;
  const run = symbol >> 4;
  if (size > 0) return length | <u32>hasValue | ((run + 1) << 8) | (size << 16);
  if (run == 15) return length | <u32>(hasValue | isRun) | (16 << 8);
  return length | <u32>(hasValue | isRun | isEnd) | (run << 16);
}

function fill(at: usize, entries: i32, entry: u32): void {
  for (const end = at + (entries << 2); at < end; at += 4) store<u32>(at, entry);
}

/** The entry for the next bits, at the top of `bits`. */
@inline
export function lookUp(bits: u64, table: usize): u64 {
  return <u64>load<u32>(table + (<u32>(bits >> (64 - firstBits)) << 2));
}

/** The entry for the rest of a long code. */
@inline
export function lookUpRest(bits: u64, entry: u64): u64 {
  return <u64>load<u32>(<usize>(<u32>entry >> 8) + (<u32>((bits << firstBits) >> (64 - secondBits)) << 2));
}

/** The value whose bits are next, as an entry that takes them. */
@inline
export function extended(bits: u64, entry: u64): u64 {
  const size = entry >> 16;
  const negative = ~(<i64>bits >> 63);
  const magnitude = (bits ^ <u64>negative) >> (64 - size);
  return (((magnitude ^ <u64>negative) - <u64>negative) << 16) | size;
}
