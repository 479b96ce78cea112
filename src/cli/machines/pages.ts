import { flagsOf, listOptions } from '../flags.js';

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
