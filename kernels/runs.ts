// Counts bytes and runs of equal bytes, and writes them in given codes. A run is eight to 258 bytes that equal the byte before them;
// whatever precedes the first byte does not count. May read 48 bytes after the input.

/**
 * The shortest run. DEFLATE allows three, but a byte that repeats often has a code of one or two bits, and every run costs an unpredictable
 * branch. Photographs, with 3, 6, 8 and 10: 11.76, 11.59, 11.56, 11.56 MB; 12.1, 8.5, 7.7, 7.2 ms per megapixel.
 */
const shortestRun: i32 = 8;

/** The longest run that DEFLATE allows. */
const longestRun: i32 = 258;

/** Index of the code or count of a run of length 0; those of single bytes come before it. */
const runs: i32 = 256;

/**
 * 515 counts or codes of 32 bits, and three more tables of 256 counts. Their addresses are known at compile time, which saves an addition
 * per byte.
 */
export const runCounts: usize = memory.data(2064 + 3 * 1024, 64);
export const runCodes: usize = memory.data(2064, 64);

/**
 * Counts single bytes and runs of every length: 32-bit counts, first of the bytes 0 to 255 and then of the lengths 0 to 258. Three more
 * tables of 256 byte counts follow in `runCounts`, so that equal neighbours do not wait for each other's store.
 */
export function countRuns(from: usize, bytes: i32): void {
  const end = from + bytes;
  if (bytes > 0) countOne(from++);
  while (from < end) {
    const singles = singlesFrom(from, end);
    const stop = from + singles;
    for (; from + 4 <= stop; from += 4) {
      countOne(from);
      const b = <usize>load<u8>(from, 1) << 2;
      const c = <usize>load<u8>(from, 2) << 2;
      const d = <usize>load<u8>(from, 3) << 2;
      store<u32>(b, load<u32>(b, runCounts + 2060) + 1, runCounts + 2060);
      store<u32>(c, load<u32>(c, runCounts + 3084) + 1, runCounts + 3084);
      store<u32>(d, load<u32>(d, runCounts + 4108) + 1, runCounts + 4108);
    }
    for (; from < stop; from++) countOne(from);
    if (singles == 16 || from == end) continue;
    const length = runAt(from, end);
    if (length) count(runs + length);
    else countOne(from);
    from += max(length, 1);
  }
}

/**
 * Writes every byte and run as its code in `runCodes`: a 32-bit number with the code in the low bits and its length in the highest byte, at
 * most 12 bits for a byte and 19 for a run. The first bits go into the lowest ones; `carried` holds up to 7 bits that precede them. Returns
 * the resulting number of bits; may write 8 bytes after them.
 */
export function writeRuns(from: usize, bytes: i32, to: usize, carried: u32, carriedBits: i32): i64 {
  const start = to;
  const end = from + bytes;
  let bits: u64 = carried;
  let count = carriedBits;
  if (bytes > 0) {
    const code = codeAt(<usize>load<u8>(from++));
    bits |= <u64>(code & 0xffffff) << count;
    count += code >> 24;
  }
  while (from < end) {
    const singles = singlesFrom(from, end);
    const stop = from + singles;
    // Writes whole bytes and keeps the rest, up to 7 bits; four more bytes then take at most 48 bits.
    for (; from + 4 <= stop; from += 4) {
      store<u64>(to, bits);
      to += count >> 3;
      bits >>= count & ~7;
      count &= 7;
      const a = codeAt(load<u8>(from));
      const b = codeAt(load<u8>(from, 1));
      const c = codeAt(load<u8>(from, 2));
      const d = codeAt(load<u8>(from, 3));
      bits |= <u64>(a & 0xffffff) << count;
      count += a >> 24;
      bits |= <u64>(b & 0xffffff) << count;
      count += b >> 24;
      bits |= <u64>(c & 0xffffff) << count;
      count += c >> 24;
      bits |= <u64>(d & 0xffffff) << count;
      count += d >> 24;
    }
    store<u64>(to, bits);
    to += count >> 3;
    bits >>= count & ~7;
    count &= 7;
    // At most three bytes of 12 bits and a run of 19, after the 7 bits kept.
    for (; from < stop; from++) {
      const code = codeAt(load<u8>(from));
      bits |= <u64>(code & 0xffffff) << count;
      count += code >> 24;
    }
    if (singles == 16 || from == end) continue;
    const length = runAt(from, end);
    const code = codeAt(length ? runs + length : <i32>load<u8>(from));
    bits |= <u64>(code & 0xffffff) << count;
    count += code >> 24;
    from += max(length, 1);
    store<u64>(to, bits);
    to += count >> 3;
    bits >>= count & ~7;
    count &= 7;
  }
  store<u64>(to, bits);
  return (<i64>(to - start) << 3) + count;
}

/** The checksum of zlib (RFC 1950, Adler-32), continued from that of the bytes before. */
export function adler32(from: usize, bytes: i32, before: u32): u32 {
  let low: u32 = before & 0xffff;
  let high: u32 = before >>> 16;
  const end = from + bytes;
  while (from + 16 <= end) {
    // As many bytes as keep every sum within 32 bits.
    const stop = min(from + 5552, from + ((end - from) & ~15));
    high += low * <u32>(stop - from);
    let sums = i64x2.splat(0);
    let sumsOfSums = sums;
    let weighted = sums;
    for (; from < stop; from += 16) {
      const sixteen = v128.load(from);
      sumsOfSums = i32x4.add(sumsOfSums, sums);
      sums = i32x4.add(sums, i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(sixteen)));
      weighted = i32x4.add(weighted, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(sixteen), i16x8(16, 15, 14, 13, 12, 11, 10, 9)));
      weighted = i32x4.add(weighted, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(sixteen), i16x8(8, 7, 6, 5, 4, 3, 2, 1)));
    }
    low = (low + total(sums)) % 65521;
    high = (high + total(weighted) + (total(sumsOfSums) << 4)) % 65521;
  }
  for (; from < end; from++) {
    low += load<u8>(from);
    high += low;
  }
  return ((high % 65521) << 16) | (low % 65521);
}

@inline
function codeAt(index: usize): u32 {
  return load<u32>(index << 2, runCodes);
}

/** How many of the next sixteen bytes come before the start of a run, or before the end. */
@inline
function singlesFrom(from: usize, end: usize): i32 {
  const repeats = repeatsFrom(from) | (repeatsFrom(from + 16) << 16);
  // A bit that remains has seven more above it.
  let starts = repeats & (repeats >> 1);
  starts &= starts >> 2;
  starts &= starts >> 4;
  // The bit after the sixteenth means that no run starts.
  return min(ctz(starts | 0x10000), <i32>min(end - from, 16));
}

/** One bit for each of sixteen bytes: whether it equals the one before it. */
@inline
function repeatsFrom(from: usize): u32 {
  return i8x16.bitmask(i8x16.eq(v128.load(from), v128.load(from - 1)));
}

/** How many bytes, at most 258 and not beyond the end, equal the one before them; 0 for fewer than eight. */
@inline
function runAt(from: usize, end: usize): i32 {
  const most = <i32>min(end - from, longestRun);
  const before = i8x16.splat(load<u8>(from - 1));
  let length = 0;
  while (length < most) {
    const equal = ctz(~i8x16.bitmask(i8x16.eq(v128.load(from + length), before)));
    length += equal;
    if (equal < 16) break;
  }
  length = min(length, most);
  return length < shortestRun ? 0 : length;
}

@inline
function countOne(at: usize): void {
  count(load<u8>(at));
}

@inline
function count(index: usize): void {
  store<u32>(index << 2, load<u32>(index << 2, runCounts) + 1, runCounts);
}

@inline
function total(lanes: v128): u32 {
  return i32x4.extract_lane(lanes, 0) + i32x4.extract_lane(lanes, 1) + i32x4.extract_lane(lanes, 2) + i32x4.extract_lane(lanes, 3);
}
