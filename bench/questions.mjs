import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as inputs from './inputs.mjs';
import { floor } from './rivals/floor.mjs';
import { graphicsmagick } from './rivals/graphicsmagick.mjs';
import { imgpar, imgparCommand } from './rivals/imgpar.mjs';
import { mogrify } from './rivals/mogrify.mjs';
import { opencv } from './rivals/opencv.mjs';
import { pillow } from './rivals/pillow.mjs';
import { sharpAlone } from './rivals/sharp.mjs';
import { vips } from './rivals/vips.mjs';
import { figure, median } from './statistics.mjs';

/**
 * A program that equalises a folder of images into another folder.
 *
 * @typedef {object} Rival
 * @property {string} name
 * @property {string} does what it does to the pixels, and how it is made parallel
 * @property {() => boolean} available
 * @property {() => string} version
 * @property {(job: Job) => string[]} command
 */

/**
 * What a program is asked to do.
 *
 * @typedef {object} Job
 * @property {string} sourceDir
 * @property {string} outDir
 * @property {number} files
 * @property {'jpg' | 'png' | 'tif'} format of sources and results
 * @property {number} workers
 * @property {number} quality of JPEG files
 * @property {boolean} progressive whether to write progressive JPEG files
 * @property {'he' | 'clahe'} method
 */

/**
 * One row of a table.
 *
 * @typedef {object} Contestant
 * @property {string} name
 * @property {number} files how many files it must write
 * @property {number} images how many images it processes
 * @property {number} megapixels
 * @property {() => void} [prepare] done once, not measured
 * @property {(outDir: string) => string[]} command
 */

/**
 * One table. Ratios are relative to the first contestant.
 *
 * @typedef {object} Question
 * @property {string} title
 * @property {string} [note] what readers should know about the comparison
 * @property {'image' | 'megapixel'} [per] the unit of costs; given where programs are compared, which docs/speed.md and the chart show
 * @property {number} [rounds] if it differs from the options
 * @property {(settings: Settings) => Promise<{ input: string, contestants: Contestant[] }>} ask
 * @property {(rows: import('./ask.mjs').Row[]) => string} [says] the answer in a sentence
 */

/** @typedef {import('./inputs.mjs').Origin & { workers: number, quality: number, quick: boolean }} Settings */

/** All programs, imgpar first. @type {Rival[]} */
export const rivals = [imgpar, opencv, pillow, mogrify, graphicsmagick, vips, sharpAlone, floor];

/** By the name that `--only` takes. @type {Record<string, Question>} */
export const questions = {
  photographs: {
    title: 'Photographs',
    per: 'megapixel',
    ask: comparing(inputs.photographs, [85, 16], rivals),
  },

  imagenet: {
    title: 'JPEG of 500×375',
    note: 'libvips is left out, as its program has to be started for every file',
    per: 'image',
    ask: comparing(
      inputs.imagenetSized,
      [2000, 200],
      rivals.filter((rival) => rival !== vips),
    ),
  },

  thumbnails: {
    title: 'Thumbnails of 64×64',
    note: 'Left out are programs that are started for a few files at a time, and sharp: they take more than 20 times as long',
    per: 'image',
    ask: comparing(inputs.thumbnails, [20_000, 1000], [imgpar, opencv, pillow, floor]),
  },

  png: {
    title: 'PNG of 8 bits',
    note: 'Every program writes its default, so compare the size of the files as well',
    per: 'megapixel',
    ask: comparing(inputs.pngPhotographs, [24, 4], [imgpar, opencv, pillow, mogrify, graphicsmagick, vips, sharpAlone]),
  },

  png16: {
    title: 'PNG of 16 bits, grey',
    note: 'Those left out cannot equalise 16 bits. Every program writes its default, so compare the size of the files as well',
    per: 'megapixel',
    ask: comparing(inputs.deepPngPhotographs, [24, 4], [imgpar, opencv, mogrify, graphicsmagick, vips]),
  },

  tiff: {
    title: 'TIFF of 8 bits, LZW',
    per: 'megapixel',
    ask: comparing(inputs.tiffPhotographs, [24, 4], [imgpar, opencv, pillow, mogrify, graphicsmagick, vips, sharpAlone]),
  },

  clahe: {
    title: 'CLAHE of 8×8 tiles, photographs',
    note: 'Those left out have no CLAHE, or take a second a megapixel for it',
    per: 'megapixel',
    ask: comparing(inputs.photographs, [85, 16], [imgpar, opencv], { method: 'clahe' }),
  },

  progressive: {
    title: 'Progressive JPEG',
    per: 'megapixel',
    ask: comparing(inputs.progressivePhotographs, [12, 4], rivals, { progressive: true }),
  },

  giant: {
    title: 'One giant JPEG',
    per: 'megapixel',
    rounds: 3,
    ask: comparing(inputs.giant, [5, 2], rivals),
  },

  workers: {
    title: 'One worker and all',
    note: 'The same photographs. What others gain tells what the machine has to give',
    ask: async (settings) => {
      const set = await inputs.photographs(settings, settings.quick ? 16 : 85);
      const programs = [imgpar, opencv, floor].filter((program) => program.available());
      const contestants = programs.flatMap((program) =>
        [1, settings.workers].map((workers) => ({
          ...contestant(program, set, jobOf(set, { ...settings, workers })),
          name: `${program.name}, ${workers === 1 ? '1 worker' : `${workers} workers`}`,
        })),
      );
      return { input: described(set), contestants };
    },
    says: (rows) => {
      const gains = [];
      for (let i = 0; i < rows.length; i += 2)
        gains.push(`${rows[i].name.split(',')[0]} ${(median(rows[i + 1].wall) / median(rows[i].wall)).toFixed(2)}`);
      return `The time of all workers, as a part of the time of one: ${gains.join(', ')}.`;
    },
  },

  memory: {
    title: 'Does memory grow with the number of images?',
    rounds: 1,
    ask: async (settings) => {
      const contestants = [];
      for (const count of settings.quick ? [400, 4000] : [5000, 50_000]) {
        const set = await inputs.thumbnails(settings, count);
        contestants.push({ ...contestant(imgpar, set, jobOf(set, settings)), name: `imgpar, ${count.toLocaleString('en')} images` });
      }
      return { input: 'thumbnails of 64×64', contestants };
    },
    says: ([few, many]) =>
      `${many.images.toLocaleString('en')} images take ${figure(many.peakBytes / few.peakBytes)} times the memory of ${few.images.toLocaleString('en')}.`,
  },

  'up-to-date': {
    title: 'A folder that is up to date',
    ask: async (settings) => {
      const set = await inputs.tinyImages(settings, settings.quick ? 10_000 : 100_000);
      const results = join(settings.cache, `up-to-date-${set.files}`);
      const command = imgparCommand('equalize', set.folder, results, '--workers', `${settings.workers}`, '--progress', 'none');
      const name = `imgpar, ${set.files.toLocaleString('en')} images`;
      const contestants = [
        { name, files: 0, images: set.files, megapixels: 0, prepare: () => finished(command, results), command: () => command },
      ];
      return { input: 'results and their manifest are there; the run finds that nothing is to be done', contestants };
    },
    says: ([run]) =>
      `A folder of ${run.images.toLocaleString('en')} images that is up to date is looked through in ${figure(median(run.wall))} s.`,
  },

  'start-up': {
    title: 'Start-up',
    rounds: 9,
    ask: async () => {
      const small = fileURLToPath(new URL('../samples/museum-coins.jpg', import.meta.url));
      const one = { images: 1, megapixels: 0 };
      const contestants = [
        {
          ...{ name: '`imgpar equalize` of one small image', files: 1, ...one },
          command: (outDir) => imgparCommand('equalize', small, join(outDir, 'small.jpg'), '--progress', 'none'),
        },
        { name: '`imgpar --help`', files: 0, ...one, command: () => imgparCommand('--help') },
        { name: '`node` with an empty program, to compare', files: 0, ...one, command: () => [process.execPath, '-e', '0'] },
      ];
      return { input: 'a JPEG of 384×303', contestants };
    },
  },
};

/**
 * Lets programs do the same work on one set.
 *
 * @param {(origin: import('./inputs.mjs').Origin, count: number) => Promise<import('./inputs.mjs').InputSet>} make
 * @param {readonly [number, number]} counts number of images in a full run and in a quick one
 * @param {readonly Rival[]} candidates programs that can do it; those installed take part
 * @param {Partial<Job>} [special] further settings of the job
 * @returns {Question['ask']}
 */
function comparing(make, [full, quick], candidates, special) {
  return async (settings) => {
    const set = await make(settings, settings.quick ? quick : full);
    const contestants = available(candidates).map((rival) => contestant(rival, set, { ...jobOf(set, settings), ...special }));
    return { input: described(set), contestants };
  };
}

/** @param {readonly Rival[]} candidates */
const available = (candidates) => candidates.filter((rival) => rival.available());

/**
 * @param {Rival} rival
 * @param {import('./inputs.mjs').InputSet} set
 * @param {Omit<Job, 'outDir'>} job
 * @returns {Contestant}
 */
function contestant(rival, { files, megapixels }, job) {
  return { name: rival.name, files, images: files, megapixels, command: (outDir) => rival.command({ ...job, outDir }) };
}

/** @param {import('./inputs.mjs').InputSet} set @param {Settings} settings @returns {Omit<Job, 'outDir'>} */
function jobOf({ folder, files, format }, { workers, quality }) {
  return { sourceDir: folder, files, format, workers, quality, progressive: false, method: 'he' };
}

/** @param {import('./inputs.mjs').InputSet} set */
function described({ files, format, megapixels, megabytes }) {
  const name = { jpg: 'JPEG', png: 'PNG', tif: 'TIFF' }[format];
  return `${files === 1 ? `1 ${name}` : `${files.toLocaleString('en')} ${name} files`}, ${figure(megapixels)} megapixels, ${figure(megabytes)} MB`;
}

/** Runs a command once, so that a later run finds everything done. @param {string[]} command @param {string} folder */
function finished([program, ...args], folder) {
  mkdirSync(folder, { recursive: true });
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`could not prepare ${folder}: ${stderr}`);
}
