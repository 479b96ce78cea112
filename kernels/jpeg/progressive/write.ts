// Codes the symbols of `symbols.ts`, with a Huffman code made for them.
import { scanAt } from './pieces';

// ---- the best code ----

const mostSymbols: i32 = 257;
/** Symbols by frequency, the rarest first. */
const order: usize = memory.data(4 * 264, 64);
/** Of these, and then of the nodes that join two: the frequency, later the depth; and the node above. */
const weights: usize = memory.data(4 * 528, 64);
const above: usize = memory.data(4 * 528, 64);
const lengths: usize = memory.data(4 * 260, 64);

@inline
function at32(base: usize, index: i32): u32 {
  return load<u32>(base + (<usize>index << 2));
}

@inline
function set32(base: usize, index: i32, value: u32): void {
  store<u32>(base + (<usize>index << 2), value);
}

/**
 * Makes the best code of at most 16 bits (ITU-T T.81, annex K.2, by sorting and two queues).
 *
 * @param counts of `symbols` symbols
 * @param table room for the code as in a DHT segment: 16 numbers of codes, and the symbols
 * @param codes room for the code of each symbol: its bits, and in the lowest 6 bits how many
 * @returns how many symbols there are
 */
export function makeBestCode(counts: usize, symbols: i32, table: usize, codes: usize): i32 {
  const used = sortSymbols(counts, symbols);
  memory.fill(table, 0, 16 + used);
  if (used == 0) {
    // A table must not be empty.
    store<u8>(table, 1);
    store<u8>(table + 16, 0);
    return 1;
  }
  measureDepths(used + 1);
  limitDepths(used + 1);
  // The shortest code is for the most frequent symbol.
  let code: u32 = 0;
  let next = used;
  let to = table + 16;
  for (let length = 1; length <= 16; length++) {
    const number = at32(lengths, length);
    store<u8>(table + length - 1, number);
    for (let i: u32 = 0; i < number; i++, next--, code++) {
      const symbol = at32(order, next);
      store<u8>(to++, symbol);
      set32(codes, symbol, (code << 6) | length);
    }
    code <<= 1;
  }
  return used;
}

/** Puts the symbols that occur in order, after one that never does, which is to get the code of ones. */
function sortSymbols(counts: usize, symbols: i32): i32 {
  let used = 0;
  for (let symbol = 0; symbol < symbols; symbol++) {
    const weight = at32(counts, symbol);
    if (weight == 0) continue;
    let i = ++used;
    for (; i > 1 && at32(weights, i - 1) > weight; i--) {
      set32(weights, i, at32(weights, i - 1));
      set32(order, i, at32(order, i - 1));
    }
    set32(weights, i, weight);
    set32(order, i, symbol);
  }
  set32(weights, 0, 1);
  set32(order, 0, mostSymbols - 1);
  return used;
}

/** Joins the two lightest nodes until there is one, and leaves in `weights` how deep each of the leaves lies. */
function measureDepths(leaves: i32): void {
  const root = 2 * leaves - 2;
  let leaf = 0;
  let joined = leaves;
  for (let node = leaves; node <= root; node++) {
    let weight: u32 = 0;
    for (let i = 0; i < 2; i++) {
      const isLeaf = leaf < leaves && (joined >= node || at32(weights, leaf) <= at32(weights, joined));
      const lightest = isLeaf ? leaf++ : joined++;
      weight += at32(weights, lightest);
      set32(above, lightest, node);
    }
    set32(weights, node, weight);
  }
  set32(weights, root, 0);
  for (let node = root - 1; node >= 0; node--) set32(weights, node, at32(weights, at32(above, node)) + 1);
}

/** Counts the codes of each length, of at most 16 bits, without that of ones. */
function limitDepths(leaves: i32): void {
  memory.fill(lengths, 0, 4 * 260);
  for (let leaf = 0; leaf < leaves; leaf++) {
    const depth = at32(weights, leaf);
    set32(lengths, depth, at32(lengths, depth) + 1);
  }
  for (let length = 256; length > 16; length--) {
    while (at32(lengths, length) > 0) {
      let shorter = length - 2;
      while (at32(lengths, shorter) == 0) shorter--;
      set32(lengths, length, at32(lengths, length) - 2);
      set32(lengths, length - 1, at32(lengths, length - 1) + 1);
      set32(lengths, shorter + 1, at32(lengths, shorter + 1) + 2);
      set32(lengths, shorter, at32(lengths, shorter) - 1);
    }
  }
  let longest = 16;
  while (at32(lengths, longest) == 0) longest--;
  set32(lengths, longest, at32(lengths, longest) - 1);
}

// ---- the data of a scan ----

/** Coded bytes back to front, as `unstuff` stores them; entries of a piece take at most four bytes each. */
const codedBytes: usize = 65536 + 64;
const coded: usize = memory.data(65536 + 64, 64);

/** Bits of the byte that is not full yet, at the bottom, and how many. */
let openBits: u64 = 0;
let openCount: u64 = 0;

export function beginWriting(): void {
  openBits = 0;
  openCount = 0;
}

/** Goes on with a scan, where `pauseWriting` left it. */
export function resumeWriting(index: i32): void {
  openBits = scanAt(index).openBits;
  openCount = scanAt(index).openCount;
}

export function pauseWriting(index: i32): void {
  scanAt(index).openBits = openBits;
  scanAt(index).openCount = openCount;
}

/** The most that `writePiece` writes. */
export function mostWrittenBytes(): i32 {
  return 2 * <i32>codedBytes + 64;
}

/** Where the next piece is, and 1 more if a restart marker comes before it; 0 if there is none. */
export function nextPiece(piece: usize): usize {
  return load<u32>(piece, 4);
}

/** Writes a piece of entries. @returns where the data ends so far */
export function writePiece(piece: usize, codes: usize, to: usize): usize {
  let bits = openBits;
  let count = openCount;
  let at = coded + codedBytes;
  const end = load<u32>(piece);
  for (let entry = piece + 8; entry < end; entry += 4) {
    const symbol = load<u32>(entry);
    const code = at32(codes, symbol & 0x3ff);
    const more = <u64>((symbol >> 10) & 63);
    bits = (bits << <u64>(code & 63)) | <u64>(code >> 6);
    bits = (bits << more) | <u64>(symbol >> 16);
    count += <u64>(code & 63) + more;
    store<u64>(at - 8, bits << (0 - count));
    at -= <usize>(count >> 3);
    count &= 7;
  }
  openBits = bits & ((<u64>1 << count) - 1);
  openCount = count;
  return stuff(coded + codedBytes, at, to);
}

/** Ends a scan: fills its last byte with ones. */
export function endWriting(to: usize): usize {
  if (openCount == 0) return to;
  const last = <u8>((openBits << (8 - openCount)) | ((<u64>1 << (8 - openCount)) - 1));
  store<u8>(to, last);
  if (last != 0xff) return to + 1;
  store<u8>(to, 0, 1);
  return to + 2;
}

/** Writes bytes that lie back to front from `high` down to `low`, with a zero after each 0xFF. May write 16 bytes more. */
function stuff(high: usize, low: usize, to: usize): usize {
  while (high > low) {
    const bytes = v128.load(high - 16);
    v128.store(to, i8x16.shuffle(bytes, bytes, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));
    const left = min<usize>(high - low, 16);
    const found = i8x16.bitmask(i8x16.eq(bytes, i8x16.splat(-1)));
    const before: usize = found == 0 ? 16 : <usize>(clz(found) - 16);
    if (before >= left) {
      high -= left;
      to += left;
      continue;
    }
    high -= before + 1;
    to += before + 1;
    store<u8>(to++, 0);
  }
  return to;
}
