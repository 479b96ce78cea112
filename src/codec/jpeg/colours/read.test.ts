import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { verdictOf } from '../../../../test/jpeg-verdict.js';
import { hasLibjpeg, jpegInScans, pixelsIn } from '../../../../test/libjpeg.js';
import { mutated } from '../../../../test/mutations.js';
import { fastest, opened } from '../../../../test/opened.js';
import { randomNumbers } from '../../../../test/pictures.js';
import { frameOf } from '../coder/read-frame.js';
import { readColours } from './read.js';

const filesIn = (folder: string) => {
  const url = new URL(`../../../../${folder}/`, import.meta.url);
  return readdirSync(fileURLToPath(url))
    .filter((name) => name.endsWith('.jpg'))
    .map((name) => [name, readFileSync(fileURLToPath(new URL(name, url)))] as const);
};
const originals = [...filesIn('test/jpeg-planes'), ...filesIn('test/images/inks')];

/** The pixels that our coder decodes; undefined if it leaves the file to others. */
function ours(file: Buffer): Buffer | undefined {
  const frame = frameOf(file);
  if (!frame || frame.width * frame.height > 1e6) return undefined;
  const decoded = readColours(file, frame);
  // Copied, as the next call makes them invalid.
  const pixels = decoded && Buffer.from(decoded.raster.samples);
  decoded?.release();
  return pixels;
}

/** As libjpeg decodes them, with 0 for no ink. */
const wanted = (files: readonly Buffer[]) =>
  pixelsIn(files).map((found, i) => {
    const isInk = frameOf(files[i]!)?.components.length === 4;
    return found && Buffer.from(isInk ? found.samples.map((sample) => 255 - sample) : found.samples);
  });

/** With Adobe's segment instead of JFIF's: 0 says RGB or CMYK, 1 YCbCr, 2 YCCK. */
const marked = (file: Buffer, transform: number) => {
  const from = file[3] === 0xe0 ? 20 : file[3] === 0xee ? 18 : 2;
  return Buffer.concat([file.subarray(0, 2), Buffer.from(`ffee000e41646f6265006400000000000${transform}`, 'hex'), file.subarray(from)]);
};

/** A JPEG of a pattern with edges and flat parts. */
function jpeg(width: number, height: number, components: 1 | 3 | 4, sampling: string, restartInterval = 0, scans = ''): Buffer {
  const samples = Uint8Array.from(
    { length: width * height * components },
    (_, i) => 128 + 90 * Math.sin(i / 7) + 60 * Math.cos((i * i) / 999),
  );
  const all = { 1: '0', 3: '0,1,2', 4: '0,1,2,3' }[components];
  return jpegInScans(samples, { width, height, quality: 88, components, sampling, restartInterval, scans: scans || `${all}:0-63:0,0` });
}

const sizes = [
  [1, 1],
  [2, 3],
  [7, 50],
  [67, 43],
  [130, 17],
  [33, 64],
] as const;

describe.skipIf(!hasLibjpeg)('compared with libjpeg', () => {
  test.each(originals)('%s has the same pixels', (_, file) => {
    expect(ours(file)!.equals(wanted([file])[0]!)).toBe(true);
  });

  const samplings = ['1x1', '2x1', '1x2', '2x2', '4x1', '1x4', '4x2', '2x4', '1x1,2x2', '1x1,2x1,1x2', '2x2,2x1,1x2', '4x1,2x1'];
  const scans = { 'in one scan': '', 'in three scans': '0:0-63:0,0/1:0-63:0,0/2:0-63:0,0', 'in two scans': '1:0-63:0,0/0,2:0-63:0,0' };

  test.each(samplings.flatMap((sampling) => Object.entries(scans).map(([name, script]) => [sampling, name, script] as const)))(
    'colours of %s %s have the same pixels, as YCbCr and as RGB',
    (sampling, _, script) => {
      const files = sizes.flatMap(([width, height], i) => {
        const file = jpeg(width, height, 3, sampling, i % 3, script);
        return [file, marked(file, 0), marked(file, 1)];
      });
      expect(files.map(ours)).toEqual(wanted(files));
    },
  );

  test.each(['1x1', '2x2', '2x1,1x1,1x1,2x1', '1x2,1x2', '4x1'])('inks of %s have the same pixels, as CMYK and as YCCK', (sampling) => {
    const files = sizes.flatMap(([width, height], i) => {
      const file = jpeg(width, height, 4, sampling, i % 3);
      return [file, marked(file, 0), marked(file, 2)];
    });
    expect(files.map(ours)).toEqual(wanted(files));
  });

  const progressive = [
    ['1x1', 3],
    ['2x1', 3],
    ['1x2', 3],
    ['2x2', 3],
    ['4x1', 3],
    ['2x2,2x1,1x2', 3],
    ['1x1', 4],
    ['2x2', 4],
    ['2x2', 1],
  ] as const;

  test.each(progressive)(
    'progressive files of %s, %i components, have the same pixels, whatever colours they mean',
    (sampling, components) => {
      const files = sizes.flatMap(([width, height]) => {
        const file = jpeg(width, height, components, sampling, 0, 'simple');
        const transforms = { 1: [], 3: [0, 1], 4: [0, 2] }[components];
        return [file, ...transforms.map((transform) => marked(file, transform))];
      });
      expect(files.map(ours)).toEqual(wanted(files));
    },
  );

  test('grey of any sampling has the same pixels', () => {
    const files = sizes.flatMap(([width, height]) => ['1x1', '2x2', '3x1'].map((sampling) => jpeg(width, height, 1, sampling)));
    expect(files.map(ours)).toEqual(wanted(files));
  });

  test('of broken files it decodes none that libjpeg refuses or warns of, and the others to the same pixels', () => {
    const files = brokenFiles(many);
    const mine = files.map(ours);
    const decodable = files.filter((_, i) => mine[i]);
    expect(mine.filter((found) => found)).toEqual(wanted(decodable));
    // All or none would prove little.
    expect(decodable.length).toBeGreaterThan(many / 20);
    expect(decodable.length).toBeLessThan(many / 2);
  });
});

/** How many broken files are tried; more of them with another number in the environment. */
const many = Number(process.env.IMGPAR_BROKEN_FILES ?? 1000);

function brokenFiles(count: number): Buffer[] {
  return Array.from({ length: count }, (_, seed) => {
    const random = randomNumbers(seed + 7777);
    const below = (bound: number) => Math.floor(random() * bound);
    return mutated(originals[below(originals.length)]![1], originals[below(originals.length)]![1], below);
  });
}

test('a method that needs colours sees the same pixels by our decoder as by sharp', async () => {
  for (const [name, file] of originals) {
    const [mine, theirs] = [await opened(file, { ...fastest, operation: { on: 'rgb' } }), await opened(file, { operation: { on: 'rgb' } })];
    expect(mine.pictures[0]!.planes('rgb'), name).toEqual(theirs.pictures[0]!.planes('rgb'));
    mine.release();
  }
});

test('broken files get the same verdict whether our decoder or sharp reads their colours', async () => {
  const operation = { on: 'rgb' } as const;
  for (const [i, file] of brokenFiles(many / 4).entries())
    expect(await verdictOf(file, { ...fastest, operation }), `file ${i}`).toBe(await verdictOf(file, { operation }));
});
