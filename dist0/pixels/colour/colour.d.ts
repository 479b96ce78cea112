import type { ColourTreatment } from '../pictures/picture.js';
import { type Histogram, type Lut, type Raster, type Samples } from '../raster.js';
/** What is counted of a raster, and how tables and planes change it. Rasters are changed in place; alpha never changes. */
export interface Colour {
    /** Fully transparent pixels are not counted. */
    count(raster: Raster): Histogram[];
    /** As many tables as histograms. */
    map(raster: Raster, tables: readonly Lut[]): void;
    read(raster: Raster): Samples[];
    replace(raster: Raster, planes: readonly Samples[]): void;
}
/** How a treatment works on such a raster. Grey is a single channel in every treatment. */
export declare function colourOf({ channels }: Raster, treatment: ColourTreatment): Colour;
