import type { Raster } from '../../pixels/raster.js';
import type { Coding } from '../encoding.js';
import { uprightExif } from '../exif.js';
import type { FormatCodec } from '../format-codec.js';
import { uprightXmp } from '../metadata.js';
import { decodePages, encodeAvif } from '../sharp/on-demand.js';
import type { AvifCoding } from '../sharp/sharp.js';
import { type AvifFile, avifMetadata, greyOfAlpha, parseAvif, withAvifItems, withAvifMetadata } from './file.js';

export const avifCodec: FormatCodec<AvifFile> = {
  parse: parseAvif,
  // Grey is encoded as the alpha of a colour image.
  peakFactors: { read: () => 6, write: ({ shape: { channels } }) => 14.5 * (channels < 3 ? 4 / channels : 1) },

  decode: (bytes, file, maxPixels) => decodePages(bytes, file, { title: 'AVIF', maxPixels }),

  async rewrite([raster], file, coding) {
    const lossless = isLossless(coding, file.isLossless);
    const bitdepth = depthOf(file.bitsPerSample);
    return withAvifItems(await encoded(raster, { ...coding, fullChroma: file.fullChroma, bitdepth, lossless }), file, lossless);
  },
  write: async ([raster], { fullChroma, metadata }, coding) =>
    withAvifMetadata(await encoded(raster, { ...coding, fullChroma, bitdepth: 8, lossless: isLossless(coding, false) }), metadata),

  exif: { of: ({ exif }) => exif, with: (file, exif) => ({ ...file, exif }) },
  metadata: avifMetadata,
  // The decoder turns the image itself.
  orientations: () => 1,
  upright: (file) => ({ ...file, exif: file.exif && uprightExif(file.exif), xmp: file.xmp && uprightXmp(file.xmp) }),
  stripped: (file) => ({ ...file, exif: undefined, xmp: undefined }),
};

function depthOf(bitsPerSample: number): 8 | 10 | 12 {
  return bitsPerSample === 12 ? 12 : bitsPerSample === 10 ? 10 : 8;
}

/** AVIF has no near-lossless coding. */
function isLossless({ lossless }: Coding, wasLossless: boolean): boolean {
  return lossless === 'keep' ? wasLossless : lossless !== 'no';
}

async function encoded(raster: Raster, coding: AvifCoding): Promise<Buffer> {
  if (raster.channels > 2) return encodeAvif(raster, coding);
  const asAlpha = (channel: number) => encodeAvif(alphaOnly(raster, channel), { ...coding, fullChroma: false });
  return greyOfAlpha(await asAlpha(0), raster.channels === 2 ? await asAlpha(1) : undefined);
}

/** A black image with one channel of a raster as its alpha. */
function alphaOnly({ width, height, channels, maxSample, samples }: Raster, channel: number): Raster {
  const pixels = width * height;
  const both = maxSample === 255 ? new Uint8Array(pixels * 2) : new Uint16Array(pixels * 2);
  for (let pixel = 0; pixel < pixels; pixel++) both[pixel * 2 + 1] = samples[pixel * channels + channel]!;
  return { width, height, channels: 2, maxSample, samples: both };
}
