import type { Histogram, ImageShape, Lut, Mask, Plane } from '../raster.js';
/**
 * What of a colour image is equalised. Grey images have one plane in every mode; alpha is never touched.
 *
 * - `luma`: Y of BT.601 (full range); Cb and Cr are held, so R, G and B of a pixel move by the same amount and are clamped
 * - `rgb`: R, G and B each on its own
 * - `joint`: one table from the histogram of luma, for R, G and B; a method that looks at where a sample stands changes luma, and
 *   R, G and B are multiplied by as much
 * - `lab`: L* of CIELAB (D65), the samples taken for sRGB; a* and b* are held
 * - `hsv`: V = max(R, G, B); R, G and B are multiplied by as much, so hue and saturation are held
 */
export declare const colourModes: readonly ['luma', 'rgb', 'joint', 'lab', 'hsv'];
export type ColourMode = (typeof colourModes)[number];
/**
 * A colour mode, or what a program does to colour where no mode does the same:
 *
 * - `ycrcb`: Y of OpenCV's YCrCb in whole numbers, with Cr and Cb rounded on the way, as users of `cv2` do
 * - `pooled`: one table from the sum of the histograms of R, G and B, for all three; their planes are those of `rgb`
 * - `intensity`: one table from ImageMagick's intensity (`countIntensity`), for R, G and B; the plane is that of `joint`
 */
export declare const colourTreatments: readonly ["luma", "rgb", "joint", "lab", "hsv", "ycrcb", "pooled", "intensity"];
export type ColourTreatment = (typeof colourTreatments)[number];
/**
 * The decoded pixels of one image (one page of a file), whatever their layout. Hands out what a treatment equalises and takes it
 * back. The picture's own samples are changed in place: an image is held in memory once.
 */
export interface Picture {
    readonly shape: ImageShape;
    /** What the treatment counts, one histogram for each of its tables. Pixels that are fully transparent, or not in `counted`, are not counted. */
    histograms(treatment: ColourTreatment, counted?: Mask): Histogram[];
    /** Sends the picture through the tables of a treatment, as many as it has histograms. Pixels that are not in `inside` stay as they are. */
    applyTables(treatment: ColourTreatment, tables: readonly Lut[], inside?: Mask): void;
    /** The planes of the treatment: copies, or where they are `lent`, as far as possible the picture's own samples, which may then change. */
    planes(treatment: ColourTreatment, lent?: boolean): Plane[];
    /** Puts changed planes of the treatment back. Pixels that are not in `inside` stay as they are: for this, planes must not be lent. */
    replacePlanes(treatment: ColourTreatment, planes: readonly Plane[], inside?: Mask): void;
    /** The pixels that are not fully transparent; undefined when that is all of them. */
    visiblePixels(): Mask | undefined;
}
