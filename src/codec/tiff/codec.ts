import { inTurn } from '../encoding.js';
import type { FormatCodec } from '../format-codec.js';
import { decodePages } from '../sharp/on-demand.js';
import { encodePage, type PageCoding, tiffCoding } from './encoded-pages.js';
import { readTiffStrips } from './reader.js';
import { pageOrientation, strippedTiff, tiffMetadata, uprightTiff, withTiffMetadata, withTiffTags } from './rewrite.js';
import { parseTiff, type TiffFile, withLabCalledRgb } from './tags.js';
import { tiffWhole } from './whole/whole.js';

export const tiffCodec: FormatCodec<TiffFile> = {
  parse: parseTiff,
  peakFactors: {
    read: ({ space }) => 0.25 + (space === 'cmyk' ? 1.5 : 0),
    write: ({ space }, again, { compression }) => {
      if (space === 'cmyk') return 5.1;
      const wasStored = again?.pages.every((page) => page.compression === 'none');
      return wasStored && (compression === 'keep' || compression === 'none') ? 2.4 : 3.2;
    },
    held: () => 2.8,
  },

  // Good TIFFs have odd tags: a text without its final null, tags out of order.
  decode: (bytes, file, maxPixels) => decodePages(withLabCalledRgb(bytes, file), file, { title: 'TIFF', maxPixels, forgivesTags: true }),
  read: readTiffStrips,
  whole: tiffWhole,

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
