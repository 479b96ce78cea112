import type { WasmMemory } from '../../../wasm/memory.js';

interface Value {
  readonly value: number;
}

/** The exports of `kernels/jpeg/progressive/`. Addresses are in bytes. */
export interface ProgressiveExports extends WasmMemory {
  codeTableBytes(): number;
  makeCodeTable(table: number, kind: number, source: number, shift: number): number;
  unstuffWhole(from: number, end: number, to: number, ends: number, restarts: number): number;
  readonly unstuffedFrom: Value;
  readonly unstuffedTo: Value;
  readonly notedEnds: Value;
  readonly nextRestart: Value;
  readonly markersLeft: Value;
  beginUnstuff(to: number, ends: number, markers: number): void;
  resumeUnstuff(to: number, ends: number, restart: number, markers: number): void;
  unstuff(from: number, end: number, isLast: number): number;
  unreadBytes(reading: number, to: number): number;
  knownIntervals(reading: number, noted: number): number;
  moveUp(reading: number, top: number, firstEnd: number): void;
  findEnd(reading: number): void;
  beginDc(index: number, from: number, ends: number, interval: number): void;
  dcReading(index: number): number;
  chooseDc(index: number): void;
  addDcBlock(table: number, component: number, at: number, step: number, rowStep: number): void;
  readDc(columns: number, rows: number, shift: number): number;
  refineDc(columns: number, rows: number, shift: number): number;
  dcEndsWell(): number;
  beginAc(
    index: number,
    from: number,
    ends: number,
    interval: number,
    table: number,
    first: number,
    last: number,
    shift: number,
    refines: number,
  ): void;
  acReading(index: number): number;
  acEndsWell(scans: number): number;
  initLuma(): void;
  readBlockRow(scans: number, columns: number, to: number): number;
  readTileRow(scans: number, columns: number, dc: number, steps: number, tiles: number, counts: number): number;
  tilesToRows(tiles: number, columns: number, to: number): void;
  rowsToTiles(from: number, columns: number, tiles: number): void;
  averageTileRow(tiles: number, columns: number, table: number, to: number, stride: number): void;
  setPieces(from: number, end: number): void;
  extendPieces(end: number): void;
  endOfPieces(): number;
  haveRoom(from: number, end: number): number;
  beginSymbols(index: number, counts: number, interval: number, first: number, last: number, shift: number, refines: number): number;
  endSymbols(index: number): void;
  piecesOf(index: number): number;
  readyPiece(index: number): number;
  dropPiece(index: number): void;
  beginDcBlocks(index: number): void;
  addDcSymbolBlock(component: number, code: number, at: number, step: number, rowStep: number): void;
  addDcSymbols(index: number, mcus: number, shift: number): number;
  addDcRefinements(index: number, mcus: number, shift: number): void;
  endDcSymbolRow(): void;
  writeTileRow(scans: number, from: number, columns: number, table: number, divisors: number, tiles: number, dc: number): number;
  writeBlockRow(first: number, end: number, from: number, columns: number, source: number): number;
  beginMcus(from: number, ends: number, interval: number): void;
  beginMcuSymbols(): void;
  addMcuBlock(dcTable: number, acTable: number, component: number, codes: number, at: number, step: number, rowStep: number): void;
  readMcuRow(columns: number): number;
  mcusEndWell(): number;
  blockRowToTiles(blocks: number, columns: number, steps: number, tiles: number, counts: number): void;
  tileRowToBlocks(tiles: number, columns: number, table: number, divisors: number, to: number): void;
  requantise(blocks: number, count: number, steps: number, newSteps: number): void;
  addSequential(index: number, mcus: number): number;
  endSequentialRow(): void;
  makeBestCode(counts: number, symbols: number, table: number, codes: number): number;
  beginWriting(): void;
  resumeWriting(index: number): void;
  pauseWriting(index: number): void;
  writePiece(piece: number, codes: number, to: number): number;
  nextPiece(piece: number): number;
  endWriting(to: number): number;
  mostWrittenBytes(): number;
}
