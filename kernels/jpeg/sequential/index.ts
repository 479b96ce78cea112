export { blocksToTiles, tilesToBlocks } from '../dct';
export { beginUnstuff, notedEnds, unstuff, unstuffedFrom, unstuffedTo } from './bits';
export { buildTable } from './lookup';
export { addBlocks, beginMcu, beginScan, findEnd, isAtEnd, moveUp, unreadBytes } from './decode';
export { buildAcEntries, buildDcEntries, symbolCounts } from './encode';
export { beginLevels, beginMapping, beginTiles, levelCounts, levelTable, planeToTiles, sumLevels, tilesToPlane } from './tiles';
export {
  averageAll,
  beginBand,
  beginCounting,
  beginWriting,
  countSymbols,
  divisors,
  endWriting,
  keepDc,
  keepMeans,
  readMcus,
  steps,
  writeMcus,
  writtenTo,
} from './luma';
export { countPlain, newAc, newDc, newSteps, readPlain, writePlain } from '../plain/file';

export const freeFrom: usize = __heap_base;
