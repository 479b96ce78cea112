// Where the symbols of scans that are written lie, until there are codes for them.
import { untilRestart } from './scan-data';

// An entry of 32 bits is a symbol in bits 0 to 9, or `noSymbol`; then in bits 10 to 15 how many bits follow it, and in bits 16 to 31 these
// bits. A run of blocks' ends takes its entry where it begins, and fills it in when it ends.
export const noSymbol: u32 = 256;

@inline
export function entryOf(symbol: u32, bits: u32, count: u32): u32 {
  return (bits << 16) | (count << 10) | symbol;
}

@inline
export function count(counts: usize, symbol: u32): void {
  const at = counts + (<usize>symbol << 2);
  store<u32>(at, load<u32>(at) + 1);
}

// ---- where entries go ----

// Entries of a scan lie in pieces, as nobody knows before how many there will be. A piece begins with where its entries end and where the
// next piece is, 0 if there is none; plus 1 if a restart marker comes before that. Several pieces may share a room.
const roomBytes: usize = 65536;
/** The most that 64 blocks of a scan take: 72 entries each; and if each is an interval of its own, a run, pending bits and a new piece. */
const slackBytes: usize = 64 * 76 * 4;

let roomsStart: usize = 0;
let freeRoom: usize = 0;
let roomsEnd: usize = 0;
/** Rooms that were given back: the last one begins with the address of the one before it. */
let emptyRoom: usize = 0;
let emptyRooms: i32 = 0;

/** Gives room for pieces. More of it, given later, must follow. */
export function setPieces(from: usize, end: usize): void {
  roomsStart = from;
  freeRoom = from;
  roomsEnd = end;
  emptyRoom = 0;
  emptyRooms = 0;
}

/** More room. */
export function extendPieces(end: usize): void {
  roomsEnd = end;
}

/** Where the pieces in use end. */
export function endOfPieces(): usize {
  return freeRoom;
}

/** Whether there is room `number` times. */
function haveRooms(number: i32): bool {
  return freeRoom + <usize>max(number - emptyRooms, 0) * roomBytes <= roomsEnd;
}

function takeRoom(): usize {
  if (emptyRooms > 0) {
    const room = emptyRoom;
    emptyRoom = load<u32>(room);
    emptyRooms--;
    return room;
  }
  const room = freeRoom;
  freeRoom += roomBytes;
  return room;
}

/** The room that a piece lies in. */
function roomOf(piece: usize): usize {
  return piece - ((piece - roomsStart) & (roomBytes - 1));
}

function giveBack(room: usize): void {
  store<u32>(room, <u32>emptyRoom);
  emptyRoom = room;
  emptyRooms++;
}

/** Begins a piece in a room of its own. */
function beginRoom(scan: WrittenScan, room: usize): void {
  beginPiece(scan, room);
  scan.roomEnd = room + roomBytes;
}

function beginPiece(scan: WrittenScan, piece: usize): void {
  store<u32>(piece, 0, 4);
  scan.piece = piece;
  scan.to = piece + 8;
}

/** Ends a piece; the next one begins at `next`. */
function endPiece(scan: WrittenScan, next: usize): void {
  store<u32>(scan.piece, <u32>scan.to);
  store<u32>(scan.piece, <u32>next, 4);
}

// ---- a scan that is written ----

@unmanaged
export class WrittenScan {
  /** The first piece, and the one in use. */
  pieces: usize;
  piece: usize;
  /** Where the room of the latter ends. */
  roomEnd: usize;
  /** Where the next entry goes. */
  to: usize;
  /** Blocks that ended, and the entry for their run. */
  ended: i32;
  run: usize;
  /** How often each symbol occurs. */
  counts: usize;
  /** Bits that follow the run. */
  pending: u64;
  pendingCount: u64;
  first: u32;
  last: u32;
  shift: u32;
  refines: i32;
  /** MCUs between restart markers, or blocks, and how many are left until the next one. */
  interval: i32;
  left: i32;
  /** Coded bits of a byte that is not full yet, at the bottom, and how many, while other scans are written. */
  openBits: u64;
  openCount: u64;
}

const scanBytes: usize = 128;
/** As many as a file may have: `mostScans` of `frame.ts`. */
const scans: usize = memory.data(128 * 100, 64);

@inline
export function scanAt(index: i32): WrittenScan {
  return changetype<WrittenScan>(scans + <usize>index * scanBytes);
}

/** In each, where the last DC of its components is. */
const lastDcAt: usize = 112;

@inline
export function lastDcOf(scan: WrittenScan): usize {
  return changetype<usize>(scan) + lastDcAt;
}

/**
 * @param counts room for those of 256 symbols, all 0
 * @param interval MCUs, or blocks, between restart markers; 0 if there are none
 * @returns false if there is no room for it
 */
export function beginSymbols(index: i32, counts: usize, interval: i32, first: i32, last: i32, shift: i32, refines: i32): bool {
  if (!haveRooms(1)) return false;
  const scan = scanAt(index);
  beginRoom(scan, takeRoom());
  scan.pieces = scan.piece;
  scan.interval = interval;
  scan.left = untilRestart(interval);
  scan.ended = 0;
  scan.run = 0;
  scan.counts = counts;
  scan.pending = 0;
  scan.pendingCount = 0;
  scan.first = first;
  scan.last = last;
  scan.shift = shift;
  scan.refines = refines;
  scan.openBits = 0;
  scan.openCount = 0;
  v128.store(lastDcOf(scan), i64x2.splat(0));
  return true;
}

/** The first piece of a scan. */
export function piecesOf(index: i32): usize {
  return scanAt(index).pieces;
}

/** Makes sure that 64 blocks fit in every scan from `from` on; false if there is no room for that. */
export function haveRoom(from: i32, end: i32): bool {
  if (!haveRooms(end - from)) return false;
  for (let index = from; index < end; index++) {
    const scan = scanAt(index);
    if (scan.to + slackBytes <= scan.roomEnd) continue;
    const room = takeRoom();
    endPiece(scan, room);
    beginRoom(scan, room);
  }
  return true;
}

/** Ends a scan after its last block. */
export function endSymbols(index: i32): void {
  const scan = scanAt(index);
  endInterval(scan);
  endPiece(scan, 0);
  scan.piece = 0;
}

/** The first piece of a scan that is left, if no more is added to it; 0 if there is none. */
export function readyPiece(index: i32): usize {
  const scan = scanAt(index);
  const piece = scan.pieces;
  if (piece == scan.piece) return 0;
  const isOpen = scan.ended > 0 && scan.run >= piece && scan.run < <usize>load<u32>(piece);
  return isOpen ? 0 : piece;
}

/** Forgets the first piece of a scan, which is ready. */
export function dropPiece(index: i32): void {
  const scan = scanAt(index);
  const piece = scan.pieces;
  const next = <usize>load<u32>(piece, 4) & ~1;
  scan.pieces = next;
  if (next == 0 || roomOf(next) != roomOf(piece)) giveBack(roomOf(piece));
}

/** Puts a restart marker between what was added and what comes. */
export function restart(scan: WrittenScan): void {
  endInterval(scan);
  const piece = scan.to;
  endPiece(scan, piece + 1);
  beginPiece(scan, piece);
  scan.left = scan.interval;
}

/** Writes what is pending. */
function endInterval(scan: WrittenScan): void {
  if (scan.pendingCount > 0) {
    store<u32>(scan.to, entryOf(noSymbol, <u32>scan.pending, <u32>scan.pendingCount));
    scan.to += 4;
    scan.pending = 0;
    scan.pendingCount = 0;
  }
  if (scan.ended > 0) closeRun(scan.run, scan.ended, scan.counts);
  scan.ended = 0;
}

@inline
export function closeRun(entry: usize, blocks: u32, counts: usize): void {
  const size = 31 - clz(blocks);
  store<u32>(entry, entryOf(size << 4, blocks & ((1 << size) - 1), size));
  count(counts, size << 4);
}
