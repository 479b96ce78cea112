import type { Raster } from '../../pixels/raster.js';
import type { LentRaster } from '../buffer-pool.js';
import type { Header } from '../container.js';
import { becomesProgressive, inTurn, type Rasters } from '../encoding.js';
import { exifOrientation } from '../exif.js';
import type { FormatCodec } from '../format-codec.js';
import { decodePages, encodeJpeg } from '../sharp/on-demand.js';
import type { JpegCoding } from '../sharp/sharp.js';
import { jpegBands } from './bands.js';
import { frameOf } from './coder/read-frame.js';
import { readColours } from './colours/read.js';
import { writeColours } from './colours/write.js';
import { effortOfCodes, effortOfSharp, jpegComponents } from './components.js';
import { jpegExif, withJpegExif } from './exif-segment.js';
import { requireFewScans } from './markers.js';
import { mendedJpeg } from './mend.js';
import {
  imagesOf,
  type JpegFile,
  jpegMetadata,
  parseJpeg,
  strippedJpeg,
  uprightJpeg,
  withJpegMetadata,
  withJpegSegments,
  withoutJpegGainMap,
} from './segments.js';

export const jpegCodec: FormatCodec<JpegFile> = {
  parse: parseJpeg,
  peakFactors: {
    read: (file) => 0.2 + codedShareOf(file) + (file.progressive ? coefficientsOf(file) : 0) + (file.space === 'cmyk' ? 1.5 : 0),
    write: (picture, again, coding) =>
      0.7 +
      (becomesProgressive(coding, again?.progressive ?? false) ? 2 * coefficientsOf(picture) : 0) +
      (picture.space === 'cmyk' ? 3.2 : 0),
  },

  mended: mendedJpeg,
  decode: decodeAll,
  read: readPixels,
  components: jpegComponents,
  bands: jpegBands,

  async rewrite(rasters, file, { quality, effort, scans }) {
    const pictures = imagesOf(file);
    const [first, ...others] = await inTurn(rasters, (raster, page) => {
      const picture = pictures[page]!;
      return encodePixels(raster, { ...picture, progressive: becomesProgressive({ scans }, picture.progressive), quality, effort });
    });
    return withJpegSegments(first!, file, others);
  },
  write: async ([raster], { fullChroma, space, metadata }, { quality, effort, scans }) =>
    withJpegMetadata(
      await encodePixels(raster, {
        quality,
        effort,
        fullChroma,
        progressive: becomesProgressive({ scans }, false),
        ...(space ? { space } : {}),
      }),
      metadata,
      space,
    ),

  exif: { of: jpegExif, with: withJpegExif },
  metadata: jpegMetadata,
  orientations: (file) => imagesOf(file).map((image) => exifOrientation(jpegExif(image))),
  upright: uprightJpeg,
  stripped: strippedJpeg,
  withoutGainMap: withoutJpegGainMap,
  estimateQuality: (file) => file.estimateQuality(),
};

/** By our own encoder what it can, with the coefficients of sharp's. */
async function encodePixels(raster: Raster, coding: JpegCoding): Promise<Buffer> {
  const { quality, effort, progressive, fullChroma, space } = coding;
  const isOurs = !progressive && effort < effortOfSharp && (raster.channels !== 4 || space === 'cmyk');
  const written = isOurs && writeColours(raster, { quality, fullChroma, optimised: effort >= effortOfCodes });
  return written || encodeJpeg(raster, coding);
}

/** The pixels of a file with a single image, by our own decoder. */
function readPixels(bytes: Buffer, { further, endOfImage }: JpegFile): LentRaster | undefined {
  if (further.length > 0) return undefined;
  const content = bytes.subarray(0, endOfImage);
  const frame = frameOf(content);
  return frame && readColours(content, frame);
}

/** The pixels of all images, each of which is a JPEG of its own. */
async function decodeAll(bytes: Buffer, file: JpegFile, maxPixels: number, damaged: boolean): Promise<Rasters> {
  const decoded = async (content: Buffer, { pages: _, ...header }: JpegFile) => {
    requireFewScans(content.subarray(0, header.endOfImage));
    return (await decodePages(content, header, { title: 'JPEG', maxPixels, damaged }))[0];
  };
  const rasters: [Raster, ...Raster[]] = [await decoded(file.further.length > 0 ? bytes.subarray(0, file.endOfImage) : bytes, file)];
  for (const { file: other, start } of file.further)
    rasters.push(await decoded(bytes.subarray(file.endOfImage + start).subarray(0, other.endOfImage), other));
  return rasters;
}

/** Bytes of the coded image, of which our own decoder holds a copy, relative to the samples. */
function codedShareOf({ shape, endOfImage }: JpegFile): number {
  return endOfImage / (shape.width * shape.height * shape.channels);
}

/** Bytes of a JPEG's 16-bit coefficients, relative to the samples: colour at half resolution has half as many coefficients as samples. */
function coefficientsOf({ fullChroma, shape }: Header): number {
  return fullChroma || shape.channels === 1 ? 2.1 : 1.1;
}
