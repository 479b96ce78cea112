import type { Raster } from '../../pixels/raster.js';
import { type Header, unsupported } from '../container.js';
import { type Coding, greyBits, inTurn, type WritableCompression } from '../encoding.js';
import type { FormatCodec } from '../format-codec.js';
import { decodePages, encodeTiff } from '../sharp/on-demand.js';
import { readTiffStrips } from './reader.js';
import { pageOrientation, strippedTiff, tiffMetadata, uprightTiff, withTiffMetadata, withTiffTags } from './rewrite.js';
import { encodeTiffStrips, type TiffCoding } from './strips.js';
import { parseTiff, type TiffCompression, type TiffFile, type TiffPage, withLabCalledRgb } from './tags.js';

export const tiffCodec: FormatCodec<TiffFile> = {
  parse: parseTiff,
  peakFactors: {
    read: ({ space }) => 0.25 + (space === 'cmyk' ? 1.5 : 0),
    write: ({ space }, again, compression) => {
      if (space === 'cmyk') return 5.1;
      const wasStored = again?.pages.every((page) => page.compression === 'none');
      return wasStored && (compression === 'keep' || compression === 'none') ? 2.4 : 3.2;
    },
    held: () => 2.8,
  },

  // Good TIFFs have odd tags: a text without its final null, tags out of order.
  decode: (bytes, file, maxPixels) => decodePages(withLabCalledRgb(bytes, file), file, { title: 'TIFF', maxPixels, forgivesTags: true }),
  read: readTiffStrips,

  rewrite: async (rasters, file, coding) =>
    withTiffTags(await inTurn(rasters, (raster, page) => encodePage(raster, tiffCoding(raster, file.pages[page]!, coding))), file),
  async write([raster], { bitsPerSample, space, metadata }, coding) {
    const page: PageCoding = {
      compression: 'deflate',
      whiteIsZero: false,
      big: false,
      tile: undefined,
      bitsPerSample,
      ...(space ? { space } : {}),
    };
    return withTiffMetadata(await encodePage(raster, tiffCoding(raster, page, coding)), metadata);
  },

  metadata: tiffMetadata,
  orientations: ({ pages }) => pages.map(pageOrientation),
  upright: uprightTiff,
  stripped: strippedTiff,
};

async function encodePage(raster: Raster, coding: TiffCoding): Promise<Buffer> {
  return encodeTiffStrips(raster, coding) ?? encodeTiff(raster, coding);
}

type PageCoding = Pick<TiffPage, 'compression' | 'whiteIsZero' | 'big' | 'bitsPerSample' | 'tile' | 'space'>;

/** The coding of the source, or as requested. The sides of tiles must be multiples of 16; otherwise strips are written. */
function tiffCoding(raster: Raster, page: PageCoding, { compression, quality }: Coding): TiffCoding {
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
    throw unsupported('JPEG compression holds grey, RGB and CMYK of 8 bits only; choose lzw or deflate for what has alpha, Lab or 16 bits');
  return compression;
}

function fitsJpeg({ channels, maxSample }: Raster, space: Header['space']): boolean {
  return maxSample === 255 && space !== 'lab' && (space === 'cmyk' || channels % 2 === 1);
}
