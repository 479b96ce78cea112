import * as zlib from 'node:zlib';

/** The checksum of PNG chunks: CRC-32 of ISO 3309, carried on from that of the bytes before. */
export const crc32: (bytes: Uint8Array, before?: number) => number = 'crc32' in zlib ? zlib.crc32 : crc32InPlainCode;

const table = Int32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** The same, for versions of Node that do not have it (before 20.15). */
export function crc32InPlainCode(bytes: Uint8Array, before = 0): number {
  let value = ~before;
  for (let i = 0; i < bytes.length; i++) value = (value >>> 8) ^ table[(value ^ bytes[i]!) & 255]!;
  return ~value >>> 0;
}
