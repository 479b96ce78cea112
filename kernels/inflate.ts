// Unpacks DEFLATE (RFC 1951) piece by piece: stops when the room for the result is full or the input ends, and continues from there.
// Stricter than necessary: refuses anything unusual, and leaves that to another decoder.

/**
 * Bits of a code that one table lookup resolves; longer codes continue in a second table. `beginInflate` chooses the number for literals.
 */
const mostLiteralBits: i32 = 12;
const distanceBits: i32 = 9;

/** Each first table, with room for all second ones: at most this many entries for each code longer than the first table's. */
const literalTable: usize = memory.data(4 * ((1 << mostLiteralBits) + 288 * 32), 64);
const distanceTable: usize = memory.data(4 * ((1 << distanceBits) + 32 * 64), 64);
/** The first table of literals before they are joined. */
const singles: usize = memory.data(4 << mostLiteralBits, 64);
/** The table of the code for code lengths. */
const lengthTable: usize = memory.data(4 * 128, 64);
/** The code lengths of a block, and its symbols in the order of their codes. */
const lengths: usize = memory.data(320 + 16, 16);
const sorted: usize = memory.data(2 * 288, 16);
/** The number of codes of each length, and where they start among the sorted symbols. */
const counts: usize = memory.data(4 * 16, 16);
const starts: usize = memory.data(4 * 16, 16);

// A table entry: bits 0 to 5 hold the number of bits it takes. For literals, up to three per entry, bits 6 and 7 hold their number and bits
// 8 to 31 the literals. For lengths and distances, bits 8 to 12 hold the number of bits of the code; the bits after it are added to bits 16
// to 31. Bit 13 is set for everything else: with bit 14 the code continues in a table of bits 8 to 11 bits that starts at bits 16 to 31;
// with bit 15 the block ends; with neither it is not a code.
const literalCount: u32 = 0xc0;
const special: u32 = 0x2000;
const goesOn: u32 = 0x4000;
const ends: u32 = 0x8000;

// The answers of `inflate`: the room is full; the input is used up; the last block has ended; the input is refused.
const isFull: i32 = 0;
const needsInput: i32 = 1;
const isDone: i32 = 2;
const isRefused: i32 = 3;

// The state between two calls.
let bits: u64 = 0;
let bitCount: i32 = 0;
let isLast: bool = false;
/** 0: a header comes next; 1: stored bytes; 2: codes. */
let within: i32 = 0;
let storedBytes: i32 = 0;
let literalBits: i32 = mostLiteralBits;

/** How far reading and writing have come. */
export let inflateFrom: usize = 0;
export let inflateTo: usize = 0;

/**
 * @param forLiterals 10 to 12. Nanoseconds per pixel with 10, 11, 12 and 13: 8-bit RGB with mixed filters 2.2, 1.6–2.3, 2.3 and 2.6, and
 * without filters 3.5, 2.8, 3.5 and 3.5; 16-bit grey, whose codes are longer, 5.4, 4.4, 3.1–4.0 and 5.2.
 */
export function beginInflate(forLiterals: i32): void {
  literalBits = forLiterals;
  bits = 0;
  bitCount = 0;
  isLast = false;
  within = 0;
}

/** Sets where reading and writing continue, after the earlier data has moved. */
export function continueInflate(from: usize, to: usize): void {
  inflateFrom = from;
  inflateTo = to;
}

/** The number of bytes read but not used up. */
export function bytesAhead(): i32 {
  return bitCount >> 3;
}

/**
 * Continues until there is an answer. May read up to 64 bytes after the input, and write 320 after `stop`, which belong to the result;
 * copies may write 16 more.
 *
 * @param end of the input
 * @param hasMore whether more follows it; otherwise 64 zeros do
 * @param start of the results that are still available to copy from
 * @param stop where the room ends
 * @param reach how far back copies may start at most
 */
export function inflate(end: usize, hasMore: bool, start: usize, stop: usize, reach: i32): i32 {
  let answer = -1;
  while (answer < 0) {
    if (within == 0) answer = beginBlock(end, hasMore);
    else if (within == 1) answer = copyStored(end, stop);
    else answer = readCodes(hasMore ? end - 32 : end + 8, start, stop, reach);
  }
  return answer == needsInput && !hasMore ? isRefused : answer;
}

/** Starts the next block, if there is one; −1 when it has started. */
function beginBlock(end: usize, hasMore: bool): i32 {
  if (isLast) return isDone;
  // The longest header has 567 bytes.
  if (hasMore ? inflateFrom + 640 > end : inflateFrom > end + 8) return needsInput;
  return readHeader() ? -1 : isRefused;
}

/** Copies bytes of a stored block; −1 at its end. */
function copyStored(end: usize, stop: usize): i32 {
  const room = <i32>(stop - inflateTo);
  const there = <i32>(end - inflateFrom);
  const bytes = min(storedBytes, min(room, there));
  if (bytes > 0) {
    memory.copy(inflateTo, inflateFrom, bytes);
    inflateTo += bytes;
    inflateFrom += bytes;
    storedBytes -= bytes;
  }
  if (storedBytes == 0) {
    within = 0;
    return -1;
  }
  return room <= bytes ? isFull : needsInput;
}

// ---- codes ----

/**
 * Decodes literals and copies; −1 at the end of the block.
 *
 * Every literal must wait for the one before it to know where it starts, so each step counts. Therefore the bits are shifted up by two,
 * where a mask alone turns them into the address of an entry, and shift counts are not masked, as shifts use only six bits. With that, and
 * without joining literals where none fit, reading 16-bit grey took 0.9 of the time.
 */
function readCodes(fromStop: usize, start: usize, stop: usize, reach: i32): i32 {
  // Gives back whole bytes that the header read ahead, to make room for the shift by two.
  let from = inflateFrom - (bitCount >> 3);
  let to = inflateTo;
  let n = (bitCount & 7) + 2;
  let b = (bits & ((1 << (bitCount & 7)) - 1)) << 2;
  const mask: u32 = ((1 << literalBits) - 1) << 2;
  let answer = isFull;
  while (to < stop) {
    if (from > fromStop) {
      answer = needsInput;
      break;
    }
    // Whole bytes, up to 54 bits or more; anything above is read again next time.
    b |= load<u64>(from) << n;
    from += (63 - n) >> 3;
    n |= 56;
    let entry = firstLiteral(b, mask);
    if (entry & literalCount) {
      store<u32>(to, entry >>> 8);
      to += (entry >>> 6) & 3;
      b >>= entry;
      n -= entry & 63;
      entry = firstLiteral(b, mask);
      if (entry & literalCount) {
        store<u32>(to, entry >>> 8);
        to += (entry >>> 6) & 3;
        b >>= entry;
        n -= entry & 63;
        entry = firstLiteral(b, mask);
        if (entry & literalCount) {
          store<u32>(to, entry >>> 8);
          to += (entry >>> 6) & 3;
          b >>= entry;
          n -= entry & 63;
          entry = firstLiteral(b, mask);
          if (entry & literalCount) {
            store<u32>(to, entry >>> 8);
            to += (entry >>> 6) & 3;
            b >>= entry;
            n -= entry & 63;
            continue;
          }
        }
      }
      b |= load<u64>(from) << n;
      from += (63 - n) >> 3;
      n |= 56;
    }
    let c = b >> 2;
    if (entry & special) {
      if (entry & goesOn) {
        const width = (entry >>> 8) & 15;
        c >>= literalBits;
        n -= literalBits;
        entry = load<u32>(literalTable + (<usize>((entry >>> 16) + (<u32>c & ((1 << width) - 1))) << 2));
        if (entry & literalCount) {
          store<u8>(to++, entry >>> 8);
          c >>= entry & 63;
          n -= entry & 63;
          b = c << 2;
          continue;
        }
      }
      if (entry & special) {
        c >>= entry & 63;
        n -= entry & 63;
        b = c << 2;
        answer = entry & ends ? -1 : isRefused;
        break;
      }
    }
    const length = <i32>(entry >>> 16) + <i32>((c & ((<u64>1 << (entry & 63)) - 1)) >> ((entry >>> 8) & 31));
    c >>= entry & 63;
    n -= entry & 63;
    let way = load<u32>(<usize>(<u32>c & ((1 << distanceBits) - 1)) << 2, distanceTable);
    if (way & special) {
      if (way & goesOn) {
        const width = (way >>> 8) & 15;
        c >>= distanceBits;
        n -= distanceBits;
        way = load<u32>(distanceTable + (<usize>((way >>> 16) + (<u32>c & ((1 << width) - 1))) << 2));
      }
      if (way & special) {
        answer = isRefused;
        break;
      }
    }
    const distance = <i32>(way >>> 16) + <i32>((c & ((<u64>1 << (way & 63)) - 1)) >> ((way >>> 8) & 31));
    c >>= way & 63;
    n -= way & 63;
    b = c << 2;
    if (distance > min(<i32>(to - start), reach)) {
      answer = isRefused;
      break;
    }
    copyBack(to, distance, length);
    to += length;
  }
  n -= 2;
  inflateFrom = from - (n >> 3);
  inflateTo = to;
  bitCount = n & 7;
  bits = (b >> 2) & ((1 << bitCount) - 1);
  if (answer == -1) within = 0;
  return answer;
}

@inline
function firstLiteral(b: u64, mask: u32): u32 {
  return load<u32>(<usize>(<u32>b & mask), literalTable);
}

/** For each distance below 16, which of the repeated bytes each of the sixteen is. */
const repeats: usize = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1,
  0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0,
  0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3,
  0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0,
  0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5, 0, 1, 2, 3,
  0, 1, 2, 3, 4, 5, 6, 0, 1, 2, 3, 4, 5, 6, 0, 1,
  0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7,
  0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 2, 3, 4, 5, 6,
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5,
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0, 1, 2, 3, 4,
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0, 1, 2, 3,
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0, 1, 2,
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 0, 1,
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 0,
]);

/** Copies bytes from this far back; they may overlap what is being written. */
@inline
function copyBack(to: usize, distance: i32, length: i32): void {
  const end = to + length;
  if (distance >= 16) {
    for (let from = to - distance; to < end; to += 16, from += 16) v128.store(to, v128.load(from));
  } else {
    // As many whole repetitions at once as fit into sixteen bytes.
    const pattern = i8x16.swizzle(v128.load(to - distance), v128.load(repeats + (distance << 4)));
    const step = 16 - (16 % distance);
    for (; to < end; to += step) v128.store(to, pattern);
  }
}

// ---- headers ----

/** The next bits, at most 16, of those already loaded. */
@inline
function take(count: i32): i32 {
  const taken = <i32>(<u32>bits & ((1 << count) - 1));
  bits >>= count;
  bitCount -= count;
  return taken;
}

@inline
function refill(): void {
  bits |= load<u64>(inflateFrom) << bitCount;
  inflateFrom += (63 - bitCount) >> 3;
  bitCount |= 56;
}

/** Reads the header of a block, so that its content can be read; false if it is invalid. */
function readHeader(): bool {
  refill();
  isLast = <bool>take(1);
  const kind = take(2);
  if (kind == 0) return readStoredHeader();
  if (kind == 3) return false;
  within = 2;
  return kind == 1 ? buildFixedTables() : readTables();
}

function readStoredHeader(): bool {
  // Skips the rest of the byte, and gives back what was read ahead.
  take(bitCount & 7);
  inflateFrom -= bitCount >> 3;
  bits = 0;
  bitCount = 0;
  const bytes = load<u16>(inflateFrom);
  if (bytes != (load<u16>(inflateFrom, 2) ^ 0xffff)) return false;
  inflateFrom += 4;
  storedBytes = bytes;
  within = 1;
  return true;
}

function buildFixedTables(): bool {
  memory.fill(lengths, 8, 144);
  memory.fill(lengths + 144, 9, 112);
  memory.fill(lengths + 256, 7, 24);
  memory.fill(lengths + 280, 8, 8);
  if (!build(lengths, 288, literalTable, literalBits, literals)) return false;
  memory.fill(lengths, 5, 32);
  return build(lengths, 32, distanceTable, distanceBits, distances);
}

/** The order in which the lengths of the code for lengths are given. */
const lengthOrder: usize = memory.data<u8>([16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]);

function readTables(): bool {
  const literalCodes = take(5) + 257;
  const distanceCodes = take(5) + 1;
  const lengthCodes = take(4) + 4;
  if (literalCodes > 286 || distanceCodes > 30) return false;
  memory.fill(lengths, 0, 19);
  for (let i = 0; i < lengthCodes; i++) {
    refill();
    store<u8>(lengths + load<u8>(lengthOrder + i), take(3));
  }
  if (!build(lengths, 19, lengthTable, 7, lengthsOfCodes)) return false;
  const all = literalCodes + distanceCodes;
  for (let i = 0; i < all; ) {
    refill();
    const entry = load<u32>(lengthTable + (<usize>(<u32>bits & 127) << 2));
    take(entry & 63);
    const symbol = <i32>(entry >>> 16);
    if (symbol < 16) {
      store<u8>(lengths + i++, symbol);
      continue;
    }
    if (symbol == 16 && i == 0) return false;
    const value = symbol == 16 ? load<u8>(lengths + i - 1) : 0;
    const times = symbol == 16 ? 3 + take(2) : symbol == 17 ? 3 + take(3) : 11 + take(7);
    if (i + times > all) return false;
    memory.fill(lengths + i, value, times);
    i += times;
  }
  // A block that cannot end is invalid.
  if (load<u8>(lengths + 256) == 0) return false;
  if (!build(lengths + literalCodes, distanceCodes, distanceTable, distanceBits, distances)) return false;
  return build(lengths, literalCodes, literalTable, literalBits, literals);
}

// ---- tables ----

// The kinds of symbols in a code.
const literals: i32 = 0;
const distances: i32 = 1;
const lengthsOfCodes: i32 = 2;

/**
 * Builds the table of the code with these lengths, indexed by the next bits of the input. False unless every bit pattern has a meaning;
 * only distances may have a single code, or none.
 */
function build(lengths: usize, symbols: i32, table: usize, tableBits: i32, kind: i32): bool {
  memory.fill(counts, 0, 64);
  for (let i = 0; i < symbols; i++) {
    const at = counts + (<usize>load<u8>(lengths + i) << 2);
    store<u32>(at, load<u32>(at) + 1);
  }
  const used = symbols - load<i32>(counts);
  store<u32>(counts, 0);
  let left: i32 = 1;
  let start: u32 = 0;
  for (let length = 1; length < 16; length++) {
    const count = load<i32>(counts + (length << 2));
    store<u32>(starts + (length << 2), start);
    start += count;
    left = (left << 1) - count;
    if (left < 0) return false;
  }
  for (let symbol = 0; symbol < symbols; symbol++) {
    const length = <usize>load<u8>(lengths + symbol);
    if (length == 0) continue;
    const at = load<u32>(starts + (length << 2));
    store<u32>(starts + (length << 2), at + 1);
    store<u16>(sorted + (at << 1), symbol);
  }
  if (left > 0) return kind == distances && buildIncomplete(used, table, tableBits);
  fillTable(table, tableBits, kind);
  if (kind == literals) {
    // Otherwise no two fit.
    const shortest = shortestLiteral();
    if (2 * shortest <= literalBits) joinLiterals(shortest);
  }
  return true;
}

/** The table of an empty code, or of one with a single bit. */
function buildIncomplete(used: i32, table: usize, tableBits: i32): bool {
  if (used > 1 || (used == 1 && load<u32>(counts + 4) != 1)) return false;
  const entry = used == 0 ? special | 1 : entryOf(load<u16>(sorted), 1, distances);
  for (let i: usize = 0; i < <usize>1 << tableBits; i++) store<u32>(table + (i << 2), i & 1 ? special | 1 : entry);
  return true;
}

function fillTable(table: usize, tableBits: i32, kind: i32): void {
  let code: u32 = 0;
  let next = sorted;
  let filled: u32 = 1;
  for (let length = 1; length <= tableBits; length++) {
    // What is there applies to both values of the next bit.
    memory.copy(table + (<usize>filled << 2), table, filled << 2);
    filled <<= 1;
    for (let left = load<i32>(counts + (length << 2)); left > 0; left--, next += 2) {
      store<u32>(table + (<usize>code << 2), entryOf(load<u16>(next), length, kind));
      code = codeBehind(code, length);
    }
  }
  const mask: u32 = (1 << tableBits) - 1;
  let prefix: u32 = 0xffffffff;
  let second: u32 = 0;
  let secondBits = 0;
  let free: u32 = 1 << tableBits;
  for (let length = tableBits + 1; length < 16; length++) {
    for (let left = load<i32>(counts + (length << 2)); left > 0; left--, next += 2) {
      if ((code & mask) != prefix) {
        prefix = code & mask;
        second = free;
        secondBits = length - tableBits;
        // Large enough for all codes that start like this one.
        for (let there = left; there < 1 << secondBits; ) {
          secondBits++;
          there = (there << 1) + load<i32>(counts + ((tableBits + secondBits) << 2));
        }
        free += 1 << secondBits;
        store<u32>(table + (<usize>prefix << 2), special | goesOn | tableBits | (secondBits << 8) | (second << 16));
      }
      const entry = entryOf(load<u16>(next), length - tableBits, kind);
      for (let i = code >>> tableBits; i < <u32>1 << secondBits; i += 1 << (length - tableBits))
        store<u32>(table + (<usize>(second + i) << 2), entry);
      code = codeBehind(code, length);
    }
  }
}

/** The next code, first bit lowest: one more, counted from the last bit. */
@inline
function codeBehind(code: u32, length: i32): u32 {
  const zeros = code ^ ((1 << length) - 1);
  if (zeros == 0) return code;
  const bit: u32 = <u32>1 << (31 - clz(zeros));
  return (code & (bit - 1)) | bit;
}

/** Base and extra bits of the symbols from 257 on, and of distances. */
const lengthBases: usize = memory.data<u16>([
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
]);
const lengthExtras: usize = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
]);

function entryOf(symbol: u32, length: u32, kind: i32): u32 {
  if (kind == lengthsOfCodes) return length | (symbol << 16);
  if (kind == distances) {
    if (symbol > 29) return special | length;
    const extra = symbol < 4 ? 0 : (symbol >> 1) - 1;
    const base = symbol < 4 ? symbol + 1 : 1 + ((2 + (symbol & 1)) << extra);
    return (length + extra) | (length << 8) | (base << 16);
  }
  if (symbol < 256) return length | 0x40 | (symbol << 8);
  if (symbol == 256) return length | special | ends;
  if (symbol > 285) return special | length;
  const extra: u32 = load<u8>(lengthExtras + symbol - 257);
  return (length + extra) | (length << 8) | (<u32>load<u16>(lengthBases + ((symbol - 257) << 1)) << 16);
}

/**
 * Replaces entries whose bits hold two or three literals by entries with all of them. Checks only those that start with a code short enough
 * for another to follow; with all 4096 of them, reading 16-bit grey took 1.05 of the time.
 */
function joinLiterals(shortest: i32): void {
  memory.copy(singles, literalTable, 4 << literalBits);
  let code: u32 = 0;
  let next = sorted;
  for (let length = 1; length <= literalBits - shortest; length++) {
    for (let left = load<i32>(counts + (length << 2)); left > 0; left--, next += 2) {
      if (load<u16>(next) < 256) joinBehind(code, length);
      code = codeBehind(code, length);
    }
  }
}

/** Joins what follows a literal's code to it. */
function joinBehind(code: u32, length: i32): void {
  const one = load<u32>(singles + (<usize>code << 2));
  const step = <usize>4 << length;
  const behind = 1 << (literalBits - length);
  let at = literalTable + (<usize>code << 2);
  for (let i = 0; i < behind; i++, at += step) {
    const two = load<u32>(singles + (<usize>i << 2));
    const twoBits = length + <i32>(two & 63);
    if (!(two & literalCount) || twoBits > literalBits) continue;
    const both = twoBits | 0x80 | (one & 0xff00) | ((two & 0xff00) << 8);
    const three = load<u32>(singles + (<usize>(i >> (two & 63)) << 2));
    const threeBits = twoBits + <i32>(three & 63);
    const fits = three & literalCount && threeBits <= literalBits;
    store<u32>(at, fits ? (both & ~0xff) | threeBits | 0xc0 | ((three & 0xff00) << 16) : both);
  }
}

/** The number of bits of the first code for a literal. */
function shortestLiteral(): i32 {
  for (let at = sorted; at < sorted + 2 * 286; at += 2) {
    const symbol = <usize>load<u16>(at);
    if (symbol < 256) return load<u8>(lengths + symbol);
  }
  return 16;
}
