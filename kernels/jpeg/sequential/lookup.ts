// Tables that decode a Huffman code: the next 11 bits give a run of zeros, the value after it, and how many bits both take. 9 and 12 bits
// are slower. Longer codes go on in a second table of 32.
//
// An entry has the number of bits to take in bits 0..5; `hasValue` if bits of the value follow the code; `isLong` if the code goes on in a
// second table, whose address is in bits 8..31. Otherwise bits 8..14 are how many coefficients to go on by, and bits 16..31 the value, or
// its number of bits.

export const lookBits: i32 = 11;
export const hasValue: u32 = 0x40;
export const isLong: u32 = 0x80;
/** Beyond any block, and beyond the end of runs that lead out of it. */
export const endOfBlock: u32 = 96;
/** Where a run must not lead: 64 up to `endOfBlock`. */
export const noCode: u32 = 16 | (endOfBlock << 8) | (0x7fff << 16);

const entries: i32 = 1 << lookBits;
const secondEntries: i32 = 32;
const secondBytes: i32 = secondEntries * 4;

/** Tables by class (DC first) and number. */
const tables: usize = memory.data(8 * entries * 4, 64);
/** The second tables of each, and one for what is no code at all before them. */
const seconds: usize = memory.data(8 * 257 * secondBytes, 64);
/** Two symbols at a time, for AC. */
const pairs: usize = memory.data(4 * entries * 8, 64);

@inline
export function dcTable(number: i32): usize { return tables + (<usize>number << (lookBits + 2)); }
@inline
export function acTable(number: i32): usize { return dcTable(number + 4); }
/** The table of pairs that belongs to a table of AC. */
@inline
export function pairsOf(table: usize): usize { return ((table - acTable(0)) << 1) + pairs; }

/** The entry of a symbol, or the part of it that does not depend on its value. */
@inline
function entryOf(isAc: bool, length: i32, symbol: i32): u32 {
  const size = isAc ? symbol & 15 : symbol;
  const run = isAc ? symbol >> 4 : 0;
  if (size > 0) return length | hasValue | ((run + 1) << 8) | (size << 16);
  // Runs of zeros without a value: 16 of them, or all that are left.
  return isAc ? length | ((run == 15 ? 16 : endOfBlock) << 8) : length;
}

/** For each table of AC, whether its pairs are all `isLong`. */
let pairless: u32 = 0;

/**
 * Codes ascend, so what they take of the table follows each other, in runs of equal entries: 2 µs for a table that takes 6 entry by entry.
 *
 * @param code 16 counts of codes by length, then the symbols; a valid code
 * @param withPairs whether to look for pairs, which takes longer than a thumbnail gains by them
 */
export function buildTable(isAc: bool, number: i32, code: usize, withPairs: bool): void {
  const table = isAc ? acTable(number) : dcTable(number);
  const none = seconds + <usize>(number + (isAc ? 4 : 0)) * (257 * secondBytes);
  fill(none, noCode, secondEntries);
  let to = table;
  let second = none;
  let prefix = -1;
  let next = 0;
  let symbols = code + 16;
  for (let length = 1; length <= 16; length++, next <<= 1) {
    for (let left = <i32>load<u8>(code + length - 1); left > 0; left--, next++) {
      const symbol = <i32>load<u8>(symbols++);
      const entry = entryOf(isAc, length, symbol);
      if (length <= lookBits) {
        to = fillWithValues(to, entry, lookBits - length);
        continue;
      }
      if (next >> (length - lookBits) != prefix) {
        prefix = next >> (length - lookBits);
        second += secondBytes;
        fill(second, noCode, secondEntries);
        store<u32>(to, isLong | (<u32>second << 8));
        to += 4;
      }
      const free = 16 - length;
      const first = (next << free) & (secondEntries - 1);
      for (let i = 0; i < 1 << free; i++) store<u32>(second + ((first + i) << 2), entry);
    }
  }
  fill(to, isLong | (<u32>none << 8), <i32>((table + (entries << 2) - to) >> 2));
  if (isAc) buildPairs(table, number, withPairs);
}

/** Stores an entry several times; returns where to go on. */
@inline
function fill(to: usize, entry: u32, count: i32): usize {
  const four = i32x4.splat(entry);
  for (; count >= 4; count -= 4, to += 16) v128.store(to, four);
  for (; count > 0; count--, to += 4) store<u32>(to, entry);
  return to;
}

/** Stores an entry for all that may follow its code, with the value if these bits hold it all; returns where to go on. */
@inline
function fillWithValues(to: usize, entry: u32, free: i32): usize {
  const size = <i32>(entry >> 16);
  if (size == 0 || size > free) return fill(to, entry, 1 << free);
  const each = 1 << (free - size);
  const half = 1 << (size - 1);
  const taken = (entry & 0x7f3f) + size;
  for (let value = 1 - (half << 1); value <= -half; value++) to = fill(to, taken | (<u32>value << 16), each);
  for (let value = half; value < half << 1; value++) to = fill(to, taken | (<u32>value << 16), each);
  return to;
}

/**
 * Pairs of symbols that fit into one look: bits 0..7 as above, 8..14 and 16..22 the two steps, bits 32..47 and 48..63 the two values. If
 * there is only one symbol, the second step is 0 and its value that of the first.
 */
function buildPairs(table: usize, number: i32, withPairs: bool): void {
  const to = pairsOf(table);
  const bit: u32 = 1 << number;
  if (!withPairs) {
    // Every byte of `isLong`.
    if (!(pairless & bit)) memory.fill(to, <u8>isLong, entries << 3);
    pairless |= bit;
    return;
  }
  pairless &= ~bit;
  for (let i = 0; i < entries; i++) {
    const first = load<u32>(table + (i << 2));
    let pair: u64 = isLong;
    if (!(first & (hasValue | isLong))) {
      const bits = first & 63;
      const second = load<u32>(table + (((i << bits) & (entries - 1)) << 2));
      const value = <u64>(first >> 16);
      const fits = !(second & (hasValue | isLong)) && bits + (second & 63) <= <u32>lookBits;
      if (fits && ((first >> 8) & 127) < endOfBlock)
        pair = (bits + (second & 63)) | (first & 0x7f00) | ((second & 0x7f00) << 8) | (value << 32) | (<u64>(second >> 16) << 48);
      else pair = bits | (first & 0x7f00) | (value << 32) | (value << 48);
    }
    store<u64>(to + (i << 3), pair);
  }
}
