import type { Raster } from '../../pixels/raster.js';
import type { Header } from '../container.js';
import { becomesProgressive, inTurn, type Rasters } from '../encoding.js';
import { exifOrientation } from '../exif.js';
import type { FormatCodec } from '../format-codec.js';
import { decodePages, encodeJpeg } from '../sharp/on-demand.js';
import { jpegComponents } from './components.js';
import { jpegExif, withJpegExif } from './exif-segment.js';
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
    read: (file) => 0.2 + (file.progressive ? coefficientsOf(file) : 0) + (file.space === 'cmyk' ? 1.5 : 0),
    write: (picture, again, coding) =>
      0.7 +
      (becomesProgressive(coding, again?.progressive ?? false) ? 2 * coefficientsOf(picture) : 0) +
      (picture.space === 'cmyk' ? 3.2 : 0),
  },

  mended: mendedJpeg,
  decode: decodeAll,
  components: jpegComponents,

  async rewrite(rasters, file, { quality, effort, scans }) {
    const pictures = imagesOf(file);
    const [first, ...others] = await inTurn(rasters, (raster, page) => {
      const picture = pictures[page]!;
      return encodeJpeg(raster, { ...picture, progressive: becomesProgressive({ scans }, picture.progressive), quality, effort });
    });
    return withJpegSegments(first!, file, others);
  },
  write: async ([raster], { fullChroma, space, metadata }, { quality, effort, scans }) =>
    withJpegMetadata(
      await encodeJpeg(raster, {
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
  orientations: (file) => imagesOf(file).map((image) => exifOrientation(jpegMetadata(image).exif)),
  upright: uprightJpeg,
  stripped: strippedJpeg,
  withoutGainMap: withoutJpegGainMap,
  estimateQuality: (file) => file.estimateQuality(),
};

/** The pixels of all images, each of which is a JPEG of its own. */
async function decodeAll(bytes: Buffer, file: JpegFile, maxPixels: number, damaged: boolean): Promise<Rasters> {
  const decoded = async (content: Buffer, { pages: _, ...header }: JpegFile) =>
    (await decodePages(content, header, { title: 'JPEG', maxPixels, damaged }))[0];
  const rasters: [Raster, ...Raster[]] = [await decoded(file.further.length > 0 ? bytes.subarray(0, file.endOfImage) : bytes, file)];
  for (const { file: other, start } of file.further)
    rasters.push(await decoded(bytes.subarray(file.endOfImage + start).subarray(0, other.endOfImage), other));
  return rasters;
}

/** Bytes of a JPEG's 16-bit coefficients, relative to the samples: colour at half resolution has half as many coefficients as samples. */
function coefficientsOf({ fullChroma, shape }: Header): number {
  return fullChroma || shape.channels === 1 ? 2.1 : 1.1;
}
