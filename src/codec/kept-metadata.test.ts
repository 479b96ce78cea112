import { readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { describeImages, describeUpright, exiftool, exiftoolBytes, exiftoolCopy } from '../../test/independent-reader.js';
import { encoded, opened, rewritten, type Wanted } from '../../test/opened.js';
import { throwAwayFolder } from '../../test/throw-away.js';
import { failureOf } from '../errors.js';
import { checkOutput } from '../options/resolve.js';
import type { OutputOptions } from '../options/run-options.js';
import { formats } from './formats.js';

const image = (name: string) => fileURLToPath(new URL(`../../test/images/${name}`, import.meta.url));
const gainMapImage = (extension: string) => fileURLToPath(new URL(`../../test/fidelity/gain-map.${extension}`, import.meta.url));

/** Writes the file again; gives the path of the result. */
async function written(path: string, output: Partial<OutputOptions>, operation: Wanted['operation'] = {}): Promise<string> {
  const image = await opened(readFileSync(path), { output, operation });
  const format = output.format && output.format !== 'keep' ? output.format : image.format;
  const result = join(throwAwayFolder(), `result.${formats[format].extensions[0]}`);
  writeFileSync(result, await encoded(image));
  return result;
}

// ---- strip ----

const descriptive =
  /^(ExifIFD|GPS|InteropIFD|IFD1|SubIFD|XMP.*|IPTC.*|Photoshop|MakerNotes|Canon|Nikon|PrintIM|PNG-tEXt|MPF\d*):|:(Comment|Artist|Make|Model|Software|DateTime|ModifyDate)$/;

test.each([
  'gps.jpg',
  'maker-notes.jpg',
  'iptc.jpg',
  'bkgd-phys-time-text.png',
  'exif-xmp.webp',
  'geo-tiled-rgba.tif',
  'icc-exif-xmp.avif',
  'comment.gif',
])('strip removes everything that describes the image from %s, and nothing else', async (name) => {
  const [before, after] = exiftool(image(name), await written(image(name), { strip: true }));
  expect(Object.keys(before!).filter((tag) => descriptive.test(tag) || /GeoTiff/.test(tag))).not.toEqual([]);
  expect(Object.keys(after!).filter((tag) => descriptive.test(tag) || /GeoTiff/.test(tag))).toEqual([]);
});

test.each(['display-p3.jpg', 'iccp-prophoto.png', 'icc-swapped-gbr.tif', 'icc-exif-xmp.avif', 'profile.gif'])(
  'strip leaves the profile of %s byte for byte',
  async (name) => {
    const profile = exiftoolBytes('ICC_Profile', image(name));
    expect(profile.length).toBeGreaterThan(100);
    expect(exiftoolBytes('ICC_Profile', await written(image(name), { strip: true })).equals(profile)).toBe(true);
  },
);

test.each(['orientation-7.jpg', 'exif-6.png', 'exif-6.webp', 'tag-6.tif'])('strip leaves the orientation of %s', async (name) => {
  const [before, after] = exiftool(image(name), await written(image(name), { strip: true }));
  expect(before!['IFD0:Orientation']).toBeGreaterThan(1);
  expect(after!['IFD0:Orientation']).toBe(before!['IFD0:Orientation']);
});

test('strip keeps the density only if pixels are not square', async () => {
  const folder = throwAwayFolder();
  const square = exiftoolCopy(
    image('grey.jpg'),
    join(folder, 'a.jpg'),
    '-JFIF:XResolution=300',
    '-JFIF:YResolution=300',
    '-JFIF:ResolutionUnit=1',
  );
  const uneven = exiftoolCopy(
    image('grey.jpg'),
    join(folder, 'b.jpg'),
    '-JFIF:XResolution=300',
    '-JFIF:YResolution=150',
    '-JFIF:ResolutionUnit=1',
  );
  const [a, b] = exiftool(await written(square, { strip: true }), await written(uneven, { strip: true }));
  expect(a).toMatchObject({ 'JFIF:XResolution': 1, 'JFIF:YResolution': 1, 'JFIF:ResolutionUnit': 0 });
  expect(b).toMatchObject({ 'JFIF:XResolution': 300, 'JFIF:YResolution': 150, 'JFIF:ResolutionUnit': 1 });
});

test('strip also works when converting to another format', async () => {
  const [tags] = exiftool(await written(image('gps.jpg'), { strip: true, format: 'png' }));
  expect(Object.keys(tags!).filter((tag) => descriptive.test(tag))).toEqual([]);
});

test('strip changes no sample of a lossless format', async () => {
  const names = ['bkgd-phys-time-text.png', 'geo-tiled-rgba.tif', 'profile.gif'];
  const results = await Promise.all(names.map((name) => written(image(name), { strip: true })));
  expect(describeImages(...results)).toEqual(describeImages(...names.map(image)));
});

// ---- orientation ----

const everyOrientation = [1, 2, 3, 4, 5, 6, 7, 8];

test.each(['rgba-8.png', 'gray-alpha-8.png', 'rgb-lzw-2.tif'])(
  '%s is turned like Pillow turns it, sample by sample, for every orientation',
  async (name) => {
    const folder = throwAwayFolder();
    const sources = everyOrientation.map((value) =>
      exiftoolCopy(image(name), join(folder, `${value}${extname(name)}`), `-IFD0:Orientation=${value}`),
    );
    const results = await Promise.all(sources.map((source) => written(source, {}, { autoOrient: true })));
    expect(describeImages(...results)).toEqual(describeUpright(...sources));
    exiftool(...results).forEach((tags, index) => {
      expect(tags['IFD0:Orientation'], `from ${index + 1}`).toBe(1);
    });
  },
);

test.each(['jpg', 'avif', 'png', 'tif'])('a %s states "upright" in EXIF and XMP, with sides and densities swapped', async (extension) => {
  const source = { jpg: 'orientation-6.jpg', avif: 'icc-exif-xmp.avif', png: 'exif-6.png', tif: 'tag-6.tif' }[extension]!;
  const path = exiftoolCopy(
    image(source),
    join(throwAwayFolder(), `six.${extension}`),
    ...['-IFD0:Orientation=6', '-XMP-tiff:Orientation=6', '-IFD0:XResolution=300', '-IFD0:YResolution=150'],
    ...['-ExifIFD:ExifImageWidth=160', '-ExifIFD:ExifImageHeight=107'],
  );
  const [before, after] = exiftool(path, await written(path, {}, { autoOrient: true }));
  expect(before).toMatchObject({ 'IFD0:Orientation': 6, 'XMP-tiff:Orientation': 6 });
  expect(after!['XMP-tiff:Orientation']).toBe(1);
  expect(after).toMatchObject({ 'IFD0:Orientation': 1, 'IFD0:XResolution': 150, 'IFD0:YResolution': 300 });
  if (extension !== 'tif') expect(after).toMatchObject({ 'ExifIFD:ExifImageWidth': 107, 'ExifIFD:ExifImageHeight': 160 });
});

test('a WebP states "upright", with its sides swapped', async () => {
  const [before, after] = exiftool(image('exif-6.webp'), await written(image('exif-6.webp'), {}, { autoOrient: true }));
  expect(before).toMatchObject({ 'IFD0:Orientation': 6 });
  expect(after).toMatchObject({
    'IFD0:Orientation': 1,
    'RIFF:ImageWidth': before!['RIFF:ImageHeight'],
    'RIFF:ImageHeight': before!['RIFF:ImageWidth'],
  });
});

test('without the option, the orientation is only stated', async () => {
  const [before, after] = exiftool(image('orientation-6.jpg'), await written(image('orientation-6.jpg'), {}));
  expect(after).toMatchObject({ 'IFD0:Orientation': 6, 'File:ImageWidth': before!['File:ImageWidth'] });
});

test('the thumbnail of a turned image, which has the old orientation, is dropped; that of an upright one stays', async () => {
  const turned = exiftoolCopy(image('maker-notes.jpg'), join(throwAwayFolder(), 'turned.jpg'), '-IFD0:Orientation=8');
  const [first, second] = exiftool(
    await written(turned, {}, { autoOrient: true }),
    await written(image('maker-notes.jpg'), {}, { autoOrient: true }),
  );
  expect(exiftool(turned)[0]).toHaveProperty('IFD1:ThumbnailImage');
  expect(first).not.toHaveProperty('IFD1:ThumbnailImage');
  expect(second).toHaveProperty('IFD1:ThumbnailImage');
});

// ---- gain maps ----

test.each(['jpg', 'avif'])('a gain map in a %s is refused, naming the option that drops it', async (extension) => {
  const { code, message } = await written(gainMapImage(extension), {}).then(() => expect.fail('it was accepted'), failureOf);
  expect(code).toBe('unsupported-format');
  expect(message).toContain('--drop-gainmap');
});

test('with --gainmap recompute the gains are held, so that the HDR rendition follows, and everything leads to them', async () => {
  const path = await written(gainMapImage('jpg'), { gainMap: 'recompute' }, { method: 'he' });
  const [before, after] = exiftool(gainMapImage('jpg'), path);
  const statements = (tags: Record<string, unknown>) =>
    Object.entries(tags).filter(([tag]) => /hdrgm|Container|^MPF|MPImage(Type|Format)|MPImage2:MPImageLength/.test(tag));
  expect(statements(after!)).toEqual(statements(before!));
  expect(statements(after!).length).toBeGreaterThan(5);
  const mapIn = (file: Buffer) => file.subarray(file.indexOf('\xff\xd8', 2, 'latin1'));
  const [source, result] = [readFileSync(gainMapImage('jpg')), readFileSync(path)];
  // The same factors for other levels below them: each pixel is as many stops above the picture as it was.
  expect(mapIn(result).equals(mapIn(source))).toBe(true);
  const bytes = result.length - mapIn(result).length;
  expect(after).toMatchObject({ 'MPImage1:MPImageLength': bytes, 'MPImage2:MPImageStart': bytes });
});

test('a gain map is only recomputed where it can be kept', async () => {
  await expect(written(gainMapImage('jpg'), { gainMap: 'recompute', format: 'png' })).rejects.toThrow(/kept in a JPEG only/);
  await expect(written(gainMapImage('avif'), { gainMap: 'recompute' })).rejects.toThrow(/--drop-gainmap/);
  const stripped = readFileSync(await written(gainMapImage('jpg'), { gainMap: 'recompute', strip: true }));
  expect(stripped.indexOf('\xff\xd8', 2, 'latin1')).toBe(-1);
  expect(checkOutput({ gainMap: 'drop' })).toEqual(checkOutput({ dropGainMap: true }));
  expect(() => checkOutput({ gainMap: 'recompute', dropGainMap: true })).toThrow(/cannot be both/);
});

test('a gain map is dropped together with everything that points to it, and nothing else is', async () => {
  const [before, after] = exiftool(gainMapImage('jpg'), await written(gainMapImage('jpg'), { dropGainMap: true }));
  const others = (tags: Record<string, unknown>) =>
    Object.keys(tags).filter((tag) => /^(XMP|ICC|JFIF)/.test(tag) && !/hdrgm|Container/.test(tag));
  expect(Object.keys(before!)).toContain('MPF0:NumberOfImages');
  expect(Object.keys(after!).filter((tag) => /hdrgm|^MPF|^MPImage/.test(tag))).toEqual([]);
  expect(JSON.stringify(after)).not.toContain('GainMap');
  expect(after).toMatchObject({ 'XMP-dc:Format': 'image/jpeg' });
  expect(others(after!)).toEqual(others(before!));
});

test('a JPEG without its gain map ends where its image ends; a video after it stays', async () => {
  const file = readFileSync(gainMapImage('jpg'));
  const without = await rewritten(file, { dropGainMap: true });
  expect(without.indexOf('\xff\xd8', 2, 'latin1')).toBe(-1);
  const video = Buffer.from('\0\0\0\x18ftypmp42 and so on', 'latin1');
  const motion = await rewritten(Buffer.concat([file, video]), { dropGainMap: true });
  expect(motion.subarray(-video.length).equals(video)).toBe(true);
  expect(motion.indexOf('\xff\xd8', 2, 'latin1')).toBe(-1);
});

test('an AVIF without its gain map holds one image', async () => {
  const bytes = await rewritten(readFileSync(gainMapImage('avif')), { dropGainMap: true });
  expect(bytes.includes('tmap')).toBe(false);
});
