// Planes to rows of pixels.

import { fullRow } from './upsample';
import { joinFour, joinThree, rowToCmyk, rowToRgb } from './rgb';

/** What the components are. The same numbers as in `src/codec/jpeg/colours/kernels.ts`. */
const grey: i32 = 0;
const ycbcr: i32 = 1;
const rgb: i32 = 2;
const cmyk: i32 = 3;

/** Room for one row of each component. */
let room: usize = 0;
let roomOfRow: usize = 0;

/** @param start room for four rows of the image's width, each with 64 bytes more: `bytesOfRow` */
export function placeFullRows(start: usize, bytesOfRow: usize): void {
  room = start;
  roomOfRow = bytesOfRow;
}

/** Rows of the image, from `first` up to `end`, as pixels. May write 64 bytes after them. @param turned see `joinFour` */
export function rowsToPixels(first: i32, end: i32, colours: i32, width: i32, turned: i32, to: usize): void {
  for (let y = first; y < end; y++) {
    const a = fullRow(0, y, room);
    if (colours == grey) {
      memory.copy(to, a, width);
      to += width;
      continue;
    }
    const b = fullRow(1, y, room + roomOfRow);
    const c = fullRow(2, y, room + 2 * roomOfRow);
    if (colours <= rgb) {
      if (colours == ycbcr) rowToRgb(a, b, c, width, to);
      else joinThree(a, b, c, width, to);
      to += width * 3;
      continue;
    }
    const d = fullRow(3, y, room + 3 * roomOfRow);
    if (colours == cmyk) joinFour(a, b, c, d, width, turned, to);
    else rowToCmyk(a, b, c, d, width, turned, to);
    to += width << 2;
  }
}
