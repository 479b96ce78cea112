import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { mutated } from '../../../test/mutations.js';
import { opened, rewritten } from '../../../test/opened.js';
import { randomNumbers } from '../../../test/pictures.js';
import { failureOf } from '../../errors.js';
import { equalizeImage } from '../../index.js';
import { isInstalled } from '../../installed.js';
import { exifOrientation } from '../exif.js';
import { parsePng, pngMetadata } from '../png/chunks.js';
import { parseHeic } from './file.js';

const content = (name: string) => readFileSync(fileURLToPath(new URL(`../../../test/images/heic/${name}.heic`, import.meta.url)));
const golden = (name: string) => readFileSync(fileURLToPath(new URL(`../../../test/golden/heic/${name}.png`, import.meta.url)));

test('the header of a HEIC says what the picture is', () => {
  expect(parseHeic(content('lossless'))).toMatchObject({ shape: { channels: 3, maxSample: 255 }, bitsPerSample: 8, fullChroma: true });
  expect(parseHeic(content('ten-bits'))).toMatchObject({ shape: { channels: 1, maxSample: 65535 }, bitsPerSample: 10 });
  expect(parseHeic(content('alpha'))).toMatchObject({ shape: { width: 64, height: 48, channels: 4 }, fullChroma: false });
});

// The package is for those who want HEIC; tests have it where development packages are installed.
describe.runIf(isInstalled('libheif-js', import.meta.url))('with libheif-js', () => {
  // Made by heif-convert of libheif 1.15.1 (Debian), whose libde265 is another version.
  test.each([
    ['lossless', 0],
    ['ten-bits', 1 / 1023],
    ['alpha', 2 / 255],
    ['profile-exif-6', 2 / 255],
  ])('%s is read as heif-convert reads it', async (name, tolerance) => {
    const picture = (await opened(content(name), { output: { format: 'png' } })).pictures[0]!;
    const other = (await opened(golden(name))).pictures[0]!;
    const planes = other.planes('rgb');
    picture.planes('rgb').forEach(({ samples, maxSample }, plane) => {
      const differences = Array.from(samples, (sample, i) => Math.abs(sample - planes[plane]!.samples[i]!) / maxSample);
      expect(Math.max(...differences)).toBeLessThanOrEqual(tolerance + 1e-9);
    });
    expect(picture.visiblePixels()).toEqual(other.visiblePixels());
  });

  test('a HEIC is equalised as the same picture in a PNG is, and its profile and EXIF go with it', async () => {
    const png = await equalizeImage(content('lossless'), { output: { format: 'png' } });
    expect(Buffer.from(png).equals(await equalizeImage(await rewritten(content('lossless'), { format: 'png' })))).toBe(true);
    const { icc, exif } = pngMetadata(parsePng(await rewritten(content('profile-exif-6'), { format: 'png' })));
    expect(Buffer.from(icc!).toString('latin1')).toContain('acsp');
    // The decoder has turned the picture, if it is to be turned.
    expect(exifOrientation(exif)).toBe(1);
    expect(Buffer.from(exif!).toString('latin1')).toContain('imgpar');
  });

  test('without another format it is refused, naming the choices', async () => {
    const failure = failureOf(await equalizeImage(content('alpha')).catch((error: unknown) => error));
    expect(failure.code).toBe('unsupported-format');
    expect(failure.message).toMatch(/^HEIC is read, but not written; choose another format: --format jpeg, --format png, .*--format pnm$/);
  });

  test('what the format that is chosen cannot hold is refused as ever', async () => {
    await expect(rewritten(content('ten-bits'), { format: 'jpeg' })).rejects.toThrow('10 bits per sample, which JPEG cannot hold');
    await expect(rewritten(content('alpha'), { format: 'jpeg' })).rejects.toThrow('transparent');
  });

  test('no mutation of a HEIC gives anything but a picture or a failure with a code', async () => {
    const random = randomNumbers(7);
    const below = (bound: number) => Math.floor(random() * bound);
    const originals = ['lossless', 'ten-bits', 'alpha', 'profile-exif-6'].map(content);
    const count = Number(process.env.IMGPAR_MUTATIONS ?? 100);
    const codes: string[] = [];
    for (let i = 0; i < count; i++) {
      const file = mutated(originals[i % originals.length]!, originals[below(originals.length)]!, below);
      const ending = await opened(file, { output: { format: 'png' }, maxPixels: 1_000_000 }).then(() => 'done', failureOf);
      codes.push(typeof ending === 'string' ? ending : ending.code);
    }
    expect(['done', 'corrupt', 'unsupported-format', 'not-an-image', 'too-large']).toEqual(expect.arrayContaining([...new Set(codes)]));
    expect(codes).toContain('done');
    expect(codes).toContain('corrupt');
  }, 300_000);
});
