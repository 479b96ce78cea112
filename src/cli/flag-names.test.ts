import { expect, test } from 'vitest';
import { withFlagNames } from './flag-names.js';

test.each([
  ['maskDir is "x", expected a folder that exists', '--mask-dir is "x", expected a folder that exists'],
  ['saveStats writes the statistics of a whole set', '--save-stats writes the statistics of a whole set'],
  ['maxMemoryBytes is 1, expected 2 or more', '--max-memory is 1, expected 2 or more'],
  ['force does every image, retryFailed only those that failed', '--force does every image, --retry-failed only those that failed'],
  ['prune needs a manifest, but the manifest is switched off', '--prune needs a manifest, but the manifest is switched off'],
  ["method 'he' has no parameter 'clipLimit', it takes: dialect", "method 'he' has no parameter --clip-limit, it takes: dialect"],
  ["tiles of method 'clahe' is 5, expected columns", "--tiles of method 'clahe' is 5, expected columns"],
  ['sharing.maskDir is 5, expected a path', '--mask-dir is 5, expected a path'],
  ['reference is "no", expected a file that exists', '--reference is "no", expected a file that exists'],
])('%s', (sentence, said) => {
  expect(withFlagNames(sentence)).toBe(said);
});

test('file names stay unchanged', () => {
  for (const sentence of [
    '--roi is "maskDir"',
    'the source a/maskDir does not exist',
    'the source maskDir.png does not exist',
    'force majeure',
  ])
    expect(withFlagNames(sentence)).toBe(sentence);
});
