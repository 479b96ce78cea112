import { execFileSync } from 'node:child_process';
import { copyFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import { nodePath, samplesFolder, start } from './program.js';
import { peakResidentBytes } from './resident.js';
import { sharedThrowAwayFolder, throwAwayFolder } from './throw-away.js';

const peakOf = fileURLToPath(new URL('fixtures/peak-of.mjs', import.meta.url));
const [width, height] = [2400, 1800];

/** Noise compresses badly, so it costs encoders as much memory as any image. Made once, as that takes longer than most of the tests. */
const pixels = await sharp({
  create: { width, height, channels: 3, background: 'grey', noise: { type: 'gaussian', mean: 128, sigma: 30 } },
})
  .raw()
  .toBuffer();

function noise(): Sharp {
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

/** Some codecs take more memory per pixel for large images. */
function muchNoise(): Sharp {
  return sharp(Buffer.concat(Array(4).fill(pixels)), { raw: { width: 2 * width, height: 2 * height, channels: 3 } });
}

interface Kind {
  readonly name: string;
  readonly picture: () => Sharp;
  readonly method?: string;
  readonly format?: string;
  /** `auto` takes the component path where possible. */
  readonly codec?: 'auto' | 'sharp';
}

const kinds: readonly Kind[] = [
  { name: 'rgb.jpg', picture: () => noise().jpeg() },
  { name: 'grey.jpg', picture: () => noise().toColourspace('b-w').jpeg() },
  { name: 'progressive.jpg', picture: () => noise().jpeg({ progressive: true }) },
  { name: 'progressive-444.jpg', picture: () => noise().jpeg({ progressive: true, chromaSubsampling: '4:4:4' }) },
  { name: 'cmyk.jpg', picture: () => noise().toColourspace('cmyk').jpeg() },
  { name: 'rgb.png', picture: () => noise().png({ compressionLevel: 1 }) },
  { name: 'own-rgb.png', codec: 'auto', picture: () => noise().png({ compressionLevel: 1 }) },
  { name: 'grey.png', picture: () => noise().toColourspace('b-w').png({ compressionLevel: 1 }) },
  { name: 'grey-alpha.png', picture: () => noise().toColourspace('b-w').ensureAlpha(0.5).png({ compressionLevel: 1 }) },
  { name: 'rgb16.png', picture: () => noise().toColourspace('rgb16').png({ compressionLevel: 1 }) },
  { name: 'interlaced.png', picture: () => noise().png({ compressionLevel: 1, progressive: true }) },
  { name: 'lossy.webp', picture: () => noise().webp({ effort: 0 }) },
  { name: 'lossless.webp', picture: () => noise().webp({ lossless: true, effort: 0 }) },
  { name: 'rgb.tif', picture: () => noise().tiff({ compression: 'none' }) },
  { name: 'lzw.tif', picture: () => noise().tiff({ compression: 'lzw' }) },
  { name: 'cmyk.tif', picture: () => noise().toColourspace('cmyk').tiff({ compression: 'lzw' }) },
  { name: 'rgb.avif', picture: () => noise().avif({ effort: 0 }) },
  { name: 'planes.jpg', codec: 'auto', picture: () => noise().jpeg() },
  { name: 'planes-444.jpg', codec: 'auto', picture: () => noise().jpeg({ chromaSubsampling: '4:4:4' }) },
  { name: 'planes-grey.jpg', codec: 'auto', picture: () => noise().toColourspace('b-w').jpeg() },
  { name: 'planes-progressive.jpg', codec: 'auto', picture: () => noise().jpeg({ progressive: true }) },
  { name: 'clahe-planes.jpg', codec: 'auto', picture: () => noise().jpeg(), method: 'clahe' },
  { name: 'clahe.jpg', picture: () => noise().jpeg(), method: 'clahe' },
  { name: 'to-webp.jpg', picture: () => noise().jpeg(), format: 'webp' },
  { name: 'large-to-webp.jpg', picture: () => muchNoise().jpeg(), format: 'webp' },
  { name: 'large-cmyk.tif', picture: () => muchNoise().toColourspace('cmyk').tiff({ compression: 'lzw' }) },
  { name: 'large-clahe.jpg', picture: () => muchNoise().jpeg(), method: 'clahe' },
  { name: 'to-png.jpg', picture: () => noise().jpeg(), format: 'png' },
];

/** For what the process allocates at odd times: code, heap, glibc's arenas. */
const slackBytes = 8 << 20;

describe.runIf(process.platform === 'linux')('no image takes more memory than estimated from its header', () => {
  const folder = sharedThrowAwayFolder();

  test.each(kinds)('$name', async ({ name, picture, method = 'he', format = 'keep', codec = 'sharp' }) => {
    const path = join(folder, name);
    await picture().toFile(path);
    const args = ['--expose-gc', peakOf, join(samplesFolder, 'moon.png'), path, method, format, codec];
    const { peakBytes, estimatedBytes } = JSON.parse(execFileSync(nodePath, args, { encoding: 'utf8' }));
    expect(peakBytes).toBeLessThan(estimatedBytes + slackBytes);
    // An estimate far too high would refuse images that fit.
    expect(estimatedBytes).toBeLessThan(3 * peakBytes + 4 * slackBytes);
  });
});

test.runIf(process.platform === 'linux')(
  'a folder with giants stays within its memory: what fits is done, in bands if need be, and the rest refused',
  async () => {
    const folder = throwAwayFolder('in/');
    const flat = (width: number, height: number, channels: 3 | 4) =>
      sharp({ create: { width, height, channels, background: { r: 90, g: 120, b: 30, alpha: 0.5 } }, limitInputPixels: false });
    const [png, webp] = ['giant.png', 'giant.webp'].map((name) => join(folder, 'in', name));
    // Whole, these 40 megapixels take 270 MB and more.
    await flat(8000, 5000, 3).png({ compressionLevel: 1 }).toFile(png!);
    await flat(7000, 6000, 3).jpeg().toFile(join(folder, 'in/giant.jpg'));
    await flat(8000, 5000, 3).webp({ lossless: true, effort: 0 }).toFile(webp!);
    for (let i = 0; i < 30; i++) copyFileSync(join(samplesFolder, 'moon.png'), join(folder, 'in', `${i}.png`));
    const limitBytes = 420 * 2 ** 20;
    const args = [
      'equalize',
      join(folder, 'in'),
      join(folder, 'out'),
      '--workers',
      '2',
      '--max-memory',
      `${limitBytes}`,
      '--progress',
      'none',
    ];
    const { process: program, ended } = start(args);
    const peakBytes = await peakResidentBytes(program.pid!, ended);
    const { code, stderr, stdout } = await ended;
    expect(code).toBe(1);
    expect(stdout + stderr).toMatch(/giant\.webp: it needs \d+ MiB( or more)? of memory, but only \d+ MiB is left/);
    expect(readdirSync(join(folder, 'out')).filter((name) => !name.startsWith('.'))).toHaveLength(32);
    expect(peakBytes).toBeLessThan(1.15 * limitBytes);
  },
);
