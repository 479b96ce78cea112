import { planesPicture } from '../../pixels/pictures/planes-picture.js';
import { rasterPicture } from '../../pixels/pictures/raster-picture.js';
import type { Raster } from '../../pixels/raster.js';
import type { ComponentCodec } from '../format-codec.js';
import type { MemoryNeed } from '../memory.js';
import { type JpegFile, withJpegSegments } from './segments.js';
import { decodePlanes, hasPlaneCodec } from './turbo.js';

/** From this effort on, sharp's encoder makes smaller files than libjpeg-turbo can. */
const effortOfSharp = 8;

/** A JPEG in which only luma changes, and which is written as JPEG again. */
export const jpegComponents: ComponentCodec<JpegFile> = {
  name: 'libjpeg-turbo',
  suits: ({ plain }, { lumaOnly, effort }) => plain && lumaOnly && effort < effortOfSharp && hasPlaneCodec(),
  need: componentsNeed,
  decode(bytes, file) {
    const { width, height, channels } = file.shape;
    const planes = decodePlanes(bytes.subarray(0, file.endOfImage), width, height);
    if (!planes) return undefined;
    const luma: Raster = { width: planes.width, height: planes.height, channels: 1, maxSample: 255, samples: planes.luma };
    return {
      picture: channels === 1 ? rasterPicture(luma) : planesPicture(luma),
      luma,
      encode(kept, { quality, effort }) {
        const { progressive, restartInterval } = file;
        const encoded = planes.encode({ quality, progressive, optimised: effort >= 4, restartInterval });
        return encoded && withJpegSegments(encoded, kept);
      },
      release: planes.release,
    };
  },
};

/**
 * Memory for reading and writing components, of which methods see only luma. The encoded file comes on top, and for progressive files all
 * coefficients. Measured as in `memory.ts`, on equalised noise, at quality 90, relative to the bytes of the components: 0.56 for 4:2:0,
 * 0.52 for 4:4:4, 0.76 for grey, 2.6 for progressive 4:2:0.
 */
function componentsNeed({ shape, samplesOfPixel, progressive }: JpegFile): MemoryNeed {
  const pixels = shape.width * shape.height;
  const rasterBytes = Math.ceil(pixels * samplesOfPixel);
  const coefficients = progressive ? coefficientBytes * rasterBytes : 0;
  return {
    shapes: [{ ...shape, channels: 1 }],
    rasterBytes,
    decodeBytes: fixedBytes + coefficients,
    encodeBytes: fixedBytes + coefficients + Math.ceil((shape.channels === 1 ? 0.85 : 0.65) * rasterBytes),
  };
}

const fixedBytes = 4 << 20;
/** Per sample, in both decoder and encoder. */
const coefficientBytes = 2.1;
