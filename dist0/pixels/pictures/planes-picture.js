import { ImgparError } from '../../errors.js';
import { rasterPicture } from './raster-picture.js';
/**
 * The picture of a colour image of which only luma is at hand, as JPEG stores it: Y of the file instead of a Y that is made of
 * rounded R, G and B. It has no other treatment than `luma`.
 *
 * @param luma one channel, changed in place
 */
export function planesPicture(luma) {
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
function requireLuma(treatment) {
    if (treatment === 'luma')
        return treatment;
    throw new ImgparError('internal', `only luma was decoded, asked for is ${treatment}`);
}
