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

/** @param code 16 counts of codes by length, then the symbols; a valid code */
export function buildTable(isAc: bool, number: i32, code: usize): void {
  const table = isAc ? acTable(number) : dcTable(number);
  const none = seconds + <usize>(number + (isAc ? 4 : 0)) * (257 * secondBytes);
  for (let i = 0; i < secondEntries; i++) store<u32>(none + (i << 2), noCode);
  for (let i = 0; i < entries; i++) store<u32>(table + (i << 2), isLong | (<u32>none << 8));
  let second = none;
  let prefix = -1;
  let next = 0;
  let symbols = code + 16;
  for (let length = 1; length <= 16; length++, next <<= 1) {
    for (let left = <i32>load<u8>(code + length - 1); left > 0; left--, next++) {
      const symbol = <i32>load<u8>(symbols++);
      const entry = entryOf(isAc, length, symbol);
      if (length <= lookBits) {
        const free = lookBits - length;
        for (let i = 0; i < 1 << free; i++) store<u32>(table + (((next << free) + i) << 2), withValue(entry, i, free));
        continue;
      }
      if (next >> (length - lookBits) != prefix) {
        prefix = next >> (length - lookBits);
        second += secondBytes;
        for (let i = 0; i < secondEntries; i++) store<u32>(second + (i << 2), noCode);
        store<u32>(table + (prefix << 2), isLong | (<u32>second << 8));
      }
      const free = 16 - length;
      const first = (next << free) & (secondEntries - 1);
      for (let i = 0; i < 1 << free; i++) store<u32>(second + ((first + i) << 2), entry);
    }
  }
  if (isAc) buildPairs(table);
}

/** The entry with the value that follows the code, if the bits after it hold it all. */
@inline
function withValue(entry: u32, bits: i32, count: i32): u32 {
  const size = <i32>(entry >> 16);
  if (size == 0 || size > count) return entry;
  let value = bits >> (count - size) & ((1 << size) - 1);
  if (value < 1 << (size - 1)) value += 1 - (1 << size);
  return ((entry & 0x7f3f) + size) | (<u32>value << 16);
}

/**
 * Pairs of symbols that fit into one look: bits 0..7 as above, 8..14 and 16..22 the two steps, bits 32..47 and 48..63 the two values. If
 * there is only one symbol, the second step is 0 and its value that of the first.
 */
function buildPairs(table: usize): void {
  const to = pairsOf(table);
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
