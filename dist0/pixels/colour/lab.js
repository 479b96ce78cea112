import { emptyPlane } from '../raster.js';
/**
 * L* of CIELAB with the white of D65, the samples taken for sRGB whatever their profile: level v stands for L* = 100 v / maxSample,
 * rounded. When a level changes, the difference is added to the pixel's exact L* while a* and b* are held; R, G and B are rounded
 * and clamped. So what does not change stays as it is, sample for sample.
 * Source: IEC 61966-2-1 (sRGB), CIE 15 (L*a*b*).
 */
export const labLightness = {
    read(raster) {
        const { samples, channels } = raster;
        const { linear, lightness } = curvesOf(raster.maxSample);
        const levels = emptyPlane(raster);
        for (let pixel = 0, at = 0; pixel < levels.length; pixel++, at += channels) {
            levels[pixel] = lightness(brightness(linear[samples[at]], linear[samples[at + 1]], linear[samples[at + 2]]));
        }
        return levels;
    },
    replace(raster, changed) {
        const levels = labLightness.read(raster);
        // L* = 116 f(Y) − 16, a* = 500 (f(X) − f(Y)), b* = 200 (f(Y) − f(Z)): holding a* and b*, all three f move by the same.
        const step = 100 / 116 / raster.maxSample;
        for (let pixel = 0, at = 0; pixel < levels.length; pixel++, at += raster.channels) {
            const difference = changed[pixel] - levels[pixel];
            if (difference !== 0)
                move(raster, at, difference * step);
        }
    },
};
function brightness(red, green, blue) {
    return toXyz[3] * red + toXyz[4] * green + toXyz[5] * blue;
}
function move({ samples, maxSample }, at, by) {
    const { linear, encoded } = curvesOf(maxSample);
    const red = linear[samples[at]];
    const green = linear[samples[at + 1]];
    const blue = linear[samples[at + 2]];
    const x = cubed(root(toXyz[0] * red + toXyz[1] * green + toXyz[2] * blue) + by);
    const y = cubed(root(brightness(red, green, blue)) + by);
    const z = cubed(root(toXyz[6] * red + toXyz[7] * green + toXyz[8] * blue) + by);
    samples[at] = encoded(toRgb[0] * x + toRgb[1] * y + toRgb[2] * z);
    samples[at + 1] = encoded(toRgb[3] * x + toRgb[4] * y + toRgb[5] * z);
    samples[at + 2] = encoded(toRgb[6] * x + toRgb[7] * y + toRgb[8] * z);
}
/** From linear R, G and B to X, Y and Z as parts of those of white. The rows of sRGB's matrix add up to white. */
const toXyz = [
    ...partsOfWhite(0.4124, 0.3576, 0.1805),
    ...partsOfWhite(0.2126, 0.7152, 0.0722),
    ...partsOfWhite(0.0193, 0.1192, 0.9505),
];
const toRgb = inverseOf(toXyz);
function partsOfWhite(red, green, blue) {
    const white = red + green + blue;
    return [red / white, green / white, blue / white];
}
function inverseOf([a, b, c, d, e, f, g, h, i]) {
    const determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
    const part = (p, q, r, s) => (p * q - r * s) / determinant;
    return [
        ...[part(e, i, f, h), part(c, h, b, i), part(b, f, c, e)],
        ...[part(f, g, d, i), part(a, i, c, g), part(c, d, a, f)],
        ...[part(d, h, e, g), part(b, g, a, h), part(a, e, b, d)],
    ]; // three rows of three
}
const bend = 6 / 29;
/** f of CIELAB: the cube root, with a straight line near black. */
function root(part) {
    return part > bend ** 3 ? Math.cbrt(part) : part / (3 * bend ** 2) + 4 / 29;
}
function cubed(value) {
    return value > bend ? value * value * value : 3 * bend ** 2 * (value - 4 / 29);
}
const curves = new Map();
function curvesOf(maxSample) {
    const known = curves.get(maxSample);
    if (known)
        return known;
    const made = {
        linear: Float64Array.from({ length: maxSample + 1 }, (_, sample) => decoded(sample / maxSample)),
        encoded: nearestLevel(maxSample, decoded),
        lightness: nearestLevel(maxSample, (part) => cubed((100 * part + 16) / 116)),
    };
    curves.set(maxSample, made);
    return made;
}
/** The light of an sRGB value, both 0..1. */
function decoded(value) {
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}
/** How finely 0..1 is divided for looking up where to begin. */
const cells = 65536;
/**
 * For a rising curve from 0..1 to 0..1, of which the inverse is given: the level nearest to curve(x) · maxSample. It compares x with
 * the borders between levels, which costs less than computing the curve.
 */
function nearestLevel(maxSample, inverse) {
    const upperBorders = Float64Array.from({ length: maxSample + 1 }, (_, level) => inverse((level + 0.5) / maxSample));
    const levelAt = (x, from) => {
        let level = from;
        while (x >= upperBorders[level])
            level++;
        return level;
    };
    const lowest = new Uint16Array(cells);
    for (let cell = 1; cell < cells; cell++)
        lowest[cell] = levelAt(cell / cells, lowest[cell - 1]);
    return (x) => {
        if (x <= 0)
            return 0;
        return x >= 1 ? maxSample : levelAt(x, lowest[Math.floor(x * cells)]);
    };
}
