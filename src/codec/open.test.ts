import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { describeImages, describeInverses, differenceOf, exiftool, exiftoolBytes } from '../../test/independent-reader.js';
import { encoded, opened, rewritten } from '../../test/opened.js';
import { throwAwayFolder } from '../../test/throw-away.js';
import { failureOf } from '../errors.js';
import type { OutputOptions } from '../options/run-options.js';
import type { Picture } from '../pixels/pictures/picture.js';
import { probeImage } from './decode.js';
import { formats, type ImageFormat } from './formats.js';
import { encodePng, pngSamplesFor } from './png/writer.js';

const images = fileURLToPath(new URL('../../test/images/', import.meta.url));
const keep: Partial<OutputOptions> = {};

const refused = ['float32-0-1.tif', 'hevc.heic', 'SOURCES.md'];
// Files of several pages, CMYK and Lab have separate tests.
const others = ['animated-6.webp', 'animated-disposal-1.gif', 'cmyk.jpg'];
const all = readdirSync(images, { withFileTypes: true })
  .filter((entry) => entry.isFile() && ![...refused, ...others].includes(entry.name))
  .map(({ name }) => name);
const losslessWebp = ['alpha-lossless.webp'];
const jpegInTiff = ['rgb-jpeg-rgb.tif'];
const exact = all.filter((name) => (/\.(png|tif|gif)$/.test(name) && !jpegInTiff.includes(name)) || losslessWebp.includes(name));

function content(name: string): Buffer {
  return readFileSync(join(images, name));
}

/** Writes the image back, with its pixels unchanged or changed; gives the path. */
async function written(name: string, options = keep, change: (picture: Picture) => void = () => {}): Promise<string> {
  const image = await opened(content(name), { output: options });
  for (const picture of image.pictures) change(picture);
  const format = options.format === undefined || options.format === 'keep' ? image.format : options.format;
  const path = join(throwAwayFolder(), `${name}.${formats[format].extensions[0]}`);
  writeFileSync(path, await encoded(image));
  return path;
}

function invert(picture: Picture): void {
  const { channels, maxSample } = picture.shape;
  const table = maxSample === 255 ? new Uint8Array(256) : new Uint16Array(65536);
  table.forEach((_, level) => {
    table[level] = maxSample - level;
  });
  picture.applyTables('rgb', Array(channels <= 2 ? 1 : 3).fill(table));
}

async function failure(promise: Promise<unknown>): Promise<{ code: string; message: string }> {
  return promise.then(() => expect.fail('it was accepted'), failureOf);
}

// ---- pixels ----

test('lossless formats keep every sample, inverted when inverted', async () => {
  const unchanged = await Promise.all(exact.map((name) => written(name)));
  const inverted = await Promise.all(exact.map((name) => written(name, keep, invert)));
  const sources = exact.map((name) => join(images, name));
  const before = describeImages(...sources);
  const opposite = describeInverses(...sources);
  describeImages(...unchanged).forEach((after, index) => {
    expect(after, exact[index]).toEqual(before[index]);
  });
  describeImages(...inverted).forEach((after, index) => {
    // A GIF does not store hidden samples: one transparent colour represents all.
    // Premultiplied colours are rounded to what alpha leaves of them.
    if (exact[index] !== 'transparent.gif' && exact[index] !== 'gray-alpha-assoc.tif') expect(after, exact[index]).toEqual(opposite[index]);
  });
});

test('lossy formats give nearly the same image, of the same size and channels', async () => {
  const lossy = all.filter((name) => !exact.includes(name) && !name.endsWith('.avif'));
  for (const name of lossy) {
    const source = join(images, name);
    const path = await written(name);
    const [before, after] = describeImages(source, path);
    const { width, height, channels, maxSample } = before!;
    expect(after, name).toMatchObject({ width, height, channels, maxSample });
    expect(differenceOf(source, path).mean, name).toBeLessThan(4);
  }
});

test('lossy WebP keeps the alpha channel exactly', async () => {
  // With black colours, only the alpha differs.
  const alphaOf = async (name: string, bytes: Buffer) => {
    const image = await opened(bytes, { output: { format: 'png' } });
    image.pictures[0]!.applyTables('rgb', Array(3).fill(new Uint8Array(256)));
    const path = join(throwAwayFolder(), name);
    writeFileSync(path, await encoded(image));
    return describeImages(path)[0];
  };
  const before = await alphaOf('before.png', content('alpha-lossy.webp'));
  expect(before).toMatchObject({ channels: 4, distinct: 1 });
  expect(await alphaOf('after.png', readFileSync(await written('alpha-lossy.webp')))).toEqual(before);
});

test('a GIF that gains too many colours is reduced to 256', async () => {
  const path = await written('static.gif', keep, (picture) => {
    picture.replacePlanes(
      'rgb',
      picture
        .planes('rgb')
        .map((plane, colour) => ({ ...plane, samples: plane.samples.map((level, i) => (level + i * (colour + 1)) & 255) })),
    );
  });
  const [before, after] = describeImages(join(images, 'static.gif'), path);
  expect(after).toMatchObject({ width: before!.width, height: before!.height, channels: 3 });
  expect(after!.distinct).toBeGreaterThan(20);
});

test('16 bits stay 16 bits', async () => {
  const [png, tiff] = describeImages(await written('gray-16bit.png', keep, invert), await written('uint16.tif', keep, invert));
  for (const { maxSample, distinct } of [png!, tiff!]) {
    expect(maxSample).toBe(65535);
    expect(distinct).toBeGreaterThan(256);
  }
});

test('10 bits of AVIF stay 10 bits, in more than 256 levels', async () => {
  const path = await written('10bit.avif');
  expect(await probeImage(readFileSync(path))).toEqual(await probeImage(content('10bit.avif')));
  const levels = (await opened(readFileSync(path))).pictures[0]!.planes('rgb')[1]!.samples;
  expect(new Set(levels).size).toBeGreaterThan(256);
  expect(exiftool(path)[0]).toMatchObject({ 'QuickTime:ImagePixelDepth': '10 10 10' });
});

test.each(all)('the header of %s shows what decoding gives', async (name) => {
  const { shape, format } = await probeImage(content(name));
  const image = await opened(content(name));
  expect(image.format).toBe(format);
  expect(image.pictures.map((picture) => picture.shape)).toEqual([shape]);
});

// ---- everything else ----

// Tags about how pixels are stored, not what they show.
const structural = new RegExp(
  [
    '^(SourceFile|System|ExifTool|Composite|Meta)',
    // It shows the result.
    '^IFD1:Thumbnail(Image|Length|Offset)$',
    // Equalised levels use all bits.
    '^PNG:SignificantBits$',
    '^File:(FileSize|EncodingProcess|YCbCrSubSampling|ExifByteOrder|FileType.*)$',
    '^IFD0:(StripOffsets|StripByteCounts|RowsPerStrip|TileOffsets|TileByteCounts|PreviewImage.*|JPEGTables|Predictor|SampleFormat|PlanarConfiguration|BitsPerSample|SamplesPerPixel|FillOrder|ColorMap)$',
    // The thumbnail shows the result.
    '^IFD1:Thumbnail(Image|Length|Offset)$',
    '^PNG:(Palette|Transparency|Interlace|Filter)$',
    '^GIF:(BitsPerPixel|BackgroundColor|ColorResolutionDepth|GIFVersion|TransparentColor|HasColorMap)$',
    '^QuickTime:(MediaDataOffset|MediaDataSize|CompatibleBrands|HandlerDescription|ChromaSamplePosition|MatrixCoefficients)$',
    '^RIFF:(WebP_Flags|VP8Version)$',
  ].join('|'),
);

/** Tags that may change, by file, and why. */
const allowed: Readonly<Record<string, RegExp>> = {
  // Palettes become full colour.
  'palette-4bit-trns.png': /^PNG:(BitDepth|ColorType)$/,
  'palette-8.tif': /^IFD0:PhotometricInterpretation$/,
  // A key colour becomes an alpha channel.
  'rgb-trns-one-colour.png': /^PNG:ColorType$/,
  // More bits are significant once levels are spread.
  'sbit-5.png': /^PNG:SignificantBits$/,
  // Colour is coded as YCbCr.
  'coded-as-rgb.jpg': /^Adobe:/,
};

test('nothing that exiftool reads changes, except how pixels are stored', async () => {
  const paths = await Promise.all(all.map((name) => written(name, keep, invert)));
  const before = exiftool(...all.map((name) => join(images, name)));
  const after = exiftool(...paths);
  all.forEach((name, index) => {
    const comparable = (tags: Record<string, unknown>) =>
      Object.fromEntries(Object.entries(tags).filter(([tag]) => !structural.test(tag) && !allowed[name]?.test(tag)));
    const was = comparable(before[index]!);
    expect(Object.keys(was).length, name).toBeGreaterThan(2);
    expect(comparable(after[index]!), name).toEqual(was);
  });
});

test.each([
  ['display-p3.jpg', 'ICC_Profile'],
  ['iccp-prophoto.png', 'ICC_Profile'],
  ['icc-swapped-gbr.tif', 'ICC_Profile'],
  ['icc-exif-xmp.avif', 'ICC_Profile'],
  ['profile.gif', 'ICC_Profile'],
  ['exif-xmp.webp', 'XMP'],
  ['icc-exif-xmp.avif', 'XMP'],
  ['iptc.jpg', 'IPTC'],
  ['maker-notes.jpg', 'EXIF'],
  ['gps.jpg', 'EXIF'],
])('%s keeps its %s byte for byte', async (name, tag) => {
  const bytes = exiftoolBytes(tag, join(images, name));
  expect(bytes.length).toBeGreaterThan(0);
  expect(exiftoolBytes(tag, await written(name, { thumbnail: 'keep' }, invert)).equals(bytes)).toBe(true);
});

test('JPEG keeps its coding where the encoder can: grey, progressive, and colour at half resolution', async () => {
  const [progressive, grey] = exiftool(await written('progressive.jpg'), await written('grey.jpg'));
  expect(progressive).toMatchObject({ 'File:EncodingProcess': 2, 'File:YCbCrSubSampling': '2 2' });
  expect(grey).toMatchObject({ 'File:ColorComponents': 1 });
});

test('TIFF keeps its compression, its tiles and its kind of black', async () => {
  const coding = async (name: string) => {
    const [tags] = exiftool(await written(name));
    return [tags!['IFD0:Compression'], tags!['IFD0:TileWidth'], tags!['IFD0:PhotometricInterpretation'], tags!['IFD0:BitsPerSample']];
  };
  expect(await coding('rgb-none.tif')).toEqual([1, undefined, 2, '8 8 8']);
  expect(await coding('rgb-lzw-2.tif')).toEqual([5, undefined, 2, '8 8 8']);
  expect(await coding('rgb-packbits.tif')).toEqual([32773, undefined, 2, '8 8 8']);
  expect(await coding('rgb-jpeg-rgb.tif')).toEqual([7, undefined, 2, '8 8 8']);
  expect(await coding('miniswhite.tif')).toEqual([expect.any(Number), undefined, 0, 8]);
  expect(await coding('1bit-packbits.tif')).toEqual([32773, undefined, expect.any(Number), 1]);
  expect((await coding('geo-tiled-rgba.tif'))[1]).toBe(32);
});

// ---- other formats ----

const carriers: readonly ImageFormat[] = ['jpeg', 'png', 'webp', 'tiff', 'avif'];

test.each(carriers)('EXIF, XMP and profile survive conversion to %s, from every format that has them', async (format) => {
  // Without maker notes: their inner positions hold only while the block stays in place, and TIFF moves it.
  const wanted: ReadonlyArray<readonly [string, RegExp]> = [
    ['gps.jpg', /^(GPS|XMP.*|ExifIFD|InteropIFD):|^IFD0:(Make|Model|Orientation|.Resolution|ResolutionUnit)$/],
    ['display-p3.jpg', /^ICC.*:/],
    ['exif-6.png', /^IFD0:Orientation$/],
    ['iccp-prophoto.png', /^ICC.*:/],
    ['exif-xmp.webp', /^(XMP.*|ExifIFD):|^IFD0:(Make|Model|Artist)$/],
    ['icc-exif-xmp.avif', /^(ICC.*|XMP.*|ExifIFD):/],
    ['tag-6.tif', /^IFD0:Orientation$/],
    ['icc-swapped-gbr.tif', /^ICC.*:/],
  ];
  const before = exiftool(...wanted.map(([name]) => join(images, name)));
  const after = exiftool(...(await Promise.all(wanted.map(([name]) => written(name, { ...keep, format })))));
  for (const [index, [name, tags]] of wanted.entries()) {
    const select = (all: Record<string, unknown>) => Object.fromEntries(Object.entries(all).filter(([tag]) => tags.test(tag)));
    expect(Object.keys(select(before[index]!)).length, name).toBeGreaterThan(0);
    expect(select(after[index]!), name).toMatchObject(select(before[index]!));
  }
});

test('IPTC survives conversion between JPEG, PNG and TIFF', async () => {
  for (const format of ['png', 'tiff'] as const) {
    expect(exiftool(await written('iptc.jpg', { ...keep, format }))[0]).toMatchObject({ 'IPTC:ObjectName': 'Title' });
  }
});

test('density survives conversion between JPEG, PNG and TIFF, in the unit of each', async () => {
  const source = 'bkgd-phys-time-text.png';
  const [png] = exiftool(join(images, source));
  const perMetre = Number(png!['PNG-pHYs:PixelsPerUnitX']);
  expect(perMetre).toBeGreaterThan(0);
  const [jpeg, tiff] = exiftool(await written(source, { ...keep, format: 'jpeg' }), await written(source, { ...keep, format: 'tiff' }));
  expect(jpeg).toMatchObject({ 'JFIF:ResolutionUnit': 2, 'JFIF:XResolution': Math.round(perMetre / 100) });
  expect(tiff).toMatchObject({ 'IFD0:ResolutionUnit': 3 });
  expect(Number(tiff!['IFD0:XResolution'])).toBeCloseTo(perMetre / 100, 1);
});

test.each([2, 3, 4, 5, 6, 7, 8])(
  'a JPEG of orientation %i is upright as an AVIF, which states the orientation in its own properties',
  async (orientation) => {
    const upright = (await opened(content('orientation-3.jpg'))).pictures[0]!.shape;
    const path = await written(`orientation-${orientation}.jpg`, { ...keep, format: 'avif' });
    const { shape } = (await opened(readFileSync(path))).pictures[0]!;
    expect([shape.width, shape.height]).toEqual([upright.width, upright.height]);
    // All show the same photograph; each one that the decoder turns must match the one that needs no mirror.
    const asPng = join(throwAwayFolder(), 'avif.png');
    writeFileSync(asPng, await rewritten(readFileSync(path), { format: 'png' }));
    const reference = await written('orientation-3.jpg', { ...keep, format: 'png' }, (picture) => {
      picture.replacePlanes(
        'rgb',
        picture.planes('rgb').map((plane) => ({ ...plane, samples: plane.samples.slice().reverse() })),
      );
    });
    expect(differenceOf(asPng, reference).mean).toBeLessThan(4);
  },
);

test('content that another format cannot hold is refused, not dropped', async () => {
  const to = (name: string, format: ImageFormat) => failure(written(name, { ...keep, format }));
  expect(await to('rgba-8.png', 'jpeg')).toMatchObject({ code: 'unsupported-format', message: expect.stringContaining('transparent') });
  expect(await to('gray-16bit.png', 'jpeg')).toMatchObject({ code: 'unsupported-format', message: expect.stringContaining('16 bits') });
  expect(await to('gray-16bit.png', 'webp')).toMatchObject({ code: 'unsupported-format' });
  expect(await to('10bit.avif', 'webp')).toMatchObject({ code: 'unsupported-format', message: expect.stringContaining('10 bits') });
  expect(await to('grey.jpg', 'gif')).toMatchObject({ code: 'unsupported-format' });
});

test('an opaque alpha channel does not prevent conversion to JPEG', async () => {
  const opaque = { width: 3, height: 1, channels: 4, maxSample: 255, samples: new Uint8Array(12).fill(255) } as const;
  const png = encodePng(opaque, pngSamplesFor(opaque, 8), [], []);
  const jpeg = await rewritten(png, { format: 'jpeg' });
  expect((await opened(jpeg)).pictures[0]!.shape).toEqual({ width: 3, height: 1, channels: 3, maxSample: 255 });
});

// ---- refusals ----

test.each([
  ['hevc.heic', 'unsupported-format', 'HEIC'],
  ['SOURCES.md', 'not-an-image', 'text'],
])('%s is refused as %s, with the reason', async (name, code, why) => {
  const { code: given, message } = await failure(opened(content(name)));
  expect(given).toBe(code);
  expect(message).toContain(why);
});

test('too many pixels are refused by the header, with both figures', async () => {
  const { code, message } = await failure(opened(content('rgba-8.png'), { maxPixels: 1000 }));
  expect(code).toBe('too-large');
  expect(message).toMatch(/160 × 107.*1000/);
});

test.each(['grey.jpg', 'progressive.jpg', 'rgba-8.png', 'lossy.webp', 'alpha-lossless.webp', 'static.gif', 'alpha.avif', 'rgb-none.tif'])(
  '%s is refused as corrupt wherever it is cut',
  async (name) => {
    const bytes = content(name);
    const cuts = [0.3, 0.6, 0.9].map((share) => Math.floor(bytes.length * share));
    // A JPEG may lack its end marker, but not the byte before it.
    for (const length of [...cuts, bytes.length - (name.endsWith('.jpg') ? 3 : 1)]) {
      // A TIFF may hold its tags after its pixels or, as here, before them; its last byte is a sample.
      const { code, message } = await failure(opened(bytes.subarray(0, length)));
      expect(code, `${length} of ${bytes.length} bytes`).toBe('corrupt');
      expect(message).not.toMatch(/undefined|\bNaN\b|Input buffer/);
    }
  },
);

test('every mutation of a file gives an image or a failure with a code', async () => {
  const names = [
    'grey.jpg',
    'iptc.jpg',
    'palette-4bit-trns.png',
    'exif-xmp.webp',
    'bigtiff-big-endian.tif',
    'icc-exif-xmp.avif',
    'transparent.gif',
  ];
  const mutation = fc.record({ name: fc.constantFrom(...names), place: fc.double({ min: 0, max: 1, noNaN: true }), value: fc.nat(255) });
  await fc.assert(
    fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 4 }), async (mutations) => {
      const bytes = Buffer.from(content(mutations[0]!.name));
      // Headers are the most sensitive, so most changes go there.
      for (const { place, value } of mutations) bytes[Math.floor(place ** 4 * (bytes.length - 1))] = value;
      const outcome = await opened(bytes, { maxPixels: 1_000_000 }).then((image) => image.encode(), failureOf);
      if ('code' in outcome)
        expect(['corrupt', 'unsupported-format', 'not-an-image', 'too-large'], outcome.message).toContain(outcome.code);
    }),
    { numRuns: 150 },
  );
});
