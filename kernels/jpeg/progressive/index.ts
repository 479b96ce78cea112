export { codeTableBytes, makeCodeTable } from './codes';
export {
  unstuffedFrom, unstuffedTo, unstuff, beginDc, addDcBlock, readDc, refineDc, dcEndsWell, beginAc, acEndsWell,
} from './read';
export {
  setPieces, extendPieces, beginSymbols, endSymbols, piecesOf, endOfPieces, haveRoom, beginDcBlocks, addDcSymbolBlock, addDcSymbols, addDcRefinements,
  endDcSymbolRow,
} from './symbols';
export { makeBestCode, beginWriting, writePiece, nextPiece, endWriting, mostWrittenBytes } from './write';
export {
  beginMcus, addMcuBlock, readMcuRow, mcusEndWell, blockRowToTiles, tileRowToBlocks, requantise, addSequential, endSequentialRow,
} from './sequential';
export { initLuma, readBlockRow, readTileRow, tilesToRows, rowsToTiles, writeTileRow, writeBlockRow } from './luma';
export const freeFrom: usize = __heap_base;
