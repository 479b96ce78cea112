import { planesPicture } from '../../pixels/pictures/planes-picture.js';
import { rasterPicture } from '../../pixels/pictures/raster-picture.js';
import type { Raster } from '../../pixels/raster.js';
import { type DecodedImage, encoders, withDefaults } from '../codec.js';
import { carried } from '../kept-metadata.js';
import { type JpegFile, withJpegSegments } from './segments.js';
import type { JpegPlanes } from './turbo.js';

/** From here on sharp's encoder looks for smaller files than libjpeg-turbo can write. */
export const effortOfSharp = 8;

/**
 * A JPEG of which only luma can be changed, and which is written as JPEG again.
 *
 * @param bySharp the image as sharp decodes it, which is asked for where the planes cannot be written; it gets their luma then
 */
export function planesImage(planes: JpegPlanes, source: JpegFile, bySharp: () => Promise<DecodedImage>): DecodedImage {
  const { width, height } = planes;
  const luma: Raster = { width, height, channels: 1, maxSample: 255, samples: planes.luma };
  const image = {
    format: 'jpeg',
    // No getter: V8 made a dictionary of the image, which is slow to use, and held it until all garbage was collected.
    codec: 'libjpeg-turbo' as DecodedImage['codec'],
    pictures: [source.shape.channels === 1 ? rasterPicture(luma) : planesPicture(luma)],
    // Async, so that a refusal is a rejection too.
    ...encoders(async (options) => {
      const all = withDefaults(options);
      // What was a JPEG is one with anything left out of it.
      const kept = carried('jpeg', source, all) as JpegFile;
      const { progressive, restartInterval } = source;
      const quality = all.quality === 'auto' ? source.estimateQuality() : all.quality;
      const encoded = planes.encode({ quality, progressive, optimised: all.effort >= 4, restartInterval });
      if (encoded) return withJpegSegments(encoded, kept);
      image.codec = 'sharp';
      const pixels = await bySharp();
      pixels.pictures[0]!.replacePlanes('luma', [luma]);
      return pixels.encodeInParts(options);
    }),
    release: planes.release,
  } satisfies DecodedImage;
  return image;
}
