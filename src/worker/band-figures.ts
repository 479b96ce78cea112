import { addHistograms } from '../pixels/equalize.js';
import { type FigureChange, figuresOf, lumaHistogram } from '../pixels/figures.js';
import type { Nodata } from '../pixels/nodata.js';
import type { Picture } from '../pixels/pictures/picture.js';

/** The figures of an image that is never in memory whole: counted band by band. */
export class BandFigures {
  readonly #nodata: Nodata;
  #levels: number | undefined;
  readonly #before: Float64Array[] = [];
  readonly #after: Float64Array[] = [];

  constructor(nodata: Nodata) {
    this.#nodata = nodata;
  }

  countBefore(band: Picture): void {
    this.#levels = band.levels;
    addHistograms(this.#before, [lumaHistogram(band, this.#nodata)]);
  }

  countAfter(band: Picture): void {
    addHistograms(this.#after, [lumaHistogram(band, this.#nodata)]);
  }

  /** Of an image of which all bands were counted. */
  change(): FigureChange {
    return { before: figuresOf(this.#before[0]!, this.#levels), after: figuresOf(this.#after[0]!, this.#levels) };
  }
}
