import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { hasLibjpeg, jpegInScans, pixelsIn } from '../../../test/libjpeg.js';
import { opened } from '../../../test/opened.js';
import { checkOperation } from '../../options/resolve.js';
import { equalize } from '../../pixels/equalize.js';
import { resolveOperation } from '../../pixels/operation.js';
import type { Size } from '../../pixels/small/area-average.js';
import { chromaSize, type SmallPlanes } from '../small/small-picture.js';

const most = { width: 320, height: 240 };

/** Y, Cb and Cr of an image at a smaller size, from its pixels as libjpeg decodes them: the mean of each area, pixel by pixel. */
function plainly(file: Uint8Array, to: Size): SmallPlanes {
  const [{ width, height, samples }] = pixelsIn([file]) as [{ width: number; height: number; samples: Uint8Array }];
  const channels = samples.length / width / height;
  const ycbcr = [0, 1, 2].map(() => new Float64Array(width * height));
  for (let i = 0; i < width * height; i++) {
    const [r, g, b] =
      channels === 1 ? [samples[i]!, samples[i]!, samples[i]!] : [samples[3 * i]!, samples[3 * i + 1]!, samples[3 * i + 2]!];
    ycbcr[0]![i] = 0.299 * r + 0.587 * g + 0.114 * b;
    ycbcr[1]![i] = 128 + (b - ycbcr[0]![i]!) / 1.772;
    ycbcr[2]![i] = 128 + (r - ycbcr[0]![i]!) / 1.402;
  }
  const half = chromaSize(to);
  const chroma = [half.width, (half.width * 2 * width) / to.width, half.height, (half.height * 2 * height) / to.height] as const;
  return {
    ...to,
    planes: ycbcr
      .slice(0, channels)
      .map((plane, i) =>
        i === 0 ? averaged(plane, width, height, to.width, width, to.height, height) : averaged(plane, width, height, ...chroma),
      ),
  };
}

/** @param spanAcross how many pixels the smaller plane covers across, with those that repeat the last one */
function averaged(plane: Float64Array, width: number, height: number, across: number, spanAcross: number, down: number, spanDown: number) {
  const means = new Uint8Array(across * down);
  for (let y = 0; y < down; y++)
    for (let x = 0; x < across; x++) {
      let [sum, area] = [0, 0];
      for (const [row, high] of covered(y, spanDown / down))
        for (const [column, wide] of covered(x, spanAcross / across)) {
          sum += high * wide * plane[Math.min(row, height - 1) * width + Math.min(column, width - 1)]!;
          area += high * wide;
        }
      means[y * across + x] = Math.round(sum / area);
    }
  return means;
}

function* covered(pixel: number, step: number): Generator<[number, number]> {
  for (let at = Math.floor(pixel * step); at < (pixel + 1) * step; at++)
    yield [at, Math.min(at + 1, (pixel + 1) * step) - Math.max(at, pixel * step)];
}

/** The mean of the differences of two planes, and the one that 99 % do not exceed. */
function differences(one: Uint8Array, other: Uint8Array) {
  expect(one.length).toBe(other.length);
  const sorted = one.map((sample, i) => Math.abs(sample - other[i]!)).sort();
  return { mean: sorted.reduce((sum, each) => sum + each, 0) / sorted.length, most: sorted[Math.floor(0.99 * (sorted.length - 1))]! };
}

/** @param isWhole whether pixels hold whole means */
function expectAlike(one: SmallPlanes, other: SmallPlanes, isWhole: boolean): void {
  expect({ width: one.width, height: one.height, planes: one.planes.length }).toEqual({
    width: other.width,
    height: other.height,
    planes: other.planes.length,
  });
  // Where R, G and B are clamped, their Y is not the Y that is stored.
  // Luma is the mean of means of 4 × 4 samples, where pixels of other sizes share some. Chroma is drawn between means of 8 × 8.
  for (const [i, plane] of one.planes.entries()) {
    const { mean, most } = differences(plane, other.planes[i]!);
    const [mostMean, mostOfMost] = i > 0 ? [1.2, 16] : isWhole ? [0.7, 5] : [2.5, 17];
    expect(mean).toBeLessThanOrEqual(mostMean!);
    expect(most).toBeLessThanOrEqual(mostOfMost!);
  }
}

interface Case {
  readonly width: number;
  readonly height: number;
  readonly components?: 1 | 3;
  readonly sampling: string;
  readonly restartInterval?: number;
  readonly scans?: string;
}

const cases: readonly Case[] = [
  { width: 1280, height: 960, sampling: '2x2' },
  { width: 1280, height: 960, sampling: '1x1', scans: 'simple' },
  { width: 1920, height: 1080, sampling: '2x2' },
  { width: 1443, height: 961, sampling: '2x2', restartInterval: 7 },
  { width: 1443, height: 961, sampling: '2x1' },
  { width: 1443, height: 961, sampling: '1x1', restartInterval: 1000 },
  { width: 1443, height: 961, sampling: '1x2' },
  { width: 1443, height: 961, sampling: '1x1', components: 1 },
  { width: 1443, height: 961, sampling: '2x2', scans: '0:0-63:0,0/1:0-63:0,0/2:0-63:0,0' },
  { width: 1443, height: 961, sampling: '2x2', scans: 'simple' },
  { width: 1443, height: 961, sampling: '2x1', scans: 'simple', restartInterval: 50 },
  { width: 1443, height: 961, sampling: '1x1', scans: 'simple' },
  { width: 1443, height: 961, sampling: '1x1', components: 1, scans: 'simple' },
];

describe.skipIf(!hasLibjpeg)('small pictures of a JPEG', () => {
  let photo: Buffer;
  beforeAll(async () => {
    photo = await sharp(readFileSync(new URL('../../../samples/hazy-valley.jpg', import.meta.url))).toBuffer();
  });

  async function fileOf({ width, height, components = 3, sampling, restartInterval = 0, scans }: Case): Promise<Buffer> {
    const image = sharp(photo).resize(width, height, { fit: 'fill' });
    const samples = await (components === 1 ? image.toColourspace('b-w') : image).raw().toBuffer();
    const all = components === 1 ? '0' : '0,1,2';
    return jpegInScans(samples, { width, height, components, quality: 90, sampling, restartInterval, scans: scans ?? `${all}:0-63:0,0` });
  }

  test.each(cases.map((wanted, i) => ({ ...wanted, method: i % 2 === 0 ? ('he' as const) : ('clahe' as const) })))(
    'are the means of areas before and after: %j',
    async ({ method, ...wanted }) => {
      const file = await fileOf(wanted);
      const image = await opened(file, { operation: { method }, output: { codec: 'auto', quality: 95 }, smallSize: most });
      const before = image.small!() as SmallPlanes;
      const isWhole = wanted.width === 4 * before.width;
      expectAlike(before, plainly(file, before), isWhole);
      expect(Math.max(before.width / most.width, before.height / most.height)).toBe(1);
      equalize(image.pictures[0]!, resolveOperation(checkOperation({ method })));
      const after = image.small!() as SmallPlanes;
      expectAlike(after, plainly(Buffer.concat((await image.encode()).parts), before), isWhole);
      expect(after.planes[0]).not.toEqual(before.planes[0]);
      // Means that were taken on the way to the file, and the file is not harmed by what comes after it.
      const { parts } = await image.encode();
      const written = Buffer.concat(parts);
      if (image.isDrawnEncoding) expect(image.small!()).toEqual(after);
      expect(Buffer.concat(parts).equals(written)).toBe(true);
      image.release();
    },
  );
});
