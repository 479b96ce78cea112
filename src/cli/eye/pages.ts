import { flagsOf, statsOptions, tuneOptions } from '../flags.js';

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

export const tunePage = {
  summary: 'Choose a method and its parameters by eye, in a browser',
  usage: '<image..>',
  about:
    'Serves a page, to this machine only, that shows images beside what three settings make of them, with histograms, and the command for ' +
    'each. What it shows is what equalize makes, bit for bit, before it encodes. Ends with Ctrl-C.',
  flags: flagsOf(tuneOptions),
  examples: [
    ['choose for several images at once', 'imgpar tune night.jpg fog.jpg portrait.png'],
    ['a page to send to somebody', 'imgpar tune photo.jpg --html tune.html'],
  ],
  ending: 'Exit codes: 0 ended by a signal, or the page is written, 1 it cannot be written, 2 wrong usage, or an image cannot be shown.',
} as const;
