import { defaultMaxPixels } from '../codec/container.js';
import { writableCompressions } from '../codec/encoding.js';
import { writtenFormats } from '../codec/formats.js';
import { defaultQuality, losslessChoices } from '../codec/output.js';
import { heDialects } from '../pixels/methods/he-dialects.js';
import { methods } from '../pixels/methods/methods.js';
import { colourModes } from '../pixels/pictures/picture.js';
import {
  amountOf,
  listOf,
  milliseconds,
  number,
  oneOf,
  onOff,
  orWord,
  path,
  pathOrFalse,
  size,
  text,
  whole,
  yesNo,
} from '../values/kinds.js';
import { methodKind, parameters, region } from './kinds.js';
import { type Options, option } from './row.js';

// Every option of a run, once. Each table is a part of `RunOptions`, and a key is the name there; the comments are those that users of the
// library see. A new option is a row here, and whatever makes use of it.

/** What is read and where results go. */
export const placeOptions = {
  /**
   * Folders (read recursively), files and glob patterns, mixed; one or several. Patterns that begin with `!` leave out, as
   * `select.exclude` does.
   */
  sources: option(listOf(path), 'Images', 'Folders, files and glob patterns to read', { flag: false }),
  /**
   * Files with the names of further images, one a line, or each followed by a zero byte; `-` is the standard input. Names start from the
   * current folder, below which their tree is mirrored; of a file elsewhere the whole path is. Default: none.
   */
  lists: option(listOf(path), 'Images', 'Read file names from FILE, one a line or separated by zero bytes; - is standard input', {
    flag: 'list',
  }),
  /** A folder in which the tree below each source is mirrored; or a file name, if the only source is a file. */
  destination: option(path, 'Results', 'The output folder', { flag: false }),
} satisfies Options;

/** Which of the files found are taken. */
export const selectOptions = {
  /** Only files that match this pattern, or one of these. Default: all. */
  include: option(listOf(text), 'Images', 'Take only files that match PATTERN, a name or a path; repeatable'),
  /** No file that matches this pattern, or one of these. Default: none. */
  exclude: option(listOf(text), 'Images', 'Skip files and folders that match PATTERN; repeatable'),
  /** Files and folders whose name begins with a dot as well. Default: false. */
  hidden: option(onOff, 'Images', 'Include files and folders whose names begin with a dot'),
  /** A source pattern that matches nothing, and sources without images, are warned of instead of refused. Default: false. */
  allowNoMatch: option(onOff, 'Images', 'Only warn, do not stop, when a source pattern matches nothing'),
  /** Files that are named like images and are none fail, instead of being passed over. Default: false. */
  strict: option(onOff, 'Images', 'Report files that are named like images but are not as failures'),
} satisfies Options;

/** What is done to the pixels of every image. */
export const operationOptions = {
  /** The name of a method (`he` is the default), or the path of a module that exports one. */
  method: option(
    methodKind,
    'Pixels',
    `Equalisation method, or the path of a module that exports one [${methods.map(({ name }) => name).join(', ')}]`,
    { default: 'he', bytes: 'settled' },
  ),
  /** Whose definition of the method; the same as the parameter of that name. Default: the method's. */
  dialect: option(text, 'Pixels', `Program whose formula and colour handling to follow exactly [${Object.keys(heDialects).join(', ')}]`, {
    bytes: 'settled',
  }),
  /** What of colour is equalised. Default: what the program of an explicit dialect does, else `luma`. */
  on: option(oneOf(colourModes), 'Pixels', 'What to equalise in a colour image', {
    defaultText: 'luma, or what the --dialect program does',
    bytes: 'settled',
  }),
  /** From 0, the original, to 1, the full effect and the default. */
  strength: option(number(0, 1), 'Pixels', 'How strong the effect is, from 0 (the original) to 1 (full effect)', {
    default: 1,
    bytes: 'settled',
  }),
  /**
   * For `match` an image, or statistics, whose histogram is the model. For other methods statistics that take the place of those
   * of each image. Default: none.
   */
  reference: option(
    path,
    'Pixels',
    "For match: the image or statistics to match. For other methods: statistics to use in place of each image's own",
    {
      bytes: 'content',
    },
  ),
  /** `together`: the frames or pages of a file share one table, so an animation does not flicker. Default: `apart`. */
  frames: option(
    oneOf(['apart', 'together']),
    'Pixels',
    'Equalise the frames or pages of a file apart, or together with one shared table',
    {
      default: 'apart',
      bytes: 'value',
    },
  ),
  /** Whether pixels are turned as their orientation tag says, and the tag set to upright. Default: false. */
  autoOrient: option(onOff, 'Pixels', 'Turn the pixels upright, as the orientation tag says', { default: false, bytes: 'value' }),
  /** Parameters of the method in place of its defaults: values, or text as on the command line. */
  params: option(parameters, 'Pixels', 'Set a parameter of the method, as NAME=VALUE; repeatable', { flag: 'param', bytes: 'settled' }),
  /** Pixels of which all colours have this level, 0..65,535, hold no data: they are not counted and never change. */
  nodata: option(whole(0, 65535), 'Valid pixels', 'Level that means "no data"; these pixels are not counted and never change', {
    bytes: 'settled',
  }),
  /** Only pixels in it are counted. */
  roi: option(region, 'Valid pixels', 'Count only the pixels in the rectangle X,Y,WIDTH,HEIGHT', { bytes: 'settled' }),
  /** Whether only pixels that are counted change. Default: false, all do but those without data. */
  applyInside: option(onOff, 'Valid pixels', 'Change only the pixels that count', { default: false, bytes: 'settled' }),
} satisfies Options;

/** What images share with each other. */
export const sharingOptions = {
  /** Whether every image has a table of its own, or all of a folder, or of the whole set, share one. Default: `image`. */
  scope: option(
    oneOf(['image', 'folder', 'set']),
    'Pixels',
    'Which images share a table: none (image), all in a folder, or the whole set',
    {
      default: 'image',
      bytes: 'value',
    },
  ),
  /** A file to write the statistics of the whole set to, for `reference` of another run; needs the scope `set`. Default: none. */
  saveStats: option(path, 'Pixels', 'With --scope set: write the statistics to FILE, for use with --reference'),
  /** A folder with a mask for each image, under the same relative name, with any ending. Default: none. */
  maskDir: option(path, 'Valid pixels', 'Folder with a mask of the same name for each image; white pixels count'),
} satisfies Options;

/** How results are encoded and written. */
export const outputOptions = {
  /** `keep` writes the format that was read. Default: `keep`. */
  format: option(oneOf(['keep', ...writtenFormats]), 'Results', 'Format of the results; keep uses the format of the source', {
    default: 'keep',
    bytes: 'value',
  }),
  /** 1..100, of lossy formats. `auto` is the quality of a JPEG that was read, from its own tables; otherwise 90. Default: 90. */
  quality: option(orWord(whole(1, 100), 'auto'), 'Results', 'Quality of lossy formats, 1 to 100; auto uses the quality of the source', {
    default: defaultQuality,
    bytes: 'value',
  }),
  /**
   * 1 (fastest) to 9 (smallest): time given to making the file smaller. JPEG: 4 and more optimise the codes, 8 and more the
   * coefficients as well; PNG: 2 tries more filters, 3 and more that level of zlib as well; WebP and AVIF: their own efforts. Of no
   * effect on other formats. Default: 1.
   */
  effort: option(whole(1, 9), 'Results', 'Encoding effort, from 1 (fastest) to 9 (smallest files)', {
    default: 1,
    bytes: 'value',
  }),
  /** Of TIFF. `keep` stores the pixels as they were where that can be written; what was no TIFF becomes `deflate`. Default: `keep`. */
  compression: option(oneOf(['keep', ...writableCompressions]), 'Results', 'TIFF compression; keep uses that of the source', {
    default: 'keep',
    bytes: 'value',
  }),
  /** Of WebP. `keep` is without loss what was read so; what was no WebP is with loss. `near` may change samples a little. Default: `keep`. */
  lossless: option(oneOf(losslessChoices), 'Results', 'Lossless WebP; keep does as the source does', {
    default: 'keep',
    bytes: 'value',
  }),
  /** Leaves out all that does not decide how the picture is shown: EXIF but its orientation, XMP, IPTC, comments, previews. Default: false. */
  strip: option(onOff, 'Results', 'Remove metadata, except the colour profile', { default: false, bytes: 'value' }),
  /** Leaves out an HDR gain map, which no longer fits the picture; otherwise an image that has one is refused. Default: false. */
  dropGainMap: option(onOff, 'Results', 'Remove HDR gain maps, which no longer fit the result; without this option such images fail', {
    default: false,
    flag: 'drop-gainmap',
    bytes: 'value',
  }),
  /** Whether results have the modification time and the permissions of their sources. Default: false. */
  preserve: option(onOff, 'Results', 'Give each result the modification time and permissions of its source', {
    default: false,
    bytes: 'value',
  }),
  /** Whether files that are no images are copied as they are, so that a dataset stays whole. Default: false. */
  copyOthers: option(onOff, 'Results', 'Copy files that are not images (labels, sidecars), so that a dataset stays complete', {
    default: false,
  }),
  /** Whether a destination that exists is replaced; if not, its source is skipped. Default: true. */
  overwrite: option(yesNo, 'Results', 'Replace existing results (yes), or skip their sources (no)', { default: true }),
  /** Whether a result survives a failure of power once it is told of as done. Default: false. */
  durable: option(onOff, 'Results', 'Flush each result to disk before it counts as done, in case the power fails', { default: false }),
  /**
   * Who decodes and encodes: `auto` is libjpeg-turbo, by components, where that will do for a JPEG and is there; our own reader where that
   * will do for a PNG; else sharp. PNG is always written by our own writer, and read by ourselves where it is too large to be whole in
   * memory. Default: `auto`.
   */
  codec: option(
    oneOf(['auto', 'sharp']),
    'Run',
    'auto: use the fastest decoder that can read each file; sharp: read everything with sharp',
    { default: 'auto', bytes: 'value' },
  ),
} satisfies Options;

/** Results in the place of their sources. */
export const inPlaceOptions = {
  /** A folder that keeps the originals, under their paths below the sources; false if none are to be kept. */
  backupDir: option(pathOrFalse, 'Results', 'With --in-place: keep the originals in this folder'),
  /** Whether a file that has other names (hard links) is replaced; these keep the original. Default: false, it is skipped. */
  breakHardLinks: option(onOff, 'Results', 'With --in-place: also replace files that have other hard links; those links keep the original'),
  /** Whether the lock of a run on another machine is taken, which nobody here can tell to have ended. Default: false. */
  breakLock: option(onOff, 'Results', 'With --in-place: take over the lock that a dead run left on another machine'),
} satisfies Options;

/** What is remembered from run to run, and what follows from it. */
export const recordOptions = {
  /** Whether images are done that are up to date. Default: false. */
  force: option(onOff, 'Running again', 'Redo every image, even if it is up to date', { default: false }),
  /** Whether only images are done that failed last time. Default: false. */
  retryFailed: option(onOff, 'Running again', 'Process only images that failed last time', { default: false }),
  /** Whether the content of sources and results is compared, instead of size and time. Default: false. */
  checksum: option(onOff, 'Running again', 'Compare the contents of sources and results, not just size and time', { default: false }),
  /**
   * Whether results are removed whose sources are gone: a folder that was read does not hold them any more. What cannot be seen is not gone,
   * and more than 20 results that are more than half of all are not removed either; the event `prune-withheld` tells of both. Default: false.
   */
  prune: option(onOff, 'Running again', 'Remove results whose sources are gone; never touches files that imgpar did not write', {
    default: false,
  }),
  /** As `prune`, however many results that removes. Default: false. */
  pruneAny: option(onOff, 'Running again', 'Like --prune, even if it removes most of the results', { default: false }),
  /** The file that tells what was made from what; false for none. Default: `.imgpar.jsonl` in the destination, if that is a folder. */
  manifest: option(pathOrFalse, 'Running again', 'File that records what was done', { defaultText: '.imgpar.jsonl in the output folder' }),
} satisfies Options;

/** How many images at a time, and for how long. */
export const workOptions = {
  /** Images worked on at the same time, 1..1024. Default: the cores that this process may use. */
  workers: option(whole(1, 1024), 'Run', 'Number of images to process at once', { defaultText: 'one for each core this process may use' }),
  /**
   * How long one image may take, in milliseconds, 1 or more; then it fails as `timeout`. Time in which the run is stopped, as by Ctrl-Z,
   * does not count. Default: 120,000.
   */
  timeoutMs: option(milliseconds(0.001, 2_000_000), 'Run', 'Time limit for one image, in seconds', { default: 120_000, flag: 'timeout' }),
} satisfies Options;

/** What the run may take, and how it deals with what goes wrong. */
export const limitOptions = {
  /** Memory of all processes of the run together, in bytes. Default: 70 per cent of what the machine, or the cgroup, allows. */
  maxMemoryBytes: option(size, 'Run', 'Memory limit for the whole run, such as 2GiB or 512M', {
    defaultText: '70 % of what is available',
    flag: 'max-memory',
  }),
  /** Pixels of an image, over all its pages, 1 or more; a larger one fails as `too-large`. Default: 268,402,689 (16,383²). */
  maxPixels: option(whole(1), 'Run', 'Reject images with more pixels than this', { default: defaultMaxPixels }),
  /** How often reading or writing is tried again after a fault that may pass, as of a network drive, 0..100. Default: 2. */
  retries: option(whole(0, 100), 'Run', 'How often to retry a read or write after a fault that may pass', { default: 2 }),
  /** Failures that the run bears: a number of images, or a share of those found such as `5%`. One more ends it. Default: any. */
  maxFailures: option(amountOf('images'), 'Run', 'Stop the run when more images than this fail, a number or a share such as 5%', {
    defaultText: 'no limit',
  }),
  /** A folder to which images that fail of themselves are copied, each beside a `.reason.json`. Default: none. */
  quarantine: option(path, 'Run', 'Copy images that cannot be processed to this folder, each with its reason'),
} satisfies Options;

/** All tables with the part of `RunOptions` that each describes; none is its top level. */
export const tables: ReadonlyArray<{ readonly part?: string; readonly options: Options }> = [
  { part: 'operation', options: operationOptions },
  { part: 'sharing', options: sharingOptions },
  { options: placeOptions },
  { part: 'select', options: selectOptions },
  { part: 'output', options: outputOptions },
  { part: 'inPlace', options: inPlaceOptions },
  { part: 'record', options: recordOptions },
  { options: workOptions },
  { part: 'limits', options: limitOptions },
];
