import { pixelsIn } from '../histogram.js';
import { kernels } from '../kernels/kernels.js';
import { roomForPlane } from '../plane-memory.js';
import type { ImageShape, MaxSample, Plane, Samples } from '../raster.js';
import type { RealPlane } from '../real-plane.js';
import { roundHalfToEven } from '../table.js';
import type { Tiles } from './clahe-grid.js';
import { axis, binCount, highestGrey, type Range } from './clahe-skimage-loops.js';
import { skimageScratchBytes } from './clahe-skimage-wasm.js';

/**
 * `exposure.equalize_adapthist` of scikit-image for grey, sample for sample: levels are spread over 14 bits and put into bins, tiles are
 * equalised with the limit as a fraction of their samples (0 for no limit), and the result is spread over the full range. A tile is ⌊size /
 * tiles⌋ samples long, at least one, as in scikit-image's default for 8×8; the remainder makes one more tile. Samples where the mask is 0
 * are not counted; scikit-image has no masks. The result goes into `to`, which may be the samples of the plane. Source: skimage/exposure/_adapthist.py and exposure.py of scikit-image 0.19.
 */
export function claheSkimage(
  plane: Plane,
  { tiles, clipLimit }: { readonly tiles: Tiles; readonly clipLimit: number },
  mask?: Plane,
  to: Samples = roomForPlane(plane),
): Plane {
  const { skimage } = kernels();
  const range = skimage.range(plane.samples, mask);
  if (!range) {
    to.set(plane.samples);
    return { ...plane, samples: to };
  }

  const bins = binOfLevel(plane.maxSample, range);
  const x = axis(plane.width, tiles.columns);
  const y = axis(plane.height, tiles.rows);
  const blended = skimage.blend(plane.samples, bins, x, y, tileMaps(skimage.count(plane, bins, x, y, mask), clipLimit));
  // The range exists, as it did before.
  skimage.spread(blended, spreadLevels(plane.maxSample, skimage.range(blended, mask)!), to);
  return { ...plane, samples: to };
}

/**
 * The same for real numbers from -1 to 1, which scikit-image makes 16-bit levels of (`img_as_uint`); the result runs from 0 to 1. Undefined if
 * there are others, which it refuses.
 */
export function claheSkimageReal(
  { width, height, numbers, isSingle }: RealPlane,
  { tiles, clipLimit }: { readonly tiles: Tiles; readonly clipLimit: number },
  mask?: Plane,
): Float64Array | undefined {
  const counts = (at: number) => mask?.samples[at] !== 0;
  if (numbers.some((number, at) => counts(at) && Math.abs(number) > 1)) return undefined;
  const round = isSingle ? Math.fround : (value: number) => value;
  const levels = Uint16Array.from(numbers, (number, at) => (counts(at) ? roundHalfToEven(Math.max(round(number * 65535), 0)) : 0));
  const plane: Plane = { width, height, maxSample: 65535, samples: levels };
  const { skimage } = kernels();
  const range = skimage.range(levels, mask);
  if (!range) return undefined;
  const bins = binOfLevel(65535, range);
  const [x, y] = [axis(width, tiles.columns), axis(height, tiles.rows)];
  const blended = skimage.blend(levels, bins, x, y, tileMaps(skimage.count(plane, bins, x, y, mask), clipLimit));
  const { lowest, highest } = skimage.range(blended, mask)!;
  return Float64Array.from(blended, (grey) => (lowest === highest ? Math.min(grey, 1) : (grey - lowest) / (highest - lowest)));
}

/** The memory needed besides the plane and its result. */
export function claheSkimageScratchBytes(shape: Omit<ImageShape, 'channels'>, tiles: Tiles): number {
  return skimageScratchBytes(shape, axis(shape.width, tiles.columns), axis(shape.height, tiles.rows));
}

const greysOfBin = 1 + Math.floor((highestGrey + 1) / binCount);

/**
 * The bin of each level: levels as 16 bits (8-bit levels times 257), spread over 14 bits, in bins of 65. A single level is clipped instead
 * of spread.
 */
function binOfLevel(maxSample: MaxSample, { lowest, highest }: Range): Uint8Array {
  const factor = 65535 / maxSample;
  const [low, high] = [lowest * factor, highest * factor];
  return Uint8Array.from({ length: maxSample + 1 }, (_, level) => {
    const wide = Math.min(Math.max(level * factor, low), high);
    const grey = low === high ? Math.min(wide, highestGrey) : roundHalfToEven(((wide - low) / (high - low)) * highestGrey);
    return Math.floor(grey / greysOfBin);
  });
}

/** What each tile makes of each bin, 0..16,383: row by row, 256 numbers per tile. */
function tileMaps(counts: Uint32Array, clipLimit: number): Uint16Array {
  const maps = new Uint16Array(counts.length);
  for (let first = 0; first < counts.length; first += binCount) maps.set(mapOf(counts.subarray(first, first + binCount), clipLimit), first);
  return maps;
}

/** A tile without counted samples maps each bin to its own centre. */
function mapOf(histogram: Uint32Array, clipLimit: number): Uint16Array {
  const counted = pixelsIn(histogram);
  if (counted === 0) return Uint16Array.from(histogram, (_, bin) => Math.min(bin * greysOfBin + (greysOfBin >> 1), highestGrey));

  clip(histogram, clipLimit > 0 ? Math.max(Math.floor(clipLimit * counted), 1) : counted);
  const scale = highestGrey / counted;
  const map = new Uint16Array(binCount);
  let sum = 0;
  for (let bin = 0; bin < binCount; bin++) {
    sum += histogram[bin]!;
    map[bin] = Math.min(Math.floor(sum * scale), highestGrey);
  }
  return map;
}

/** Cuts bins at the limit and gives the excess to bins with room, the last of it one by one. */
function clip(histogram: Uint32Array, limit: number): void {
  let excess = 0;
  for (let bin = 0; bin < binCount; bin++) {
    excess += Math.max(histogram[bin]! - limit, 0);
    histogram[bin] = Math.min(histogram[bin]!, limit);
  }
  const share = Math.floor(excess / binCount);
  const upper = limit - share;
  for (let bin = 0; bin < binCount; bin++) {
    if (histogram[bin]! < upper) {
      histogram[bin]! += share;
      excess -= share;
    }
    if (histogram[bin]! >= upper) {
      excess -= limit - histogram[bin]!;
      histogram[bin] = limit;
    }
  }
  spreadRest(histogram, limit, excess);
}

/** Adds one to bins below the limit, spaced so that the excess reaches all of them, and starts one bin later in each pass. */
function spreadRest(histogram: Uint32Array, limit: number, excess: number): void {
  let roomy = histogram.reduce((count, bin) => (bin < limit ? count + 1 : count), 0);
  for (let before = -1; excess > 0 && excess !== before; ) {
    before = excess;
    for (let first = 0; first < binCount && excess > 0; first++) {
      const step = Math.max(Math.floor(roomy / excess), 1);
      for (let bin = first; bin < binCount; bin += step) {
        if (histogram[bin]! >= limit) continue;
        if (++histogram[bin]! === limit) roomy--;
        excess--;
      }
    }
  }
}

/** Spreads greys over the full range. A single grey is clipped to 0..1, and so becomes black or white. */
function spreadLevels(maxSample: MaxSample, { lowest, highest }: Range): Samples {
  const levels = maxSample === 255 ? new Uint8Array(highestGrey + 1) : new Uint16Array(highestGrey + 1);
  for (let grey = 0; grey <= highestGrey; grey++) {
    const clipped = Math.min(Math.max(grey, lowest), highest);
    const share = lowest === highest ? Math.min(clipped, 1) : (clipped - lowest) / (highest - lowest);
    levels[grey] = roundHalfToEven(share * maxSample);
  }
  return levels;
}
