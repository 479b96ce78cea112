import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const script = fileURLToPath(import.meta.url);

/** @type {import('../questions.mjs').Rival} */
export const sharpAlone = {
  name: 'sharp alone',
  does: '`normalise()`, a stretch between two percentiles: sharp has no equalisation',
  available: () => true,
  version: () => `${sharp.versions.sharp}, libvips ${sharp.versions.vips}`,
  command: ({ sourceDir, outDir, workers, quality }) => [process.execPath, script, sourceDir, outDir, `${workers}`, `${quality}`],
};

/** One loop a worker over one list of names; sharp works on other threads. */
async function stretchFolder(sourceDir, outDir, workers, quality) {
  sharp.concurrency(1);
  sharp.cache(false);
  const names = (await readdir(sourceDir)).values();
  const lane = async () => {
    for (const name of names) {
      await sharp(join(sourceDir, name)).normalise().jpeg({ quality }).toFile(join(outDir, name));
    }
  };
  await Promise.all(Array.from({ length: workers }, lane));
}

if (process.argv[1] === script) {
  const [sourceDir, outDir, workers, quality] = process.argv.slice(2);
  await stretchFolder(sourceDir, outDir, Number(workers), Number(quality));
}
