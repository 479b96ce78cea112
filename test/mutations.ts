import { crc32 } from 'node:zlib';

/** Gives whole numbers from 0 up to, but not including, a bound. */
export type Below = (bound: number) => number;

/**
 * A copy of the file as a bad disk, a broken transfer or an attacker might leave it: bits flipped, bytes replaced, numbers made large or
 * zero, parts cut out, doubled, zeroed or taken from another file, or the end missing. Half of the changes hit the first 512 bytes, where
 * most of a file's structure is.
 */
export function mutated(original: Buffer, other: Buffer, below: Below): Buffer {
  let bytes = original;
  for (let more = 1 + below(below(2) + 1); more > 0; more--) bytes = mutations[below(mutations.length)]!(Buffer.from(bytes), below, other);
  return below(2) === 0 ? withChecksums(bytes) : bytes;
}

/** A PNG with corrected checksums in all chunks, so that its other faults get further; other files unchanged. */
function withChecksums(bytes: Buffer): Buffer {
  if (bytes.toString('latin1', 1, 4) !== 'PNG') return bytes;
  const repaired = Buffer.from(bytes);
  for (let start = 8; start + 12 <= repaired.length; ) {
    const end = start + 8 + repaired.readUInt32BE(start);
    if (end + 4 > repaired.length) break;
    repaired.writeUInt32BE(crc32(repaired.subarray(start + 4, end)), end);
    start = end + 4;
  }
  return repaired;
}

type Mutation = (bytes: Buffer, below: Below, other: Buffer) => Buffer;

const mutations: readonly Mutation[] = [
  function turnBits(bytes, below) {
    for (let more = 1 + below(8); more > 0 && bytes.length > 0; more--) {
      const place = placeIn(bytes, below);
      bytes[place] = bytes[place]! ^ (1 << below(8));
    }
    return bytes;
  },
  function replaceBytes(bytes, below) {
    for (let more = 1 + below(16); more > 0 && bytes.length > 0; more--) bytes[placeIn(bytes, below)] = below(256);
    return bytes;
  },
  function cutOff(bytes, below) {
    return bytes.subarray(0, placeIn(bytes, below));
  },
  function cutOut(bytes, below) {
    const start = placeIn(bytes, below);
    return Buffer.concat([bytes.subarray(0, start), bytes.subarray(start + 1 + below(200))]);
  },
  function double(bytes, below) {
    const start = placeIn(bytes, below);
    return Buffer.concat([bytes.subarray(0, start + 1 + below(200)), bytes.subarray(start)]);
  },
  function insert(bytes, below) {
    const place = placeIn(bytes, below);
    const inserted = Buffer.from(Array.from({ length: 1 + below(64) }, () => below(256)));
    return Buffer.concat([bytes.subarray(0, place), inserted, bytes.subarray(place)]);
  },
  function zero(bytes, below) {
    const start = placeIn(bytes, below);
    return bytes.fill(0, start, Math.min(start + below(2000), bytes.length));
  },
  /** Changes a whole number of two or four bytes in either order: perhaps a length, a count, an offset or a side. */
  function changeNumber(bytes, below) {
    const size = 2 + 2 * below(2);
    if (bytes.length < size) return bytes;
    const place = Math.min(placeIn(bytes, below), bytes.length - size);
    const bigEndian = below(2) === 0;
    const number = bigEndian ? bytes.readUIntBE(place, size) : bytes.readUIntLE(place, size);
    const largest = 2 ** (8 * size) - 1;
    const changed = [0, 1, largest, largest >>> 1, number + 1, number - 1, number * 2, number >>> 1, bytes.length][below(9)]!;
    const written = Math.min(Math.max(changed, 0), largest) >>> 0;
    if (bigEndian) bytes.writeUIntBE(written, place, size);
    else bytes.writeUIntLE(written, place, size);
    return bytes;
  },
  /** Joins the beginning of one file and the end of another. */
  function splice(bytes, below, other) {
    return Buffer.concat([bytes.subarray(0, placeIn(bytes, below)), other.subarray(placeIn(other, below))]);
  },
  /** Overwrites bytes with as many from another file. */
  function transplant(bytes, below, other) {
    const from = placeIn(other, below);
    other.copy(bytes, placeIn(bytes, below), from, from + 1 + below(400));
    return bytes;
  },
];

function placeIn(bytes: Buffer, below: Below): number {
  return below(below(2) === 0 ? Math.min(Math.max(bytes.length, 1), 512) : Math.max(bytes.length, 1));
}
