// What all scans want to know of a block, found once.
import { places } from './zigzag';

/**
 * Of each of 64 blocks, as bits in zigzag order: where the magnitude without its lowest 0, 1 and 2 bits is not 0; the lowest bits without 0
 * and 1 bit; and which are negative.
 */
export const records: usize = memory.data(64 * 64, 64);
export const recordBytes: usize = 64;
export const lowBits: usize = 24;
export const signs: usize = 40;

/** The same for scans of higher bits, which hardly any file has: 16 masks, and then as many of bits; no signs. */
export const deepRecords: usize = memory.data(64 * 256, 64);
export const deepRecordBytes: usize = 256;
export const deepLowBits: usize = 128;

/** Which 16 of 64 bytes go where, to bring bytes in zigzag order. */
const shuffles: usize = memory.data(256, 64);

export function initRecords(): void {
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

/** Makes the records for higher bits of blocks that have the others. */
export function recordDeeply(blocks: usize, number: i32): void {
  memory.fill(deepRecords, 0, deepRecordBytes * 64);
  for (let i: usize = 0; i < <usize>number; i++) {
    const deep = deepRecords + i * deepRecordBytes;
    for (let mask = load<u64>(records + i * recordBytes); mask; mask &= mask - 1) {
      const place = ctz(mask);
      const level = <i32>load<i16>(blocks + (i << 7) + <usize>load<u8>(places + <usize>place));
      let at = deep;
      for (let magnitude = abs(level); magnitude; magnitude >>= 1, at += 8) {
        store<u64>(at, load<u64>(at) | (<u64>1 << place));
        store<u64>(at, load<u64>(at, deepLowBits) | (<u64>(magnitude & 1) << place), deepLowBits);
      }
    }
  }
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
