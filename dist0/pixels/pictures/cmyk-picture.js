import { derivedPicture } from './raster-picture.js';
/**
 * A picture that stands on a raster of C, M, Y and K, 0 being no ink, and changes them in place. Methods see it as RGB,
 * without a profile: R = round((m − C)(m − K) / m) with m the largest sample, likewise G from M and B from Y.
 *
 * What a method makes of R, G and B goes back into the inks pixel by pixel:
 *
 * - a pixel whose R, G and B are unchanged keeps its inks, all four of them
 * - K is held, unless the pixel becomes lighter than K lets it be; then K' = m − max(R', G', B')
 * - C' = m − round(m · R' / (m − K')), likewise M' and Y'; where K' = m there is nothing to see, and C, M and Y are held
 *
 * Read back as RGB the inks give exactly R', G' and B'. K never grows.
 */
export function cmykPicture(cmyk) {
    const rgb = rgbOf(cmyk);
    return derivedPicture(rgb, () => takeBack(cmyk, rgb.samples));
}
function rgbOf(cmyk) {
    const { width, height, maxSample } = cmyk;
    const samples = maxSample === 255 ? new Uint8Array(width * height * 3) : new Uint16Array(width * height * 3);
    for (let ink = 0, at = 0; at < samples.length; ink += 4, at += 3) {
        const paper = maxSample - cmyk.samples[ink + 3];
        for (let colour = 0; colour < 3; colour++)
            samples[at + colour] = lightOf(cmyk.samples[ink + colour], paper, maxSample);
    }
    return { width, height, channels: 3, maxSample, samples };
}
/** What light an ink leaves of the light that black leaves of `maxSample`. */
function lightOf(ink, paper, maxSample) {
    return Math.round(((maxSample - ink) * paper) / maxSample);
}
function takeBack({ samples: cmyk, maxSample }, rgb) {
    for (let ink = 0, at = 0; at < rgb.length; ink += 4, at += 3) {
        const paper = maxSample - cmyk[ink + 3];
        const lightest = Math.max(rgb[at], rgb[at + 1], rgb[at + 2]);
        const paperNow = Math.max(paper, lightest);
        for (let colour = 0; colour < 3; colour++) {
            const light = rgb[at + colour];
            // An ink gives a light and not always the other way round, so what has not changed is left as it is.
            if (paperNow === paper && light === lightOf(cmyk[ink + colour], paper, maxSample))
                continue;
            cmyk[ink + colour] = maxSample - Math.round((maxSample * light) / paperNow);
        }
        cmyk[ink + 3] = maxSample - paperNow;
    }
}
