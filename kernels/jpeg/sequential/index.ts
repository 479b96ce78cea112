export { blocksToTiles, tilesToBlocks } from '../dct';
export { beginUnstuff, unstuff, unstuffedFrom, unstuffedTo } from './bits';
export { buildTable } from './lookup';
export { addBlocks, beginMcu, beginScan, isAtEnd } from './decode';
export { buildAcEntries, buildDcEntries, symbolCounts } from './encode';
export { beginLevels, beginMapping, beginTiles, levelCounts, levelTable, planeToTiles, sumLevels, tilesToPlane } from './tiles';
export {
  beginCounting,
  beginReading,
  beginWriting,
  countSymbols,
  divisors,
  endWriting,
  readMcus,
  steps,
  writeMcus,
  writtenTo,
} from './luma';

export const freeFrom: usize = __heap_base;
