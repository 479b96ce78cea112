import { defaultMaxPixels } from '../codec/container.js';
import { chromaChoices, scanChoices, writableCompressions } from '../codec/encoding.js';
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
import { condition, methodKind, parameters, region, shardText, valueRange } from './kinds.js';
import { type Options, option } from './row.js';

// Every option of a run, once. Each table is a part of `RunOptions`, and each key is the name there; users of the library see the comments.
// To add an option, add a row here, and the code that uses it.

/** What is read and where results go. */
export const placeOptions = {
  /** Folders (read recursively), files and glob patterns, in any mix. Patterns that begin with `!` exclude files, like `select.exclude`. */
  sources: option(listOf(path), 'Images', 'Folders, files and glob patterns to read', { flag: false }),
  /**
   * Files with the names of further images, one per line, or each followed by a zero byte; `-` is the standard input. Names are relative to
   * the current folder, and the tree below it is mirrored; for a file outside it, the whole path is mirrored. Default: none.
   */
  lists: option(listOf(path), 'Images', 'Read file names from FILE, one per line or separated by zero bytes; - is standard input', {
    flag: 'list',
  }),
  /**
   * Does one of several even parts of the job, each of which another machine may do: `3/8` is the third of eight. `auto` asks the scheduler
   * or CI system that started the process; `auto/8` where that does not tell how many there are. `imgpar merge` puts the records together.
   * Default: all of it.
   */
  shard: option(shardText, 'Run', 'Do one of several parts: 3/8, or auto to ask the scheduler which, or auto/8 if it knows no total'),
  /** The output folder, which mirrors the tree below each source; or a file name, if the only source is a file. */
  destination: option(path, 'Results', 'The output folder', { flag: false }),
} satisfies Options;

/** Which of the files found are taken. */
export const selectOptions = {
  /** Takes only files that match this pattern, or one of these. Default: all. */
  include: option(listOf(text), 'Images', 'Take only files that match PATTERN, a name or a path; repeatable'),
  /** Leaves out files that match this pattern, or one of these. Default: none. */
  exclude: option(listOf(text), 'Images', 'Skip files and folders that match PATTERN; repeatable'),
  /** Includes files and folders whose names begin with a dot. Default: false. */
  hidden: option(onOff, 'Images', 'Include files and folders whose names begin with a dot'),
  /** Warns of a source pattern that matches nothing, and of sources without images, instead of refusing them. Default: false. */
  allowNoMatch: option(onOff, 'Images', 'Only warn, do not stop, when a source pattern matches nothing'),
  /** Fails files that are named like images but are not, instead of skipping them. Default: false. */
  strict: option(onOff, 'Images', 'Report files that are named like images but are not as failures'),
} satisfies Options;

/** What is done to the pixels of every image. */
export const operationOptions = {
  /** The name of a method (default: `he`), or the path of a module that exports one. */
  method: option(
    methodKind,
    'Pixels',
    `Equalisation method, or the path of a module that exports one [${methods.map(({ name }) => name).join(', ')}]`,
    { default: 'he', bytes: 'settled' },
  ),
  /** The program whose definition of the method to follow; same as the parameter of that name. Default: the method's. */
  dialect: option(text, 'Pixels', `Program whose formula and colour handling to follow exactly [${Object.keys(heDialects).join(', ')}]`, {
    bytes: 'settled',
  }),
  /** Which part of the colour is equalised. Default: what the program of an explicit dialect does, else `luma`. */
  on: option(oneOf(colourModes), 'Pixels', 'What to equalise in a colour image', {
    defaultText: 'luma, or what the --dialect program does',
    bytes: 'settled',
  }),
  /** From 0, the original, to 1, the full effect. Default: 1. */
  strength: option(number(0, 1), 'Pixels', 'How strong the effect is, from 0 (the original) to 1 (full effect)', {
    default: 1,
    bytes: 'settled',
  }),
  /**
   * For `match`: an image, or statistics, whose histogram is the model. For other methods: statistics to use instead of those of each
   * image. Default: none.
   */
  reference: option(
    path,
    'Pixels',
    "For match: the image or statistics to match. For other methods: statistics to use in place of each image's own",
    {
      bytes: 'content',
    },
  ),
  /** `together`: the frames or pages of a file share one table, so that an animation does not flicker. Default: `apart`. */
  frames: option(
    oneOf(['apart', 'together']),
    'Pixels',
    'Equalise the frames or pages of a file apart, or together with one shared table',
    {
      default: 'apart',
      bytes: 'value',
    },
  ),
  /** Turns the pixels as their orientation tag says, and sets the tag to upright. Default: false. */
  autoOrient: option(onOff, 'Pixels', 'Turn the pixels upright, as the orientation tag says', { default: false, bytes: 'value' }),
  /** Parameters of the method that replace its defaults: values, or text as on the command line. */
  params: option(parameters, 'Pixels', 'Set a parameter of the method, as NAME=VALUE; repeatable', { flag: 'param', bytes: 'settled' }),
  /**
   * A value that marks pixels without data: where every colour has it, the pixel is not counted and never changes, and no other pixel gets
   * this value. `none`: all pixels hold data. Default: what a GeoTIFF states.
   */
  nodata: option(orWord(number(), 'none'), 'Valid pixels', 'Value that means "no data"; these pixels are not counted and never change', {
    defaultText: 'what a GeoTIFF says',
    bytes: 'settled',
  }),
  /** Which band of a TIFF is transparency: the one stated in the file, none, or the last one. Default: `auto`. */
  alpha: option(oneOf(['auto', 'none', 'last']), 'Valid pixels', 'Which band of a TIFF is transparency; auto is what the file says', {
    defaultText: 'auto',
    bytes: 'value',
  }),
  /** Whether bands of a TIFF other than its colours are equalised too, each separately. Default: `colour`, they stay unchanged. */
  bands: option(oneOf(['colour', 'all']), 'Pixels', 'Equalise bands of a TIFF beside its colours, such as near infrared, too', {
    defaultText: 'colour',
    bytes: 'value',
  }),
  /** Bits used of 16-bit samples: 12 equalises within 0..4095. Default: what the file states, else 16. */
  bits: option(whole(9, 16), 'Pixels', 'Bits used of 16-bit samples; 12 equalises within 0..4095', {
    defaultText: 'what the file says, else 16',
    bytes: 'value',
  }),
  /**
   * The values to equalise in floats and in signed or 32-bit numbers; others stay unchanged. Default: from the lowest to the highest in the
   * image.
   */
  range: option(valueRange, 'Pixels', 'Equalise only values from MIN to MAX, in floats and in signed or 32-bit numbers', {
    defaultText: 'lowest to highest',
    bytes: 'value',
  }),
  /**
   * Leaves images byte-identical unless their contrast is low: the 1st and the 99th percentile of luma span less than a fraction of all
   * levels. `low-contrast` means a fraction of 0.05, as in scikit-image; `low-contrast=0.35` sets it. Default: all images are changed.
   */
  onlyIf: option(condition, 'Pixels', 'Leave images as they are unless they match: low-contrast, or low-contrast=FRACTION of all levels', {
    bytes: 'settled',
  }),
  /** Counts only pixels inside this rectangle. */
  roi: option(region, 'Valid pixels', 'Count only the pixels in the rectangle X,Y,WIDTH,HEIGHT', { bytes: 'settled' }),
  /** Changes only pixels that are counted. Default: false, all change except those without data. */
  applyInside: option(onOff, 'Valid pixels', 'Change only the pixels that count', { default: false, bytes: 'settled' }),
} satisfies Options;

/** What images share with each other. */
export const sharingOptions = {
  /** Whether every image has its own table, or those of a folder, or of the whole set, share one. Default: `image`. */
  scope: option(
    oneOf(['image', 'folder', 'set']),
    'Pixels',
    'Which images share a table: none (image), all in a folder, or the whole set',
    {
      default: 'image',
      bytes: 'value',
    },
  ),
  /** A file to write the statistics of the whole set to, for `reference` in another run; requires the scope `set`. Default: none. */
  saveStats: option(path, 'Pixels', 'With --scope set: write the statistics to FILE, for use with --reference'),
  /**
   * Only adds up the histograms of one shard, and writes no results: the first of two phases if images of several shards share tables.
   * `imgpar merge --statistics` adds the sums; the second phase uses them. Default: false.
   */
  statisticsOnly: option(onOff, 'Pixels', 'With --shard and --scope: only count the images; imgpar merge --statistics adds the counts'),
  /** A folder with a mask for each image, under the same relative name, with any extension. Default: none. */
  maskDir: option(path, 'Valid pixels', 'Folder with a mask of the same name for each image; white pixels count'),
} satisfies Options;

/** How results are encoded and written. */
export const outputOptions = {
  /** `keep` writes the format of the source. Default: `keep`. */
  format: option(oneOf(['keep', ...writtenFormats]), 'Results', 'Format of the results; keep uses the format of the source', {
    default: 'keep',
    bytes: 'value',
  }),
  /** 1..100, for lossy formats. `auto` is the quality of a JPEG source, estimated from its tables; for other sources 90. Default: 90. */
  quality: option(orWord(whole(1, 100), 'auto'), 'Results', 'Quality of lossy formats, 1 to 100; auto uses the quality of the source', {
    default: defaultQuality,
    bytes: 'value',
  }),
  /**
   * 1 (fastest) to 9 (smallest): time spent on making the file smaller. JPEG: from 4 optimises the codes, from 8 the coefficients as well;
   * PNG: 2 tries more filters, from 3 also that zlib level; WebP and AVIF: their own efforts. No effect on other formats. Default: 1.
   */
  effort: option(whole(1, 9), 'Results', 'Encoding effort, from 1 (fastest) to 9 (smallest files)', {
    default: 1,
    bytes: 'value',
  }),
  /**
   * For TIFF. `keep` keeps the compression of the source if it can be written; sources in other formats become `deflate`. Default: `keep`.
   */
  compression: option(oneOf(['keep', ...writableCompressions]), 'Results', 'TIFF compression; keep uses that of the source', {
    default: 'keep',
    bytes: 'value',
  }),
  /**
   * For WebP and AVIF. `keep` is lossless for lossless sources of the same format; sources in other formats become lossy. `near` may change
   * samples slightly. Default: `keep`.
   */
  lossless: option(oneOf(losslessChoices), 'Results', 'Lossless WebP and AVIF; keep does as the source does', {
    default: 'keep',
    bytes: 'value',
  }),
  /** For JPEG. `keep` has the kind of scans of a JPEG source; sources in other formats become `baseline`. Default: `keep`. */
  scans: option(oneOf(scanChoices), 'Results', 'Scans of JPEG: of the kind that the source has, baseline, or progressive', {
    default: 'keep',
    bytes: 'given',
  }),
  /**
   * For JPEG of which only luma changes. `keep` leaves the coefficients of Cb and Cr as they are, with their own quantisation tables, where
   * imgpar codes the file itself; `quality` quantises them anew, at the quality of luma. Default: `keep`.
   */
  chroma: option(
    oneOf(chromaChoices),
    'Results',
    'Colours of a JPEG of which only luma changes: keep them as they are, or apply the quality',
    {
      default: 'keep',
      bytes: 'given',
    },
  ),
  /**
   * Removes all metadata that does not affect how the image is shown: EXIF except the orientation, XMP, IPTC, comments, previews. Default:
   * false.
   */
  strip: option(onOff, 'Results', 'Remove metadata, except the colour profile', { default: false, bytes: 'value' }),
  /** Removes an HDR gain map, which no longer fits the result; without this, images that have one are refused. Default: false. */
  dropGainMap: option(onOff, 'Results', 'Remove HDR gain maps, which no longer fit the result; without this option such images fail', {
    default: false,
    flag: 'drop-gainmap',
    bytes: 'value',
  }),
  /**
   * What happens to an HDR gain map: `refuse` fails the image, `drop` removes the map, like `dropGainMap`, `recompute` writes it so that the
   * HDR rendition follows the result: every pixel stays as many stops above it as it was above the source. JPEG only. Default: `refuse`.
   */
  gainMap: option(
    oneOf(['refuse', 'drop', 'recompute']),
    'Results',
    'HDR gain maps of JPEG: fail the image, remove the map, or let the HDR rendition follow the result',
    { default: 'refuse', flag: 'gainmap', bytes: 'given' },
  ),
  /**
   * What happens to the thumbnail in EXIF: `update` makes it show the result, `keep` leaves it unchanged, showing the source, `drop`
   * removes it. Default: `update`.
   */
  thumbnail: option(oneOf(['update', 'keep', 'drop']), 'Results', 'Thumbnail in EXIF: show the result, keep the old one, or remove it', {
    default: 'update',
    bytes: 'given',
  }),
  /**
   * What happens to a JPEG or PNG with missing or broken pixels: it fails, or the result shows what can be read, with a warning and with
   * `damaged` in its record. Default: `refuse`.
   */
  damaged: option(oneOf(['refuse', 'accept']), 'Results', 'Whether to refuse or accept JPEG and PNG images with missing or broken pixels', {
    default: 'refuse',
  }),
  /** Gives each result the modification time and permissions of its source. Default: false. */
  preserve: option(onOff, 'Results', 'Give each result the modification time and permissions of its source', {
    default: false,
    bytes: 'value',
  }),
  /** Copies files that are not images, so that a dataset stays complete. Default: false. */
  copyOthers: option(onOff, 'Results', 'Copy files that are not images (labels, sidecars), so that a dataset stays complete', {
    default: false,
  }),
  /** Replaces an existing destination; otherwise its source is skipped. Default: true. */
  overwrite: option(yesNo, 'Results', 'Replace existing results (yes), or skip their sources (no)', { default: true }),
  /** Makes each result survive a power failure once it is reported as done. Default: false. */
  durable: option(onOff, 'Results', 'Flush each result to disk before it counts as done, in case the power fails', { default: false }),
  /**
   * What decodes and encodes. `auto`: imgpar's own coder for JPEGs of which only luma changes; its own readers for other JPEGs, PNGs and
   * TIFFs that these can read; else sharp. imgpar always writes PNG and baseline JPEG itself, and reads PNG itself if it is too large to
   * hold in memory. Default: `auto`.
   */
  codec: option(
    oneOf(['auto', 'sharp']),
    'Run',
    'auto: use the fastest decoder that can read each file; sharp: read everything with sharp',
    { default: 'auto', bytes: 'value' },
  ),
} satisfies Options;

/** Results that replace their sources. */
export const inPlaceOptions = {
  /** A folder that keeps the originals, under their paths relative to the sources; false to keep none. */
  backupDir: option(pathOrFalse, 'Results', 'With --in-place: keep the originals in this folder'),
  /** Replaces files that have other names (hard links) too; those names keep the original. Default: false, they are skipped. */
  breakHardLinks: option(onOff, 'Results', 'With --in-place: also replace files that have other hard links; those links keep the original'),
  /** Takes over the lock of a run on another machine; whether that run has ended cannot be seen from here. Default: false. */
  breakLock: option(onOff, 'Results', 'With --in-place: take over the lock that a dead run left on another machine'),
} satisfies Options;

/** What is kept from run to run, and how it is used. */
export const recordOptions = {
  /** Redoes images that are up to date. Default: false. */
  force: option(onOff, 'Running again', 'Redo every image, even if it is up to date', { default: false }),
  /** Processes only images that failed last time. Default: false. */
  retryFailed: option(onOff, 'Running again', 'Process only images that failed last time', { default: false }),
  /** Compares the content of sources and results, instead of size and time. Default: false. */
  checksum: option(onOff, 'Running again', 'Compare the contents of sources and results, not just size and time', { default: false }),
  /**
   * Removes results whose sources are gone: a folder that was read no longer holds them. Sources that cannot be seen do not count as gone.
   * If more than 20 results, and more than half of all, would go, all are kept. The event `prune-withheld` reports both. Default: false.
   */
  prune: option(onOff, 'Running again', 'Remove results whose sources are gone; never touches files that imgpar did not write', {
    default: false,
  }),
  /** Like `prune`, however many results that removes. Default: false. */
  pruneAny: option(onOff, 'Running again', 'Like --prune, even if it removes most of the results', { default: false }),
  /** Records how each image uses its levels, before and after: entropy, RMS contrast, mean, and the share of clipped pixels. Default: false. */
  figures: option(onOff, 'Run', 'Record entropy, contrast, mean and clipped share of each image, before and after', { default: false }),
  /**
   * The file that records which result was made from which source; false for none. Default: `.imgpar.jsonl` in the destination, if that is
   * a folder.
   */
  manifest: option(pathOrFalse, 'Running again', 'File that records what was done', { defaultText: '.imgpar.jsonl in the output folder' }),
} satisfies Options;

/** How many images at a time, and for how long. */
export const workOptions = {
  /** Images processed at the same time, 1..1024. Default: the cores that this process may use. */
  workers: option(whole(1, 1024), 'Run', 'Number of images to process at once', { defaultText: 'one for each core this process may use' }),
  /**
   * How long one image may take, in milliseconds, 1 or more; after that it fails as `timeout`. Time during which the run is stopped, as by
   * Ctrl-Z, does not count. Default: 120,000.
   */
  timeoutMs: option(milliseconds(0.001, 2_000_000), 'Run', 'Time limit for one image, in seconds', { default: 120_000, flag: 'timeout' }),
} satisfies Options;

/** How much the run may use, and how it handles failures. */
export const limitOptions = {
  /** Memory of all processes of the run together, in bytes. Default: 70 per cent of what the machine, or the cgroup, allows. */
  maxMemoryBytes: option(size, 'Run', 'Memory limit for the whole run, such as 2GiB or 512M', {
    defaultText: '70 % of what is available',
    flag: 'max-memory',
  }),
  /** Pixels of an image, over all its pages, 1 or more; a larger one fails as `too-large`. Default: 268,402,689 (16,383²). */
  maxPixels: option(whole(1), 'Run', 'Reject images with more pixels than this', { default: defaultMaxPixels }),
  /** How often to retry reading or writing after a fault that may pass, such as that of a network drive, 0..100. Default: 2. */
  retries: option(whole(0, 100), 'Run', 'How often to retry a read or write after a fault that may pass', { default: 2 }),
  /** Failures that the run allows: a number of images, or a share of those found such as `5%`. One more ends the run. Default: any. */
  maxFailures: option(amountOf('images'), 'Run', 'Stop the run when more images than this fail, a number or a share such as 5%', {
    defaultText: 'no limit',
  }),
  /** A folder for copies of images that fail because of their content, each with a `.reason.json`. Default: none. */
  quarantine: option(path, 'Run', 'Copy images that cannot be processed to this folder, each with its reason'),
} satisfies Options;

/** All tables, with the part of `RunOptions` that each describes; without a part, the top level. */
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
