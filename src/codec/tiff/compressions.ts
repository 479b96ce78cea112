import { unsupported } from '../container.js';

/** The compressions that are written. */
export type TiffCompression = 'none' | 'lzw' | 'deflate' | 'packbits' | 'jpeg' | 'ccittfax4';

const readableCompressions: Readonly<Record<number, TiffCompression>> = {
  1: 'none',
  2: 'ccittfax4',
  3: 'ccittfax4',
  4: 'ccittfax4',
  5: 'lzw',
  7: 'jpeg',
  8: 'deflate',
  32773: 'packbits',
  32946: 'deflate',
};

const refusedCompressions: Readonly<Record<number, string>> = {
  6: 'old-style JPEG',
  9: 'JBIG',
  10: 'JBIG',
  32766: 'NeXT',
  32771: 'CCITT RLE with word alignment',
  32809: 'ThunderScan',
  34661: 'JBIG',
  34676: 'SGI Log',
  34677: 'SGI Log',
  34712: 'JPEG 2000',
  34887: 'LERC',
  34925: 'LZMA',
  50000: 'Zstandard',
  50001: 'WebP',
  50002: 'JPEG XL',
  52546: 'JPEG XL',
};

/** The compression that is written of a page compressed so. @throws {ImgparError} `unsupported-format` */
export function compressionToWrite(compression: number): TiffCompression {
  const readable = readableCompressions[compression];
  if (readable) return readable;
  const name = refusedCompressions[compression] ?? `method ${compression}`;
  throw unsupported(`the TIFF is compressed by ${name}; expected none, LZW, Deflate, PackBits, JPEG or CCITT fax`);
}
