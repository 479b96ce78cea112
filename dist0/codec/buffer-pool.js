import { kernels } from '../pixels/kernels/kernels.js';
// One a thread, as each worker has a share of its own.
let keptBytes = Number.POSITIVE_INFINITY;
/** From now on, memory of more bytes does not wait for the next image, in which it may be needed elsewhere. */
export function limitPool(bytes) {
    keptBytes = bytes;
}
/** What may wait at most. */
export function poolLimitBytes() {
    return keptBytes;
}
/**
 * Room for the samples of an image: memory of the kernels, which waits for the next image when it is given back, if it is not too large for
 * that. Reading PNGs of 1 to 8 megapixels, RGB, takes some 0.3 ms a megapixel less than with fresh memory. What is in it is not said.
 */
export function lendRaster({ width, height, channels, maxSample }) {
    const length = width * height * channels;
    const { bytes, release } = takeMemory(maxSample === 255 ? length : 2 * length);
    const samples = maxSample === 255 ? bytes : new Uint16Array(bytes.buffer, bytes.byteOffset, length);
    return { raster: { width, height, channels, maxSample, samples }, release };
}
function takeMemory(bytes) {
    const memory = bytes <= keptBytes ? kernels().takeMemory(bytes) : undefined;
    return memory ? { bytes: memory.bytes, release: () => memory.release(keptBytes) } : { bytes: new Uint8Array(bytes), release: () => { } };
}
