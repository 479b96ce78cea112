import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { fastest } from '../../../test/opened.js';
import { anyRaster, expectSame, randomNumbers, small } from '../../../test/pictures.js';
import { verdict } from '../../../test/verdict.js';
import type { Raster } from '../../pixels/raster.js';
import { type IfdEntry, longEntry, photometrics, readTiff, serialize, shortEntry, tags, type } from './directory.js';
import { readTiffStrips } from './reader.js';
import { encodeTiffStrips, type TiffCoding } from './strips.js';
import { parseTiff } from './tags.js';

const images = fileURLToPath(new URL('../../../test/images/', import.meta.url));
const lzw: TiffCoding = { compression: 'lzw', quality: 90, bitdepth: 8, whiteIsZero: false, big: false, tile: undefined };

/** A TIFF by libtiff, in strips of 256 rows. */
function foreign(
  { samples, width, height, channels, maxSample }: Raster,
  predictor: 'none' | 'horizontal',
  bigtiff = false,
): Promise<Buffer> {
  const space = maxSample === 255 ? (channels < 3 ? 'b-w' : 'srgb') : channels < 3 ? 'grey16' : 'rgb16';
  return sharp(samples, { raw: { width, height, channels } })
    .toColourspace(space)
    .tiff({ compression: 'lzw', predictor, bigtiff })
    .toBuffer();
}

/** The file with these fields instead of its own of the same tags; undefined ones are removed. */
function withFields(file: Buffer, fields: Readonly<Record<number, IfdEntry | undefined>>): Buffer {
  const own = readTiff(file).directories[0]!.filter(({ tag }) => !(tag in fields));
  const padding = Buffer.alloc(-file.length & 7);
  const { bytes, directory } = serialize(
    [...own, ...Object.values(fields).filter((entry) => entry !== undefined)],
    file.length + padding.length,
    false,
  );
  const changed = Buffer.concat([file, padding, bytes]);
  changed.writeUInt32LE(directory, 4);
  return changed;
}

function readable(file: Buffer): boolean {
  const read = readTiffStrips(file, parseTiff(file));
  read?.release();
  return read !== undefined;
}

test('any image is read back, whoever wrote it', async () => {
  await fc.assert(
    fc.asyncProperty(anyRaster(), fc.constantFrom('none' as const, 'horizontal' as const), fc.boolean(), async (raster, predictor, big) => {
      // libvips writes 8-bit grey with alpha as RGB with alpha.
      const others = raster.channels === 2 && raster.maxSample === 255 ? [] : [await foreign(raster, predictor, big)];
      for (const file of [encodeTiffStrips(raster, { ...lzw, big })!, ...others]) {
        const read = readTiffStrips(file, parseTiff(file))!;
        const { samples, ...shape } = read.raster;
        const { samples: expected, ...expectedShape } = raster;
        expect(shape).toEqual(expectedShape);
        expectSame(samples, expected);
        read.release();
      }
    }),
    { numRuns: 100 },
  );
});

test('images of several strips are read', async () => {
  const random = randomNumbers(3);
  const samples = Uint16Array.from({ length: 300 * 700 * 3 }, (_, i) => i / 20 + random() * 500);
  const raster: Raster = { width: 300, height: 700, channels: 3, maxSample: 65535, samples };
  const file = await foreign(raster, 'horizontal');
  expectSame(readTiffStrips(file, parseTiff(file))!.raster.samples, samples);
});

test.each([
  ['an unknown field', { 65000: shortEntry(65000, [1]) }],
  ['a field of an odd type', { [tags.width]: { ...longEntry(tags.width, [31]), type: type.undefined, count: 4 } }],
  ['bits in another order', { [tags.fillOrder]: shortEntry(tags.fillOrder, [2]) }],
  ['planes', { [tags.planarConfiguration]: shortEntry(tags.planarConfiguration, [2]) }],
  ['levels that count from white', { [tags.photometric]: shortEntry(tags.photometric, [photometrics.whiteIsZero]) }],
  ['an orientation that there is not', { [tags.orientation]: shortEntry(tags.orientation, [9]) }],
  ['a unit that there is not', { [tags.resolutionUnit]: shortEntry(tags.resolutionUnit, [0]) }],
  ['differences of floating point', { [tags.predictor]: shortEntry(tags.predictor, [3]) }],
  ['too few strips', { [tags.rowsPerStrip]: longEntry(tags.rowsPerStrip, [10]) }],
  ['a strip of nothing', { [tags.stripByteCounts]: longEntry(tags.stripByteCounts, [0]) }],
  ['no rows in a strip', { [tags.rowsPerStrip]: undefined }],
  ['no bits', { [tags.samplesPerPixel]: undefined }],
  ['two values where one is meant', { [tags.compression]: shortEntry(tags.compression, [5, 5]) }],
])('a file with %s is left to sharp', (_, fields) => {
  const file = encodeTiffStrips({ ...small, channels: 1, width: 93 }, lzw)!;
  expect(readable(withFields(file, {}))).toBe(true);
  expect(readable(withFields(file, fields))).toBe(false);
});

test('a BigTIFF with an odd header is left to sharp', () => {
  const file = encodeTiffStrips(small, { ...lzw, big: true })!;
  expect(readable(file)).toBe(true);
  file[6] = 1;
  expect(readable(file)).toBe(false);
});

test('a file with a field of a type that only BigTIFF has is left to sharp', () => {
  const file = withFields(encodeTiffStrips(small, lzw)!, {});
  const { valueAt } = readTiff(file).directories[0]!.find(({ tag }) => tag === tags.rowsPerStrip)!;
  file.writeUInt16LE(type.long8, valueAt! - 6);
  expect(readable(file)).toBe(false);
});

test('a file that ends within its directory is left to sharp', () => {
  const file = withFields(encodeTiffStrips(small, lzw)!, {});
  const end = file.readUInt32LE(4) + 2 + 12 * file.readUInt16LE(file.readUInt32LE(4)) + 4;
  expect(readable(file.subarray(0, end))).toBe(true);
  expect(readable(file.subarray(0, end - 1))).toBe(false);
});

test('premultiplied alpha, and alpha of no stated kind, are left to sharp', () => {
  const file = encodeTiffStrips({ ...small, width: 23, height: 10, channels: 4, samples: small.samples.slice(0, 920) }, lzw)!;
  expect(readable(withFields(file, {}))).toBe(true);
  for (const kind of [0, 1]) expect(readable(withFields(file, { [tags.extraSamples]: shortEntry(tags.extraSamples, [kind]) }))).toBe(false);
  expect(readable(withFields(file, { [tags.extraSamples]: undefined }))).toBe(false);
});

test('text, resolution, profile, EXIF and IPTC in a file do not prevent reading', () => {
  const text = Buffer.from('A picture\0');
  const fields = {
    [tags.description]: { tag: tags.description, type: type.ascii, count: text.length, data: text },
    [tags.orientation]: shortEntry(tags.orientation, [6]),
    [tags.pageNumber]: shortEntry(tags.pageNumber, [0, 1]),
    [tags.icc]: { tag: tags.icc, type: type.undefined, count: text.length, data: text },
    [tags.iptc]: longEntry(tags.iptc, [0x1c025000, 1]),
    [tags.exif]: { ...longEntry(tags.exif, [0]), directory: [{ tag: 36864, type: type.undefined, count: 4, data: Buffer.from('0230') }] },
  };
  expect(readable(withFields(encodeTiffStrips(small, lzw)!, fields))).toBe(true);
});

test('every TIFF among the test images is accepted or refused as by sharp, with the same samples and messages', async () => {
  const names = readdirSync(images, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tiff?$/.test(name));
  expect(names.length).toBeGreaterThan(10);
  for (const name of names) {
    const file = readFileSync(join(images, name));
    expect(await verdict(file, fastest), name).toEqual(await verdict(file, {}));
  }
});

test('broken files are accepted and refused as by sharp, with the same samples and messages', async () => {
  const random = randomNumbers(11);
  const deep: Raster = { ...small, maxSample: 65535, samples: Uint16Array.from(small.samples, (level) => level * 250) };
  const files = [
    encodeTiffStrips(small, lzw)!,
    await foreign(small, 'horizontal'),
    await foreign(deep, 'none'),
    encodeTiffStrips(deep, lzw)!,
  ];
  const ends = { accepted: 0, refused: 0, own: 0 };
  for (let i = 0; i < 600; i++) {
    const broken = mutated(files[i % files.length]!, random);
    const found = await verdict(broken, fastest);
    expect(found).toEqual(await verdict(broken, {}));
    ends[typeof found === 'string' ? 'refused' : 'accepted']++;
    if (typeof found !== 'string' && readable(broken)) ends.own++;
  }
  expect(Math.min(ends.accepted, ends.refused, ends.own)).toBeGreaterThan(20);
});

/** One of: a byte changed anywhere, or in the directory, which is at the end; the end missing; a part repeated. */
function mutated(file: Buffer, random: () => number): Buffer {
  const broken = Buffer.from(file);
  const directoryAt = file.readUInt32LE(4);
  const at = 8 + Math.floor(random() * (file.length - 8));
  const kind = Math.floor(random() * 8);
  if (kind === 0) return broken.subarray(0, at);
  if (kind === 1) return Buffer.concat([broken.subarray(0, at), broken.subarray(at - 4)]);
  broken[kind < 5 ? directoryAt + Math.floor(random() * (file.length - directoryAt)) : at] = random() * 256;
  return broken;
}
