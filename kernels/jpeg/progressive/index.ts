export { codeTableBytes, makeCodeTable } from './codes';
export {
  beginUnstuff, markersLeft, nextRestart, notedEnds, resumeUnstuff, unstuff, unstuffedFrom, unstuffedTo,
} from '../sequential/bits';
export { findEnd, knownIntervals, moveUp, unreadBytes, unstuffWhole } from './scan-data';
export { beginDc, dcReading, chooseDc, addDcBlock, readDc, refineDc, dcEndsWell } from './read-dc';
export { beginAc, acReading, acEndsWell } from './read';
export {
  setPieces, extendPieces, beginSymbols, endSymbols, piecesOf, readyPiece, dropPiece, endOfPieces, haveRoom,
} from './pieces';
export { beginDcBlocks, addDcSymbolBlock, addDcSymbols, addDcRefinements, endDcSymbolRow } from './dc-symbols';
export { makeBestCode, beginWriting, resumeWriting, pauseWriting, writePiece, nextPiece, endWriting, mostWrittenBytes } from './write';
export {
  beginMcus, beginMcuSymbols, addMcuBlock, readMcuRow, mcusEndWell, blockRowToTiles, tileRowToBlocks, requantise, addSequential,
  endSequentialRow,
} from './sequential';
export { averageTileRow, initLuma, readBlockRow, readTileRow, tilesToRows, rowsToTiles, writeTileRow, writeBlockRow } from './luma';
export const freeFrom: usize = __heap_base;
