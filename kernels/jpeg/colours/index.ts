export { beginUnstuff, unstuff, unstuffedFrom, unstuffedTo } from '../sequential/bits';
export { buildTable } from '../sequential/lookup';
export { addBlocks, beginMcu, beginScan, isAtEnd } from '../sequential/decode';
export { beginComponents, placeRows, setComponent } from './planes';
export { addScanComponent, beginScanComponents, readMcuRow, steps } from './read';
export { placeSums } from './upsample';
export { placeFullRows, rowsToPixels } from './rows';
export { buildAcEntries, buildDcEntries, symbolCounts } from '../sequential/encode';
export { pixelsToPlanes, placeChromaRows } from './downsample';
export { beginWriting, countMcuRow, divisors, endWriting, writeMcuRow, writePlanes, writtenTo } from './write';

export const freeFrom: usize = __heap_base;
