import { hasTransparency, inTurn } from '../encoding.js';
import { exifOrientation } from '../exif.js';
import { asColour } from '../memory.js';
import { decodeFrames, encodeWebp } from '../sharp/on-demand.js';
import { parseWebp, strippedWebp, uprightWebp, webpMetadata, withWebpChunks, withWebpMetadata } from './chunks.js';
export const webpCodec = {
    parse: parseWebp,
    peakFactors: {
        read: ({ pages }) => (pages ? 1.3 : 2.75),
        write: (picture, again) => (again?.lossless ? 14.5 : 3) * asColour(picture),
        held: (again) => (again?.lossless ? 2.8 : 0.8),
    },
    decode: (bytes, file, maxPixels) => decodeFrames(bytes, file, { title: 'WebP', maxPixels }),
    rewrite: async (rasters, file, coding) => withWebpChunks(await inTurn(rasters, (raster) => encodeWebp(raster, webpCoding(raster, coding, file.lossless))), file),
    write: async (rasters, { animation, metadata }, coding) => withWebpMetadata(await inTurn(rasters, (raster) => encodeWebp(raster, webpCoding(raster, coding, false))), metadata, animation),
    metadata: webpMetadata,
    animation: ({ animation }) => animation,
    orientations: (file) => exifOrientation(webpMetadata(file).exif),
    upright: uprightWebp,
    stripped: strippedWebp,
};
/** Nearly lossless coding would change alpha as well, so what is transparent is coded without any loss. */
function webpCoding(raster, { lossless, quality, effort }, wasLossless) {
    const kept = wasLossless ? 'yes' : 'no';
    const wanted = lossless === 'keep' ? kept : lossless;
    return { quality, effort, lossless: wanted === 'near' && hasTransparency(raster) ? 'yes' : wanted };
}
