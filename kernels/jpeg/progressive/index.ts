export { codeTableBytes, makeCodeTable } from './codes';
export { unstuff } from './scan-data';
export { beginDc, addDcBlock, readDc, refineDc, dcEndsWell } from './read-dc';
export { beginAc, acEndsWell } from './read';
export { setPieces, extendPieces, beginSymbols, endSymbols, piecesOf, endOfPieces, haveRoom } from './pieces';
export { beginDcBlocks, addDcSymbolBlock, addDcSymbols, addDcRefinements, endDcSymbolRow } from './dc-symbols';
export { makeBestCode, beginWriting, writePiece, nextPiece, endWriting, mostWrittenBytes } from './write';
export {
  beginMcus, beginMcuSymbols, addMcuBlock, readMcuRow, mcusEndWell, blockRowToTiles, tileRowToBlocks, requantise, addSequential,
  endSequentialRow,
} from './sequential';
export { averageTileRow, initLuma, readBlockRow, readTileRow, tilesToRows, rowsToTiles, writeTileRow, writeBlockRow } from './luma';
export const freeFrom: usize = __heap_base;
