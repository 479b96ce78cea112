import type { Histogram, ImageShape, Lut, Mask, Plane } from '../raster.js';
import type { RealPlane } from '../real-plane.js';

/**
 * What is equalised in a colour image. Grey images have one plane in every mode; alpha never changes.
 *
 * - `luma`: Y of BT.601 (full range); Cb and Cr stay, so R, G and B of a pixel move by the same amount and are clamped
 * - `rgb`: R, G and B, each on its own
 * - `joint`: one table from the histogram of luma, for R, G and B; a method that depends on the position of a sample changes luma, and R, G
 * and B are scaled in proportion
 * - `lab`: L* of CIELAB (D65), with samples taken as sRGB; a* and b* stay
 * - `hsv`: V = max(R, G, B); R, G and B are scaled in proportion, so hue and saturation stay
 */
export const colourModes = ['luma', 'rgb', 'joint', 'lab', 'hsv'] as const;
/** Which part of the colour is equalised. */
export type ColourMode = (typeof colourModes)[number];

/**
 * A colour mode, or what a program does to colour where no mode does the same:
 *
 * - `ycrcb`: Y of OpenCV's YCrCb in integers, with Cr and Cb rounded on the way, as users of `cv2` do
 * - `pooled`: one table from the sum of the histograms of R, G and B, for all three; the planes are those of `rgb`
 * - `intensity`: one table from ImageMagick's intensity (`countIntensity`), for R, G and B; the plane is that of `joint`
 */
export const colourTreatments = [...colourModes, 'ycrcb', 'pooled', 'intensity'] as const;
export type ColourTreatment = (typeof colourTreatments)[number];

/**
 * The decoded pixels of one image (one page of a file), whatever their layout. It hands out what a treatment equalises and takes it back.
 * Its own samples are changed in place: memory holds an image once.
 */
export interface Picture {
  readonly shape: ImageShape;
  /** One histogram per table of the treatment. Pixels that are fully transparent, or outside `counted`, are not counted. */
  histograms(treatment: ColourTreatment, counted?: Mask): Histogram[];
  /**
   * Maps the picture through a treatment's tables, one per histogram. Pixels outside `inside` do not change.
   *
   * @param before its planes, if they are at hand: some treatments need them, and read them otherwise
   */
  applyTables(treatment: ColourTreatment, tables: readonly Lut[], inside?: Mask, before?: readonly Plane[]): void;
  /** The planes of the treatment: copies, or if `lent`, the picture's own samples where possible, which may then change. */
  planes(treatment: ColourTreatment, lent?: boolean): Plane[];
  /**
   * Puts changed planes of the treatment back. Pixels outside `inside` do not change; with it, planes must not be lent.
   *
   * @param before as for `applyTables`
   */
  replacePlanes(treatment: ColourTreatment, planes: readonly Plane[], inside?: Mask, before?: readonly Plane[]): void;
  /** The pixels that are not fully transparent; undefined when that is all of them. */
  visiblePixels(): Mask | undefined;
  /** The no-data level stated in the file. */
  readonly nodata?: number;
  /** The number of levels used, from 0, if fewer than samples have: 4096 for 12 bits in 16. */
  readonly levels?: number;
  /** The picture that this is a smaller version of. */
  readonly reducedOf?: Picture;
  /** What the levels represent, if samples are numbers and not levels. */
  readonly scalars?: Scalars;
}

/** The numbers of a picture whose levels were made from them. */
export interface Scalars {
  /** All of them, of a picture without colours. */
  plane(): RealPlane | undefined;
  /** Whether the range of numbers was given, so that the levels of other pictures mean the same. */
  readonly isRangeGiven: boolean;
  /** Whether they are real numbers, and not integers. */
  readonly isReal: boolean;
  /** The counted numbers of all colours: finite, in the range, with data. */
  counted(mask?: Mask): Float64Array;
  /** Changes the counted numbers. */
  map(change: (value: number, pixel: number) => number, inside?: Mask): void;
}
