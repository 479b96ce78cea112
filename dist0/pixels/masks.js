import { ImgparError } from '../errors.js';
/**
 * The choice that a picture shows: white counts, which is a luma of at least half, so that a mask survives JPEG. Where the picture
 * is fully transparent, nothing counts.
 */
export function maskFrom(picture) {
    const [luma] = picture.planes('luma');
    const half = picture.shape.maxSample / 2;
    const white = maskOf(picture.shape, (pixel) => luma.samples[pixel] > half);
    return intersection([white, picture.visiblePixels()]) ?? white;
}
/** The pixels that every mask chooses, out of those that are given; undefined when none is. */
export function intersection(masks) {
    const given = masks.filter((mask) => mask !== undefined);
    if (given.length < 2)
        return given[0];
    return maskOf(given[0], (pixel) => given.every(({ samples }) => samples[pixel] !== 0));
}
/** Throws an ImgparError of code `unsupported-format` when the region lies beyond the image. */
export function regionMask(shape, { x, y, width, height }) {
    if (x >= shape.width || y >= shape.height) {
        const wanted = `${width} × ${height} pixels at ${x},${y}`;
        throw new ImgparError('unsupported-format', `the region of ${wanted} lies beyond the image, which has ${shape.width} × ${shape.height}`);
    }
    const mask = maskOf(shape, () => false);
    for (let row = y; row < Math.min(y + height, shape.height); row++) {
        mask.samples.fill(255, row * shape.width + x, row * shape.width + Math.min(x + width, shape.width));
    }
    return mask;
}
/** The pixels of which not all colours are `nodata`; undefined when that is all of them. */
export function dataPixels(picture, nodata) {
    const planes = picture.planes('rgb');
    const mask = maskOf(picture.shape, (pixel) => planes.some(({ samples }) => samples[pixel] !== nodata));
    return mask.samples.includes(0) ? mask : undefined;
}
/** Throws an ImgparError of code `unsupported-format` unless the mask has the size of the image. */
export function requireFitting(mask, { width, height }) {
    if (mask.width === width && mask.height === height)
        return;
    throw new ImgparError('unsupported-format', `the mask has ${mask.width} × ${mask.height} pixels, expected ${width} × ${height} as the image has`);
}
/** The chosen pixels alone, one behind the other. */
export function chosenSamples(samples, channels, mask) {
    return gathered(samples, channels, mask, true);
}
/** Makes a change to all pixels of which only the chosen ones keep it. */
export function changeInside(samples, channels, mask, change) {
    if (!mask) {
        change();
        return;
    }
    const outside = gathered(samples, channels, mask, false);
    change();
    let from = 0;
    for (let pixel = 0; pixel < mask.samples.length; pixel++) {
        if (mask.samples[pixel] !== 0)
            continue;
        for (let channel = 0; channel < channels; channel++)
            samples[pixel * channels + channel] = outside[from++];
    }
}
function maskOf({ width, height }, isChosen) {
    const samples = new Uint8Array(width * height);
    for (let pixel = 0; pixel < samples.length; pixel++)
        samples[pixel] = isChosen(pixel) ? 255 : 0;
    return { width, height, maxSample: 255, samples };
}
function gathered(samples, channels, mask, chosen) {
    let pixels = 0;
    for (const sample of mask.samples)
        if ((sample !== 0) === chosen)
            pixels++;
    const length = pixels * channels;
    const found = samples.BYTES_PER_ELEMENT === 1 ? new Uint8Array(length) : new Uint16Array(length);
    let to = 0;
    for (let pixel = 0; pixel < mask.samples.length; pixel++) {
        if ((mask.samples[pixel] !== 0) !== chosen)
            continue;
        for (let channel = 0; channel < channels; channel++)
            found[to++] = samples[pixel * channels + channel];
    }
    return found;
}
