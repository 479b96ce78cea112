/** How many of the channels are not alpha. */
export function colourCount({ channels }) {
    return channels < 3 ? 1 : 3;
}
/** Room for one channel of such an image, all 0. */
export function emptyPlane({ width, height, maxSample }) {
    return maxSample === 255 ? new Uint8Array(width * height) : new Uint16Array(width * height);
}
/** The bytes that samples lie in. */
export function bytesOf({ buffer, byteOffset, byteLength }) {
    return new Uint8Array(buffer, byteOffset, byteLength);
}
/** How many bytes the samples of a raster take. */
export function sampleBytes({ width, height, channels, maxSample }) {
    return width * height * channels * (maxSample === 255 ? 1 : 2);
}
