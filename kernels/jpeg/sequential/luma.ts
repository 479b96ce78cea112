// A sequential scan from end to end, a few MCUs at a time, so that blocks stay in the first cache: coded data to tiles of luma and back.
// Neither coefficients nor other components are ever in memory whole; the bits of the latter are copied as they stand.

import { blocksToTiles, tilesToBlocks } from '../dct';
import { decodeMcus, storeDc } from './decode';
import { beginCodes, beginCounts, countBlocks, endCodes, restartCounts, writeBlocks } from './encode';
import { stuff } from './bits';
import { averageMcus, countMcus, mapTiles, padBlocks } from './tiles';

/** Steps of the source's quantiser, 64 words, row by row; and of the new one as in `tilesToBlocks`. */
export const steps: usize = memory.data(128, 64);
export const divisors: usize = memory.data(3 * 128, 64);

const blocksAtOnce: i32 = 64;
const blocks: usize = memory.data(blocksAtOnce * 128, 64);
const mappedTiles: usize = memory.data(blocksAtOnce * 64, 64);

/** Runs of other components when there is no luma, and so nobody wants them. */
const idleRuns: usize = memory.data(blocksAtOnce * 8, 64);

let mcu: i32 = 0;

/** Where the DC of other components goes, for small pictures; 0 if nobody wants it. */
let dcTo: usize = 0;

/** To be called before an image, or a band of one, is read or written: its first MCU has the number 0. */
export function beginBand(): void {
  mcu = 0;
  dcTo = 0;
  meansTo = 0;
}

/** Has the DC of each component's last block in each MCU kept from now on, as four numbers of 16 bits for each MCU. */
export function keepDc(to: usize): void { dcTo = to; }

/** Where means of the tiles that are read or written go, for small pictures; 0 if nobody wants them. */
let meansTo: usize = 0;

/** Has means kept from now on, as `averageMcus` makes them of the first MCU and those after it. */
export function keepMeans(to: usize): void { meansTo = to; }

/** Decodes MCUs one by one, as only the last DC of each component is ever at hand. */
function decodeWithDc(mcus: i32, to: usize, lumaBlocks: i32, runs: usize): bool {
  for (; mcus > 0; mcus--, to += lumaBlocks << 7, runs += 8, dcTo += 8) {
    if (!decodeMcus(1, to, runs)) return false;
    storeDc(dcTo);
  }
  return true;
}

/**
 * Decodes MCUs to tiles of luma, and counts its levels. Returns whether the data is as it should be.
 *
 * @param lumaBlocks of an MCU; 0 to check a scan without luma
 */
export function readMcus(mcus: i32, lumaBlocks: i32, tiles: usize, runs: usize): bool {
  const most = blocksAtOnce / max(lumaBlocks, 1);
  while (mcus > 0) {
    const some = min(most, mcus);
    const at = lumaBlocks ? runs : idleRuns;
    if (!(dcTo ? decodeWithDc(some, blocks, lumaBlocks, at) : decodeMcus(some, blocks, at))) return false;
    if (lumaBlocks) {
      blocksToTiles(blocks, steps, tiles, some * lumaBlocks);
      countMcus(tiles, mcu, some);
      if (meansTo) averageMcus(tiles, mcu, some, meansTo);
      tiles += some * lumaBlocks << 6;
      runs += some << 3;
    }
    mcu += some;
    mcus -= some;
  }
  return true;
}

/** Keeps the means of all MCUs of an image. @param isMapped whether tiles are mapped through the table first */
export function averageAll(tiles: usize, mcus: i32, lumaBlocks: i32, isMapped: bool, to: usize): void {
  if (!isMapped) return averageMcus(tiles, 0, mcus, to);
  const most = blocksAtOnce / lumaBlocks;
  for (let first = 0; first < mcus; first += most, tiles += most * lumaBlocks << 6) {
    const some = min(most, mcus - first);
    mapTiles(tiles, some * lumaBlocks, mappedTiles);
    averageMcus(mappedTiles, first, some, to);
  }
}

// ---- writing ----

/** Codes of blocks, back to front: 64 blocks of luma take 13 KiB at most, and what broken data can claim for others 160 KiB. */
const codesBytes: usize = 196608;
const codes: usize = memory.data(196608 + 64, 64);
const codesTop: usize = codes + codesBytes;

/** MCUs between restart markers, until the next one, and its number. */
let interval: i32 = 0;
let untilRestart: i32 = 0;
let restart: i32 = 0;

/** Where the coded data ends so far. Whoever has taken it away may set this back. */
export let writtenTo: usize = 0;

function beginPass(mcusOfInterval: i32): void {
  mcu = 0;
  meansTo = 0;
  interval = mcusOfInterval;
  untilRestart = mcusOfInterval;
}

/** @param source where the bits of other components begin, back to front @param mcusOfInterval all of them without restart markers */
export function beginWriting(source: usize, mcusOfInterval: i32, to: usize): void {
  beginPass(mcusOfInterval);
  beginCodes(source);
  restart = 0;
  writtenTo = to;
}

/** Blocks of MCUs with their levels mapped. */
@inline
function changedBlocks(tiles: usize, some: i32, lumaBlocks: i32): void {
  mapTiles(tiles, some * lumaBlocks, mappedTiles);
  tilesToBlocks(mappedTiles, divisors, blocks, some * lumaBlocks);
  padBlocks(blocks, mcu, some);
}

/**
 * Maps tiles through the table, and writes them with the bits of the other components. Returns whether there is room.
 *
 * @param runs 0 if there are no other components
 */
export function writeMcus(mcus: i32, lumaBlocks: i32, tiles: usize, runs: usize, end: usize): bool {
  const most = blocksAtOnce / lumaBlocks;
  while (mcus > 0) {
    if (untilRestart == 0) {
      if (!append(endCodes(codesTop), end)) return false;
      store<u16>(writtenTo, <u16>(0xd0ff + (restart << 8)));
      writtenTo += 2;
      restart = (restart + 1) & 7;
      untilRestart = interval;
    }
    const some = min(min(most, mcus), untilRestart);
    changedBlocks(tiles, some, lumaBlocks);
    if (meansTo) averageMcus(mappedTiles, mcu, some, meansTo);
    if (!append(writeBlocks(blocks, some, lumaBlocks, runs, codesTop), end)) return false;
    tiles += some * lumaBlocks << 6;
    if (runs) runs += some << 3;
    mcu += some;
    untilRestart -= some;
    mcus -= some;
  }
  return true;
}

/** Writes the last bits; returns whether there is room. */
export function endWriting(end: usize): bool { return append(endCodes(codesTop), end); }

/** Appends codes; returns whether there is room. */
function append(low: usize, end: usize): bool {
  if (writtenTo + 2 * (codesTop - low) + 64 > end) return false;
  writtenTo = stuff(codesTop, low, writtenTo);
  return true;
}

export function beginCounting(mcusOfInterval: i32): void {
  beginPass(mcusOfInterval);
  beginCounts();
}

/** Counts the symbols that `writeMcus` would write for luma. */
export function countSymbols(mcus: i32, lumaBlocks: i32, tiles: usize): void {
  const most = blocksAtOnce / lumaBlocks;
  while (mcus > 0) {
    if (untilRestart == 0) {
      restartCounts();
      untilRestart = interval;
    }
    const some = min(min(most, mcus), untilRestart);
    changedBlocks(tiles, some, lumaBlocks);
    countBlocks(blocks, some * lumaBlocks);
    tiles += some * lumaBlocks << 6;
    mcu += some;
    untilRestart -= some;
    mcus -= some;
  }
}
