import { codeOf } from '../../errors.js';
import type { ColourTreatment, Picture } from '../../pixels/pictures/picture.js';
import { rasterPicture } from '../../pixels/pictures/raster-picture.js';
import { colourCount, type ImageShape, type Plane, type Raster, type Samples } from '../../pixels/raster.js';
import type { EncodedImage } from '../output.js';
import { type ExifThumbnail, exifThumbnail, withoutThumbnail, withThumbnail } from './exif-thumbnail.js';

/** Repeats on another picture what was done to the first one of a file. */
export type Redo = (picture: Picture) => void;

/** An image as it is now, which a thumbnail is to show. */
export interface Shown {
  readonly shape: ImageShape;
  /** The whole image at another size; undefined if it is never in memory whole. */
  readonly picture: ((width: number, height: number) => Picture) | undefined;
  /** Undefined if the method depends on the position of pixels. */
  readonly redo: Redo | undefined;
  readonly treatment: ColourTreatment;
}

/** A thumbnail opened as by `openImage`. */
interface OpenedThumbnail {
  readonly pictures: readonly Picture[];
  encode(): Promise<EncodedImage>;
  release(): void;
}

/** Opens a JPEG, to be written at that quality. */
type OpenJpeg = (file: Uint8Array, quality: number) => Promise<OpenedThumbnail>;

/** Lower ones are used if there is no room. Estimating the quality of the old one takes longer than decoding it. */
const qualities = [85, 60, 40];

/** The limit of a JPEG segment, and so of every block. */
const mostExifBytes = 65_527;

/**
 * The EXIF block with a thumbnail that shows the image as it is now: the old one through the same tables, or a new one of the same size.
 * The same block if it has no thumbnail, or a broken one; without its thumbnail if there is no room for the new one.
 */
export async function redrawnExif(exif: Uint8Array, shown: Shown, openJpeg: OpenJpeg): Promise<Uint8Array> {
  const thumbnail = exifThumbnail(exif);
  if (!thumbnail) return exif;
  const old = exif.subarray(thumbnail.start, thumbnail.start + thumbnail.bytes);
  if (!shown.picture && !canRedo(shown)) return withoutThumbnail(exif, thumbnail);
  if (thumbnail.kind === 'rgb') return withThumbnail(exif, thumbnail, redrawnRgb(old, thumbnail, shown));
  for (const quality of qualities) {
    const redrawn = await redrawnJpeg(old, shown, quality, openJpeg);
    if (!redrawn) return exif;
    const block = withThumbnail(exif, thumbnail, redrawn);
    if (block.length <= mostExifBytes) return block;
  }
  return withoutThumbnail(exif, thumbnail);
}

/** Undefined if the thumbnail cannot be read, and so shows nothing. */
async function redrawnJpeg(old: Uint8Array, shown: Shown, quality: number, openJpeg: OpenJpeg): Promise<Buffer | undefined> {
  const image = await openJpeg(old, quality).catch((error: unknown) => {
    if (unreadable.has(codeOf(error) ?? '')) return undefined;
    throw error;
  });
  if (!image) return undefined;
  try {
    redraw(image.pictures[0]!, shown);
    return Buffer.concat((await image.encode()).parts);
  } finally {
    image.release();
  }
}

const unreadable = new Set(['corrupt', 'unsupported-format', 'not-an-image', 'too-large']);

function redrawnRgb(old: Uint8Array, { width, height }: ExifThumbnail, shown: Shown): Uint8Array {
  const samples = Uint8Array.from(old);
  redraw(rasterPicture({ width, height, channels: 3, maxSample: 255, samples }), shown);
  return samples;
}

function redraw(thumbnail: Picture, shown: Shown): void {
  const isAlike = shown.treatment === 'luma' || colourCount(shown.shape) === colourCount(thumbnail.shape);
  if (shown.redo && canRedo(shown) && isAlike) shown.redo(thumbnail);
  else if (shown.picture) drawAnew(thumbnail, shown.shape, shown.picture, shown.treatment);
}

/** Tables for 16 bits do not fit a thumbnail. */
function canRedo({ redo, shape }: Shown): boolean {
  return redo !== undefined && shape.maxSample === 255;
}

/** If a thumbnail has other proportions than the image, the bars around it stay. */
function drawAnew(
  thumbnail: Picture,
  { width, height }: ImageShape,
  picture: (width: number, height: number) => Picture,
  treatment: ColourTreatment,
): void {
  const { shape } = thumbnail;
  const scale = Math.min(shape.width / width, shape.height / height);
  const inner = {
    width: within(width * scale, shape.width),
    height: within(height * scale, shape.height),
  };
  const left = (shape.width - inner.width) >> 1;
  const top = (shape.height - inner.height) >> 1;
  const small = picture(inner.width, inner.height);
  const isGrey = colourCount(shape) === 1 || colourCount(small.shape) === 1;
  // Cb and Cr stay with luma, even if only luma of a thumbnail was decoded.
  const mode = treatment === 'luma' || isGrey ? 'luma' : 'rgb';
  const drawn = small.planes(mode);
  const planes = thumbnail.planes(mode).map((plane, index) => placed(drawn[index]!, plane, left, top));
  thumbnail.replacePlanes(mode, planes);
}

/** The whole side if that is meant: proportions are never exact. */
function within(side: number, whole: number): number {
  return whole - side < 1.5 ? whole : Math.max(Math.round(side), 1);
}

function placed(drawn: Plane, into: Plane, left: number, top: number): Plane {
  const samples = Uint8Array.from(into.samples);
  const divisor = drawn.maxSample === 255 ? 1 : 257;
  for (let y = 0; y < drawn.height; y++) {
    const row = drawn.samples.subarray(y * drawn.width, (y + 1) * drawn.width);
    samples.set(divisor === 1 ? row : row.map((level) => Math.round(level / divisor)), (top + y) * into.width + left);
  }
  return { ...into, samples };
}

/**
 * The raster at a smaller size. Each pixel is the mean of four of those in its place, spread evenly: the mean of all would take too long.
 */
export function shrunk(raster: Raster, width: number, height: number): Raster {
  const { channels, maxSample, samples: from } = raster;
  const samples: Samples = new (maxSample === 255 ? Uint8Array : Uint16Array)(width * height * channels);
  const columns = lookedAt(raster.width, width);
  const rows = lookedAt(raster.height, height);
  let to = 0;
  for (let y = 0; y < rows.length; y += 2) {
    const upper = rows[y]! * raster.width;
    const lower = rows[y + 1]! * raster.width;
    for (let x = 0; x < columns.length; x += 2) {
      const left = columns[x]!;
      const right = columns[x + 1]!;
      for (let channel = 0; channel < channels; channel++) {
        const sum =
          from[(upper + left) * channels + channel]! +
          from[(upper + right) * channels + channel]! +
          from[(lower + left) * channels + channel]! +
          from[(lower + right) * channels + channel]!;
        samples[to++] = (sum + 2) >> 2;
      }
    }
  }
  return { ...raster, width, height, samples };
}

/** Two positions along the larger side for each along the smaller one. */
function lookedAt(from: number, to: number): Int32Array {
  const at = new Int32Array(2 * to);
  for (let index = 0; index < at.length; index++) at[index] = Math.min(Math.floor(((index + 0.5) * from) / at.length), from - 1);
  return at;
}
