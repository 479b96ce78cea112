import { types } from 'node:util';
import { inflateSync } from 'node:zlib';
import { predictors } from './filter-reference.js';
/** The plain version, which says what the fast one must do. */
export const referenceInflate = {
    readRows(parts, { width, height, channels }, samples) {
        const bytesPerPixel = channels * samples.BYTES_PER_ELEMENT;
        const rowBytes = width * bytesPerPixel;
        const rows = unpacked(Buffer.concat(parts), (rowBytes + 1) * height);
        const bytes = new Uint8Array(samples.byteLength);
        if (!rows || !unfilterRows(rows, rowBytes, bytesPerPixel, new Uint8Array(rowBytes), bytes))
            return false;
        putSamples(bytes, samples);
        return true;
    },
    unfilterRows,
};
function unfilterRows(filtered, rowBytes, bytesPerPixel, above, to) {
    let over = above;
    for (let y = 0; y * (rowBytes + 1) < filtered.length; y++) {
        const row = filtered.subarray(y * (rowBytes + 1), (y + 1) * (rowBytes + 1));
        const predict = predictors[row[0]];
        if (!predict)
            return false;
        const found = to.subarray(y * rowBytes, (y + 1) * rowBytes);
        for (let i = 0; i < rowBytes; i++) {
            const hasLeft = i >= bytesPerPixel;
            found[i] = row[i + 1] + predict(hasLeft ? found[i - bytesPerPixel] : 0, over[i], hasLeft ? over[i - bytesPerPixel] : 0);
        }
        over = found;
    }
    return true;
}
/** What zlib makes of the stream, if that is so many bytes and nothing is left. */
function unpacked(stream, bytes) {
    try {
        // With `info` there is an object; the type that Node's own types give for it is that of the buffer alone.
        const { buffer, engine } = inflateSync(stream, { info: true, maxOutputLength: bytes + 1 });
        return buffer.length === bytes && engine.bytesWritten === stream.length ? new Uint8Array(buffer) : undefined;
    }
    catch {
        return undefined;
    }
}
/** The high byte of 16 bits stands first. */
function putSamples(bytes, samples) {
    if (types.isUint8Array(samples))
        samples.set(bytes);
    else
        for (let i = 0; i < samples.length; i++)
            samples[i] = bytes[2 * i] * 256 + bytes[2 * i + 1];
}
