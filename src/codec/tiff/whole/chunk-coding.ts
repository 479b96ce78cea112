import { deflateSync, inflateSync } from 'node:zlib';
import { corrupt } from '../../container.js';
import { lzwKernels } from '../kernels.js';

/** The compressions that we read and write ourselves, whatever the samples. */
export const ownCompressions = ['none', 'lzw', 'deflate', 'packbits'] as const;
export type OwnCompression = (typeof ownCompressions)[number];

/** Decompresses a strip or tile into new memory: `bytes` bytes, of which the last ones may be missing if `least` are enough. */
export function unpackedChunk(compression: OwnCompression, packed: Buffer, { bytes, least }: { bytes: number; least: number }): Buffer {
  const unpacked = unpackers[compression](packed, bytes);
  if (unpacked.length < least) throw corrupt('the TIFF is broken: a strip or tile holds less than it should');
  return unpacked.length < bytes ? Buffer.concat([unpacked, Buffer.alloc(bytes - unpacked.length)]) : unpacked.subarray(0, bytes);
}

const unpackers: Readonly<Record<OwnCompression, (packed: Buffer, bytes: number) => Buffer>> = {
  none: (packed, bytes) => Buffer.from(packed.subarray(0, bytes)),

  deflate(packed, bytes) {
    try {
      // Some writers pad the last strip to the height of the others.
      return inflateSync(packed, { maxOutputLength: bytes + mostSpareBytes });
    } catch (error) {
      throw corrupt('the TIFF is broken: a strip or tile cannot be decompressed', error);
    }
  },

  lzw(packed, bytes) {
    const unpacked = Buffer.alloc(bytes);
    const isRead = lzwKernels().readStrip(packed, { width: bytes, height: 1, channels: 1, maxSample: 255 }, false, unpacked);
    if (!isRead) throw corrupt('the TIFF is broken: the LZW codes of a strip or tile are invalid');
    return unpacked;
  },

  packbits(packed, bytes) {
    const unpacked = Buffer.alloc(bytes);
    let to = 0;
    for (let from = 0; from < packed.length && to < bytes; ) {
      const count = packed.readInt8(from++);
      if (count >= 0) {
        to += packed.copy(unpacked, to, from, from + count + 1);
        from += count + 1;
      } else if (count !== -128) {
        unpacked.fill(packed[from++] ?? 0, to, to + 1 - count);
        to += 1 - count;
      }
    }
    return to < bytes ? unpacked.subarray(0, to) : unpacked;
  },
};

const mostSpareBytes = 64 << 20;

/** Compresses a strip or tile. @param rowBytes bytes per row, as PackBits compresses each row separately */
export function packedChunk(compression: OwnCompression, bytes: Buffer, rowBytes: number): Buffer {
  return packers[compression](bytes, rowBytes);
}

const packers: Readonly<Record<OwnCompression, (bytes: Buffer, rowBytes: number) => Buffer>> = {
  none: (bytes) => bytes,
  deflate: (bytes) => deflateSync(bytes),

  lzw(bytes) {
    // The kernel compresses the differences of bytes to those on the left; for these sums, they are the bytes themselves.
    const sums = new Uint8Array(bytes.length);
    for (let i = 0, sum = 0; i < bytes.length; i++) {
      sum = (sum + bytes[i]!) & 255;
      sums[i] = sum;
    }
    const row = { width: sums.length, height: 1, channels: 1, maxSample: 255, samples: sums } as const;
    return Buffer.from(lzwKernels().writeStrip(row, 0, 1));
  },

  packbits(bytes, rowBytes) {
    const packed: number[] = [];
    for (let row = 0; row < bytes.length; row += rowBytes) packRow(bytes, row, Math.min(row + rowBytes, bytes.length), packed);
    return Buffer.from(packed);
  },
};

function packRow(bytes: Buffer, start: number, end: number, packed: number[]): void {
  const runAt = (at: number) => {
    let length = 1;
    while (length < 128 && at + length < end && bytes[at + length] === bytes[at]) length++;
    return length;
  };
  for (let at = start; at < end; ) {
    const run = runAt(at);
    if (run >= 3) {
      packed.push(257 - run, bytes[at]!);
      at += run;
      continue;
    }
    let literal = at;
    while (literal < end && literal - at < 128 && runAt(literal) < 3) literal++;
    packed.push(literal - at - 1, ...bytes.subarray(at, literal));
    at = literal;
  }
}
