import { unsupported } from '../container.js';
import { greyBits, inTurn } from '../encoding.js';
import { decodePages, encodeTiff } from '../sharp/on-demand.js';
import { readTiffStrips } from './reader.js';
import { pageOrientation, strippedTiff, tiffMetadata, uprightTiff, withTiffMetadata, withTiffTags } from './rewrite.js';
import { encodeTiffStrips } from './strips.js';
import { parseTiff, withLabCalledRgb } from './tags.js';
export const tiffCodec = {
    parse: parseTiff,
    peakFactors: {
        read: ({ space }) => 0.25 + (space === 'cmyk' ? 1.5 : 0),
        write: ({ space }, again, compression) => {
            if (space === 'cmyk')
                return 5.1;
            const wasStored = again?.pages.every((page) => page.compression === 'none');
            return wasStored && (compression === 'keep' || compression === 'none') ? 2.4 : 3.2;
        },
        held: () => 2.8,
    },
    // Good TIFFs have odd tags: a text without its final null, tags out of order.
    decode: (bytes, file, maxPixels) => decodePages(withLabCalledRgb(bytes, file), file, { title: 'TIFF', maxPixels, forgivesTags: true }),
    read: readTiffStrips,
    rewrite: async (rasters, file, coding) => withTiffTags(await inTurn(rasters, (raster, page) => encodePage(raster, tiffCoding(raster, file.pages[page], coding))), file),
    async write([raster], { bitsPerSample, space, metadata }, coding) {
        const page = {
            compression: 'deflate',
            whiteIsZero: false,
            big: false,
            tile: undefined,
            bitsPerSample,
            ...(space ? { space } : {}),
        };
        return withTiffMetadata(await encodePage(raster, tiffCoding(raster, page, coding)), metadata);
    },
    metadata: tiffMetadata,
    orientations: ({ pages }) => pages.map(pageOrientation),
    upright: uprightTiff,
    stripped: strippedTiff,
};
async function encodePage(raster, coding) {
    return encodeTiffStrips(raster, coding) ?? encodeTiff(raster, coding);
}
/** Stored as it was, or as is asked for. The sides of tiles must be multiples of 16; others become strips. */
function tiffCoding(raster, page, { compression, quality }) {
    const { whiteIsZero, big, bitsPerSample, tile, space } = page;
    const bitdepth = greyBits(raster, bitsPerSample);
    const isRegular = tile && tile.width % 16 === 0 && tile.height % 16 === 0 && Math.max(tile.width, tile.height) <= 32_768;
    return {
        compression: compression === 'keep' ? compressionAsRead(raster, page, bitdepth) : chosenCompression(raster, page, compression),
        quality,
        bitdepth,
        whiteIsZero,
        big,
        tile: isRegular ? tile : undefined,
        ...(space ? { space } : {}),
    };
}
/** Fax coding knows black and white only, and JPEG no alpha: what cannot be written again becomes LZW. */
function compressionAsRead(raster, { compression, space }, bitdepth) {
    const isUnfit = (compression === 'ccittfax4' && bitdepth !== 1) || (compression === 'jpeg' && !fitsJpeg(raster, space));
    return isUnfit ? 'lzw' : compression;
}
function chosenCompression(raster, { space }, compression) {
    if (compression === 'jpeg' && !fitsJpeg(raster, space))
        throw unsupported('JPEG compression holds grey, RGB and CMYK of 8 bits only; choose lzw or deflate for what has alpha, Lab or 16 bits');
    return compression;
}
function fitsJpeg({ channels, maxSample }, space) {
    return maxSample === 255 && space !== 'lab' && (space === 'cmyk' || channels % 2 === 1);
}
