import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import { memoryStore } from '../../test/memory-store.js';
import { sharedThrowAwayFolder } from '../../test/throw-away.js';
import { chunk, chunkParts, pngSignature } from '../codec/png/chunks.js';
import { checkOperation, checkOutput } from '../options/resolve.js';
import type { OperationOptions, OutputOptions } from '../options/run-options.js';
import { sha256 } from '../storage/hash.js';
import { storeOf, stores } from '../storage/stores.js';
import { processInBands } from './bands.js';
import { processImage } from './process-image.js';
import type { Outcome, Task, Work } from './task.js';

const folder = sharedThrowAwayFolder();

/** Large enough for several bands at each of the depths below. */
const [width, height] = [1300, 1250];

/** Light that falls off to the right, with noise, so that all filters are used. */
function picture(channels: 1 | 2 | 3 | 4, depth: 8 | 16): Sharp {
  const stored = channels < 3 ? 1 : 3;
  const samples = depth === 8 ? new Uint8Array(width * height * stored) : new Uint16Array(width * height * stored);
  const scale = depth === 8 ? 1 : 257;
  for (let i = 0; i < samples.length; i++)
    samples[i] = (40 + ((i / stored) % width) / 20 + Math.sin(i / 5000) * 30 + ((i * 7919) % 13)) * scale;
  const image = sharp(samples, { raw: { width, height, channels: stored } });
  const space = ({ 8: ['b-w', 'srgb'], 16: ['grey16', 'rgb16'] } as const)[depth][stored === 1 ? 0 : 1];
  const coloured = image.toColourspace(space).png({ compressionLevel: 2, adaptiveFiltering: true });
  return channels % 2 === 0 ? coloured.ensureAlpha(0.5) : coloured;
}

const workOf = (operation: Partial<OperationOptions>, output: Partial<OutputOptions>): Work => ({
  purpose: 'equalize',
  operation: checkOperation(operation),
  output: checkOutput(output),
  limits: { maxPixels: 1e9, retries: 0 },
  destinationRoot: folder,
  stamped: true,
  figures: true,
  token: 't',
});

const taskOf = (source: string, destination: string): Task => ({
  id: 1,
  source: join(folder, source),
  destination: join(folder, destination),
  named: true,
});

describe('an image in bands gives the same file as the whole image', () => {
  test.each<[string, 1 | 2 | 3 | 4, 8 | 16, Partial<OperationOptions>, Partial<OutputOptions>]>([
    ['colour', 3, 8, {}, {}],
    ['colour, each channel, half the strength', 3, 8, { on: 'rgb', strength: 0.5 }, {}],
    ['colour by another dialect, which counts its channels together', 3, 8, { dialect: 'skimage' }, {}],
    ['colour in Lab, searched for what repeats', 3, 8, { method: 'stretch', on: 'lab' }, { effort: 3 }],
    ['colour of 16 bits', 3, 16, { on: 'joint' }, { strip: true }],
    ['grey', 1, 8, { method: 'bbhe' }, { format: 'png' }],
    ['grey of 16 bits', 1, 16, {}, {}],
    ['grey with alpha', 2, 8, {}, {}],
    ['colour with alpha, and a level that is no data', 4, 8, { nodata: 60 }, {}],
    ['colour of 16 bits with alpha', 4, 16, { method: 'dsihe' }, {}],
  ])('%s', async (name, channels, depth, operation, output) => {
    await picture(channels, depth)
      .withMetadata({ density: 300 })
      .toFile(join(folder, `${name}.png`));
    const work = workOf(operation, output);
    const [whole, banded] = [taskOf(`${name}.png`, 'whole.png'), taskOf(`${name}.png`, 'banded.png')];
    const expected = asDone(await processImage(whole, work));
    const found = asDone((await processInBands(banded, work, Number.POSITIVE_INFINITY))!);
    expect(readFileSync(banded.destination).equals(readFileSync(whole.destination))).toBe(true);
    const { timings: _, stamps: __, ...rest } = expected;
    expect(found).toMatchObject(rest);
    expect(found.stamps?.input).toEqual(expected.stamps?.input);
    expect(found.stamps?.output.sha256).toBe(expected.stamps?.output.sha256);
    expect(readFileSync(whole.destination).equals(readFileSync(whole.source))).toBe(false);
  });

  test.each([{}, { strip: true }])('and the same if it is left as it is, with %o', async (output) => {
    await picture(3, 8).withMetadata({ density: 300 }).toFile(join(folder, 'left.png'));
    const work = workOf({ onlyIf: 'low-contrast' }, output);
    const [whole, banded] = [taskOf('left.png', 'whole.png'), taskOf('left.png', 'banded.png')];
    const expected = asDone(await processImage(whole, work));
    const found = asDone((await processInBands(banded, work, Number.POSITIVE_INFINITY))!);
    expect(readFileSync(banded.destination).equals(readFileSync(whole.destination))).toBe(true);
    expect(readFileSync(banded.destination).equals(readFileSync(banded.source))).toBe(!output.strip);
    expect(found.figures).toEqual(expected.figures);
  });

  test('and the same measurement', async () => {
    await picture(3, 8).toFile(join(folder, 'measured.png'));
    const work = { ...workOf({ on: 'rgb' }, {}), purpose: 'measure' } as const;
    const task = taskOf('measured.png', 'none.png');
    expect(await processInBands(task, work, Number.POSITIVE_INFINITY)).toEqual(await processImage(task, work));
  });
});

const pictureFolder = fileURLToPath(new URL('../../test/', import.meta.url));
const jpegs = ['images', 'jpeg-planes', '../samples'].flatMap((place) =>
  readdirSync(join(pictureFolder, place))
    .filter((name) => /\.jpe?g$/.test(name))
    .map((name) => `${place}/${name}`),
);

describe('a JPEG of which only luma changes gives the same file in bands, or is left to be done whole', () => {
  const asked: Array<[Partial<OperationOptions>, Partial<OutputOptions>]> = [
    [{}, {}],
    [{ method: 'stretch' }, { effort: 4, quality: 'auto', thumbnail: 'drop' }],
    [{ strength: 0.3 }, { strip: true }],
  ];

  test.each(jpegs)('%s', async (name) => {
    for (const [operation, output] of asked) {
      const work = workOf(operation, output);
      const source = join(pictureFolder, name);
      const [whole, banded] = [taskOf('', 'whole.jpg'), taskOf('', 'banded.jpg')].map((task) => ({ ...task, source }));
      const found = await processInBands(banded!, work, Number.POSITIVE_INFINITY);
      if (!found) continue;
      const { timings: _, stamps, ...expected } = asDone(await processImage(whole!, work));
      expect(found).toMatchObject(expected);
      expect(asDone(found).stamps).toMatchObject({ codec: 'imgpar', output: { sha256: stamps?.output.sha256 } });
      expect(readFileSync(banded!.destination).equals(readFileSync(whole!.destination))).toBe(true);
    }
  });

  test.each(['images/nikon.jpg', 'jpeg-planes/restart.jpg', 'jpeg-planes/grey.jpg', '../samples/hazy-valley.jpg'])(
    '%s is one of those',
    async (name) => {
      const task = { ...taskOf('', 'banded.jpg'), source: join(pictureFolder, name) };
      asDone((await processInBands(task, workOf({}, {}), Number.POSITIVE_INFINITY))!);
    },
  );

  test.each<[string, Partial<OperationOptions>, Partial<OutputOptions>]>([
    ['by sharp', {}, { codec: 'sharp' }],
    ['as a progressive file', {}, { scans: 'progressive' }],
    ['with chroma quantised anew', {}, { chroma: 'quality' }],
    ['with an effort that only sharp can make', {}, { effort: 9 }],
    ['in all colours', { on: 'rgb' }, {}],
  ])('it is done whole %s', async (_, operation, output) => {
    const task = { ...taskOf('', 'banded.jpg'), source: join(pictureFolder, '../samples/hazy-valley.jpg') };
    expect(await processInBands(task, workOf(operation, output), Number.POSITIVE_INFINITY)).toBeUndefined();
  });
});

test('an image in another store is processed in bands, too', async () => {
  stores.set('mem', memoryStore());
  await picture(3, 8).toFile(join(folder, 'near.png'));
  const near = taskOf('near.png', 'near-result.png');
  const far = { ...near, source: 'mem:in.png', destination: 'mem:out.png' };
  await storeOf('mem:').write(far.source, [readFileSync(near.source)], { owner: { token: 't', id: 1 } });
  const work = workOf({}, {});
  asDone(await processImage(near, work));
  const { inputBytes, stamps } = asDone((await processInBands(far, work, Number.POSITIVE_INFINITY))!);
  expect(Buffer.from(await storeOf('mem:').read(far.destination)).equals(readFileSync(near.destination))).toBe(true);
  expect(inputBytes).toBe(readFileSync(near.source).length);
  expect(stamps?.input.sha256).toBe(sha256(readFileSync(near.source)));
});

function withoutLastScan(jpeg: Buffer): Buffer {
  return Buffer.concat([jpeg.subarray(0, jpeg.lastIndexOf('\xff\xda', undefined, 'latin1')), Buffer.from([0xff, 0xd9])]);
}

describe('processInBands leaves to the whole-image path', () => {
  const strange: Record<string, () => Buffer | Promise<Buffer>> = {
    'an interlaced PNG': () => picture(1, 8).png({ progressive: true, compressionLevel: 1 }).toBuffer(),
    'a palette': () => picture(3, 8).png({ palette: true, compressionLevel: 1, effort: 1 }).toBuffer(),
    'a progressive JPEG that is cut off': async () => (await picture(1, 8).jpeg({ progressive: true }).toBuffer()).subarray(0, -200),
    'a progressive JPEG with something behind its end': async () =>
      Buffer.concat([await picture(1, 8).jpeg({ progressive: true }).toBuffer(), Buffer.from([1, 2])]),
    'a progressive JPEG without its last scan': async () => withoutLastScan(await picture(1, 8).jpeg({ progressive: true }).toBuffer()),
    'a JPEG with something behind its end': async () => Buffer.concat([await picture(1, 8).jpeg().toBuffer(), Buffer.from([1, 2])]),
    'a JPEG with another one behind it': async () => Buffer.concat(Array(2).fill(await picture(1, 8).jpeg().toBuffer())),
    'a JPEG that is cut off': async () => (await picture(1, 8).jpeg().toBuffer()).subarray(0, -200),
    'a JPEG whose header is cut off': async () => (await picture(1, 8).jpeg().toBuffer()).subarray(0, 100),
    'a PNG whose data do not match their checksum': () => png([0, 1, 2, 0, 3, 4], { damage: true }),
    'a PNG that is cut off': () => png([0, 1, 2, 0, 3, 4]).subarray(0, -20),
    'a PNG with less data than pixels': () => png([0, 1, 2]),
    'a PNG with more data than pixels': () => png([0, 1, 2, 0, 3, 4, 0]),
    'a PNG with something behind its data': () => png([0, 1, 2, 0, 3, 4], { behind: [1, 2, 3] }),
    'a PNG with a filter that does not exist': () => png([0, 1, 2, 7, 3, 4]),
    'a PNG with another chunk between its data': () => png([0, 1, 2, 0, 3, 4], { between: chunk('tEXt', Buffer.from('a\0b')) }),
  };

  test.each(Object.keys(strange))('%s', async (name) => {
    writeFileSync(join(folder, 'strange'), await strange[name]!());
    expect(await processInBands(taskOf('strange', 'strange.out'), workOf({}, {}), Number.POSITIVE_INFINITY)).toBeUndefined();
  });

  test('a sound file like these is processed', async () => {
    writeFileSync(join(folder, 'sound'), png([0, 1, 2, 0, 3, 4]));
    asDone((await processInBands(taskOf('sound', 'sound.out'), workOf({}, {}), Number.POSITIVE_INFINITY))!);
  });

  test.each<[string, Partial<OperationOptions>, Partial<OutputOptions>]>([
    ['a method that looks at where pixels stand', { method: 'clahe' }, {}],
    ['a region', { roi: { x: 0, y: 0, width: 1, height: 1 } }, {}],
    ['what is to be turned', { autoOrient: true }, {}],
    ['what becomes another format', {}, { format: 'tiff' }],
  ])('%s', async (_, operation, output) => {
    writeFileSync(join(folder, 'sound'), png([0, 1, 2, 0, 3, 4]));
    expect(await processInBands(taskOf('sound', 'sound.out'), workOf(operation, output), Number.POSITIVE_INFINITY)).toBeUndefined();
  });
});

test('an image that does not fit whole is processed in bands, and one that does not fit in bands reports how much it takes', async () => {
  // Whole, it takes 48 MB of samples and about as much for each of the two files.
  const noise = { type: 'gaussian', mean: 128, sigma: 1 } as const;
  await sharp({ create: { width: 4000, height: 2000, channels: 3, background: 'grey', noise } })
    .toColourspace('rgb16')
    .png({ compressionLevel: 1 })
    .toFile(join(folder, 'large.png'));
  const task = taskOf('large.png', 'large.out');
  expect((await processImage(task, workOf({}, {}), 100 << 20)).status).toBe('done');
  const refused = await processImage(task, workOf({}, {}), 50 << 20);
  expect(refused.status === 'needs-memory' && refused.peakBytes).toBeLessThan(100 << 20);
  const whole = await processImage(task, workOf({ method: 'clahe' }, {}), 100 << 20);
  expect(whole.status === 'needs-memory' && whole.peakBytes).toBeGreaterThan(120 << 20);
});

/** A grey PNG of 2 × 2 pixels with this data, compressed. */
function png(rows: number[], { damage = false, behind = [] as number[], between = Buffer.alloc(0) as Buffer } = {}): Buffer {
  const header = Buffer.from([0, 0, 0, 2, 0, 0, 0, 2, 8, 0, 0, 0, 0]);
  const compressed = Buffer.concat([deflateSync(Buffer.from(rows)), Buffer.from(behind)]);
  const [first, second] = [Buffer.concat(chunkParts('IDAT', [compressed.subarray(0, 5)])), chunk('IDAT', compressed.subarray(5))];
  if (damage) first[first.length - 1]! ^= 1;
  return Buffer.concat([pngSignature, chunk('IHDR', header), first, between, second, chunk('IEND', new Uint8Array(0))]);
}

function asDone(outcome: Outcome): Extract<Outcome, { status: 'done' }> {
  if (outcome.status !== 'done') throw new Error(JSON.stringify(outcome));
  return outcome;
}
