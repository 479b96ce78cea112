// Finds where lines end, and decodes them: separators in bytes and in UTF-16, and UTF-8 to UTF-16.

/** Positions are returned in pieces of at most this many bytes or units, so that their table stays in the L1 and L2 caches. */
const longestPiece: i32 = 32768;

/** Positions of the separators in a piece, 32 bits each, relative to its beginning. */
export const lineEnds: usize = memory.data(4 * longestPiece + 64, 64);

/** Whether the last piece of bytes was all ASCII: 1 or 0. */
export let sawAscii: i32 = 0;

/** Notes the positions of a byte. @returns how often it occurs */
export function separatorsIn(from: usize, bytes: i32, separator: i32): i32 {
  const wanted = i8x16.splat(<i8>separator);
  let end = lineEnds;
  let all = i8x16.splat(0);
  let i = 0;
  for (; i + 64 <= bytes; i += 64) {
    const a = v128.load(from + i);
    const b = v128.load(from + i, 16);
    const c = v128.load(from + i, 32);
    const d = v128.load(from + i, 48);
    all = v128.or(all, v128.or(v128.or(a, b), v128.or(c, d)));
    let found =
      <u64>(<u32>i8x16.bitmask(i8x16.eq(a, wanted)) | (<u32>i8x16.bitmask(i8x16.eq(b, wanted)) << 16)) |
      (<u64>(<u32>i8x16.bitmask(i8x16.eq(c, wanted)) | (<u32>i8x16.bitmask(i8x16.eq(d, wanted)) << 16)) << 32);
    while (found) {
      store<u32>(end, i + <i32>ctz(found));
      end += 4;
      found &= found - 1;
    }
  }
  let high = i8x16.bitmask(all);
  for (; i < bytes; i++) {
    const byte = <i32>load<u8>(from + i);
    high |= byte & 0x80;
    if (byte == separator) {
      store<u32>(end, i);
      end += 4;
    }
  }
  sawAscii = high == 0 ? 1 : 0;
  return <i32>((end - lineEnds) >> 2);
}

/** The same for units of 16 bits. */
export function unitsIn(from: usize, units: i32, separator: i32): i32 {
  const wanted = i16x8.splat(<i16>separator);
  let end = lineEnds;
  let i = 0;
  for (; i + 16 <= units; i += 16) {
    const a = i16x8.eq(v128.load(from + (<usize>i << 1)), wanted);
    const b = i16x8.eq(v128.load(from + (<usize>i << 1), 16), wanted);
    let found = <u32>i8x16.bitmask(i8x16.narrow_i16x8_s(a, b));
    while (found) {
      store<u32>(end, i + <i32>ctz(found));
      end += 4;
      found &= found - 1;
    }
  }
  for (; i < units; i++) {
    if (<i32>load<u16>(from + (<usize>i << 1)) != separator) continue;
    store<u32>(end, i);
    end += 4;
  }
  return <i32>((end - lineEnds) >> 2);
}

/**
 * Decodes UTF-8 to one byte per character, if all characters are below U+0100. May write up to 16 bytes after the characters.
 *
 * @returns the number of characters; -1 if any is above, or if the input is not UTF-8
 */
export function latin1Of(from: usize, bytes: i32, to: usize): i32 {
  const start = to;
  const stop = from + bytes;
  while (from < stop) {
    if (from + 16 <= stop) {
      const found = v128.load(from);
      const high = i8x16.bitmask(found);
      v128.store(to, found);
      const ascii = high == 0 ? 16 : ctz(high);
      from += ascii;
      to += ascii;
      if (ascii == 16) continue;
    }
    const first = <u32>load<u8>(from);
    if (first < 0x80) {
      store<u8>(to++, <u8>first);
      from += 1;
      continue;
    }
    if ((first & 0xfe) != 0xc2 || from + 1 >= stop || !isNext(from, 1)) return -1;
    store<u8>(to++, <u8>(((first & 0x03) << 6) | next(from, 1)));
    from += 2;
  }
  return <i32>(to - start);
}

/**
 * Decodes UTF-8 to UTF-16. Invalid bytes become U+FFFD as the Encoding Standard says: one for each longest beginning of a character. May
 * write up to 32 bytes after the units.
 *
 * @returns the number of units: no more than bytes
 */
export function utf16Of(from: usize, bytes: i32, to: usize): i32 {
  const start = to;
  const stop = from + bytes;
  while (from < stop) {
    // ASCII, 16 bytes at a time, as far as it goes.
    if (from + 16 <= stop) {
      const found = v128.load(from);
      const high = i8x16.bitmask(found);
      v128.store(to, i16x8.extend_low_i8x16_u(found));
      v128.store(to, i16x8.extend_high_i8x16_u(found), 16);
      const ascii = high == 0 ? 16 : ctz(high);
      from += ascii;
      to += ascii << 1;
      if (ascii == 16) continue;
    }
    // Then other characters, which seldom come alone.
    do {
      const first = <u32>load<u8>(from);
      if (first < 0x80) {
        store<u16>(to, <u16>first);
        from += 1;
        to += 2;
        break;
      }
      if (first >= 0xc2 && first < 0xe0 && from + 1 < stop && isNext(from, 1)) {
        store<u16>(to, <u16>(((first & 0x1f) << 6) | next(from, 1)));
        from += 2;
        to += 2;
        continue;
      }
      const length = lengthOf(from, stop, first);
      if (length == 3 && first < 0xf0) {
        store<u16>(to, <u16>(((first & 0x0f) << 12) | (next(from, 1) << 6) | next(from, 2)));
        from += 3;
        to += 2;
      } else if (length == 4) {
        const beyond = (((first & 0x07) << 18) | (next(from, 1) << 12) | (next(from, 2) << 6) | next(from, 3)) - 0x10000;
        store<u16>(to, <u16>(0xd800 | (beyond >> 10)));
        store<u16>(to, <u16>(0xdc00 | (beyond & 0x3ff)), 2);
        from += 4;
        to += 4;
      } else {
        store<u16>(to, 0xfffd);
        from += length;
        to += 2;
      }
    } while (from < stop);
  }
  return <i32>((to - start) >> 1);
}

/** The number of bytes here that begin one character; at least 1. */
function lengthOf(from: usize, stop: usize, first: u32): i32 {
  if (first < 0xe0 || first > 0xf4) return 1;
  const wanted = first < 0xf0 ? 3 : 4;
  if (from + 1 >= stop) return 1;
  const second = <u32>load<u8>(from, 1);
  // No longer form than necessary, no surrogates, nothing above U+10FFFF.
  const least: u32 = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
  const most: u32 = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
  if (second < least || second > most) return 1;
  let length = 2;
  while (length < wanted && from + length < stop && isNext(from, length)) length += 1;
  return length;
}

@inline
function isNext(from: usize, at: i32): bool {
  return (load<u8>(from + at) & 0xc0) == 0x80;
}

@inline
function next(from: usize, at: i32): u32 {
  return load<u8>(from + at) & 0x3f;
}
