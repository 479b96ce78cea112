import { flagsOf, statsOptions } from '../flags.js';

// What there is to say about the commands for looking at images before a run.

export const statsPage = {
  summary: 'Measure how images use their levels',
  usage: '<source..>',
  about:
    'Measures the entropy, RMS contrast, mean and clipped share of the luma of each image, and draws how the levels of all are spread. ' +
    'Takes the sources of equalize. Writes nothing.',
  flags: flagsOf(statsOptions),
  examples: [
    ['every image in ./photos and its subfolders', 'imgpar stats ./photos'],
    ['one image, with its histogram', 'imgpar stats photo.jpg --histograms'],
    ['figures for a program', 'imgpar stats ./photos --json > figures.jsonl'],
  ],
  ending: 'Exit codes: 0 all images are measured, 1 some are not (each is named), 2 wrong usage, 130 interrupted, 143 terminated.',
} as const;
