import type { Raster } from '../../pixels/raster.js';
import { type Header, unsupported } from '../container.js';
import { type Coding, greyBits, type WritableCompression } from '../encoding.js';
import { encodeTiff } from '../sharp/on-demand.js';
import type { TiffCompression } from './compressions.js';
import { encodeTiffStrips, type TiffCoding } from './strips.js';
import type { TiffPage } from './tags.js';

/** Encodes a page as a separate file. */
export async function encodePage(raster: Raster, coding: TiffCoding): Promise<Buffer> {
  return encodeTiffStrips(raster, coding) ?? encodeTiff(raster, coding);
}

export type PageCoding = Pick<TiffPage, 'compression' | 'whiteIsZero' | 'big' | 'bitsPerSample' | 'tile' | 'space'>;

/** The coding of the source, or as requested. The sides of tiles must be multiples of 16; otherwise strips are written. */
export function tiffCoding(raster: Raster, page: PageCoding, { compression, quality }: Coding): TiffCoding {
  const { whiteIsZero, big, bitsPerSample, tile, space } = page;
  const bitdepth = greyBits(raster, bitsPerSample);
  const isRegular = tile && tile.width % 16 === 0 && tile.height % 16 === 0 && Math.max(tile.width, tile.height) <= 32_768;
  return {
    compression: compression === 'keep' ? compressionAsRead(raster, page, bitdepth) : chosenCompression(raster, page, compression),
    quality,
    bitdepth,
    whiteIsZero,
    big,
    tile: isRegular ? tile : undefined,
    ...(space ? { space } : {}),
  };
}

/** The compression of the source, or LZW if that does not fit: fax coding is for black and white only, and JPEG has no alpha. */
function compressionAsRead(raster: Raster, { compression, space }: PageCoding, bitdepth: number): TiffCompression {
  const isUnfit = (compression === 'ccittfax4' && bitdepth !== 1) || (compression === 'jpeg' && !fitsJpeg(raster, space));
  return isUnfit ? 'lzw' : compression;
}

function chosenCompression(raster: Raster, { space }: PageCoding, compression: WritableCompression): TiffCompression {
  if (compression === 'jpeg' && !fitsJpeg(raster, space))
    throw unsupported('JPEG compression holds only 8-bit grey, RGB and CMYK; choose lzw or deflate for alpha, Lab or 16 bits');
  return compression;
}

function fitsJpeg({ channels, maxSample }: Raster, space: Header['space']): boolean {
  return maxSample === 255 && space !== 'lab' && (space === 'cmyk' || channels % 2 === 1);
}
