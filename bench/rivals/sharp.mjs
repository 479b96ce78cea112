import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const script = fileURLToPath(import.meta.url);

/** @type {import('../questions.mjs').Rival} */
export const sharpAlone = {
  name: 'sharp',
  does: '`normalise()` in as many loops as workers: a stretch between two percentiles, as sharp has no equalisation',
  available: () => true,
  version: () => `${sharp.versions.sharp}, libvips ${sharp.versions.vips}`,
  command: (job) => [process.execPath, script, JSON.stringify(job)],
};

/** One loop per worker over a shared list of names; sharp works on other threads. @param {import('../questions.mjs').Job} job */
async function stretchFolder({ sourceDir, outDir, workers, ...job }) {
  sharp.concurrency(1);
  sharp.cache(false);
  const names = (await readdir(sourceDir)).values();
  const [format, options] = saving(job);
  const lane = async () => {
    for (const name of names) {
      await sharp(join(sourceDir, name), { limitInputPixels: false }).normalise().toFormat(format, options).toFile(join(outDir, name));
    }
  };
  await Promise.all(Array.from({ length: workers }, lane));
}

/** @param {Pick<import('../questions.mjs').Job, 'format' | 'quality' | 'progressive'>} job */
function saving({ format, quality, progressive }) {
  if (format === 'jpg') return ['jpeg', { quality, progressive }];
  return format === 'tif' ? ['tiff', { compression: 'lzw', predictor: 'horizontal' }] : ['png', {}];
}

if (process.argv[1] === script) await stretchFolder(JSON.parse(process.argv[2]));
