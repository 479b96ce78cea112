import { glyphs } from './glyphs.js';
/** A canvas of one colour. */
export function canvas(width, height, background) {
    const drawn = { width, height, channels: 3, maxSample: 255, samples: new Uint8Array(width * height * 3) };
    fill(drawn, 0, 0, width, height, background);
    return drawn;
}
export function fill({ width, height, samples }, x, y, w, h, colour) {
    for (let row = Math.max(0, y); row < Math.min(height, y + h); row++) {
        for (let column = Math.max(0, x); column < Math.min(width, x + w); column++)
            samples.set(colour, (row * width + column) * 3);
    }
}
/** Puts an 8-bit RGB picture onto the canvas, with its top left at (x, y). */
export function paste(onto, picture, x, y) {
    const columns = Math.min(picture.width, onto.width - x);
    for (let row = 0; row < Math.min(picture.height, onto.height - y); row++) {
        const from = row * picture.width * 3;
        onto.samples.set(picture.samples.subarray(from, from + columns * 3), ((y + row) * onto.width + x) * 3);
    }
}
/** Height of a line of text at scale 1, and the step from letter to letter, in pixels. */
export const glyphHeight = 7;
const glyphStep = 6;
/** Writes lower-case letters, digits, dot and dash. */
export function write(onto, text, x, y, scale, colour) {
    [...text].forEach((letter, index) => {
        glyphs[letter]?.forEach((dots, row) => {
            for (let column = 0; column < 5; column++) {
                if (dots & (16 >> column))
                    fill(onto, x + (index * glyphStep + column) * scale, y + row * scale, scale, scale, colour);
            }
        });
    });
}
/** Draws counts as bars that stand on the lower edge, the highest of them (or of most, see below) as high as the box. */
export function drawHistogram(onto, counts, x, y, w, h, colour) {
    const bins = Array.from({ length: w }, (_, column) => binned(counts, column, w));
    // A single level that holds most of the picture, such as a black border, would flatten all others to nothing.
    const top = bins.toSorted((a, b) => a - b)[Math.floor(w * 0.99)] || Math.max(1, ...bins);
    bins.forEach((count, column) => {
        const barHeight = Math.min(h, Math.round((count / top) * h));
        fill(onto, x + column, y + h - barHeight, 1, barHeight, colour);
    });
}
function binned(counts, column, columns) {
    const start = Math.floor((column * counts.length) / columns);
    const end = Math.max(start + 1, Math.floor(((column + 1) * counts.length) / columns));
    let highest = 0;
    for (let level = start; level < end; level++)
        highest = Math.max(highest, counts[level]);
    return highest;
}
