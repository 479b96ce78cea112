import { kernels } from '../kernels/kernels.js';
/**
 * Y of `cv2.cvtColor(…, COLOR_RGB2YCrCb)`. When it is put back, every pixel goes to YCrCb and back as in OpenCV, in whole numbers
 * of 14 bits of fraction: Cr and Cb are rounded and clamped on the way, which may change R, G and B even where Y stays: with 8 bits
 * by one level.
 * Source: modules/imgproc/src/color_yuv.simd.hpp of OpenCV 4.6; the same for 8 and 16 bits.
 */
export const opencvY = {
    read: (raster) => kernels().readLuma(raster),
    replace(raster, changed) {
        const { samples, channels, maxSample } = raster;
        const luma = kernels().readLuma(raster);
        const clamped = (level) => (level < 0 ? 0 : level > maxSample ? maxSample : level);
        const middle = (maxSample + 1) / 2;
        for (let pixel = 0, at = 0; pixel < luma.length; pixel++, at += channels) {
            const cr = clamped(scaled((samples[at] - luma[pixel]) * toCr) + middle) - middle;
            const cb = clamped(scaled((samples[at + 2] - luma[pixel]) * toCb) + middle) - middle;
            const y = changed[pixel];
            samples[at] = clamped(y + scaled(cr * redOfCr));
            samples[at + 1] = clamped(y + scaled(cr * greenOfCr + cb * greenOfCb));
            samples[at + 2] = clamped(y + scaled(cb * blueOfCb));
        }
    },
};
const toCr = 11682;
const toCb = 9241;
const redOfCr = 22987;
const greenOfCr = -11698;
const greenOfCb = -5636;
const blueOfCb = 29049;
/** Without the 14 bits of fraction, rounded. The numbers stay within 32 bits, also with samples of 16. */
function scaled(sum) {
    return (sum + 8192) >> 14;
}
