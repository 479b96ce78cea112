import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { exiftool, type TiffPageRead, tiffPages } from '../../../../test/independent-reader.js';
import { encoded, opened } from '../../../../test/opened.js';
import { sharedThrowAwayFolder } from '../../../../test/throw-away.js';
import type { OperationOptions, OutputOptions } from '../../../options/run-options.js';
import { equalizeImage } from '../../../worker/equalize-image.js';

const folder = fileURLToPath(new URL('../../../../test/tiff/', import.meta.url));
const at = (name: string) => join(folder, name);
const results = sharedThrowAwayFolder();

interface Golden {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly samples: string;
}
const golden: Readonly<Record<string, Golden>> = JSON.parse(readFileSync(at('golden.json'), 'utf8'));

let count = 0;

/** The path of the result for a file in `test/tiff`. */
async function equalized(name: string, operation: Partial<OperationOptions> = {}, output: Partial<OutputOptions> = {}): Promise<string> {
  const path = join(results, `${count++}-${basename(name)}`);
  writeFileSync(path, await equalizeImage(readFileSync(at(name)), { operation, output }));
  return path;
}

async function page(name: string, operation: Partial<OperationOptions> = {}, output: Partial<OutputOptions> = {}): Promise<TiffPageRead> {
  return tiffPages(await equalized(name, operation, output))[0]![0]!;
}

const arrays = {
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  float32: Float32Array,
  float64: Float64Array,
};

function numbersIn({ dtype, samples }: Pick<Golden, 'dtype' | 'samples'>): number[] {
  const bytes = Uint8Array.from(Buffer.from(samples, 'base64'));
  return Array.from(new arrays[dtype as keyof typeof arrays](bytes.buffer));
}

function expectGolden(found: TiffPageRead, name: string, tolerance = 0): void {
  const expected = golden[name]!;
  expect({ dtype: found.dtype, shape: found.shape }).toEqual({ dtype: expected.dtype, shape: expected.shape });
  const [are, should] = [numbersIn(found), numbersIn(expected)];
  const differing = are.findIndex((number, i) => !Object.is(number, should[i]) && !(Math.abs(number - should[i]!) <= tolerance));
  expect({ differing, is: are[differing], should: should[differing] }).toEqual({ differing: -1, is: undefined, should: undefined });
}

// ---- bands ----

test('near infrared is not taken for alpha: its pixels count, and it stays unchanged', async () => {
  expectGolden(await page('rgb-nir.tif', { dialect: 'opencv' }), 'rgb-nir.tif');
  const found = await page('rgb-nir.tif', { dialect: 'opencv' });
  expect(found.tags['338']).toContain('UNSPECIFIED');
});

test('further bands are equalised, each separately, if all are requested', async () => {
  expectGolden(await page('rgb-nir.tif', { dialect: 'opencv', bands: 'all' }), 'rgb-nir.tif all');
});

test('the last band is alpha on request', async () => {
  const [auto] = (await opened(readFileSync(at('rgb-nir.tif')))).pictures;
  const [last] = (await opened(readFileSync(at('rgb-nir.tif')), { operation: { alpha: 'last' } })).pictures;
  expect([auto!.shape.channels, last!.shape.channels]).toEqual([3, 4]);
});

test('a file with further bands is refused for any other format, with the true reason', async () => {
  await expect(equalized('rgb-nir.tif', {}, { format: 'png' })).rejects.toThrow('bands of unstated meaning');
});

test.each([
  ['bands-3.tif', 'bands-3.tif', 0],
  ['bands-3-separate-tiled-lzw.tif', 'bands-3.tif', 0],
  ['bands-4-16-big-endian.tif', 'bands-4-16-big-endian.tif', 0],
])('%s: bands of grey are equalised separately, and stored as before', async (name, expected) => {
  const found = await page(name);
  expectGolden(found, expected);
  const [[before]] = tiffPages(at(name)) as [[TiffPageRead]];
  const structure = ({ tags }: TiffPageRead) => [257, 258, 259, 262, 277, 284, 317, 322, 338].map((tag) => tags[tag]);
  expect(structure(found)).toEqual(structure(before));
});

test('a big-endian file stays one', async () => {
  expect(readFileSync(await equalized('bands-4-16-big-endian.tif')).toString('latin1', 0, 2)).toBe('MM');
});

test('near infrared stays as it is in a TIFF of JPEG coding, too, which cannot be written with such a band', async () => {
  const infrared = (found: TiffPageRead) => numbersIn(found).filter((_, i) => i % 4 === 3);
  const found = await page('rgb-nir-jpeg.tif');
  expect(infrared(found)).toEqual(infrared(tiffPages(at('rgb-nir-jpeg.tif'))[0]![0]!));
  expect(found.tags['259']).toMatch(/^5$|LZW/);
});

// ---- numbers ----

test.each([
  ['float32', 2e-5],
  ['float64', 1e-12],
  ['int16', 0],
  ['int8', 0],
  ['uint32', 0],
  ['int32', 0],
])('%s is equalised in its own range and kind', async (kind, tolerance) => {
  expectGolden(await page(`${kind}.tif`), `${kind}.tif`, tolerance);
});

test.each([
  ['float32-predictor-3-tiled.tif', 'float32.tif', 2e-5],
  ['int16-lzw-bigtiff.tif', 'int16.tif', 0],
  ['int16-fill-order-2.tif', 'int16.tif', 0],
])('%s is read and written in every storage layout', async (name, expected, tolerance) => {
  const found = await page(name);
  expectGolden(found, expected, tolerance);
  expect(found.tags['317']).toBe(tiffPages(at(name))[0]![0]!.tags['317']);
});

test('16-bit floats keep their range', async () => {
  const [before] = (await opened(readFileSync(at('float16.tif')))).pictures;
  const image = await opened(readFileSync(at('float16.tif')));
  const again = await opened(await encoded(image));
  expect(again.pictures[0]!.planes('rgb')).toEqual(before!.planes('rgb'));
});

test.each(['float32-small', 'float64'])('%s by clahe of scikit-image matches scikit-image', async (kind) => {
  expectGolden(await page(`${kind}.tif`, { method: 'clahe', dialect: 'skimage' }), `${kind}.tif clahe skimage`, 1e-6);
});

test('NaN, infinities and no-data values stay unchanged and are not counted', async () => {
  expectGolden(await page('float32-holes.tif'), 'float32-holes.tif', 2e-5);
});

test.each(['float32', 'float64'])('%s in the definition of scikit-image matches scikit-image', async (kind) => {
  expectGolden(await page(`${kind}.tif`, { dialect: 'skimage' }), `${kind}.tif skimage`, 1e-6);
});

test('only values in a given range change', async () => {
  expectGolden(await page('float32.tif', { range: [10, 50] }), 'float32.tif range 10,50', 2e-5);
});

test('numbers are refused for any other format, and share tables only in a given range', async () => {
  await expect(equalized('float32.tif', {}, { format: 'png' })).rejects.toThrow('floats');
  await expect(equalized('float32.tif', { frames: 'together' })).resolves.toBeDefined();
});

// ---- no data ----

test.each([0, 255, 77])('a stated no-data value (%d) is respected, and no other pixel gets it', async (missing) => {
  expectGolden(await page(`nodata-${missing}.tif`), `nodata-${missing}.tif`);
});

test.each(['clahe', 'bbhe', 'dsihe', 'bright', 'stretch', 'ahe'])('%s does not give any pixel the no-data level either', async (method) => {
  for (const missing of [0, 255, 77]) {
    const found = numbersIn(await page(`nodata-${missing}.tif`, { method }));
    const before = numbersIn(tiffPages(at(`nodata-${missing}.tif`))[0]![0]!);
    expect(found.map((level) => level === missing)).toEqual(before.map((level) => level === missing));
  }
});

test("a stated no-data value is ignored on request, and for another program's dialect, which gives that program's bits", async () => {
  const holes = (samples: number[]) => samples.filter((level) => level === 0).length;
  const before = holes(numbersIn(tiffPages(at('nodata-0.tif'))[0]![0]!));
  expect(holes(numbersIn(await page('nodata-0.tif', { method: 'clahe', nodata: 'none' })))).toBe(0);
  expect(holes(numbersIn(await page('nodata-0.tif', { dialect: 'opencv' })))).toBeGreaterThan(before);
});

// ---- bits ----

test('12 bits in 16 are equalised within them, if the file or an option says so', async () => {
  expectGolden(await page('12-bits.tif', { bits: 12 }), '12-bits.tif');
  expectGolden(await page('12-bits-stated.tif'), '12-bits.tif');
  expect(Math.max(...numbersIn(await page('12-bits.tif')))).toBe(65535);
  expect(Math.max(...numbersIn(await page('12-bits-stated.tif', { method: 'clahe' })))).toBeLessThan(4096);
});

// ---- reduced resolution, masks, clouds ----

test('a smaller version gets the table of its image, and a mask stays unchanged', async () => {
  const [whole, half, mask] = tiffPages(await equalized('overview-and-mask.tif'))[0]!;
  const [, , maskBefore] = tiffPages(at('overview-and-mask.tif'))[0]!;
  const [large, small] = [numbersIn(whole!), numbersIn(half!)];
  const [width] = [whole!.shape[1]!, half!.shape[1]!];
  expect(small).toEqual(large.filter((_, i) => i % 2 === 0 && Math.floor(i / width) % 2 === 0));
  expect(mask!.samples).toBe(maskBefore!.samples);
});

test('a smaller version is computed anew if the method has no table', async () => {
  const [whole, half] = tiffPages(await equalized('overview-and-mask.tif', { method: 'clahe' }))[0]!;
  const large = numbersIn(whole!);
  const width = whole!.shape[1]!;
  const mean = numbersIn(half!).map((level, i) => {
    const from = Math.floor(i / (width / 2)) * 2 * width + (i % (width / 2)) * 2;
    return Math.abs(level - (large[from]! + large[from + 1]! + large[from + width]! + large[from + width + 1]!) / 4);
  });
  expect(Math.max(...mean)).toBeLessThanOrEqual(0.5);
});

test('a cloud-optimised GeoTIFF stays one: directories before pixels, lengths before tiles, their last bytes after them', async () => {
  const file = readFileSync(await equalized('cog.tif'));
  expect(file.toString('latin1', 8, 300)).toContain('KNOWN_INCOMPATIBLE_EDITION=NO');
  const [pages] = tiffPages(join(results, `${count - 1}-cog.tif`));
  for (const { tags } of pages!) {
    const numbers = (tag: number) => (tags[tag] ?? '').match(/\d+/g)!.map(Number);
    const lengths = numbers(325);
    for (const [tile, offset] of numbers(324).entries()) {
      const end = offset + lengths[tile]!;
      expect(file.readUInt32LE(offset - 4)).toBe(lengths[tile]);
      expect(file.subarray(end, end + 4)).toEqual(file.subarray(end - 4, end));
    }
  }
  expect(file.readUInt32LE(4)).toBe(readFileSync(at('cog.tif')).readUInt32LE(4));
});

// ---- positions in tags ----

test('positions in MetaMorph tags stay true', async () => {
  const path = await equalized('uic.tif');
  const [before, after] = [at('uic.tif'), path].map((name) => tiffPages(name)[0]![0]!.tags['33628']!) as [string, string];
  expect(before).toContain('A name of some stage');
  const withoutRange = (text: string) => text.replace(/'(Min|Max)Scale': [^,}]*/g, '');
  expect(withoutRange(after)).toBe(withoutRange(before));
  expect(after).toMatch(/'MaxScale': 65535/);
});

test('a maker note stays readable, and so does everything else that exiftool reads', async () => {
  const read = (path: string) =>
    Object.fromEntries(
      Object.entries(exiftool(path)[0]!).filter(([tag]) => !/^(SourceFile|System|ExifTool|Composite|File)|IFD0:Strip/.test(tag)),
    );
  const before = read(at('maker-notes.tif'));
  expect(
    Object.keys(before).filter((tag) => /^(Canon|Nikon|Olympus|Panasonic|Pentax|Sony|Fuji|Casio|Minolta)/.test(tag)).length,
  ).toBeGreaterThan(5);
  expect(read(await equalized('maker-notes.tif'))).toEqual(before);
});

test.each([
  ['tiff/maker-notes.tif', 'png'],
  ['tiff/maker-notes.tif', 'jpeg'],
  ['images/gps.jpg', 'tiff'],
] as const)("a maker's note in %s reads as before in a %s", async (name, format) => {
  const notes = (path: string) => Object.fromEntries(Object.entries(exiftool(path)[0]!).filter(([tag]) => /^(Canon|Nikon):/.test(tag)));
  const before = notes(at(`../${name}`));
  expect(Object.keys(before).length).toBeGreaterThan(5);
  expect(notes(await equalized(`../${name}`, {}, { format }))).toEqual(before);
});

// ---- statements about levels ----

test('the range that ImageJ shows is that of the new levels', async () => {
  const [first] = tiffPages(await equalized('imagej.tif'))[0]!;
  expect(first!.tags['270']).toMatch(/min=0.0\nmax=65535.0/);
  expect(first!.tags['50839']).toMatch(/'Ranges': \(0\.0, 65535\.0, 0\.0, 65535\.0\)/);
  expect(first!.tags['50839']).toContain("'Labels': ['a', 'b']");
});

test("GDAL's statistics are left out, and everything else that it wrote is kept", async () => {
  const { tags } = await page('gdal-statistics.tif');
  expect(tags['42112']).toContain('SENSOR');
  expect(tags['42112']).not.toContain('STATISTICS');
});

test('all pages that OME describes are equalised within the bits it states', async () => {
  const pages = tiffPages(await equalized('twelve-bits.ome.tif'))[0]!;
  expect(pages.map((page) => Math.max(...numbersIn(page)))).toEqual([4095, 4095]);
  expect(pages[0]!.tags['270']).toContain('SignificantBits="12"');
});

test('OME states the new number of significant bits', async () => {
  expect((await page('significant-bits.ome.tif')).tags['270']).toContain('SignificantBits="16"');
});

// ---- lenient ----

test.each([
  ['sample-format-4.tif', 'no-photometric.tif'],
  ['no-photometric.tif', 'no-photometric.tif'],
  ['grey-palette.tif', 'grey-palette.tif'],
])('%s is grey, and stays one channel', async (name, expected) => {
  expectGolden(await page(name), expected);
});

test('a warning says that the meaning of samples is not stated', async () => {
  expect((await opened(readFileSync(at('no-photometric.tif')))).warnings).toEqual([expect.stringContaining('read as grey')]);
});
