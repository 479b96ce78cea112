import { flagsOf, listOptions, mergeOptions } from '../flags.js';

// What there is to say about the commands for many machines.

export const listPage = {
  summary: 'Write a list of images that many machines can share',
  usage: '<source..> <list>',
  about:
    'Writes the names of all files of the sources to a file, for equalize --list FILE --shard, and an index beside it. ' +
    'The index has the number of lines and the SHA-256, which identifies the list on every machine.',
  flags: flagsOf(listOptions),
  examples: [
    ['every file in ./photos', 'imgpar list ./photos photos.txt'],
    ['compressed, and still readable in parts', 'imgpar list ./photos photos.gz --gzip'],
    ['what another program lists', "find ./photos -name '*.jpg' | imgpar list --list - photos.txt"],
    ['the index of a list that is there', 'imgpar list --index photos.txt'],
  ],
  ending: 'Exit codes: 0 written, 1 it cannot be written, 2 wrong usage.',
} as const;

export const mergePage = {
  summary: 'Prove that all parts of a shared job are done, and write one manifest',
  usage: '<destination>',
  about:
    'Puts together what machines have recorded of their shards. Proves that the parts cover everything once, that every line has one ' +
    'outcome, that no two have the same destination, and that all were done in the same way. Writes the manifest of the output folder, ' +
    'a summary (.imgpar/summary.json), and a list of what is missing or failed.',
  flags: flagsOf(mergeOptions),
  examples: [
    ['is everything there?', 'imgpar merge ./out'],
    ['the same, and tidy up', 'imgpar merge ./out --remove-parts'],
  ],
  ending: 'Exit codes: 0 complete, 1 complete but images failed, 2 wrong usage, 3 something is missing or contradictory.',
} as const;
