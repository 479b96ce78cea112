// A plain file in one call each way: from its bytes to the levels of its luma, and from a table of levels to the bytes of the new file.
// The loops are those of any sequential file; only what leads to them, and the headers, are here as well. Thumbnails take as long for the
// steps around the loops as for these.

import { beginUnstuff, notedEnds, unstuff, unstuffedTo } from '../sequential/bits';
import { addBlocks, beginMcu, beginScan, isAtEnd } from '../sequential/decode';
import { buildTable } from '../sequential/lookup';
import { beginBand, beginCounting, beginWriting, countSymbols, endWriting, readMcus, steps, writeMcus, writtenTo } from '../sequential/luma';
import { beginLevels, beginMapping, beginTiles, sumLevels } from '../sequential/tiles';
import {
  acNumber,
  acSlot,
  across,
  codeAt,
  codeLength,
  componentBytes,
  components,
  componentsEnd,
  count,
  dcNumber,
  dcSlot,
  down,
  height,
  id,
  quantiser,
  readHeaders,
  restartInterval,
  scanStart,
  segmentsEnd,
  stepsOf,
  width,
} from './headers';

/** Where the n-th step in zigzag order is, row by row. */
const zigzag: usize = memory.data<u8>([
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
  35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
]);

/** Bytes that the loops may read or write before and after. */
const slack: usize = 64;

/** The file, and where things made from it lie. */
let file: usize = 0;
let codedTop: usize = 0;
let runs: usize = 0;
let tiles: usize = 0;
let out: usize = 0;

let mcus: i32 = 0;
let lumaBlocks: i32 = 0;

@inline function after(at: usize, bytes: usize): usize { return (at + bytes + slack + 63) & ~(<usize>63); }

/**
 * Decodes the luma of a file, and counts its levels in `levelCounts`. Returns 0 if it is not a plain file in perfect order, has more pixels
 * than allowed, or does not fit into the memory; else its width times 65536 plus its height.
 */
export function readPlain(at: usize, length: usize, mostPixels: i32): u32 {
  const end = at + length;
  if (!readHeaders(at, end) || <i64>width * <i64>height > <i64>mostPixels) return 0;
  file = at;
  const isGrey = count == 1;
  const mcuAcross = isGrey ? 1 : across(components);
  const mcuDown = isGrey ? 1 : down(components);
  const columns = (width + 8 * mcuAcross - 1) / (8 * mcuAcross);
  const rows = (height + 8 * mcuDown - 1) / (8 * mcuDown);
  mcus = columns * rows;
  lumaBlocks = mcuAcross * mcuDown;
  const markers = restartInterval == 0 ? 0 : (mcus + restartInterval - 1) / restartInterval - 1;
  const coded = end - 2 - scanStart;
  codedTop = after(end, slack + coded);
  const ends = codedTop + slack;
  runs = after(ends, <usize>markers << 2);
  tiles = after(runs, isGrey ? 0 : <usize>mcus << 3);
  out = after(tiles, <usize>(mcus * lumaBlocks) << 6);
  if (out + leastRoom > <usize>memory.size() << 16) return 0;
  beginUnstuff(codedTop, ends, markers);
  if (!unstuff(scanStart, end - 2, true)) return 0;
  loadCodes(<i32>coded < fewCodedBytes);
  loadSteps();
  beginScan(codedTop, ends, restartInterval == 0 ? mcus : restartInterval);
  beginTiles(mcuAcross, mcuDown, columns, rows, width, height);
  beginLevels();
  beginBand();
  if (!readMcus(mcus, lumaBlocks, tiles, runs) || !isAtEnd()) return 0;
  sumLevels();
  return (<u32>width << 16) | <u32>height;
}

/** Less than this is never enough for the new file. */
const leastRoom: usize = 1 << 19;

/** Below this, looking for pairs of symbols, which takes 12 µs, hardly pays. */
const fewCodedBytes: i32 = 6144;

// ---- tables ----

/** The codes that the tables for decoding were built from, by slot, and their lengths; 0 for none. They stay, as files of a folder often have the same. */
const loadedCodes: usize = memory.data(8 * 272, 16);
const loadedBytes: usize = memory.data(8 * 4, 16);
/** For each slot, whether its table has no pairs. */
let withoutPairs: u32 = 0;

function loadCodes(isBrief: bool): void {
  beginMcu();
  for (let component = components, place = 0; component < componentsEnd; component += componentBytes, place++) {
    loadCode(dcSlot(component), isBrief);
    loadCode(acSlot(component), isBrief);
    const blocks = count == 1 ? 1 : across(component) * down(component);
    addBlocks(blocks, place, dcNumber(component), acNumber(component), place == 0);
  }
}

function loadCode(slot: usize, isBrief: bool): void {
  const code = codeAt(slot);
  const length = codeLength(slot);
  const known = loadedCodes + slot * 68;
  const bit: u32 = 1 << <u32>(slot >> 2);
  const isSame = load<u32>(loadedBytes + slot) == <u32>length && memory.compare(code, known, length) == 0;
  if (isSame && (isBrief || !(withoutPairs & bit))) return;
  buildTable(slot >= 16, <i32>((slot >> 2) & 3), code, !isBrief);
  memory.copy(known, code, length);
  store<u32>(loadedBytes + slot, <u32>length);
  withoutPairs = isBrief ? withoutPairs | bit : withoutPairs & ~bit;
}

function loadSteps(): void {
  const from = stepsOf(components);
  for (let i: usize = 0; i < 64; i++) store<u16>(steps + (<usize>load<u8>(zigzag + i) << 1), load<u8>(from + i));
}

// ---- the new file ----

/** The steps of the new luma, 64 bytes in zigzag order; and its codes as in a DHT segment, DC and AC. Set by the caller. */
export const newSteps: usize = memory.data(64, 16);
export const newDc: usize = memory.data(272, 16);
export const newAc: usize = memory.data(272, 16);

let to: usize = 0;

@inline function put(byte: u32): void { store<u8>(to++, byte); }
@inline function putNumber(value: i32): void { put(value >> 8); put(value & 255); }
@inline function putSegment(marker: u32, length: i32): void { put(0xff); put(marker); putNumber(2 + length); }
@inline function putBytes(from: usize, length: usize): void { memory.copy(to, from, length); to += length; }

/** Counts the symbols of the new luma, for optimal codes. Call after the table is set in `levelTable`. */
export function countPlain(): void {
  beginMapping();
  beginCounting(restartInterval == 0 ? mcus : restartInterval);
  countSymbols(mcus, lumaBlocks, tiles);
}

/**
 * Writes the file with luma mapped through `levelTable`: with new steps and codes, and all else as it was. Returns its first address, its end
 * being in `writtenTo`; 0 if it does not fit into the memory.
 */
export function writePlain(): usize {
  const end = <usize>memory.size() << 16;
  beginMapping();
  to = out;
  putHeaders();
  beginWriting(codedTop, restartInterval == 0 ? mcus : restartInterval, to);
  if (!writeMcus(mcus, lumaBlocks, tiles, count == 1 ? 0 : runs, end) || !endWriting(end) || writtenTo + 2 > end) return 0;
  store<u16>(writtenTo, 0xd9ff);
  return out;
}

/** The first number that no other component than luma uses. @param field the place of the number in a component */
function freeNumber(field: usize): u32 {
  let taken: u32 = 0;
  for (let component = components + componentBytes; component < componentsEnd; component += componentBytes) {
    taken |= 1 << <u32>load<u8>(component + field);
  }
  return ctz(~taken);
}

/** The headers, as `headersAround` of `src/codec/jpeg/coder/headers.ts` writes them. */
function putHeaders(): void {
  putBytes(file, segmentsEnd - file);
  const steps = freeNumber(3), dc = freeNumber(4), ac = freeNumber(5);
  store<u8>(components, steps, 3);
  store<u8>(components, dc, 4);
  store<u8>(components, ac, 5);
  let mostNumber: u32 = 0;
  for (let component = components; component < componentsEnd; component += componentBytes) {
    mostNumber = max(mostNumber, max(dcNumber(component), acNumber(component)));
    if (isRepeated(component, 3)) continue;
    putSegment(0xdb, 65);
    put(quantiser(component));
    putBytes(component == components ? newSteps : stepsOf(component), 64);
  }
  // Baseline has tables numbered 0 and 1.
  putSegment(mostNumber < 2 ? 0xc0 : 0xc1, 6 + 3 * count);
  put(8);
  putNumber(height);
  putNumber(width);
  put(count);
  for (let component = components; component < componentsEnd; component += componentBytes) {
    put(id(component));
    put((across(component) << 4) | down(component));
    put(quantiser(component));
  }
  for (let component = components; component < componentsEnd; component += componentBytes) {
    const isLuma = component == components;
    if (!isRepeated(component, 4)) putCode(dcNumber(component), isLuma ? newDc : codeAt(dcSlot(component)));
    if (!isRepeated(component, 5)) putCode(16 | acNumber(component), isLuma ? newAc : codeAt(acSlot(component)));
  }
  if (restartInterval != 0) {
    putSegment(0xdd, 2);
    putNumber(restartInterval);
  }
  putSegment(0xda, 4 + 2 * count);
  put(count);
  for (let component = components; component < componentsEnd; component += componentBytes) {
    put(id(component));
    put((dcNumber(component) << 4) | acNumber(component));
  }
  put(0);
  put(63);
  put(0);
}

/** Whether an earlier component has the same number in this field. */
function isRepeated(component: usize, field: usize): bool {
  for (let other = components; other < component; other += componentBytes) if (load<u8>(other + field) == load<u8>(component + field)) return true;
  return false;
}

function putCode(kind: u32, code: usize): void {
  let length = 16;
  for (let i: usize = 0; i < 16; i++) length += load<u8>(code + i);
  putSegment(0xc4, 1 + length);
  put(kind);
  putBytes(code, length);
}
