import type { Histogram, Lut } from '../raster.js';
/** Whose definition of global histogram equalisation: what each program makes of a level, and of colour. */
export declare const heDialects: {
    readonly opencv: {
        readonly colour: 'ycrcb';
        readonly formula: typeof opencv;
    };
    readonly pillow: {
        readonly colour: 'rgb';
        readonly formula: typeof pillow;
    };
    readonly skimage: {
        readonly colour: 'pooled';
        readonly formula: typeof skimage;
    };
    readonly imagemagick: {
        readonly colour: 'intensity';
        readonly formula: typeof imagemagick;
    };
    readonly vips: {
        readonly colour: 'rgb';
        readonly formula: typeof vips;
    };
    readonly notebook: {
        readonly colour: 'rgb';
        readonly formula: typeof notebook;
    };
};
export type HeDialect = keyof typeof heDialects;
/** The dialect's table for a plane with this histogram of 256 or 65,536 levels. When nothing was counted, nothing changes. */
export declare function heTable(dialect: HeDialect, histogram: Histogram, channels?: readonly Histogram[]): Lut;
/**
 * `cv2.equalizeHist`: the lowest used level becomes 0, the others their share of the pixels above it. OpenCV computes in 32-bit
 * floats and rounds halves to even; `Math.fround` at the same places gives the same table, and the same formula serves 16 bits.
 * Source: modules/imgproc/src/histogram.cpp of OpenCV 4.
 */
declare function opencv(histogram: Histogram): Lut;
/**
 * Pillow's `ImageOps.equalize`: one level up every `step` pixels, in whole numbers, counting the pixels *below* a level. With
 * fewer pixels than levels below the highest used one there is no step, and nothing changes.
 * Source: src/PIL/ImageOps.py of Pillow 9.4; there only 8 bits exist.
 */
declare function pillow(histogram: Histogram): Lut;
/**
 * scikit-image's `exposure.equalize_hist`: the share of pixels at or below a level. scikit-image gives a float from 0 to 1; the
 * level is that float × the largest sample, rounded half to even as `numpy.round` does.
 * Source: skimage/exposure/exposure.py of scikit-image 0.19.
 */
declare function skimage(histogram: Histogram): Lut;
/**
 * ImageMagick's `-equalize`: the share among the pixels that are not *black*, whether black is the lowest used level or not. It
 * computes in 16 bits; `-depth 8` then keeps the whole part of value / 257.
 * Source: EqualizeImage in magick/enhance.c of ImageMagick 6.9.11 (Q16).
 */
declare function imagemagick(histogram: Histogram): Lut;
/**
 * libvips' `hist_equal`: the share of pixels at or below a level, in 32-bit floats, truncated. With 16 bits the histogram of
 * libvips ends at the highest used level of all channels, and so do the new levels.
 * Source: libvips/histogram/hist_equal.c, hist_norm.c and arithmetic/linear.c of libvips 8.14.
 */
declare function vips(histogram: Histogram, channels: readonly Histogram[]): Lut;
/** The formula of many a notebook and lecture: the whole part of (L − 1) · cdf(v) / N, with cdf counting the level itself. */
declare function notebook(histogram: Histogram): Lut;
export {};
