import { test as anyTest, expect } from 'vitest';
import { coefficientsIn, greyJpeg, hasLibjpeg, jpegInScans, lumaIn } from '../../../test/libjpeg.js';
import { encoded, fastest, opened } from '../../../test/opened.js';
import { equalize, type Given } from '../../../test/operations.js';
import { rasterPicture } from '../../pixels/pictures/raster-picture.js';
import type { Mask } from '../../pixels/raster.js';
import { frameOf } from './coder/read-frame.js';
import { standardCodes } from './huffman.js';
import { parseJpeg } from './segments.js';

const test = anyTest.skipIf(!hasLibjpeg);

const [width, height] = [171, 92];
const samples = Uint8Array.from({ length: width * height * 3 }, (_, i) => 60 + ((i * 7) % 40) + 50 * Math.sin(i / 900));
const progressive = (components: 1 | 3) =>
  jpegInScans(components === 3 ? samples : samples.subarray(0, width * height), {
    ...{ width, height, components, quality: 85, sampling: components === 1 ? '1x1' : '2x2', scans: 'simple' },
  });
/** With Adobe's segment, which says YCbCr, instead of JFIF's. */
const adobe = (file: Buffer) =>
  Buffer.concat([file.subarray(0, 2), Buffer.from('ffee000e41646f626500640000000001', 'hex'), file.subarray(20)]);

const half: Mask = {
  ...{ width, height, maxSample: 255 },
  samples: Uint8Array.from({ length: width * height }, (_, i) => (i % width < 90 ? 255 : 0)),
};

const operations: Readonly<Record<string, readonly [Given, Mask?]>> = {
  he: [{ method: 'he' }],
  'half of bbhe': [{ method: 'bbhe', strength: 0.5 }],
  clahe: [{ method: 'clahe' }],
  'he of one half': [{ method: 'he', applyInside: true }, half],
  'he by one half': [{ method: 'he' }, half],
};

/** What libjpeg reads of a result, and what it should be: luma as of a grey picture, and chroma as it was. */
async function check(file: Buffer, change: (picture: Parameters<typeof equalize>[0]) => void): Promise<void> {
  const image = await opened(file, fastest);
  change(image.pictures[0]!);
  const { parts, codec } = await image.encode();
  const result = Buffer.concat(parts);
  expect(codec).toBe('imgpar');
  expect(await encoded(image), 'the same again').toEqual(result);
  image.release();
  const luma = lumaIn([file])[0]!.samples;
  change(rasterPicture({ width, height, channels: 1, maxSample: 255, samples: luma }));
  const [found, before, grey] = coefficientsIn([result, file, greyJpeg(luma, width, height, 90)]);
  expect(found).toEqual([grey![0], ...before!.slice(1)]);
}

for (const [name, [given, mask]] of Object.entries(operations)) {
  test(`${name} changes luma of a progressive JPEG, and nothing else`, async () => {
    for (const file of [progressive(3), adobe(progressive(3)), progressive(1)])
      await check(file, (picture) => equalize(picture, given, mask));
  });
}

test.each([
  ['baseline', 'keep'],
  ['baseline', 'quality'],
  ['progressive', 'keep'],
  ['progressive', 'quality'],
] as const)('writes scans %s with chroma %s', async (scans, chroma) => {
  const baseline = jpegInScans(samples, { width, height, components: 3, quality: 85, sampling: '2x2', scans: '0,1,2:0-63:0,0' });
  for (const [file, was] of [
    [progressive(3), 'progressive'],
    [baseline, 'baseline'],
  ] as const) {
    // Then there is nothing that only our own coder can do.
    if (was === 'baseline' && scans === was && chroma === 'keep') continue;
    const image = await opened(file, { output: { codec: 'auto', scans, chroma } });
    equalize(image.pictures[0]!, { method: 'he' });
    const { parts, codec } = await image.encode();
    const result = Buffer.concat(parts);
    image.release();
    expect(codec).toBe('imgpar');
    expect(parseJpeg(result).progressive).toBe(scans === 'progressive');
    const [found, before] = coefficientsIn([result, file]);
    const isSame = found!
      .slice(1)
      .every(({ coefficients }, i) => Buffer.from(coefficients.buffer).equals(Buffer.from(before![i + 1]!.coefficients.buffer)));
    expect(isSame).toBe(chroma === 'keep');
  }
});

test('a progressive JPEG can be changed twice', async () => {
  await check(progressive(3), (picture) => {
    equalize(picture, { method: 'he' });
    equalize(picture, { method: 'stretch' });
    equalize(picture, { method: 'clahe' });
    equalize(picture, { method: 'he' });
  });
});

test('a progressive JPEG has optimal codes at any effort: the usual ones lack symbols that it needs', async () => {
  const withEffort = async (effort: number) => {
    const image = await opened(progressive(3), { output: { ...fastest.output, effort } });
    equalize(image.pictures[0]!, { method: 'he' });
    const { parts, codec } = await image.encode();
    image.release();
    expect(codec).toBe('imgpar');
    return Buffer.concat(parts);
  };
  const files = await Promise.all([1, 4, 7].map(withEffort));
  expect(files[0]).toEqual(files[1]);
  expect(files[0]).toEqual(files[2]);
  const symbols = new Set(standardCodes.ac.flatMap((code) => Array.from(code.subarray(16))));
  const needed = frameOf(files[0]!)!.scans.flatMap(({ components: [first] }) => Array.from(first!.ac?.bytes.subarray(16) ?? []));
  expect(needed.some((symbol) => !symbols.has(symbol))).toBe(true);
});
