import { type Bits, codeCount, firstRun, longestRun, packedCode, shortestRun } from './filter.js';
import { codeLengths } from './huffman.js';
import { filterKernels } from './kernels.js';

/**
 * A zlib stream (RFC 1950 and 1951) that is written piece by piece. A piece of runs has its own Huffman code, and only runs of equal bytes
 * are shortened: what zlib's run-length strategy does, in a fraction of the time.
 */
export interface ZlibWriter {
  /** @param code the `runCode` of this very piece */
  addRuns(piece: Uint8Array, code: RunCode): Uint8Array[];
  /** @param deflated the piece as DEFLATE blocks that end at a whole byte, none of them the last block */
  addDeflated(piece: Uint8Array, deflated: Uint8Array): Uint8Array[];
  /** The end of the stream. */
  end(): Uint8Array[];
}

/** How a piece is coded as bytes and runs of equal bytes. */
export interface RunCode {
  /** Code length of each symbol, in bits. */
  readonly lengths: Uint8Array;
  /** Bits of the whole piece, without the description of the code. */
  readonly bits: number;
}

/** The shortest code for a piece of 1 byte or more. */
export function runCode(piece: Uint8Array): RunCode {
  const counts = symbolCounts(filterKernels().countRuns(piece));
  const lengths = codeLengths(counts, mostBits);
  let bits = 0;
  for (let symbol = 0; symbol < symbolCount; symbol++) bits += counts[symbol]! * (lengths[symbol]! + bitsBeside(symbol));
  return { lengths, bits };
}

/** The caller owns the parts that it gets. */
export function zlibWriter(): ZlibWriter {
  const rows = filterKernels();
  let [rest, checksum]: [Bits, number] = [{ bits: 0, count: 0 }, 1];
  let opening = [streamHeader];
  const behindOpening = (parts: Uint8Array[]) => {
    const all = [...opening, ...parts];
    opening = [];
    return all;
  };
  return {
    addRuns(piece, { lengths }) {
      checksum = rows.adler32(piece, checksum);
      const codes = canonicalCodes(lengths);
      const header = appendBits(rest, (put) => putBlockHeader(put, lengths));
      const coded = rows.writeRuns(piece, packedCodes(codes, lengths), header.rest);
      const end = appendBits(coded.rest, (put) => put(codes[endOfBlock]!, lengths[endOfBlock]!));
      rest = end.rest;
      return behindOpening([header.bytes, copyOf(coded.bytes), end.bytes]);
    },
    addDeflated(piece, deflated) {
      checksum = rows.adler32(piece, checksum);
      const aligned = rest.count === 0 ? [] : [emptyStoredBlock(rest)];
      rest = { bits: 0, count: 0 };
      return behindOpening([...aligned, deflated]);
    },
    end: () => behindOpening([streamEnd(rest, checksum)]),
  };
}

/** A copy in memory that is not zeroed first, as with `slice`, which made writing 16-bit grey take 1.1 times the CPU time. */
function copyOf(bytes: Uint8Array): Uint8Array {
  const copy = Buffer.allocUnsafeSlow(bytes.length);
  copy.set(bytes);
  return copy;
}

/** A window of 32 KiB, fastest compression. */
const streamHeader = Uint8Array.of(0x78, 0x01);

/** An empty block that ends at a whole byte, so that the next block begins at one (RFC 1951, 3.2.4). */
function emptyStoredBlock(rest: Bits): Uint8Array {
  const { bytes } = appendBits(rest, (put) => {
    put(0, 3);
    put(0, 7);
  });
  return Uint8Array.of(...bytes.subarray(0, Math.ceil((rest.count + 3) / 8)), 0, 0, 255, 255);
}

/** An empty last block in the fixed code, whose end of block is seven zeros; then the checksum. */
function streamEnd(rest: Bits, checksum: number): Uint8Array {
  const { bytes } = appendBits(rest, (put) => {
    put(0b011, 3);
    put(0, 7);
    put(0, 7);
  });
  const end = Math.ceil((rest.count + 10) / 8);
  return Uint8Array.of(...bytes.subarray(0, end), checksum >>> 24, checksum >>> 16, checksum >>> 8, checksum);
}

// ---- symbols ----

const endOfBlock = 256;
/** Bytes, the end, and groups of run lengths. */
const symbolCount = 286;
/** DEFLATE allows 15; with 12 the kernels can gather four codes before they write, and files grow by less than 1 in 10,000. */
const mostBits = 12;

/** For a run length, the symbol of its group and its index within the group (RFC 1951, 3.2.5). */
interface RunSymbol {
  readonly symbol: number;
  readonly extra: number;
  readonly extraBits: number;
}

const runSymbols: readonly RunSymbol[] = Array.from({ length: longestRun + 1 }, (_, length) => {
  if (length < 3) return { symbol: 0, extra: 0, extraBits: 0 };
  if (length === longestRun) return { symbol: 285, extra: 0, extraBits: 0 };
  const beyond = length - 3;
  // Eight groups of one, then four groups of each power of two.
  const extraBits = Math.max(Math.floor(Math.log2(Math.max(beyond, 1))) - 2, 0);
  const symbol = 257 + 4 * extraBits + (beyond >> extraBits);
  return { symbol, extra: beyond & (2 ** extraBits - 1), extraBits };
});

/** Bits after the code of a run: the index within its group, and the distance. */
function bitsBeside(symbol: number): number {
  if (symbol <= endOfBlock) return 0;
  return (symbol < 265 || symbol === 285 ? 0 : (symbol - 261) >> 2) + 1;
}

function symbolCounts(counts: Uint32Array): Uint32Array {
  const symbols = new Uint32Array(symbolCount);
  symbols.set(counts.subarray(0, firstRun));
  symbols[endOfBlock] = 1;
  for (let length = shortestRun; length <= longestRun; length++) symbols[runSymbols[length]!.symbol]! += counts[firstRun + length]!;
  return symbols;
}

/** The code of each symbol, first bit lowest, which follows from its length alone (RFC 1951, 3.2.2). */
function canonicalCodes(lengths: Uint8Array): Uint16Array {
  const next = firstCodes(lengths);
  const codes = new Uint16Array(lengths.length);
  for (let symbol = 0; symbol < lengths.length; symbol++) {
    const length = lengths[symbol]!;
    if (length > 0) codes[symbol] = reversed(next[length]!++, length);
  }
  return codes;
}

/** The lowest code of each length. */
function firstCodes(lengths: Uint8Array): Uint16Array {
  const counts = new Uint16Array(mostBits + 1);
  for (const length of lengths) if (length > 0) counts[length]!++;
  const first = new Uint16Array(mostBits + 1);
  for (let length = 1; length < mostBits; length++) first[length + 1] = (first[length]! + counts[length]!) << 1;
  return first;
}

function reversed(bits: number, count: number): number {
  return ((reversedBytes[bits & 255]! << 8) | reversedBytes[bits >> 8]!) >> (16 - count);
}

const reversedBytes = Uint8Array.from({ length: 256 }, (_, byte) => {
  let turned = 0;
  for (let bit = 0; bit < 8; bit++) turned |= ((byte >> bit) & 1) << (7 - bit);
  return turned;
});

/** The complete codes of bytes and runs, with the index within the group and the distance, which is a single zero. */
function packedCodes(codes: Uint16Array, lengths: Uint8Array): Uint32Array {
  const packed = new Uint32Array(codeCount);
  for (let byte = 0; byte < firstRun; byte++) packed[byte] = packedCode(codes[byte]!, lengths[byte]!);
  for (let length = shortestRun; length <= longestRun; length++) {
    const { symbol, extra, extraBits } = runSymbols[length]!;
    packed[firstRun + length] = packedCode(codes[symbol]! | (extra << lengths[symbol]!), lengths[symbol]! + extraBits + 1);
  }
  return packed;
}

// ---- headers ----

type Put = (bits: number, count: number) => void;

/**
 * The header of a block with its own code (RFC 1951, 3.2.7). The lengths are themselves coded, always in the same code here: four bits each
 * for 0 to 13 and for the two kinds of repeated zeros, as the best one would save only 50 bytes per block.
 */
function putBlockHeader(put: Put, lengths: Uint8Array): void {
  put(0b100, 3);
  put(symbolCount - 257, 5);
  put(distanceLengths.length - 1, 5);
  put(lengthLengths.length - 4, 4);
  for (const length of lengthLengths) put(length, 3);
  const all = new Uint8Array(lengths.length + distanceLengths.length);
  all.set(lengths);
  all.set(distanceLengths, lengths.length);
  for (let at = 0; at < all.length; ) {
    const zeros = zerosAt(all, at);
    if (zeros < 3) putLength(put, all[at]!);
    else if (zeros <= 10) putZeros(put, shortZeros, zeros - 3, 3);
    else putZeros(put, longZeros, zeros - 11, 7);
    at += zeros < 3 ? 1 : zeros;
  }
}

/** Two of equal length, though only the first is used: some readers require every code to be complete. */
const distanceLengths = [1, 1];

/** Bits for the lengths in the order of RFC 1951: 16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1. */
const lengthLengths = [0, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 0, 4];

/** The codes of 17 and 18, which follow 0 to 13. */
const shortZeros = 14;
const longZeros = 15;

function putLength(put: Put, length: number): void {
  put(reversed(length, 4), 4);
}

function putZeros(put: Put, code: number, extra: number, extraBits: number): void {
  put(reversed(code, 4), 4);
  put(extra, extraBits);
}

/** The number of consecutive zeros there, up to the most that can be written at once. */
function zerosAt(lengths: Uint8Array, at: number): number {
  let zeros = 0;
  while (zeros < 138 && lengths[at + zeros] === 0) zeros++;
  return zeros;
}

/** Appends bits to those carried over: gives the bytes that are complete, and the rest. */
function appendBits(carried: Bits, fill: (put: Put) => void): { bytes: Uint8Array; rest: Bits } {
  const bytes: number[] = [];
  let { bits, count } = carried;
  fill((more, moreCount) => {
    bits |= more << count;
    count += moreCount;
    for (; count >= 8; count -= 8, bits >>>= 8) bytes.push(bits & 255);
  });
  return { bytes: Uint8Array.from(bytes), rest: { bits, count } };
}
