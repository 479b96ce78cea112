import { statsPage, tunePage } from './eye/pages.js';
import { equalizeFlags, type Flags, flagsOf, meterOptions, previewOptions, reportOptions, restoreOptions, verifyOptions } from './flags.js';
import { listPage, mergePage } from './machines/pages.js';
import { queuePages } from './queue/pages.js';

/** What there is to say about a command: for its help, the manual page and completion. */
export interface CommandPage {
  /** One line. */
  readonly summary: string;
  /** Its arguments. */
  readonly usage: string;
  /** What it does, in sentences. */
  readonly about: string;
  readonly flags: Flags;
  readonly examples?: ReadonlyArray<readonly [does: string, command: string]>;
  /** What remains to be said, exit codes for one. */
  readonly ending?: string;
  /** What its arguments are, if not files: words, or names in the configuration file. */
  readonly arguments?: readonly string[] | 'jobs';
}

/** The shells that there are completions for. */
export const shells = ['bash', 'zsh', 'fish', 'powershell'] as const;

export const commandPages: Readonly<Record<string, CommandPage>> = {
  equalize: {
    summary: 'Equalise images and write the results to a folder',
    usage: '<source..> <destination>',
    about:
      'Equalises images and writes the results to the output folder <destination>, which mirrors the folders below each source. ' +
      'A source is a folder (read recursively), a file or a glob pattern; !PATTERN leaves files out. If the only source is a file, ' +
      'the destination may be a file name.',
    flags: equalizeFlags,
    examples: [
      ['every image in ./photos and its subfolders', 'imgpar equalize ./photos ./out'],
      ['a quoted pattern; equalise each channel on its own', "imgpar equalize 'scans/**/*.tif' ./out --on rgb"],
      ['one image', 'imgpar equalize photo.jpg better.jpg'],
      ['files that another program lists', 'find . -newer last | imgpar equalize --list - ./out'],
      ['replace the sources, and keep the originals', 'imgpar equalize --in-place --backup-dir ./originals ./photos'],
      ['adaptive equalisation in tiles', 'imgpar equalize ./photos ./out --method clahe --tiles 8x8'],
      ['exactly what Pillow gives', 'imgpar equalize ./photos ./out --dialect pillow'],
      ['one table for all images, so that they stay comparable', 'imgpar equalize ./plate ./out --scope set'],
      ['convert on the way', 'imgpar equalize ./photos ./out --format webp --quality 80'],
      ['events for a program', 'imgpar equalize ./photos ./out --progress json > run.jsonl'],
    ],
    ending:
      'Exit codes: 0 success, 1 some images failed, 2 wrong usage, 130 interrupted, 143 terminated.\nPut file names that begin with a dash after --.',
  },
  check: {
    summary: 'List results that are missing or out of date',
    usage: '<source..> <destination>',
    about:
      'Lists each image whose result is missing or out of date, and says why. Takes the options of equalize. Writes nothing. Without ' +
      'arguments, checks all jobs of the configuration file.',
    flags: equalizeFlags,
    examples: [
      ['is everything up to date?', 'imgpar check ./photos ./out'],
      ['compare contents, and look for results whose sources are gone', 'imgpar check ./photos ./out --checksum --prune'],
    ],
    ending: 'Exit codes: 0 everything is up to date, 2 wrong usage, 3 something is missing or out of date.',
  },
  run: {
    summary: 'Do the jobs of a configuration file',
    usage: '[job..]',
    about:
      'Does the jobs of the configuration file, or those named. Options given here win over the file. The file is ' +
      'imgpar.config.json, .mjs or .ts, or the key imgpar of package.json, here or in a folder above, within the repository.',
    flags: equalizeFlags,
    arguments: 'jobs',
    examples: [
      ['all jobs', 'imgpar run'],
      ['one job, in another quality', 'imgpar run photos --quality 95'],
      ['what would apply, and where it comes from', 'imgpar run photos --print-config'],
      ['is everything up to date?', 'imgpar check'],
    ],
    ending: 'Exit codes: those of equalize, the worst of all jobs.',
  },
  list: listPage,
  merge: mergePage,
  watch: {
    summary: 'Equalise, and again whenever a source changes',
    usage: '<source..> <destination>',
    about:
      'Does what equalize does, then waits for changes in the sources and does it again, until Ctrl-C. Files that are still being ' +
      'written are waited for. Results of sources that are removed are removed with --prune --prune-any.',
    flags: equalizeFlags,
    examples: [['keep ./out like ./photos, whatever happens there', 'imgpar watch ./photos ./out --prune --prune-any']],
    ending: 'Exit codes: 0 ended by a signal, 1 it could not go on, 2 wrong usage.',
  },
  verify: {
    summary: 'Check that results are still what equalize wrote',
    usage: '<destination>',
    about: 'Reads every result in an output folder and lists those that are no longer what equalize wrote.',
    flags: flagsOf(verifyOptions),
    examples: [['is every result as it was written?', 'imgpar verify ./out']],
    ending: 'Exit codes: 0 all results are as written, 1 some are not, 2 wrong usage.',
  },
  restore: {
    summary: 'Bring back the originals after equalising in place',
    usage: '<backup>',
    about:
      'Brings back the originals of images that were equalised with --in-place --backup-dir <backup>. Checks the content of each ' +
      'original first. Leaves images alone that have changed since. Keeps the backup.',
    flags: flagsOf(restoreOptions),
    examples: [
      ['show what would be done', 'imgpar restore ./originals --dry-run'],
      ['bring all originals back', 'imgpar restore ./originals'],
    ],
    ending: 'Exit codes: 0 all originals are back, 1 some are not (each is listed), 2 wrong usage.',
  },
  report: {
    summary: 'Write a page about what was done',
    usage: '<destination> [other]',
    about:
      'Writes one page, to open in a browser, about the images in an output folder: totals, failures, what was made worse, and ' +
      'pictures before and after. Equalises a sample of the images once more, and writes nothing else. Given two folders, or the ' +
      'manifests in them, it compares their results.',
    flags: flagsOf(reportOptions),
    examples: [
      ['look at what is in ./out', 'imgpar report ./out -o report.html'],
      ['compare two methods', 'imgpar report ./out ./with-clahe -o comparison.html'],
    ],
    ending: 'Exit codes: 0 written, 1 it could not be written, 2 wrong usage.',
  },
  ...queuePages,
  stats: statsPage,
  tune: tunePage,
  preview: {
    summary: 'Draw one image as every method renders it',
    usage: '<image>',
    about: 'Draws an image and the result of every method side by side, each with its histogram, into one PNG.',
    flags: flagsOf(previewOptions),
    examples: [['all methods on one sheet', 'imgpar preview photo.jpg -o sheet.png']],
    ending: 'Exit codes: 0 drawn, 1 the PNG cannot be written, 2 wrong usage, or the image cannot be drawn.',
  },
  progress: {
    summary: 'Show how much passes through a pipe',
    usage: '',
    about: 'Passes stdin on to stdout, unchanged, and shows a bar on stderr: how many lines have passed, and how fast.',
    flags: flagsOf(meterOptions),
    arguments: [],
    examples: [
      ['count lines', 'seq 1000000 | imgpar progress --total 1000000 | gzip > numbers.gz'],
      ['count bytes', 'imgpar progress --bytes --total $(stat -c %s dump.sql) < dump.sql | psql'],
      ['count files, whatever their names', "find . -print0 | imgpar progress --delim '\\0' --unit ' files' | xargs -0 rm"],
    ],
    ending: 'Exit codes: 0 everything has passed, 1 it could not be read or written, 2 wrong usage.',
  },
  init: {
    summary: 'Write a configuration file to begin with',
    usage: '',
    about: 'Writes imgpar.config.json into the current folder: JSON with comments that explain it.',
    flags: {},
    arguments: [],
  },
  completion: {
    summary: 'Print what completes commands of imgpar in a shell',
    usage: `<${shells.join('|')}>`,
    about: 'Prints a script that has a shell complete commands, options, values, presets and jobs. Load it when the shell starts.',
    flags: {},
    arguments: shells,
    examples: [
      ['bash, in ~/.bashrc', 'eval "$(imgpar completion bash)"'],
      ['zsh, in ~/.zshrc after compinit', 'eval "$(imgpar completion zsh)"'],
      ['fish, in ~/.config/fish/config.fish', 'imgpar completion fish | source'],
      ['PowerShell, in $PROFILE', 'imgpar completion powershell | Out-String | Invoke-Expression'],
    ],
  },
  methods: {
    summary: 'List the methods',
    usage: '',
    about: 'Lists the equalisation methods, one per line.',
    flags: {},
    arguments: [],
  },
  formats: {
    summary: 'List the image formats that this installation reads and writes',
    usage: '',
    about: 'Lists the image formats that this installation reads and writes, one per line. See docs/formats.md for more about each.',
    flags: {},
    arguments: [],
  },
  doctor: {
    summary: 'Check that imgpar works on this machine',
    usage: '',
    about: 'Shows versions, cores and memory, and how much of them a run would use. Then tries every format and a small run.',
    flags: {},
    arguments: [],
    ending: 'Exit codes: 0 everything works, 1 something fails.',
  },
};
