// Samples on their way into and out of a TIFF: as differences of neighbours (TIFF 6.0, section 14), compressed with LZW (section 13).

/** Each sample minus the one to its left, in consecutive rows. May read 16 bytes before and after, and write 16 after. */
export function differences(from: usize, rowBytes: i32, rows: i32, bytesPerPixel: i32, wide: bool, to: usize): void {
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < bytesPerPixel; i++) store<u8>(to + i, load<u8>(from + i));
    for (let i = bytesPerPixel; i < rowBytes; i += 16) {
      const left = v128.load(from + i - bytesPerPixel);
      const here = v128.load(from + i);
      v128.store(to + i, wide ? i16x8.sub(here, left) : i8x16.sub(here, left));
    }
    from += rowBytes;
    to += rowBytes;
  }
}

const clearCode: u32 = 256;
const endCode: u32 = 257;
const firstString: u32 = 258;

/** Codes start again when this would be the next one: two before 12 bits are used up, as in libtiff. */
const lastString: u32 = 4094;

/** There are at most 3,836 strings. With 8,192 slots it took a third more time, as many lookups met another string first. */
const slots: i32 = 16384;

/** Strings by their hash, 32 bits each: the code of all but the last byte, that byte, and its own code in the lowest 12. */
const strings: usize = memory.data(slots * 4, 64);

/** No code is this high. */
const noString: u32 = 0xffffffff;

/**
 * Writes 1 or more bytes in codes of 9 to 12 bits, highest bit first. Returns how many bytes that takes; may write 8 more.
 *
 * Measured on differences of RGB photographs: 4.7 ns per byte, libtiff 10 to 11. The hash spreads small differences, which are the most
 * frequent: with the older hash `prefix ^ byte << 5` it takes 58.
 */
export function writeLzw(from: usize, bytes: i32, to: usize): i32 {
  const start = to;
  const end = from + bytes;
  memory.fill(strings, 0xff, slots * 4);
  let next = firstString;
  let width: u32 = 9;
  let bits: u64 = clearCode;
  let count: u32 = width;
  let prefix: u32 = load<u8>(from++);
  while (from < end) {
    const byte: u32 = load<u8>(from++);
    const string = (prefix << 8) | byte;
    // What depends on the byte alone does not wait for the string before it.
    let slot = ((byte * 0x9e3779b1) >>> 18) ^ (prefix << 2);
    let found = load<u32>(strings + (slot << 2));
    while (found >>> 12 != string && found != noString) {
      slot = (slot + 1) & (slots - 1);
      found = load<u32>(strings + (slot << 2));
    }
    if (found != noString) {
      prefix = found & 0xfff;
      continue;
    }
    store<u32>(strings + (slot << 2), (string << 12) | next++);
    bits = (bits << width) | prefix;
    count += width;
    prefix = byte;
    if (next == lastString) {
      bits = (bits << width) | clearCode;
      count += width;
      width = 9;
      next = firstString;
      memory.fill(strings, 0xff, slots * 4);
    } else if (next >>> width) width++;
    for (; count >= 16; to += 2) {
      count -= 16;
      store<u16>(to, bswap<u16>(<u16>(bits >>> count)));
    }
  }
  bits = (bits << width) | prefix;
  count += width;
  // A reader makes one more string from the last code.
  next++;
  if (next == lastString) {
    bits = (bits << width) | clearCode;
    count += width;
    width = 9;
  } else if (next >>> width) width++;
  bits = (bits << width) | endCode;
  count += width;
  // Zeros fill up the last byte.
  bits <<= -count & 7;
  count += -count & 7;
  for (; count > 0; to++) {
    count -= 8;
    store<u8>(to, <u8>(bits >>> count));
  }
  return <i32>(to - start);
}

/** The bytes of codes below 256, and 16 that are read along. */
const singles: usize = memory.data(256 + 16, 16);

/** For each code, where its string is, in the lower 32 bits, and its length in bytes. */
const places: usize = memory.data(4096 * 8, 64);

/**
 * Reads codes from `from` to `end` until they have given this many bytes. Strings are never assembled: the string of a new code is where
 * the one before it was written, plus one byte. May read 8 bytes after `end`, and write 32 after the result.
 *
 * Returns whether the codes start with the one that clears, are those of TIFF, and give exactly this many bytes; what follows is ignored.
 */
export function readLzw(from: usize, end: usize, to: usize, bytes: i32): bool {
  for (let byte: u32 = 0; byte < 256; byte++) {
    store<u8>(singles + byte, byte);
    store<u64>(places + (byte << 3), (<u64>1 << 32) | <u64>(singles + byte));
  }
  const stop = to + bytes;
  let bits: u64 = 0;
  let count: u32 = 0;
  let width: u32 = 9;
  let next: u32 = 0;
  let before: u64 = 0;
  while (to < stop) {
    if (count < 16) {
      if (from > end) return false;
      bits = (bits << 32) | <u64>bswap<u32>(load<u32>(from));
      from += 4;
      count += 32;
    }
    count -= width;
    const code = <u32>(bits >>> count) & ((1 << width) - 1);
    if (code == clearCode) {
      width = 9;
      next = firstString;
      before = 0;
      continue;
    }
    // Without a string before it, only a byte can follow; without any code that clears, nothing.
    if (before == 0 ? code > 255 || next == 0 : code > next || code == endCode) return false;
    if (before != 0) {
      store<u64>(places + (next << 3), before + (<u64>1 << 32));
      // The writer is one string ahead.
      if (++next == (1 << width) - 1) {
        if (width == 12) return false;
        width++;
      }
    }
    const place = load<u64>(places + (code << 3));
    const string = <usize>(place & 0xffffffff);
    const length = <i32>(place >>> 32);
    if (<i32>(stop - to) < length) return false;
    for (let i = 0; i < length; i += 16) v128.store(to + i, v128.load(string + i));
    // If it is the string just made, its last byte was not yet written.
    store<u8>(to + length - 1, before != 0 && code == next - 1 ? load<u8>(string) : load<u8>(to + length - 1));
    before = (<u64>length << 32) | <u64>to;
    to += length;
  }
  return from - (count >> 3) <= end;
}

/** The inverse of `differences`. Reads 8 bytes after the rows, and writes 8 after the result. */
export function sums(from: usize, rowBytes: i32, rows: i32, bytesPerPixel: i32, wide: bool, to: usize): void {
  for (let row = 0; row < rows; row++) {
    let sum = i64x2.splat(0);
    for (let i = 0; i < rowBytes; i += bytesPerPixel) {
      const difference = v128.load_zero<u64>(from + i);
      sum = wide ? i16x8.add(sum, difference) : i8x16.add(sum, difference);
      v128.store_lane<u64>(to + i, sum, 0);
    }
    from += rowBytes;
    to += rowBytes;
  }
}
