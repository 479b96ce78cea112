import { needsBefore } from '../pixels/colour/colour.js';
import { equalize, measure } from '../pixels/equalize.js';
import { type Figures, inspectionOf, lumaHistogram } from '../pixels/figures.js';
import { needsOnlyLuma, type ResolvedOperation, resolveOperation, treatmentOf } from '../pixels/operation.js';
import type { ColourTreatment, Picture } from '../pixels/pictures/picture.js';
import { planesPicture } from '../pixels/pictures/planes-picture.js';
import { rasterPicture } from '../pixels/pictures/raster-picture.js';
import { keepingPlanes, PlaneMemory, reusingPlanes } from '../pixels/plane-memory.js';
import type { Histogram, Plane, Raster, Samples } from '../pixels/raster.js';
import { operationOf, type Setting } from './settings.js';

/** A decoded image, as the page has it. */
export interface TunedImage extends Raster {
  /** The luma that the file itself holds, where that is not the luma of its red, green and blue: that of a JPEG. */
  readonly luma?: Samples;
  readonly levels?: number;
  readonly nodata?: number;
}

/** What a setting makes of an image. */
export interface Result {
  /** What the command encodes: the samples of all channels, or if it changes only the luma of a file, that luma. */
  readonly samples: Samples;
  readonly isLuma: boolean;
  /** Of luma, in 256 parts. */
  readonly histogram: readonly number[];
  readonly figures: Figures;
}

/** What a setting needs besides the image. */
interface Needs {
  /** The histograms of its model, if its method has one: `modelOf`. */
  readonly model?: readonly Histogram[] | undefined;
  /** An earlier result, whose memory the new one may take. */
  readonly former?: Result | undefined;
}

/**
 * Does to an image what `imgpar equalize` does before it encodes, with the same code.
 *
 * @param setting undefined for the original
 * @throws {ImgparError} `usage`
 */
export function resultOf(image: TunedImage, setting: Setting | undefined, { model, former }: Needs = {}): Result {
  const operation = setting && resolved(setting, model);
  const luma = image.luma !== undefined && (!operation || needsOnlyLuma(operation)) ? image.luma : undefined;
  const original = luma ?? image.samples;
  const samples = operation ? copied(original, former?.samples) : original;
  const raster: Raster = { ...image, ...(luma && { channels: 1 }), samples };
  const picture = pictureOf(image, luma && image.channels > 2 ? planesPicture(raster) : rasterPicture(raster));
  if (operation) reusingPlanes(planeMemory, () => equalize(remembering(image, picture, luma !== undefined), operation));
  const { histogram, figures } = inspectionOf(picture, lumaHistogram(picture, operation?.nodata));
  return { samples, isLuma: luma !== undefined, histogram, figures };
}

/** What a method takes from the image that is its model. */
export function modelOf(image: TunedImage, setting: Setting): Histogram[] {
  const picture = remembering(image, pictureOf(image, rasterPicture(image)), false);
  return measure(picture, { on: treatmentOf(operationOf(setting)), roi: undefined, nodata: undefined });
}

function resolved(setting: Setting, reference: readonly Histogram[] | undefined): ResolvedOperation {
  const operation = operationOf(setting);
  return resolveOperation({ ...operation, params: { ...operation.params, ...(reference && { reference }) } });
}

function pictureOf({ levels, nodata }: TunedImage, picture: Picture): Picture {
  return { ...picture, ...(levels !== undefined && { levels }), ...(nodata !== undefined && { nodata }) };
}

/** Into the memory of a former result if it fits: to get new memory for 24 megapixels takes longer than to fill it. */
function copied(samples: Samples, former: Samples | undefined): Samples {
  if (former?.length !== samples.length || former.buffer === samples.buffer) return samples.slice();
  former.set(samples);
  return former;
}

/** What planes need that are made anew for every setting. */
const planeMemory = new PlaneMemory();

/** What was read of an original, which is the same for every setting. */
interface Remembered {
  readonly histograms: Map<string, Histogram[]>;
  /** The planes that a treatment needs twice: one each. */
  readonly planes: Map<ColourTreatment, Plane[]>;
}

const remembered = new WeakMap<TunedImage, Remembered>();

/** The picture of an unchanged image, which is counted and read once for each colour treatment: which pixels count is the same for every setting. */
function remembering(image: TunedImage, picture: Picture, isLuma: boolean): Picture {
  const known = remembered.get(image) ?? { histograms: new Map(), planes: new Map() };
  remembered.set(image, known);
  const planes = (treatment: ColourTreatment): Plane[] => {
    const read = known.planes.get(treatment) ?? keepingPlanes(() => picture.planes(treatment));
    known.planes.set(treatment, read);
    return read;
  };
  const isRemembered = (treatment: ColourTreatment) => !isLuma && needsBefore(picture.shape, treatment);
  return {
    ...picture,
    histograms(treatment, counted) {
      const key = isLuma ? 'luma of the file' : treatment;
      const histograms = known.histograms.get(key) ?? picture.histograms(treatment, counted);
      known.histograms.set(key, histograms);
      return histograms;
    },
    planes: (treatment, lent) => (isRemembered(treatment) ? planes(treatment) : picture.planes(treatment, lent)),
    applyTables: (treatment, tables, inside) =>
      picture.applyTables(treatment, tables, inside, isRemembered(treatment) ? planes(treatment) : undefined),
  };
}
