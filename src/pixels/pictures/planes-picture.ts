import { ImgparError } from '../../errors.js';
import type { Raster } from '../raster.js';
import type { ColourTreatment, Picture } from './picture.js';
import { rasterPicture } from './raster-picture.js';

/**
 * The picture of a colour image with only luma decoded, as JPEG stores it: the file's own Y instead of one computed from rounded R,
 * G and B. It supports no treatment but `luma`.
 *
 * @param luma one channel, changed in place
 */
export function planesPicture(luma: Raster): Picture {
  const picture = rasterPicture(luma);
  return {
    shape: { ...picture.shape, channels: 3 },
    histograms: (treatment, counted) => picture.histograms(requireLuma(treatment), counted),
    applyTables: (treatment, tables, inside) => picture.applyTables(requireLuma(treatment), tables, inside),
    planes: (treatment, lent) => picture.planes(requireLuma(treatment), lent),
    replacePlanes: (treatment, planes, inside) => picture.replacePlanes(requireLuma(treatment), planes, inside),
    visiblePixels: () => undefined,
  };
}

function requireLuma(treatment: ColourTreatment): ColourTreatment {
  if (treatment === 'luma') return treatment;
  throw new ImgparError('internal', `only luma was decoded, asked for is ${treatment}`);
}
