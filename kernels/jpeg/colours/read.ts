// MCUs to planes: codes, inverse transform, rows. A few MCUs at a time, so that blocks and tiles stay in the first cache.

import { blocksToTiles } from '../dct';
import { turn } from '../lanes';
import { decodeMcus } from '../sequential/decode';
import { rowOf, strideOf } from './planes';

/** Steps of the quantiser of each component, 64 words each, row by row. */
export const steps: usize = memory.data(4 * 128, 64);

/** The components of the scan, 16 bytes each: which one, and its blocks in an MCU across and down. */
const scanComponents: usize = memory.data(4 * 16, 16);
let scanEnd: usize = scanComponents;
let blocksOfMcu: i32 = 0;

export function beginScanComponents(): void {
  scanEnd = scanComponents;
  blocksOfMcu = 0;
}

export function addScanComponent(component: i32, across: i32, down: i32): void {
  store<i32>(scanEnd, component);
  store<i32>(scanEnd, across, 4);
  store<i32>(scanEnd, down, 8);
  scanEnd += 16;
  blocksOfMcu += across * down;
}

const blocksAtOnce: i32 = 64;
const blocks: usize = memory.data(64 * 128, 64);
const tiles: usize = memory.data(16 * 64, 64);

/** Decodes the MCUs of a row. Returns whether the data is as it should be. */
export function readMcuRow(row: i32, columns: i32): bool {
  const most = blocksAtOnce / blocksOfMcu;
  for (let column = 0; column < columns; ) {
    const some = min(most, columns - column);
    // All components are decoded, so there are no runs of others.
    if (!decodeMcus(some, blocks, 0)) return false;
    let block = blocks;
    for (const end = column + some; column < end; column++) {
      for (let p = scanComponents; p < scanEnd; p += 16) {
        const component = load<i32>(p), across = load<i32>(p, 4), down = load<i32>(p, 8);
        blocksToTiles(block, steps + (<usize>component << 7), tiles, across * down);
        block += <usize>(across * down) << 7;
        placeTiles(component, across, down, column, row);
      }
    }
  }
  return true;
}

/** Puts the tiles of a component in an MCU into its plane. */
@inline
function placeTiles(component: i32, across: i32, down: i32, column: i32, row: i32): void {
  const stride = strideOf(component);
  let to = rowOf(component, row * down * 8) + <usize>(column * across * 8);
  let tile = tiles;
  for (let y = 0; y < down; y++, to += stride << 3)
    for (let x = 0; x < across; x++, tile += 64) turn(tile, 8, to + (x << 3), <i32>stride);
}
