/**
 * Bytes that are held while pages are read and while they are written: what the decoder and the encoder take at their peak, the encoded result included.
 *
 * Measured with sharp 0.35.5 (libvips 8.18.7), a photograph with noise, 24 megapixels (AVIF, GIF: 6): the highest resident set
 * of a process in each stage (VmHWM, reset between stages), less what it had before, the file and the samples; as a multiple of
 * the samples. Rounded up by a tenth, as pictures differ in how well they compress; to what noise of 17 to 48 megapixels takes with WebP, 3.0, and
 * with CMYK in TIFF, 4.9. Of PNG and TIFF all is noise, which no coder makes smaller.
 *
 * | | read | write | | | read | write |
 * |---|---|---|---|---|---|---|
 * | JPEG | 0.16 | 0.33 | | WebP | 2.49 | 1.90 |
 * | JPEG, grey | 0.03 | 0.49 | | WebP without loss | 2.49 | 13.3 |
 * | JPEG, progressive 4:2:0 | 1.16 | 2.30 | | TIFF, not compressed | 0.21 | 2.28 |
 * | JPEG, progressive 4:4:4 or grey | 2.18 | 4.47 | | TIFF, LZW or deflate | 0.24 | 2.98 |
 * | JPEG, CMYK | 1.55 | 3.45 | | TIFF, CMYK | 1.51 | 4.12 |
 * | PNG | 0.25 | 1.05 | | GIF | 1.63 | 1.88 |
 * | PNG, interlaced | 1.08 | 1.05 | | GIF, 40 frames | 0.04 | 1.15 |
 * | PNG, grey with alpha, 8 bits | 2.23 | 2.93 | | WebP, 40 frames | 1.13 | 0.63 |
 * | AVIF | 5.48 | 13.1 | | the same without loss | 1.11 | 2.70 |
 */
export function codecNeed(readFactor, writeFactor, heldFactor, pageBytes) {
    const rasterBytes = sum(pageBytes);
    const largestPageBytes = pageBytes.reduce((largest, bytes) => Math.max(largest, bytes), 0);
    return {
        rasterBytes,
        decodeBytes: fixedBytes + Math.ceil(readFactor * rasterBytes),
        // Pages are written one after the other, and their results are held together.
        encodeBytes: fixedBytes + Math.ceil(writeFactor * largestPageBytes + heldFactor * (rasterBytes - largestPageBytes)),
    };
}
export const usualHeldFactor = 1.2;
/** Buffers that do not grow with the picture: of rows, of zlib, of libvips' regions. */
const fixedBytes = 12 << 20;
/** By how much more an encoder takes that works in colour even where the picture has none. */
export function asColour({ shape }) {
    return shape.channels < 3 ? 3 / shape.channels : 1;
}
function sum(numbers) {
    return numbers.reduce((total, number) => total + number, 0);
}
