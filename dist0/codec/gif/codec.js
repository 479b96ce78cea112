import { unsupported } from '../container.js';
import { inTurn } from '../encoding.js';
import { asColour } from '../memory.js';
import { decodeFrames, quantize } from '../sharp/on-demand.js';
import { gifAnimation, gifMetadata, parseGif, strippedGif } from './blocks.js';
import { encodeGif, indexColours } from './writer.js';
export const gifCodec = {
    parse: parseGif,
    peakFactors: { read: ({ pages }) => (pages ? 0.2 : 2.7), write: (picture) => 2.1 * asColour(picture) },
    decode: (bytes, file, maxPixels) => decodeFrames(bytes, file, { title: 'GIF', maxPixels }),
    rewrite: async (rasters, file) => encodeGif(await inTurn(rasters, async (raster) => indexColours(raster) ?? indexColours(await quantize(raster))), file),
    write: async () => {
        throw unsupported('GIF holds 256 colours and is written for what was read as GIF only; choose another format');
    },
    metadata: gifMetadata,
    animation: (file) => (file.pages ? gifAnimation(file) : undefined),
    orientations: () => 1,
    upright: (file) => file,
    stripped: strippedGif,
};
