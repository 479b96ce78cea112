import { cumulative, pixelsIn } from '../histogram.js';
import type { ColourTreatment } from '../pictures/picture.js';
import type { Histogram, Lut } from '../raster.js';
import { identityTable, roundHalfToEven, tableOf } from '../table.js';

interface Dialect {
  /** What the program does to a colour picture. Some programs change alpha as well; imgpar never does. */
  readonly colour: ColourTreatment;
  /** The table for a histogram that is not empty. `channels` holds the histograms of all channels of the picture, this one included. */
  readonly formula: (histogram: Histogram, channels: readonly Histogram[]) => Lut;
}

/** The programs whose definition of global histogram equalisation imgpar offers: their formula, and how they treat colour. */
export const heDialects = {
  opencv: { colour: 'ycrcb', formula: opencv },
  pillow: { colour: 'rgb', formula: pillow },
  skimage: { colour: 'pooled', formula: skimage },
  imagemagick: { colour: 'intensity', formula: imagemagick },
  vips: { colour: 'rgb', formula: vips },
  notebook: { colour: 'rgb', formula: notebook },
} as const satisfies Record<string, Dialect>;

export type HeDialect = keyof typeof heDialects;

/** The dialect's table for a histogram of 256 or 65,536 levels. An empty histogram gives the identity. */
export function heTable(dialect: HeDialect, histogram: Histogram, channels: readonly Histogram[] = [histogram]): Lut {
  if (pixelsIn(histogram) === 0) return identityTable(histogram.length);
  return heDialects[dialect].formula(histogram, channels);
}

/**
 * `cv2.equalizeHist`: the lowest used level becomes 0, every other level its share of the pixels above it. OpenCV computes in 32-bit floats
 * and rounds halves to even; `Math.fround` in the same places gives the same table, and the formula also serves 16 bits. Source:
 * modules/imgproc/src/histogram.cpp of OpenCV 4.
 */
function opencv(histogram: Histogram): Lut {
  const lowest = lowestUsed(histogram);
  const above = pixelsIn(histogram) - histogram[lowest]!;
  if (above === 0) return identityTable(histogram.length);

  const maxSample = histogram.length - 1;
  const scale = Math.fround(maxSample / Math.fround(above));
  let higher = 0;
  return tableOf(histogram.length, (level) => {
    if (level > lowest) higher += histogram[level]!;
    return Math.min(roundHalfToEven(Math.fround(Math.fround(higher) * scale)), maxSample);
  });
}

/**
 * Pillow's `ImageOps.equalize`: one level up every `step` pixels, in integers, counting the pixels *below* a level. If there are fewer
 * pixels below the highest used level than levels, the step is 0 and nothing changes. Source: src/PIL/ImageOps.py of Pillow 9.4, which only
 * knows 8 bits.
 */
function pillow(histogram: Histogram): Lut {
  const maxSample = histogram.length - 1;
  const sums = cumulative(histogram);
  const belowHighest = sums[maxSample]! - histogram[highestUsed(histogram)]!;
  const step = Math.floor(belowHighest / maxSample);
  if (step === 0) return identityTable(histogram.length);

  const half = Math.floor(step / 2);
  return tableOf(histogram.length, (level) => Math.min(Math.floor((half + sums[level]! - histogram[level]!) / step), maxSample));
}

/**
 * scikit-image's `exposure.equalize_hist`: the share of pixels at or below a level. scikit-image gives a float from 0 to 1; the level is
 * that float × the largest sample, rounded half to even as in `numpy.round`. Source: skimage/exposure/exposure.py of scikit-image 0.19.
 */
function skimage(histogram: Histogram): Lut {
  const maxSample = histogram.length - 1;
  const sums = cumulative(histogram);
  return tableOf(histogram.length, (level) => roundHalfToEven((sums[level]! / sums[maxSample]!) * maxSample));
}

/**
 * ImageMagick's `-equalize`: the share among the pixels that are not *black*, even if black is not the lowest used level. It computes in 16
 * bits; `-depth 8` then truncates value / 257. Source: EqualizeImage in magick/enhance.c of ImageMagick 6.9.11 (Q16).
 */
function imagemagick(histogram: Histogram): Lut {
  const sums = cumulative(histogram);
  const black = sums[0]!;
  const above = sums[sums.length - 1]! - black;
  if (above === 0) return identityTable(histogram.length);

  const reduced = histogram.length === 256 ? 257 : 1;
  return tableOf(histogram.length, (level) => {
    const quantum = Math.floor((65535 * (sums[level]! - black)) / above + 0.5);
    return Math.floor(quantum / reduced);
  });
}

/**
 * libvips' `hist_equal`: the share of pixels at or below a level, in 32-bit floats, truncated. With 16 bits the histogram of libvips ends
 * at the highest used level of all channels, and so do the new levels. Source: libvips/histogram/hist_equal.c, hist_norm.c and
 * arithmetic/linear.c of libvips 8.14.
 */
function vips(histogram: Histogram, channels: readonly Histogram[]): Lut {
  const top = histogram.length < 65536 ? histogram.length - 1 : Math.max(...channels.map(highestUsed));
  const sums = cumulative(histogram);
  const scale = Math.fround(top / sums[sums.length - 1]!);
  return tableOf(histogram.length, (level) => Math.floor(Math.fround(scale * Math.fround(sums[level]!))));
}

/** The formula of many notebooks and lectures: (L − 1) · cdf(v) / N, truncated, where cdf counts the level itself. */
function notebook(histogram: Histogram): Lut {
  const maxSample = histogram.length - 1;
  const sums = cumulative(histogram);
  return tableOf(histogram.length, (level) => Math.floor((sums[level]! * maxSample) / sums[maxSample]!));
}

function lowestUsed(histogram: Histogram): number {
  let level = 0;
  while (level < histogram.length - 1 && histogram[level] === 0) level++;
  return level;
}

function highestUsed(histogram: Histogram): number {
  let level = histogram.length - 1;
  while (level > 0 && histogram[level] === 0) level--;
  return level;
}
