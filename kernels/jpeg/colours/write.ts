// Planes that hold a row of MCUs to codes: forward transform, quantiser, Huffman. A few MCUs at a time, as in reading.

import { tilesToBlocks } from '../dct';
import { turn } from '../lanes';
import { stuff } from '../sequential/bits';
import { addCodedBlocks, beginAllCodes, beginCodedMcu, beginCounts, countAllBlocks, endCodes, writeAllBlocks } from '../sequential/encode';
import { acrossOf, downOf, heightOf, moveDown, rowOf, spreadRows, strideOf, widthOf } from './planes';

/** Two quantisers as in `tilesToBlocks`: that of Y, grey and inks, and that of Cb and Cr. */
export const divisors: usize = memory.data(2 * 384, 64);

let components: i32 = 0;
let blocksOfMcu: i32 = 0;

/** To be called once the components are set. The first one has the first table, and others have the second one if they are chroma. */
export function beginWriting(count: i32, hasChroma: bool, to: usize): void {
  components = count;
  blocksOfMcu = 0;
  beginCodedMcu();
  for (let c = 0; c < count; c++) {
    const blocks = acrossOf(c) * downOf(c);
    addCodedBlocks(blocks, c, hasChroma && c > 0 ? 1 : 0);
    blocksOfMcu += blocks;
  }
  tableOfOthers = hasChroma ? 384 : 0;
  beginCounts();
  beginAllCodes();
  writtenTo = to;
}

let tableOfOthers: usize = 0;

const blocksAtOnce: i32 = 64;
const blocks: usize = memory.data(64 * 128, 64);
const tiles: usize = memory.data(4 * 64, 64);

/** Codes of blocks, back to front: 64 blocks take 13 KiB at most. */
const codesBytes: usize = 32768;
const codes: usize = memory.data(32768 + 64, 64);

/** Where the coded data ends so far. */
export let writtenTo: usize = 0;

/** The blocks of MCUs of a row. */
@inline
function makeBlocks(row: i32, column: i32, mcus: i32): void {
  let block = blocks;
  for (; mcus > 0; mcus--, column++)
    for (let c = 0; c < components; c++) {
      const across = acrossOf(c), down = downOf(c);
      const stride = strideOf(c);
      let tile = tiles;
      for (let y = 0; y < down; y++)
        for (let x = 0; x < across; x++, tile += 64) turn(rowOf(c, y << 3) + <usize>((column * across + x) << 3), <i32>stride, tile, 8);
      tilesToBlocks(tiles, divisors + (c > 0 ? tableOfOthers : 0), block, across * down);
      if (across * down > 1) padBlocks(c, row, column, block);
      block += <usize>(across * down) << 7;
    }
}

/** Blocks of MCUs that lie outside the image repeat the DC of the block before. */
@inline
function padBlocks(c: i32, row: i32, column: i32, first: usize): void {
  const across = acrossOf(c), down = downOf(c);
  const columns = (widthOf(c) + 7 >> 3) - column * across;
  const rows = (heightOf(c) + 7 >> 3) - row * down;
  if (columns >= across && rows >= down) return;
  let block = first;
  for (let y = 0; y < down; y++)
    for (let x = 0; x < across; x++, block += 128)
      if (x >= columns || y >= rows) {
        memory.fill(block, 0, 128);
        store<i16>(block, load<i16>(block - 128));
      }
}

/** Writes a row of MCUs. Returns whether there is room. */
export function writeMcuRow(row: i32, columns: i32, end: usize): bool {
  const most = blocksAtOnce / blocksOfMcu;
  for (let column = 0; column < columns; column += most) {
    const some = min(most, columns - column);
    makeBlocks(row, column, some);
    if (!append(writeAllBlocks(blocks, some, codes + codesBytes), end)) return false;
  }
  return true;
}

/** Writes all rows of MCUs of planes that are whole, whose rows are spread first. Returns whether there is room. */
export function writePlanes(rows: i32, columns: i32, end: usize): bool {
  for (let c = 0; c < components; c++) spreadRows(c, rows * downOf(c) << 3);
  for (let row = 0; row < rows; row++) {
    if (!writeMcuRow(row, columns, end)) return false;
    for (let c = 0; c < components; c++) moveDown(c);
  }
  return true;
}

/** Counts the symbols that `writeMcuRow` would write. */
export function countMcuRow(row: i32, columns: i32): void {
  const most = blocksAtOnce / blocksOfMcu;
  for (let column = 0; column < columns; column += most) {
    const some = min(most, columns - column);
    makeBlocks(row, column, some);
    countAllBlocks(blocks, some);
  }
}

/** Writes the last bits; returns whether there is room. */
export function endWriting(end: usize): bool { return append(endCodes(codes + codesBytes), end); }

function append(low: usize, end: usize): bool {
  if (writtenTo + 2 * (codes + codesBytes - low) + 64 > end) return false;
  writtenTo = stuff(codes + codesBytes, low, writtenTo);
  return true;
}
