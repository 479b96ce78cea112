import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import { openImage } from '../src/codec/open.js';
import { checkOperation, checkOutput } from '../src/options/resolve.js';
import { bytesOf } from '../src/pixels/raster.js';
import { argumentsOf } from '../src/tune/command.js';
import type { Setting } from '../src/tune/settings.js';
import { equalizePictures } from '../src/worker/equalize-pictures.js';
import { prepare } from '../src/worker/prepare.js';
import { openPage, type Page } from './chromium.js';
import { canUse } from './needs.js';
import { samplesFolder } from './program.js';
import { throwAwayFolder } from './throw-away.js';
import { ready, sha256InPage, tuning } from './tuning.js';

/** All images with all settings, which takes minutes, if the environment asks for it; a share of them otherwise. */
const isFull = process.env.IMGPAR_TUNE_FULL !== undefined;

const methods = ['he', 'clahe', 'ahe', 'bbhe', 'dsihe', 'bright', 'stretch', 'match'];

const settings: readonly Setting[] = [
  ...methods.map((method) => ({ method, values: {}, reference: 1 })),
  ...['rgb', 'joint', 'lab', 'hsv'].map((on) => ({ method: 'he', values: { on, strength: '0.4' }, reference: 0 })),
  ...['pillow', 'skimage', 'imagemagick'].map((dialect) => ({ method: 'he', values: { dialect }, reference: 0 })),
  { method: 'clahe', values: { tiles: '3x5', clipLimit: '1.7', on: 'lab' }, reference: 0 },
  { method: 'clahe', values: { dialect: 'skimage', tiles: '2x2' }, reference: 0 },
  { method: 'stretch', values: { percentiles: '5,90', on: 'rgb', strength: '0.75' }, reference: 0 },
  { method: 'match', values: { on: 'rgb', dialect: 'skimage' }, reference: 1 },
];

/** Five settings of each method. */
const more: readonly Setting[] = methods.flatMap((method) =>
  [{}, { on: 'rgb' }, { on: 'lab', strength: '0.5' }, { on: 'hsv', strength: '0.83' }, { on: 'joint' }].map((values) => ({
    method,
    values: { ...values },
    reference: 1,
  })),
);

/** Names of images in a folder: grey and colour, with and without alpha, of 8 and 16 bits, in each format with pixels of its own kind. */
async function imagesIn(folder: string): Promise<string[]> {
  const write = async (name: string, from: string, make: (image: Sharp) => Sharp) => {
    writeFileSync(join(folder, name), await make(sharp(join(samplesFolder, from))).toBuffer());
    return name;
  };
  const small = (image: Sharp) => image.resize(211, 150, { fit: 'fill' });
  const made = [
    await write('colour.jpg', 'hazy-valley.jpg', (image) => small(image).jpeg({ chromaSubsampling: '4:2:0' })),
    await write('grey.png', 'moon.png', (image) => small(image).toColourspace('b-w').png()),
    await write('alpha.png', 'retina-transparent.png', (image) => small(image).png()),
    await write('grey-alpha-16bit.png', 'palms-infrared-16bit.png', (image) =>
      image
        .joinChannel(Buffer.from(Uint8Array.from({ length: 150 * 121 }, (_, at) => (at % 7) * 36)), {
          raw: { width: 150, height: 121, channels: 1 },
        })
        .toColourspace('grey16')
        .png(),
    ),
    await write('lossless.webp', 'retina-transparent.png', (image) => small(image).webp({ lossless: true })),
    await write('colour-16bit.tif', 'backlit-room-16bit.png', (image) => small(image).toColourspace('rgb16').tiff({ compression: 'lzw' })),
    await write('full-chroma.jpg', 'night-roofs.jpg', (image) => small(image).jpeg({ chromaSubsampling: '4:4:4', progressive: true })),
    await write('palette.png', 'foggy-yard.webp', (image) => small(image).png({ palette: true })),
    await write('one-pixel.png', 'moon.png', (image) => image.resize(1, 1).png()),
  ];
  if (!isFull) return made.slice(0, 6);
  const samples = [
    'backlit-cliff.png',
    'backlit-room-16bit.png',
    'cells.tif',
    'clouds-from-space.tif',
    'dark-flowers.jpg',
    'faded-handwriting.jpg',
    'foggy-yard.webp',
    'hazy-valley.jpg',
    'launch-at-dusk.jpg',
    'moon.png',
    'museum-coins.jpg',
    'night-roofs.jpg',
    'palms-infrared-16bit.png',
    'retina-transparent.png',
  ];
  for (const name of samples) copyFileSync(join(samplesFolder, name), join(folder, name));
  return [...made, ...samples];
}

/** The SHA-256 of the colours that the page has for a setting; alpha never changes. */
function inPage(page: Page, image: number, setting: Setting): Promise<{ sha256: string; isLuma: boolean }> {
  return page.evaluate(`imgparTune.result(${image}, ${JSON.stringify(setting)}).then(async ({ samples, isLuma }) => {
    const { channels } = JSON.parse(document.getElementById('data').textContent).images[${image}];
    const colours = isLuma || channels % 2 === 1 ? samples : samples.filter((_, at) => (at + 1) % channels > 0);
    return { isLuma, sha256: await ${sha256InPage('colours')} };
  })`);
}

/** What the command's own code leaves in the picture before it is encoded: the luma of a file, or every colour. */
async function beforeEncoding(path: string, setting: Setting, reference: string, isLuma: boolean): Promise<string> {
  const [, ...flags] = argumentsOf(setting, reference);
  const { on, strength, dialect, ...params } = setting.values;
  const operation = checkOperation({
    method: setting.method,
    ...(on && { on: on as 'rgb' }),
    ...(strength && { strength: Number(strength) }),
    ...(dialect && { dialect }),
    ...(Object.keys(params).length > 0 && { params }),
    ...(flags.includes('--reference') && { reference }),
  });
  const prepared = await prepare(operation);
  const image = await openImage(readFileSync(path), { operation: prepared.operation, output: checkOutput() });
  try {
    equalizePictures(image.pictures, prepared);
    const planes = image.pictures[0]!.planes(isLuma ? 'luma' : 'rgb').map(({ samples }) => samples);
    const first = planes[0]!;
    const samples =
      first instanceof Uint8Array ? new Uint8Array(first.length * planes.length) : new Uint16Array(first.length * planes.length);
    for (let pixel = 0, at = 0; pixel < first.length; pixel++) for (const plane of planes) samples[at++] = plane[pixel]!;
    return createHash('sha256').update(bytesOf(samples)).digest('hex');
  } finally {
    image.release();
  }
}

describe.skipIf(!canUse('chromium'))('in Chromium', () => {
  test(
    'the page has the very pixels that the command encodes, for every method, colour mode and dialect',
    async () => {
      const folder = throwAwayFolder();
      const names = await imagesIn(folder);
      const { url } = await tuning(folder, ...names);
      const page = await openPage(url, ready);
      const wrong: unknown[] = [];
      let compared = 0;
      for (const [image, name] of names.entries())
        for (const setting of isFull ? [...settings, ...more] : settings) {
          const { sha256: found, isLuma } = await inPage(page, image, setting);
          const expected = await beforeEncoding(join(folder, name), setting, join(folder, names[setting.reference]!), isLuma);
          if (found !== expected) wrong.push({ name, setting, isLuma });
          compared++;
        }
      expect(wrong).toEqual([]);
      expect(compared).toBeGreaterThan(100);
      expect(page.messages).toEqual([]);
      expect(page.requests.filter((each) => !each.startsWith(url) && !/^(?:blob|data):/.test(each))).toEqual([]);
    },
    isFull ? 3_600_000 : 300_000,
  );
});
