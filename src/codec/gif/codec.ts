import { unsupported } from '../container.js';
import { inTurn } from '../encoding.js';
import type { FormatCodec } from '../format-codec.js';
import { asColour } from '../memory.js';
import { decodeFrames, quantize } from '../sharp/on-demand.js';
import { type GifFile, gifAnimation, gifMetadata, parseGif, strippedGif } from './blocks.js';
import { encodeGif, indexColours } from './writer.js';

export const gifCodec: FormatCodec<GifFile> = {
  parse: parseGif,
  peakFactors: { read: ({ pages }) => (pages ? 0.2 : 2.7), write: (picture) => 2.1 * asColour(picture) },

  decode: (bytes, file, maxPixels) => decodeFrames(bytes, file, { title: 'GIF', maxPixels }),

  rewrite: async (rasters, file) =>
    encodeGif(await inTurn(rasters, async (raster) => indexColours(raster) ?? indexColours(await quantize(raster))!), file),
  write: async () => {
    throw unsupported('imgpar writes GIF only from GIF sources, because GIF holds only 256 colours; choose another format');
  },

  metadata: gifMetadata,
  animation: (file) => (file.pages ? gifAnimation(file) : undefined),
  orientations: () => 1,
  upright: (file) => file,
  stripped: strippedGif,
};
