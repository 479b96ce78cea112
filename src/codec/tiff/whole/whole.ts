import { ImgparError } from '../../../errors.js';
import { orientRaster } from '../../../pixels/orient.js';
import type { Picture } from '../../../pixels/pictures/picture.js';
import type { Raster } from '../../../pixels/raster.js';
import { unsupported } from '../../container.js';
import type { Coding, Rasters } from '../../encoding.js';
import type { WholeCodec } from '../../format-codec.js';
import { pictureOf } from '../../pictures.js';
import { decodePage } from '../../sharp/on-demand.js';
import { encodePage, tiffCoding } from '../encoded-pages.js';
import { chainedPages, pageOrientation } from '../rewrite.js';
import { isGivenWhole, type TiffFile, type TiffPage, withLabCalledRgb } from '../tags.js';
import type { SampleStorage } from './chunks.js';
import { codedFile, codedSamples, fileOf, storageFor } from './coded-pages.js';
import { type CodedPage, keptLayout } from './kept-layout.js';
import { type PageSamples, pageSamples, readSamples, type StoredSamples, upright } from './page-samples.js';
import { heldBytes } from './samples.js';

/** TIFFs that hold more than pixels that sharp gives, and tags that can be moved. */
export const tiffWhole: WholeCodec<TiffFile> = {
  suits: ({ isPlain }) => !isPlain,

  need({ pages }, maxPixels) {
    const pixels = (page: TiffPage) => page.shape.width * page.shape.height * page.roles.count;
    const stored = pages.reduce((sum, page) => sum + pixels(page) * heldBytes(page.kind ?? 'uint8'), 0);
    if (stored > maxPixels * mostBytesOfPixel) throw tooManyBands(pages[0], maxPixels);
    // Numbers have levels besides; pixels that are not alone in their page are copied.
    const levels = pages.reduce((sum, page) => sum + pixels(page) * (isOfLevels(page) ? heldBytes(page.kind ?? 'uint8') : 4), 0);
    // Which pixels are shown, counted and changed.
    const masks = pages.reduce((sum, page) => sum + (page.nodata === undefined && isOfLevels(page) ? 0 : 3 * pixels(page)), 0);
    return {
      shapes: pages.map(({ shape }) => shape),
      rasterBytes: stored + levels,
      decodeBytes: fixedBytes + Math.ceil(stored / 2),
      // The compressed pieces, and the file that is made of them.
      encodeBytes: fixedBytes + Math.ceil(3.3 * stored) + masks,
    };
  },

  async decode(bytes, file, { maxPixels, reading, autoOrient }) {
    const pages: Page[] = [];
    for (const page of file.pages) {
      const whole = page.reducedOf === undefined ? undefined : pages[page.reducedOf];
      pages.push(await openPage({ bytes, file, page, maxPixels, reading, autoOrient, whole }));
    }
    return {
      pictures: pages.flatMap(({ pictures }) => pictures),
      rasters: () => rastersOf(pages),
      encode: (kept, coding) => encodeWhole(pages, kept, coding),
    };
  },
};

/** As many as four float64 samples have. */
const mostBytesOfPixel = 32;

const fixedBytes = 12 << 20;

function tooManyBands({ roles, kind = 'uint8' }: TiffPage, maxPixels: number): ImgparError {
  const message = `the image has ${roles.count} bands of ${kind}; expected at most ${mostBytesOfPixel} bytes for each of ${maxPixels} pixels`;
  return new ImgparError('too-large', message);
}

function isOfLevels({ kind }: TiffPage): boolean {
  return kind === undefined || kind === 'uint8' || kind === 'uint16';
}

interface Page {
  readonly pictures: readonly Picture[];
  readonly samples?: PageSamples;
  readonly raster: Raster | undefined;
  code(page: TiffPage, coding: Coding, littleEndian: boolean): Promise<CodedPage>;
}

interface Opening {
  readonly bytes: Buffer;
  readonly file: TiffFile;
  readonly page: TiffPage;
  readonly maxPixels: number;
  readonly reading: Parameters<typeof pageSamples>[2];
  readonly autoOrient: boolean;
  readonly whole: Page | undefined;
}

async function openPage(opening: Opening): Promise<Page> {
  const { page, autoOrient } = opening;
  const read = page.storage && (await readOrDecoded(opening, page.storage));
  if (read) return pageOfSamples(opening, read);
  const raster = await decodedRaster(opening);
  if (isGivenWhole(page)) return pageOfSamples(opening, raster);
  return pageOfRaster(opening, autoOrient ? orientRaster(raster, pageOrientation(page)) : raster);
}

/** The samples as stored. The decoder may read what we cannot decompress: LZW as it was before TIFF 6.0. */
async function readOrDecoded(opening: Opening, storage: SampleStorage): Promise<StoredSamples> {
  const { bytes, page } = opening;
  try {
    return readSamples(bytes, page, storage);
  } catch (error) {
    const isSame = page.isDecodable && !page.whiteIsZero && !page.roles.alpha?.multiplied;
    if (!isSame || !(error instanceof ImgparError) || error.code !== 'corrupt') throw error;
    return decodedRaster(opening);
  }
}

function decodedRaster({ bytes, file, page, maxPixels }: Opening): Promise<Raster> {
  const header = isGivenWhole(page)
    ? { ...page, shape: { ...page.shape, channels: (page.roles.colours + 1) as Raster['channels'] } }
    : page;
  return decodePage(withLabCalledRgb(bytes, file), header, { title: 'TIFF', maxPixels, forgivesTags: true }, page.directory);
}

function pageOfSamples({ page, reading, autoOrient, whole }: Opening, read: StoredSamples): Page {
  const stored = autoOrient ? upright(page, read) : read;
  const samples = pageSamples(page, stored, reading, whole?.samples);
  return {
    ...{ samples, pictures: samples.pictures, raster: samples.raster },
    async code(kept, coding, littleEndian) {
      const storage = storageFor(page, coding, littleEndian);
      if (storage) return codedSamples(kept, samples.current(), storage, samples.levels);
      if (samples.raster) return codedFile(await encodePage(samples.raster, tiffCoding(samples.raster, kept, coding)), kept);
      throw unsupported('JPEG compression holds only 8-bit grey, RGB and CMYK; choose lzw or deflate for other bands or samples');
    },
  };
}

function pageOfRaster({ page, whole }: Opening, raster: Raster): Page {
  const shown = pictureOf(raster, page);
  const [of] = whole?.pictures ?? [];
  return {
    ...{ raster, pictures: [{ ...shown, ...(page.nodata !== undefined && { nodata: page.nodata }), ...(of && { reducedOf: of }) }] },
    code: async (kept, coding) => codedFile(await encodePage(raster, tiffCoding(raster, kept, coding)), kept),
  };
}

function rastersOf(pages: readonly Page[]): Rasters {
  const [first, ...others] = pages.map(({ raster }) => {
    if (raster) return raster;
    throw unsupported(
      'the image has bands or samples that only TIFF holds: bands of unstated meaning, floats, or signed or 32-bit numbers; keep the format',
    );
  });
  return [first!, ...others];
}

async function encodeWhole(pages: readonly Page[], file: TiffFile, coding: Coding) {
  const littleEndian = file.isPlain || file.littleEndian;
  const coded: CodedPage[] = [];
  for (const [index, page] of pages.entries()) coded.push(await page.code(file.pages[index]!, coding, littleEndian));
  if (file.isPlain)
    return {
      encoded: chainedPages(
        coded.map((page) => fileOf(page, file.big)),
        coded.map(({ entries }) => entries),
      ),
      warnings: [],
    };
  const { bytes, warnings } = keptLayout(file, new Map(coded.map((page, index) => [file.pages[index]!.directory, page])));
  return { encoded: bytes, warnings };
}
