import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deepPngPhotographs, giant, photographs, pngPhotographs, progressivePhotographs, thumbnails } from './inputs.mjs';
import { floor } from './rivals/floor.mjs';
import { imgpar, imgparCommand } from './rivals/imgpar.mjs';
import { mogrify } from './rivals/mogrify.mjs';
import { opencv } from './rivals/opencv.mjs';
import { pillow } from './rivals/pillow.mjs';
import { sharpAlone } from './rivals/sharp.mjs';

/**
 * A program that equalises a folder of JPEG files into another folder.
 *
 * @typedef {object} Rival
 * @property {string} name
 * @property {string} does what it does to the pixels, where that is not the same
 * @property {() => boolean} available
 * @property {() => string} version
 * @property {(job: { sourceDir: string, outDir: string, files: number, workers: number, quality: number }) => string[]} command
 */

/**
 * One row of a table.
 *
 * @typedef {object} Contestant
 * @property {string} name
 * @property {number} files how many files it must write
 * @property {(outDir: string) => string[]} command
 */

/**
 * One table. Ratios are against the first contestant.
 *
 * @typedef {object} Question
 * @property {string} title
 * @property {string} input what they work on, in words
 * @property {Contestant[]} contestants
 * @property {number} [rounds] when not those of the options
 */

/** @typedef {import('./inputs.mjs').Origin & { workers: number, quality: number, quick: boolean }} Settings */

/** All programs, imgpar first. @type {Rival[]} */
export const rivals = [imgpar, opencv, pillow, mogrify, sharpAlone, floor];

/** By the name that `--only` takes. @type {Record<string, (settings: Settings) => Promise<Question>>} */
export const questions = {
  photographs: async (settings) => {
    const set = await photographs(settings, settings.quick ? 12 : 60);
    return { title: 'Photographs', input: described(set), contestants: everybody(set, settings) };
  },

  progressive: async (settings) => {
    const set = await progressivePhotographs(settings, 12);
    const input = `${described(set)}; imgpar writes progressive files again, the others baseline`;
    return { title: 'Progressive photographs', input, contestants: everybody(set, settings) };
  },

  png: async (settings) => {
    const set = await pngPhotographs(settings, settings.quick ? 12 : 36);
    return { title: 'PNG of 8 bits', input: described(set, 'PNG'), contestants: among([imgpar, opencv, pillow], set, settings) };
  },

  png16: async (settings) => {
    const set = await deepPngPhotographs(settings, settings.quick ? 12 : 36);
    const input = `${described(set, 'PNG')}, grey; OpenCV equalises 8 bits only, so NumPy counts and maps`;
    return { title: 'PNG of 16 bits', input, contestants: among([imgpar, opencv], set, settings) };
  },

  thumbnails: async (settings) => {
    const set = await thumbnails(settings, settings.quick ? 1000 : 5000);
    return { title: 'Thumbnails of 64×64', input: described(set), contestants: everybody(set, settings) };
  },

  giant: async (settings) => {
    const set = await giant(settings, settings.quick ? 3 : 6, settings.quick ? 3 : 5);
    return { title: 'One giant', input: described(set), contestants: everybody(set, settings) };
  },

  workers: async (settings) => {
    const set = await photographs(settings, settings.quick ? 40 : 200);
    const contestants = [imgpar, opencv]
      .filter((rival) => rival.available())
      .flatMap((rival) =>
        [1, settings.workers].map((workers) => ({
          ...contestant(rival, set, { ...settings, workers }),
          name: `${rival.name}, ${workers === 1 ? '1 worker' : `${workers} workers`}`,
        })),
      );
    return { title: 'One worker against all', input: described(set), contestants };
  },

  memory: async (settings) => {
    const counts = settings.quick ? [1000, 5000] : [5000, 50000];
    const contestants = [];
    for (const count of counts) {
      contestants.push({ ...contestant(imgpar, await thumbnails(settings, count), settings), name: `imgpar, ${count} thumbnails` });
    }
    return { title: 'Does memory grow with the number of images?', input: 'thumbnails of 64×64', contestants, rounds: 1 };
  },

  'start-up': async () => {
    const small = fileURLToPath(new URL('../samples/museum-coins.jpg', import.meta.url));
    /** @type {Contestant[]} */
    const contestants = [
      { name: '`imgpar --help`', files: 0, command: () => imgparCommand('--help') },
      {
        name: '`imgpar equalize` of one small image',
        files: 1,
        command: (outDir) => imgparCommand('equalize', small, join(outDir, 'small.jpg'), '--progress', 'none'),
      },
      { name: '`node` with an empty program, to compare', files: 0, command: () => [process.execPath, '-e', '0'] },
    ];
    return { title: 'Start-up', input: 'a JPEG of 384×303', contestants, rounds: 9 };
  },
};

/** @param {import('./inputs.mjs').InputSet} set @param {Settings} settings */
const everybody = (set, settings) => among(rivals, set, settings);

/** Those that are installed. @param {Rival[]} candidates @param {import('./inputs.mjs').InputSet} set @param {Settings} settings */
const among = (candidates, set, settings) =>
  candidates.filter((rival) => rival.available()).map((rival) => contestant(rival, set, settings));

/**
 * @param {Rival} rival
 * @param {import('./inputs.mjs').InputSet} set
 * @param {Settings} settings
 * @returns {Contestant}
 */
function contestant(rival, { folder, files }, { workers, quality }) {
  return {
    name: rival.name,
    files,
    command: (outDir) => rival.command({ sourceDir: folder, outDir, files, workers, quality }),
  };
}

/** @param {import('./inputs.mjs').InputSet} set */
const described = ({ files, megapixels, megabytes }, format = 'JPEG') =>
  `${files === 1 ? `1 ${format}` : `${files} ${format} files`}, ${Math.round(megapixels)} megapixels, ${megabytes.toFixed(0)} MB`;
