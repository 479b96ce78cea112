// Tiles of luma in the order of MCUs, their levels counted and mapped, and as a plane of rows.

import { fillTile, isFilled, turn } from '../lanes';
import { averageTiles } from '../means';

/** How tiles lie in the image. */
let mcuAcross: i32 = 1;
let mcuDown: i32 = 1;
let mcuColumns: i32 = 0;
let mcuRows: i32 = 0;
let width: i32 = 0;
let height: i32 = 0;
let tilesOfMcu: i32 = 1;
/** Whether two neighbours are looked up at a time. */
let isLarge: bool = false;
/** Whether the last MCU of a row, and the last row of MCUs, reach beyond the image. */
let isWider: bool = false;
let isHigher: bool = false;

/** @param across blocks of luma in an MCU; the image is `columns` by `rows` MCUs */
export function beginTiles(across: i32, down: i32, columns: i32, rows: i32, imageWidth: i32, imageHeight: i32): void {
  mcuAcross = across;
  mcuDown = down;
  mcuColumns = columns;
  mcuRows = rows;
  width = imageWidth;
  height = imageHeight;
  tilesOfMcu = across * down;
  isLarge = imageWidth * imageHeight >= manyLevels;
  isWider = columns * across * 8 != imageWidth;
  isHigher = rows * down * 8 != imageHeight;
}

@inline function isAtEdge(mcu: i32): bool {
  const row = mcu / mcuColumns;
  return (isWider && mcu - row * mcuColumns == mcuColumns - 1) || (isHigher && row == mcuRows - 1);
}

/** How many MCUs from this one on lie within the image entirely; 0 if the first one does not. */
function insideFrom(mcu: i32): i32 {
  const row = mcu / mcuColumns;
  if (isHigher && row == mcuRows - 1) return 0;
  const last = isWider ? mcuColumns - 1 : mcuColumns;
  const left = last - (mcu - row * mcuColumns);
  // Whole rows follow each other without an edge.
  return isWider ? left : left + (mcuRows - (isHigher ? 1 : 0) - row - 1) * mcuColumns;
}

/**
 * Means of the quarters of the tiles of MCUs, in rows as long as a row of MCUs needs.
 *
 * @param mcu the number of the first @param to where those of the first MCU of the image are
 */
export function averageMcus(tiles: usize, mcu: i32, mcus: i32, to: usize): void {
  const stride = <usize>(mcuColumns * mcuAcross) << 1;
  while (mcus > 0) {
    const row = mcu / mcuColumns;
    const column = mcu - row * mcuColumns;
    const some = min(mcus, mcuColumns - column);
    averageTiles(tiles, some, mcuAcross, mcuDown, to + <usize>(row * mcuDown << 1) * stride + <usize>(column * mcuAcross << 1), stride);
    tiles += some * tilesOfMcu << 6;
    mcu += some;
    mcus -= some;
  }
}

// ---- levels ----

/** Partial counts of levels, so that equal neighbours do not wait for each other's store. */
const partialCounts: usize = memory.data(8 * 1024, 64);
/** How often each level occurs within the image. */
export const levelCounts: usize = memory.data(1024, 64);

/**
 * Counts and new levels of two neighbours, as one 16-bit number: half the loads and stores. Neighbours in pictures are alike, so little of
 * these tables is used. That pays for images with this many samples.
 */
const manyLevels: i32 = 131072;
/** Two of them in turn, so that equal pairs do not wait for each other's store. */
const pairCounts: usize = memory.data(2 * 262144, 64);
const pairTable: usize = memory.data(131072, 64);

export function beginLevels(): void {
  memory.fill(partialCounts, 0, 8 * 1024);
  if (isLarge) memory.fill(pairCounts, 0, 2 * 262144);
}

/** Adds the counts of pairs to those of levels. */
function addPairs(): void {
  for (let second: usize = 0; second < 1024; second += 4) {
    let sum = i32x4.splat(0);
    for (let first: usize = 0; first < 1024; first += 16) {
      const pair = (second << 8) + first;
      const both = i32x4.add(v128.load(pair, pairCounts), v128.load(pair, pairCounts + 262144));
      sum = i32x4.add(sum, both);
      v128.store(first, i32x4.add(v128.load(first, partialCounts), both), partialCounts);
    }
    const total = i32x4.extract_lane(sum, 0) + i32x4.extract_lane(sum, 1) + i32x4.extract_lane(sum, 2) + i32x4.extract_lane(sum, 3);
    store<u32>(second, load<u32>(second, partialCounts) + total, partialCounts);
  }
}

export function sumLevels(): void {
  if (isLarge) addPairs();
  for (let i: usize = 0; i < 1024; i += 16) {
    let sum = v128.load(i + partialCounts);
    for (let part: usize = 1024; part < 8 * 1024; part += 1024) sum = i32x4.add(sum, v128.load(part + i + partialCounts));
    v128.store(i + levelCounts, sum);
  }
}

@inline function count(part: usize, level: usize): void {
  const at = partialCounts + part + (level << 2);
  store<u32>(at, load<u32>(at) + 1);
}

@inline function countPair(part: usize, pair: usize): void {
  const at = pairCounts + part + (pair << 2);
  store<u32>(at, load<u32>(at) + 1);
}

/** Counts the levels of whole tiles. */
@inline
function countTiles(tiles: usize, tileCount: i32): void {
  for (const end = tiles + (tileCount << 6); tiles < end; tiles += 64) {
    const level = i8x16.splat(load<i8>(tiles));
    if (!v128.any_true(v128.xor(level, v128.load(tiles))) && isFilled(tiles, level)) {
      const at = partialCounts + (<usize>load<u8>(tiles) << 2);
      store<u32>(at, load<u32>(at) + 64);
      continue;
    }
    if (isLarge) {
      for (let at = tiles; at < tiles + 64; at += 8) {
        countPair(0, <usize>load<u16>(at));
        countPair(262144, <usize>load<u16>(at, 2));
        countPair(0, <usize>load<u16>(at, 4));
        countPair(262144, <usize>load<u16>(at, 6));
      }
      continue;
    }
    for (let at = tiles; at < tiles + 64; at += 8) {
      const levels = load<u64>(at);
      count(0, <usize>(levels & 255));
      count(1024, <usize>((levels >> 8) & 255));
      count(2048, <usize>((levels >> 16) & 255));
      count(3072, <usize>((levels >> 24) & 255));
      count(4096, <usize>((levels >> 32) & 255));
      count(5120, <usize>((levels >> 40) & 255));
      count(6144, <usize>((levels >> 48) & 255));
      count(7168, <usize>(levels >> 56));
    }
  }
}

/** Counts the levels of MCUs, and lets samples outside the image repeat its edge, as in encoders. @param mcu the number of the first */
export function countMcus(tiles: usize, mcu: i32, mcus: i32): void {
  while (mcus > 0) {
    const inside = min(insideFrom(mcu), mcus);
    const some = max(inside, 1);
    if (inside > 0) countTiles(tiles, inside * tilesOfMcu);
    else countAtEdge(tiles, mcu);
    tiles += some * tilesOfMcu << 6;
    mcu += some;
    mcus -= some;
  }
}

function countAtEdge(tiles: usize, mcu: i32): void {
  const left = (mcu % mcuColumns) * mcuAcross * 8;
  const top = (mcu / mcuColumns) * mcuDown * 8;
  for (let tile = 0; tile < tilesOfMcu; tile++, tiles += 64) {
    const columns = min(width - left - (tile % mcuAcross) * 8, 8);
    const rows = min(height - top - (tile / mcuAcross) * 8, 8);
    if (columns <= 0 || rows <= 0) continue;
    for (let x = 0; x < columns; x++) {
      const column = tiles + (x << 3);
      for (let y = 0; y < rows; y++) count(0, load<u8>(column + y));
      for (let y = rows; y < 8; y++) store<u8>(column + y, load<u8>(column + rows - 1));
    }
    for (let x = columns; x < 8; x++) store<u64>(tiles + (x << 3), load<u64>(tiles + ((columns - 1) << 3)));
  }
}

/** What each level becomes. */
export const levelTable: usize = memory.data(256, 64);

@inline function mapped(levels: u32): u32 {
  return u32(load<u8>(<usize>(levels & 255), levelTable))
    | (u32(load<u8>(<usize>((levels >> 8) & 255), levelTable)) << 8)
    | (u32(load<u8>(<usize>((levels >> 16) & 255), levelTable)) << 16)
    | (u32(load<u8>(<usize>(levels >> 24), levelTable)) << 24);
}

/** To be called once the table is set. */
export function beginMapping(): void {
  if (!isLarge) return;
  for (let second: usize = 0; second < 256; second++) {
    const upper = i8x16.splat(load<i8>(second, levelTable));
    for (let first: usize = 0; first < 256; first += 16) {
      const lower = v128.load(first, levelTable);
      const at = ((second << 8) + first) << 1;
      v128.store(at, i8x16.shuffle(lower, upper, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23), pairTable);
      v128.store(at, i8x16.shuffle(lower, upper, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31), pairTable + 16);
    }
  }
}

/** Maps tiles through the table. */
export function mapTiles(tiles: usize, tileCount: i32, to: usize): void {
  for (const end = tiles + (tileCount << 6); tiles < end; tiles += 64, to += 64) {
    const level = i8x16.splat(load<i8>(tiles));
    if (!v128.any_true(v128.xor(level, v128.load(tiles))) && isFilled(tiles, level)) {
      fillTile(to, i8x16.splat(load<i8>(<usize>load<u8>(tiles), levelTable)));
      continue;
    }
    if (isLarge) {
      for (let i: usize = 0; i < 64; i += 8) {
        store<u16>(to + i, load<u16>(<usize>load<u16>(tiles + i) << 1, pairTable));
        store<u16>(to + i, load<u16>(<usize>load<u16>(tiles + i, 2) << 1, pairTable), 2);
        store<u16>(to + i, load<u16>(<usize>load<u16>(tiles + i, 4) << 1, pairTable), 4);
        store<u16>(to + i, load<u16>(<usize>load<u16>(tiles + i, 6) << 1, pairTable), 6);
      }
      continue;
    }
    for (let i: usize = 0; i < 64; i += 8) {
      const levels = load<u64>(tiles + i);
      store<u64>(to + i, <u64>mapped(<u32>levels) | (<u64>mapped(<u32>(levels >> 32)) << 32));
    }
  }
}

// ---- blocks beyond the image ----

/** Blocks of MCUs that lie outside the image repeat the DC of the block before, as in libjpeg. */
export function padBlocks(blocks: usize, mcu: i32, mcus: i32): void {
  if (!isWider && !isHigher) return;
  for (; mcus > 0; mcus--, mcu++, blocks += tilesOfMcu << 7) if (isAtEdge(mcu)) padMcu(blocks, mcu);
}

function padMcu(blocks: usize, mcu: i32): void {
  const left = (mcu % mcuColumns) * mcuAcross * 8;
  const top = (mcu / mcuColumns) * mcuDown * 8;
  for (let tile = 1; tile < tilesOfMcu; tile++) {
    if (left + (tile % mcuAcross) * 8 < width && top + (tile / mcuAcross) * 8 < height) continue;
    const block = blocks + (tile << 7);
    memory.fill(block, 0, 128);
    store<i16>(block, load<i16>(block - 128));
  }
}

// ---- as a plane ----

/** Copies the tiles of MCUs to a plane of rows, within the image. */
export function tilesToPlane(tiles: usize, mcu: i32, mcus: i32, plane: usize): void {
  for (; mcus > 0; mcus--, mcu++) {
    const left = (mcu % mcuColumns) * mcuAcross * 8;
    const top = (mcu / mcuColumns) * mcuDown * 8;
    for (let tile = 0; tile < tilesOfMcu; tile++, tiles += 64) {
      const x = left + (tile % mcuAcross) * 8;
      const y = top + (tile / mcuAcross) * 8;
      if (x >= width || y >= height) continue;
      const to = plane + <usize>y * <usize>width + <usize>x;
      if (x + 8 <= width && y + 8 <= height) turn(tiles, 8, to, width);
      else
        for (let row = 0; row < min(height - y, 8); row++)
          for (let column = 0; column < min(width - x, 8); column++)
            store<u8>(to + <usize>row * <usize>width + column, load<u8>(tiles + (column << 3) + row));
    }
  }
}

/** The reverse: samples outside the image repeat its edge. */
export function planeToTiles(plane: usize, tiles: usize, mcu: i32, mcus: i32): void {
  for (; mcus > 0; mcus--, mcu++) {
    const left = (mcu % mcuColumns) * mcuAcross * 8;
    const top = (mcu / mcuColumns) * mcuDown * 8;
    for (let tile = 0; tile < tilesOfMcu; tile++, tiles += 64) {
      const x = left + (tile % mcuAcross) * 8;
      const y = top + (tile / mcuAcross) * 8;
      if (x + 8 <= width && y + 8 <= height) turn(plane + <usize>y * <usize>width + <usize>x, width, tiles, 8);
      else
        for (let column = 0; column < 8; column++)
          for (let row = 0; row < 8; row++) {
            const from = plane + <usize>min(y + row, height - 1) * <usize>width + <usize>min(x + column, width - 1);
            store<u8>(tiles + (column << 3) + row, load<u8>(from));
          }
    }
  }
}
