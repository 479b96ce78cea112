import { corrupt } from '../container.js';
import type { BmpLayout } from './header.js';

/**
 * Expands runs (RLE4, RLE8, RLE24) to rows from bottom to top, with `bytes` per pixel: an index, or blue, green and red. Skipped pixels get
 * index 0, as in other readers. Pixels beyond the end of a row are dropped.
 */
export function unpackRuns(runs: Buffer, { width, height, runs: kind }: BmpLayout): Uint8Array {
  const bytes = kind === 'rle24' ? 3 : 1;
  const pixels = new Uint8Array(width * height * bytes);
  let [x, y, at] = [0, 0, 0];
  const put = (from: number, index = 0) => {
    if (x < width && y < height) {
      const to = (y * width + x) * bytes;
      if (kind === 'rle24') for (let part = 0; part < 3; part++) pixels[to + part] = runs[from + part]!;
      // Two indices per byte, the first in the higher bits.
      else pixels[to] = kind === 'rle8' ? runs[from]! : (runs[from]! >> (index % 2 === 0 ? 4 : 0)) & 15;
    }
    x++;
  };
  while (at + 1 < runs.length) {
    const [count, value] = [runs[at]!, runs[at + 1]!];
    if (count > 0) {
      for (let index = 0; index < count; index++) put(at + 1, index);
      at += 1 + bytes;
    } else if (value === endOfRow) {
      [x, y, at] = [0, y + 1, at + 2];
    } else if (value === endOfPicture) {
      return pixels;
    } else if (value === move) {
      if (at + 3 >= runs.length) break;
      [x, y, at] = [x + runs[at + 2]!, y + runs[at + 3]!, at + 4];
    } else {
      const length = kind === 'rle4' ? Math.ceil(value / 2) : value * bytes;
      if (at + 2 + length > runs.length) break;
      for (let index = 0; index < value; index++) put(at + 2 + (kind === 'rle4' ? index >> 1 : index * bytes), index);
      // Padded to words of two bytes.
      at += 2 + length + (length % 2);
    }
  }
  const isWhole = y >= height || (y === height - 1 && x >= width);
  if (!isWhole) throw corrupt(`the BMP is cut off: its runs end in row ${y + 1} of ${height}`);
  return pixels;
}

const endOfRow = 0;
const endOfPicture = 1;
const move = 2;
