import { ImgparError } from '../../errors.js';
import { colourOf } from '../colour/colour.js';
import { changeInside, chosenSamples } from '../masks.js';
import { colourCount } from '../raster.js';
/**
 * A picture that stands on the raster and changes its samples in place. Fully transparent pixels are not counted, but their
 * colour is mapped like any other: who makes them visible again finds what belongs to the rest. Alpha never changes.
 *
 * A mask costs memory: for the counted pixels while counting, for those outside while changing.
 */
export function rasterPicture(raster) {
    requireWhole(raster);
    const { width, height, channels, maxSample, samples } = raster;
    const asPlane = (plane) => ({ width, height, maxSample, samples: plane });
    const changedInside = (inside, change) => changeInside(samples, channels, inside, change);
    return {
        shape: { width, height, channels, maxSample },
        histograms(treatment, counted) {
            return colourOf(raster, treatment).count(counted ? chosenPixels(raster, counted) : raster);
        },
        applyTables(treatment, tables, inside) {
            requireTables(raster, treatment, tables);
            changedInside(inside, () => colourOf(raster, treatment).map(raster, tables));
        },
        planes(treatment, lent = false) {
            if (lent && channels === 1)
                return [asPlane(samples)];
            return colourOf(raster, treatment).read(raster).map(asPlane);
        },
        replacePlanes(treatment, planes, inside) {
            const changed = planes.map((plane) => plane.samples);
            if (changed[0] === samples)
                return;
            changedInside(inside, () => colourOf(raster, treatment).replace(raster, changed));
        },
        visiblePixels() {
            return channels % 2 === 1 ? undefined : visiblePixels(raster);
        },
    };
}
/** The same on a raster that was made from something else, to which `takeBack` takes what has become of it after every change. */
export function derivedPicture(raster, takeBack) {
    const picture = rasterPicture(raster);
    return {
        ...picture,
        applyTables(...change) {
            picture.applyTables(...change);
            takeBack();
        },
        replacePlanes(...change) {
            picture.replacePlanes(...change);
            takeBack();
        },
    };
}
/** Wrong sizes would not fail but mix up pixels. */
function requireWhole({ width, height, channels, maxSample, samples }) {
    const expected = width * height * channels;
    const bytes = maxSample === 255 ? 1 : 2;
    if (samples.length === expected && samples.BYTES_PER_ELEMENT === bytes)
        return;
    throw new ImgparError('internal', `a raster of ${width}×${height}×${channels} has ${samples.length} samples of ${samples.BYTES_PER_ELEMENT} bytes, expected ${expected} of ${bytes}`);
}
/** Tables of another picture's planes or depth would not fail but make noise. */
function requireTables(raster, treatment, tables) {
    const planes = treatment === 'rgb' ? colourCount(raster) : 1;
    const levels = raster.maxSample + 1;
    if (tables.length === planes && tables.every(({ length }) => length === levels))
        return;
    throw new ImgparError('unsupported-format', `the tables are for images of another depth or number of planes: received ${tables.length} of ${tables[0]?.length ?? 0} levels, expected ${planes} of ${levels}`);
}
/** The chosen pixels in one row. */
function chosenPixels(raster, mask) {
    const samples = chosenSamples(raster.samples, raster.channels, mask);
    return { ...raster, width: samples.length / raster.channels, height: 1, samples };
}
function visiblePixels({ width, height, channels, samples }) {
    const visible = new Uint8Array(width * height);
    let hidden = 0;
    for (let pixel = 0, at = channels - 1; pixel < visible.length; pixel++, at += channels) {
        if (samples[at] === 0)
            hidden++;
        else
            visible[pixel] = 255;
    }
    return hidden === 0 ? undefined : { width, height, maxSample: 255, samples: visible };
}
