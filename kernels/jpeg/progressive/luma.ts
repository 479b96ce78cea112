// Luma of a progressive JPEG, some rows of blocks at a time, 64 blocks in the first cache: there is never a plane of coefficients.
import { blocksToTiles, tilesToBlocks } from '../dct';
import { averageTiles } from '../means';
import { haveRoom } from './pieces';
import { initProgressive, readBlocks } from './read';
import { initRecords } from './records';
import { addSymbols } from './symbols';

const blocks: usize = memory.data(128 * 64, 64);
const masks: usize = memory.data(8 * 64, 64);
const mapped: usize = memory.data(64 * 64, 64);

/** To be called once, before anything else. */
export function initLuma(): void {
  initProgressive();
  initRecords();
}

// ---- reading ----

/** Reads a row of blocks of all scans, without DC, and leaves it at `to` if that is not 0. @returns whether it is sound */
export function readBlockRow(scans: i32, columns: i32, to: usize): bool {
  for (let left = columns; left > 0; left -= 64) {
    const some = min(64, left);
    memory.fill(masks, 0, 512);
    if (!readBlocks(scans, to, masks, some)) return false;
    if (to) to += <usize>some << 7;
  }
  return true;
}

/** Reads a row of blocks of all scans, with its DC, turns it into tiles, and counts their samples. */
export function readTileRow(scans: i32, columns: i32, dc: usize, steps: usize, tiles: usize, counts: usize): bool {
  for (let left = columns; left > 0; left -= 64) {
    const some = min(64, left);
    memory.fill(masks, 0, 512);
    if (!readBlocks(scans, blocks, masks, some)) return abandoned();
    for (let i = 0; i < some; i++, dc += 2) store<i16>(blocks + (<usize>i << 7), load<i16>(dc));
    blocksToTiles(blocks, steps, tiles, some);
    countTiles(tiles, counts, some);
    clear(some);
    tiles += <usize>some << 6;
  }
  return true;
}

/** Makes zeros of the blocks that were written to. */
function clear(number: i32): void {
  const zero = i64x2.splat(0);
  for (let i = 0; i < number; i++) {
    const block = blocks + (<usize>i << 7);
    if (load<u64>(masks + (<usize>i << 3)) == 0) {
      store<i16>(block, 0);
      continue;
    }
    v128.store(block, zero);
    v128.store(block, zero, 16);
    v128.store(block, zero, 32);
    v128.store(block, zero, 48);
    v128.store(block, zero, 64);
    v128.store(block, zero, 80);
    v128.store(block, zero, 96);
    v128.store(block, zero, 112);
  }
}

function abandoned(): bool {
  memory.fill(blocks, 0, 128 * 64);
  return false;
}

/** Whether a tile is of one level. */
@inline
function isFlat(tile: usize): bool {
  const level = i8x16.splat(load<i8>(tile));
  const low = v128.or(v128.xor(v128.load(tile), level), v128.xor(v128.load(tile, 16), level));
  const high = v128.or(v128.xor(v128.load(tile, 32), level), v128.xor(v128.load(tile, 48), level));
  return !v128.any_true(v128.or(low, high));
}

@inline
function add(counts: usize, level: usize, number: u32): void {
  const at = counts + (level << 2);
  store<u32>(at, load<u32>(at) + number);
}

/** Adds samples to eight histograms of 256 counts, so that equal neighbours do not wait for each other's store. */
export function countTiles(tiles: usize, counts: usize, number: i32): void {
  for (const end = tiles + (<usize>number << 6); tiles < end; tiles += 64) {
    if (isFlat(tiles)) {
      add(counts, load<u8>(tiles), 64);
      continue;
    }
    for (let at = tiles; at < tiles + 64; at += 8) {
      const samples = load<u64>(at);
      add(counts, <usize>(samples & 255), 1);
      add(counts + 1024, <usize>((samples >> 8) & 255), 1);
      add(counts + 2048, <usize>((samples >> 16) & 255), 1);
      add(counts + 3072, <usize>((samples >> 24) & 255), 1);
      add(counts + 4096, <usize>((samples >> 32) & 255), 1);
      add(counts + 5120, <usize>((samples >> 40) & 255), 1);
      add(counts + 6144, <usize>((samples >> 48) & 255), 1);
      add(counts + 7168, <usize>(samples >> 56), 1);
    }
  }
}

// ---- tiles as rows of samples ----

/** Turns a row of tiles into 8 rows of samples, of 8 for each tile. */
export function tilesToRows(tiles: usize, columns: i32, to: usize): void {
  const stride = <usize>columns << 3;
  for (const end = to + stride; to < end; to += 8, tiles += 64) {
    // Pairs of columns, side by side.
    const c0 = turned(v128.load(tiles));
    const c2 = turned(v128.load(tiles, 16));
    const c4 = turned(v128.load(tiles, 32));
    const c6 = turned(v128.load(tiles, 48));
    const low0 = i8x16.shuffle(c0, c2, 0, 1, 16, 17, 2, 3, 18, 19, 4, 5, 20, 21, 6, 7, 22, 23);
    const high0 = i8x16.shuffle(c0, c2, 8, 9, 24, 25, 10, 11, 26, 27, 12, 13, 28, 29, 14, 15, 30, 31);
    const low4 = i8x16.shuffle(c4, c6, 0, 1, 16, 17, 2, 3, 18, 19, 4, 5, 20, 21, 6, 7, 22, 23);
    const high4 = i8x16.shuffle(c4, c6, 8, 9, 24, 25, 10, 11, 26, 27, 12, 13, 28, 29, 14, 15, 30, 31);
    let at = storeTwo(to, stride, i8x16.shuffle(low0, low4, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23));
    at = storeTwo(at, stride, i8x16.shuffle(low0, low4, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31));
    at = storeTwo(at, stride, i8x16.shuffle(high0, high4, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23));
    storeTwo(at, stride, i8x16.shuffle(high0, high4, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31));
  }
}

/** Turns 8 rows of samples into a row of tiles. */
export function rowsToTiles(from: usize, columns: i32, tiles: usize): void {
  const stride = <usize>columns << 3;
  for (const end = from + stride; from < end; from += 8, tiles += 64) {
    const r0 = turned(loadTwo(from, stride));
    const r2 = turned(loadTwo(from + 2 * stride, stride));
    const r4 = turned(loadTwo(from + 4 * stride, stride));
    const r6 = turned(loadTwo(from + 6 * stride, stride));
    const low0 = i8x16.shuffle(r0, r2, 0, 1, 16, 17, 2, 3, 18, 19, 4, 5, 20, 21, 6, 7, 22, 23);
    const high0 = i8x16.shuffle(r0, r2, 8, 9, 24, 25, 10, 11, 26, 27, 12, 13, 28, 29, 14, 15, 30, 31);
    const low4 = i8x16.shuffle(r4, r6, 0, 1, 16, 17, 2, 3, 18, 19, 4, 5, 20, 21, 6, 7, 22, 23);
    const high4 = i8x16.shuffle(r4, r6, 8, 9, 24, 25, 10, 11, 26, 27, 12, 13, 28, 29, 14, 15, 30, 31);
    v128.store(tiles, i8x16.shuffle(low0, low4, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23));
    v128.store(tiles, i8x16.shuffle(low0, low4, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31), 16);
    v128.store(tiles, i8x16.shuffle(high0, high4, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23), 32);
    v128.store(tiles, i8x16.shuffle(high0, high4, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31), 48);
  }
}

/** Two times eight bytes as eight pairs. */
@inline
function turned(a: v128): v128 {
  return i8x16.shuffle(a, a, 0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15);
}

@inline
function storeTwo(at: usize, stride: usize, rows: v128): usize {
  v128.store64_lane(at, rows, 0);
  v128.store64_lane(at + stride, rows, 1);
  return at + 2 * stride;
}

@inline
function loadTwo(at: usize, stride: usize): v128 {
  return i64x2.replace_lane(v128.load64_zero(at), 1, load<u64>(at + stride));
}

/** Means of the quarters of a row of tiles, two rows of bytes. @param table that maps them before; 0 if none does */
export function averageTileRow(tiles: usize, columns: i32, table: usize, to: usize, stride: usize): void {
  if (!table) return averageTiles(tiles, columns, 1, 1, to, stride);
  for (let left = columns; left > 0; left -= 64, tiles += 4096, to += 128) {
    const some = min(64, left);
    mapTiles(tiles, table, some, mapped);
    averageTiles(mapped, some, 1, 1, to, stride);
  }
}

// ---- writing ----

/**
 * Maps a row of tiles through a table, turns it into blocks, keeps their DC, and makes the symbols of all scans of AC.
 *
 * @param from the first block to do
 * @returns the first block that was not done, for want of room: with more of it, go on there
 */
export function writeTileRow(scans: i32, from: i32, columns: i32, table: usize, divisors: usize, tiles: usize, dc: usize): i32 {
  while (from < columns) {
    if (!haveRoom(0, scans)) return from;
    const some = min(64, columns - from);
    mapTiles(tiles + (<usize>from << 6), table, some, mapped);
    tilesToBlocks(mapped, divisors, blocks, some);
    for (let i = 0; i < some; i++) store<i16>(dc + (<usize>(from + i) << 1), load<i16>(blocks + (<usize>i << 7)));
    addSymbols(0, scans, blocks, some);
    from += some;
  }
  memory.fill(blocks, 0, 128 * 64);
  return from;
}

/** Maps tiles through a table. */
export function mapTiles(tiles: usize, table: usize, number: i32, to: usize): void {
  for (const end = tiles + (<usize>number << 6); tiles < end; tiles += 64, to += 64) {
    if (isFlat(tiles)) {
      const level = i8x16.splat(load<i8>(table + load<u8>(tiles)));
      v128.store(to, level);
      v128.store(to, level, 16);
      v128.store(to, level, 32);
      v128.store(to, level, 48);
      continue;
    }
    for (let i: usize = 0; i < 64; i += 4) {
      store<u8>(to + i, load<u8>(table + load<u8>(tiles + i)));
      store<u8>(to + i, load<u8>(table + load<u8>(tiles + i, 1)), 1);
      store<u8>(to + i, load<u8>(table + load<u8>(tiles + i, 2)), 2);
      store<u8>(to + i, load<u8>(table + load<u8>(tiles + i, 3)), 3);
    }
  }
}

/** The same for blocks that are at hand, and scans from `first` on. */
export function writeBlockRow(first: i32, end: i32, from: i32, columns: i32, source: usize): i32 {
  while (from < columns) {
    if (!haveRoom(first, end)) return from;
    const some = min(64, columns - from);
    addSymbols(first, end, source + (<usize>from << 7), some);
    from += some;
  }
  return from;
}
