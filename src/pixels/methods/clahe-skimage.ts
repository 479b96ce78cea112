import type { ImageShape, MaxSample, Plane, Samples } from '../raster.js';
import type { RealPlane } from '../real-plane.js';
import { roundHalfToEven } from '../table.js';
import { mirrored, type Tiles } from './clahe-grid.js';

/**
 * `exposure.equalize_adapthist` of scikit-image for grey, sample for sample: levels are spread over 14 bits and put into bins, tiles are
 * equalised with the limit as a fraction of their samples (0 for no limit), and the result is spread over the full range. A tile is ⌊size /
 * tiles⌋ samples long, at least one, as in scikit-image's default for 8×8; the remainder makes one more tile. Samples where the mask is 0
 * are not counted; scikit-image has no masks. Source: skimage/exposure/_adapthist.py and exposure.py of scikit-image 0.19.
 */
export function claheSkimage(
  plane: Plane,
  { tiles, clipLimit }: { readonly tiles: Tiles; readonly clipLimit: number },
  mask?: Plane,
): Plane {
  const range = rangeOf(plane.samples, mask);
  if (!range) return { ...plane, samples: plane.samples.slice() };

  const bins = binOfLevel(plane.maxSample, range);
  const x = axis(plane.width, tiles.columns);
  const y = axis(plane.height, tiles.rows);
  const maps = tileMaps(plane, bins, x, y, clipLimit, mask);
  const blended = blend(plane.samples, bins, x, y, maps);
  // The range exists, as it did before.
  return { ...plane, samples: spread(blended, plane.maxSample, rangeOf(blended, mask)!) };
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
  const range = rangeOf(levels, mask);
  if (!range) return undefined;
  const bins = binOfLevel(65535, range);
  const [x, y] = [axis(width, tiles.columns), axis(height, tiles.rows)];
  const blended = blend(levels, bins, x, y, tileMaps(plane, bins, x, y, clipLimit, mask));
  const { lowest, highest } = rangeOf(blended, mask)!;
  return Float64Array.from(blended, (grey) => (lowest === highest ? Math.min(grey, 1) : (grey - lowest) / (highest - lowest)));
}

/** The memory needed besides the plane and its result. */
export function claheSkimageScratchBytes({ width, height }: Omit<ImageShape, 'channels'>, tiles: Tiles): number {
  return width * height * 2 + axis(width, tiles.columns).tiles * axis(height, tiles.rows).tiles * binCount * 2;
}

const highestGrey = 2 ** 14 - 1;
const binCount = 256;
const greysOfBin = 1 + Math.floor((highestGrey + 1) / binCount);

interface Range {
  readonly lowest: number;
  readonly highest: number;
}

/** The range of the counted samples; undefined if there are none. */
function rangeOf(samples: Samples, mask?: Plane): Range | undefined {
  let [lowest, highest] = [65536, -1];
  for (let at = 0; at < samples.length; at++) {
    if (mask?.samples[at] === 0) continue;
    const level = samples[at]!;
    if (level < lowest) lowest = level;
    if (level > highest) highest = level;
  }
  return highest < 0 ? undefined : { lowest, highest };
}

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

interface Axis {
  readonly size: number;
  readonly tileSize: number;
  readonly tiles: number;
}

function axis(size: number, tiles: number): Axis {
  const tileSize = Math.max(Math.floor(size / tiles), 1);
  return { size, tileSize, tiles: Math.ceil(size / tileSize) };
}

/** What each tile makes of each bin, 0..16,383: row by row, 256 numbers per tile. */
function tileMaps(plane: Plane, bins: Uint8Array, x: Axis, y: Axis, clipLimit: number, mask?: Plane): Uint16Array {
  const maps = new Uint16Array(x.tiles * y.tiles * binCount);
  for (let row = 0; row < y.tiles; row++) {
    for (let column = 0; column < x.tiles; column++) {
      const histogram = tileHistogram(plane, bins, x, y, column, row, mask);
      maps.set(mapOf(histogram, clipLimit), (row * x.tiles + column) * binCount);
    }
  }
  return maps;
}

function tileHistogram(
  { samples }: Plane,
  bins: Uint8Array,
  x: Axis,
  y: Axis,
  tileColumn: number,
  tileRow: number,
  mask?: Plane,
): Uint32Array {
  const histogram = new Uint32Array(binCount);
  for (let row = tileRow * y.tileSize; row < (tileRow + 1) * y.tileSize; row++) {
    const rowStart = mirrored(row, y.size) * x.size;
    for (let column = tileColumn * x.tileSize; column < (tileColumn + 1) * x.tileSize; column++) {
      const at = rowStart + mirrored(column, x.size);
      if (mask?.samples[at] !== 0) histogram[bins[samples[at]!]!]!++;
    }
  }
  return histogram;
}

/** A tile without counted samples maps each bin to its own centre. */
function mapOf(histogram: Uint32Array, clipLimit: number): Uint16Array {
  const counted = histogram.reduce((sum, count) => sum + count, 0);
  if (counted === 0) return Uint16Array.from(histogram, (_, bin) => Math.min(bin * greysOfBin + (greysOfBin >> 1), highestGrey));

  clip(histogram, clipLimit > 0 ? Math.max(Math.floor(clipLimit * counted), 1) : counted);
  const scale = highestGrey / counted;
  let sum = 0;
  return Uint16Array.from(histogram, (count) => {
    sum += count;
    return Math.min(Math.floor(sum * scale), highestGrey);
  });
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
  for (let before = -1; excess > 0 && excess !== before; ) {
    before = excess;
    for (let first = 0; first < binCount && excess > 0; first++) {
      const roomy = histogram.reduce((count, bin) => (bin < limit ? count + 1 : count), 0);
      const step = Math.max(Math.floor(roomy / excess), 1);
      for (let bin = first; bin < binCount; bin += step) {
        if (histogram[bin]! >= limit) continue;
        histogram[bin]!++;
        excess--;
      }
    }
  }
}

/**
 * Interpolates, for each sample, between the results of the four tiles around it. Every product is rounded to 32 bits before it is added,
 * which decides the last grey level once the fraction is cut off.
 */
function blend(samples: Samples, bins: Uint8Array, x: Axis, y: Axis, maps: Uint16Array): Uint16Array {
  const blended = new Uint16Array(samples.length);
  const columns = Array.from({ length: x.size }, (_, column) => neighbours(column, x));
  for (let row = 0, at = 0; row < y.size; row++) {
    const { near: above, far: below, farShare: lower } = neighbours(row, y);
    const [upperMaps, lowerMaps] = [above * x.tiles, below * x.tiles];
    const upper = 1 - lower;
    for (let column = 0; column < x.size; column++, at++) {
      const { near, far, farShare: right } = columns[column]!;
      const left = 1 - right;
      const bin = bins[samples[at]!]!;
      let grey = Math.fround(maps[(upperMaps + near) * binCount + bin]! * (left * upper));
      grey = Math.fround(grey + Math.fround(maps[(upperMaps + far) * binCount + bin]! * (right * upper)));
      grey = Math.fround(grey + Math.fround(maps[(lowerMaps + near) * binCount + bin]! * (left * lower)));
      blended[at] = Math.fround(grey + Math.fround(maps[(lowerMaps + far) * binCount + bin]! * (right * lower)));
    }
  }
  return blended;
}

/** The two tiles around a position, and the share of the farther one. */
function neighbours(position: number, { tileSize, tiles }: Axis): { near: number; far: number; farShare: number } {
  const fromMiddle = position + Math.floor(tileSize / 2);
  const block = Math.floor(fromMiddle / tileSize);
  return { near: Math.max(block - 1, 0), far: Math.min(block, tiles - 1), farShare: (fromMiddle % tileSize) / tileSize };
}

/** Spreads greys over the full range. A single grey is clipped to 0..1, and so becomes black or white. */
function spread(blended: Uint16Array, maxSample: MaxSample, { lowest, highest }: Range): Samples {
  const levels = maxSample === 255 ? new Uint8Array(highestGrey + 1) : new Uint16Array(highestGrey + 1);
  for (let grey = 0; grey <= highestGrey; grey++) {
    const clipped = Math.min(Math.max(grey, lowest), highest);
    const share = lowest === highest ? Math.min(clipped, 1) : (clipped - lowest) / (highest - lowest);
    levels[grey] = roundHalfToEven(share * maxSample);
  }
  const samples = maxSample === 255 ? new Uint8Array(blended.length) : blended;
  for (let at = 0; at < samples.length; at++) samples[at] = levels[blended[at]!]!;
  return samples;
}
