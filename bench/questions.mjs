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
 * @property {boolean} progressive whether programs that do not look at the source write progressive JPEG files
 * @property {'keep' | 'baseline'} scans of JPEG files, for programs that can keep what the source has
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

/**
 * Settings of a run; `rivals` are the names of those that take part, by default all.
 *
 * @typedef {import('./inputs.mjs').Origin & { workers: number, quality: number, quick: boolean, rivals: string[] | undefined }} Settings
 */

/** All programs, imgpar first. @type {Rival[]} */
export const rivals = [imgpar, opencv, pillow, mogrify, graphicsmagick, vips, sharpAlone, floor];

/** By the name that `--only` takes. @type {Record<string, Question>} */
export const questions = {
  photographs: {
    title: 'Photographs',
    per: 'megapixel',
    ask: comparing(inputs.photographs, [85, 16], rivals),
  },

  mixed: {
    title: 'JPEG as it lies on disks',
    note: 'Baseline and progressive, some with Adobe’s segment. imgpar and the floor keep the scans of each; the others write baseline, as by default',
    per: 'megapixel',
    ask: comparing(inputs.mixedPhotographs, [100, 16], [imgpar, opencv, pillow, floor]),
  },

  'mixed-baseline': {
    title: 'JPEG as it lies, written as baseline',
    note: 'imgpar has `--scans baseline`',
    per: 'megapixel',
    ask: comparing(inputs.mixedPhotographs, [100, 16], [imgpar, opencv, pillow, floor], { scans: 'baseline' }),
  },

  progressive: {
    title: 'Progressive JPEG',
    note: 'All write progressive files again',
    per: 'megapixel',
    ask: comparing(inputs.progressivePhotographs, [24, 4], rivals, { progressive: true }),
  },

  adobe: {
    title: 'JPEG with Adobe’s segment',
    per: 'megapixel',
    ask: async (settings) => {
      const { input, contestants } = await comparing(inputs.adobePhotographs, [40, 8], [imgpar, opencv, pillow, floor])(settings);
      const set = await inputs.photographs(settings, settings.quick ? 8 : 40);
      const [ours, ...others] = contestants;
      return { input, contestants: [ours, { ...contestant(imgpar, set, jobOf(set, settings)), name: 'imgpar, without it' }, ...others] };
    },
    says: ([, without]) =>
      `Photographs without Adobe’s segment cost ${figure(median(without.cpuRatios))} times as much as the same with it.`,
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

  'many-thumbnails': {
    title: '100,000 thumbnails of 64×64',
    per: 'image',
    ask: comparing(inputs.thumbnails, [100_000, 2000], [imgpar, opencv, pillow, floor]),
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
      const programs = available([imgpar, opencv, floor], settings);
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
      const three = ['museum-coins', 'faded-handwriting', 'night-roofs'].map((name) =>
        fileURLToPath(new URL(`../samples/${name}.jpg`, import.meta.url)),
      );
      const contestants = [
        {
          ...{ name: '`imgpar equalize` of one small image', files: 1, ...one },
          command: (outDir) => imgparCommand('equalize', small, join(outDir, 'small.jpg'), '--progress', 'none'),
        },
        {
          ...{ name: '`imgpar equalize` of three', files: 3, images: 3, megapixels: 0 },
          command: (outDir) => imgparCommand('equalize', ...three, outDir, '--progress', 'none'),
        },
        { name: '`imgpar --help`', files: 0, ...one, command: () => imgparCommand('--help') },
        { name: '`node` with an empty program, to compare', files: 0, ...one, command: () => [process.execPath, '-e', '0'] },
      ];
      return { input: 'JPEG of 384×303 and thereabouts', contestants };
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
    const contestants = available(candidates, settings).map((rival) => contestant(rival, set, { ...jobOf(set, settings), ...special }));
    return { input: described(set), contestants };
  };
}

/** @param {readonly Rival[]} candidates @param {Settings} settings */
const available = (candidates, { rivals: wanted }) =>
  candidates.filter((rival) => rival.available() && (rival === imgpar || !wanted || wanted.includes(rival.name)));

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
  return { sourceDir: folder, files, format, workers, quality, progressive: false, scans: 'keep', method: 'he' };
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
