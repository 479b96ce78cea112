export * from './dct';
export { codeTableBytes, makeCodeTable } from './progressive/codes';
export {
  unstuffedFrom, unstuffedTo, unstuff, beginDc, addDcBlock, readDc, refineDc, dcEndsWell, beginAc, acEndsWell,
} from './progressive/read';
export {
  setPieces, extendPieces, beginSymbols, endSymbols, piecesOf, endOfPieces, haveRoom, beginDcBlocks, addDcSymbolBlock, addDcSymbols, addDcRefinements,
  endDcSymbolRow,
} from './progressive/symbols';
export { makeBestCode, beginWriting, writePiece, nextPiece, endWriting, mostWrittenBytes } from './progressive/write';
export { initLuma, readBlockRow, readTileRow, tilesToRows, rowsToTiles, writeTileRow, writeBlockRow } from './progressive/luma';
export const freeFrom: usize = __heap_base;
