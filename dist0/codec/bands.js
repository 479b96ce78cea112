import { rasterPicture } from '../pixels/pictures/raster-picture.js';
import { sampleBytes } from '../pixels/raster.js';
import { withDefaults } from './codec.js';
import { UnfitForBands } from './format-codec.js';
import { formats } from './formats.js';
import { keptFile } from './kept-metadata.js';
import { refuseTooLarge } from './open.js';
import { headBytes, sniff } from './sniff.js';
/** The samples of a band, unless a few rows have more. */
const usualBandBytes = 4 << 20;
/**
 * What does not grow with the bands: buffers of zlib, and pieces of the file that wait for the garbage collector. Measured on 60 and
 * 250 megapixels: with bands of 4 MiB a process grew by 64 to 80 MiB, as many as with a collection every 10 ms and 30 more.
 */
const fixedBytes = 64 << 20;
/**
 * An image to be read in bands while its file stays open. That is possible for what its format can read so and keeps.
 *
 * @throws {UnfitForBands} where it is not possible
 * @throws {ImgparError} as `openImage` does, for all that a header can tell
 */
export async function openInBands(source, maxPixels, options = {}) {
    const all = withDefaults(options);
    const found = sniff(source.head(headBytes));
    if (found.kind !== 'image' || (all.format !== 'keep' && all.format !== found.format))
        throw new UnfitForBands();
    return open(source, found.format, await formats[found.format].load(), maxPixels, all);
}
function open(source, format, codec, maxPixels, options) {
    const by = codec.bands;
    if (!by)
        throw new UnfitForBands();
    const { file, keptBytes, bands } = by.open(source);
    refuseTooLarge(file, maxPixels);
    const { shape } = file;
    const kept = keptFile(codec, file, options);
    const writer = () => by.writer(kept, options.effort);
    const bandShape = { ...shape, height: heightOfBands(shape, writer().rowsAtOnce) };
    return {
        format,
        shape,
        bandShape,
        // The band; its rows filtered, in the file that is read and in the one that is written, and what becomes of these. A few rows at
        // a time, which count where they are long, are in the kernels' memory besides.
        peakBytes: fixedBytes + 2 * keptBytes + 6 * (sampleBytes(bandShape) + sampleBytes({ ...shape, height: 1 })),
        async *bands() {
            for await (const raster of bands(bandShape.height))
                yield rasterPicture(raster);
        },
        async *encode(change) {
            const { add, end } = writer();
            for await (const raster of bands(bandShape.height)) {
                change(rasterPicture(raster));
                yield* add(raster);
            }
            yield* end();
        },
    };
}
/** As many times the rows that are compressed together as are usual. */
function heightOfBands(shape, rowsAtOnce) {
    const times = Math.floor(usualBandBytes / sampleBytes({ ...shape, height: rowsAtOnce }));
    return Math.min(rowsAtOnce * Math.max(times, 1), shape.height);
}
