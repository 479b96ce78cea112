import { unsupported } from './container.js';
import { hasTransparency } from './encoding.js';
import { formats, imageFormats } from './formats.js';
/** Refuses another format that could not hold the image: nothing is lost that was not asked for. */
export function refuseLoss({ title, holds }, picture, rasters) {
    const [raster] = rasters;
    const { width, height } = raster;
    if (rasters.length > 1 && !(holds.animation && picture.animation && picture.shape.maxSample === 255))
        throw unsupported(`the image has ${rasters.length} pages or frames, and ${title} would be written with one; keep the format`);
    if (Math.max(width, height) > holds.largestSide)
        throw unsupported(`the image has ${width} × ${height} pixels; ${title} holds at most ${holds.largestSide} a side`);
    if (picture.space === 'lab')
        throw unsupported('the image is CIELab, which is written as TIFF only; keep the format');
    if (picture.space === 'cmyk' && !holds.cmyk)
        throw unsupported(`the image is CMYK, which ${title} cannot hold; choose ${formatsThatHold('cmyk')}`);
    if (raster.maxSample === 65535 && !holds.sixteenBits)
        throw unsupported(`the image has ${picture.bitsPerSample} bits a sample, which ${title} cannot hold; choose ${formatsThatHold('sixteenBits')}`);
    if (!holds.transparency && picture.space !== 'cmyk' && hasTransparency(raster))
        throw unsupported(`the image is transparent, which ${title} cannot hold; choose ${formatsThatHold('transparency')}`);
}
function formatsThatHold(what) {
    const names = imageFormats.filter((name) => formats[name].holds[what] && !formats[name].writesOnlyItself);
    return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}
