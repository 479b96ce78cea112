// Rows of pixels to planes, exactly as in libjpeg: the last column and the last row repeat beyond the edges, before chroma at half the
// resolution is averaged; rows of MCUs are then filled with the last row of each component.

import { downOf, mostDown, rowOf, strideOf } from './planes';
import { inkToRow, rgbToRows } from './rgb';

/** Room for two rows of Cb and two of Cr. */
let room: usize = 0;
let roomOfRow: usize = 0;

/** @param start room for four rows of whole MCUs, each with 64 bytes more: `bytesOfRow` */
export function placeChromaRows(start: usize, bytesOfRow: usize): void {
  room = start;
  roomOfRow = bytesOfRow;
}

@inline
function extend(row: usize, width: i32, to: usize): void {
  if (<usize>width < to) memory.fill(row + width, load<u8>(row + width - 1), to - width);
}

/** Puts a row of MCUs into the planes, which hold just that. @param count its rows within the image, at least one */
export function pixelsToPlanes(pixels: usize, count: i32, components: i32, width: i32): void {
  const groups = (count + mostDown - 1) / mostDown;
  if (components == 3 && mostDown == 2) halvedChroma(pixels, count, groups, width);
  else for (let y = 0; y < count; y++, pixels += width * components) fullRows(pixels, y, components, width);
  for (let c = 0; c < components; c++) {
    const down = downOf(c);
    const last = rowOf(c, groups * down - 1);
    for (let y = groups * down; y < 8 * down; y++) memory.copy(rowOf(c, y), last, strideOf(c));
  }
}

@inline
function fullRows(pixels: usize, y: i32, components: i32, width: i32): void {
  if (components == 1) memory.copy(rowOf(0, y), pixels, width);
  else if (components == 3) rgbToRows(pixels, width, rowOf(0, y), rowOf(1, y), rowOf(2, y));
  else for (let c = 0; c < 4; c++) inkToRow(pixels + c, width, rowOf(c, y));
  for (let c = 0; c < components; c++) extend(rowOf(c, y), width, strideOf(c));
}

/** Y in full, and Cb and Cr at half the resolution both ways. */
function halvedChroma(pixels: usize, count: i32, groups: i32, width: i32): void {
  const columns = strideOf(0);
  for (let group = 0; group < groups; group++) {
    for (let i = 0; i < 2; i++) {
      const row = min(2 * group + i, count - 1);
      const y = rowOf(0, 2 * group + i), cb = room + <usize>i * roomOfRow, cr = cb + 2 * roomOfRow;
      rgbToRows(pixels + <usize>row * 3 * width, width, y, cb, cr);
      extend(y, width, columns);
      extend(cb, width, columns);
      extend(cr, width, columns);
    }
    halve(room, room + roomOfRow, columns, rowOf(1, group));
    halve(room + 2 * roomOfRow, room + 3 * roomOfRow, columns, rowOf(2, group));
  }
}

/** Means of four, whose halves are rounded down and up in turn. */
@inline
function halve(upper: usize, lower: usize, columns: usize, to: usize): void {
  const halves = i32x4.splat(0x20001);
  for (let x: usize = 0; x < columns; x += 16) {
    const sums = i16x8.add(i16x8.extadd_pairwise_i8x16_u(v128.load(upper + x)), i16x8.extadd_pairwise_i8x16_u(v128.load(lower + x)));
    const means = i16x8.shr_u(i16x8.add(sums, halves), 2);
    v128.store64_lane(to + (x >> 1), i8x16.narrow_i16x8_u(means, means), 0);
  }
}
