import { defaultEncode, defaultMaxPixels, losslessChoices, writableCompressions } from '../codec/codec.js';
import { imageFormats } from '../codec/formats.js';
import { defaultRetries, maxRetries } from '../engine/limits.js';
import {
  codecChoices,
  defaultOperation,
  defaultSharing,
  defaultTimeoutMs,
  frameChoices,
  maxWorkers,
  type OperationOptions,
  type OutputOptions,
  type SharingOptions,
  scopes,
} from '../engine/options.js';
import { isModulePath } from '../engine/plugin.js';
import { ImgparError } from '../errors.js';
import { nearest } from '../nearest.js';
import type { Region } from '../pixels/masks.js';
import { tilesFrom } from '../pixels/methods/clahe.js';
import type { Tiles } from '../pixels/methods/clahe-grid.js';
import { heDialects } from '../pixels/methods/he-dialects.js';
import { methods } from '../pixels/methods/methods.js';
import { type ColourMode, colourModes } from '../pixels/pictures/picture.js';

/** How progress is shown. */
const progressStyles = ['auto', 'bars', 'lines', 'json', 'none'] as const;
export type ProgressStyle = (typeof progressStyles)[number];

const methodNames = methods.map(({ name }) => name);

/** Options of `equalize`, in the order and the groups of its help. Each reads its value from text, or throws a `usage` error. */
export const equalizeFlags = {
  method: {
    ...option(
      'method',
      'Pixels',
      `Method of equalisation, or the path of a module that exports one [${methodNames.join(', ')}]`,
      readMethod,
    ),
    default: defaultOperation.method,
  },
  dialect: option('dialect', 'Pixels', `Whose definition of the method, and of colour [${Object.keys(heDialects).join(', ')}]`),
  on: choice('on', 'Pixels', 'What of a colour image is equalised [default: luma, or what the program of --dialect does]', colourModes),
  strength: option('strength', 'Pixels', 'From 0, the original, to 1, the full effect [default: 1]', number('strength', 0, 1)),
  tiles: option('tiles', 'Pixels', 'Of clahe and ahe: columns and rows of tiles [default: 8x8]', (text) => tilesFrom(text)),
  'clip-limit': option(
    'clip-limit',
    'Pixels',
    'Of clahe: how much contrast may grow; 0 is no limit [default: 3]',
    number('clip-limit', 0, 1e6),
  ),
  percentiles: option('percentiles', 'Pixels', 'Of stretch: the levels that become black and white [default: 0.35,99.65]', readPercentiles),
  reference: option('reference', 'Pixels', 'Of match: the image, or statistics, to look like. Of others: statistics to use'),
  frames: choice('frames', 'Pixels', 'Whether frames or pages of a file share a table', frameChoices, defaultOperation.frames),
  scope: choice('scope', 'Pixels', 'Images that share one table: none, those of a folder, or all', scopes, defaultSharing.scope),
  'save-stats': option('save-stats', 'Pixels', 'With --scope set: write the statistics to FILE, for --reference'),
  'auto-orient': flag('Pixels', 'Turn pixels as the orientation tag says'),

  'mask-dir': option('mask-dir', 'Valid pixels', 'A folder with a mask of the same name for each image; white counts'),
  nodata: option('nodata', 'Valid pixels', 'A level that means no data: not counted, never changed', wholeNumber('nodata', 0, 65535)),
  roi: option('roi', 'Valid pixels', 'Count only the rectangle X,Y,WIDTH,HEIGHT', readRegion),
  'apply-inside': flag('Valid pixels', 'Change only pixels that count'),

  list: {
    ...option('list', 'Images', 'Take the files that FILE names, one a line or split by zero bytes; - is the standard input'),
    // It may be repeated, and as an array yargs would not take the lone dash.
    coerce: (given) => (given === undefined ? undefined : [given].flat().map((name) => notEmpty('list', String(name)))),
  },
  include: patterns('Images', 'Take only files that match PATTERN, a name or a path; may be repeated'),
  exclude: patterns('Images', 'Leave out files and folders that match PATTERN; may be repeated'),
  hidden: flag('Images', 'Take files and folders whose name begins with a dot, too'),
  strict: flag('Images', 'Files that are named like images, but are none by content, fail'),
  'allow-no-match': flag('Images', 'A pattern that matches nothing is no error'),

  format: choice('format', 'Results', 'Format of the results', ['keep', ...imageFormats], defaultEncode.format),
  quality: {
    ...option('quality', 'Results', 'Quality of lossy formats, 1 to 100, or auto: that of the source', readQuality),
    default: String(defaultEncode.quality),
  },
  effort: {
    ...option('effort', 'Results', 'From 1, the fastest coding, to 9, the smallest files', wholeNumber('effort', 1, 9)),
    default: String(defaultEncode.effort),
  },
  compression: choice('compression', 'Results', 'Compression of TIFF', ['keep', ...writableCompressions], defaultEncode.compression),
  lossless: choice('lossless', 'Results', 'Whether WebP is without loss', losslessChoices, defaultEncode.lossless),
  strip: flag('Results', 'Leave out metadata, the colour profile excepted'),
  'drop-gainmap': flag('Results', 'Leave out HDR gain maps, which would no longer fit; otherwise such images are refused'),
  preserve: flag('Results', 'Give results the modification time and permissions of their sources'),
  overwrite: choice('overwrite', 'Results', 'Whether results that exist are replaced, or their sources skipped', ['yes', 'no'], 'yes'),
  durable: flag('Results', 'Have every result on the disk before it counts as done, in case the power fails'),
  'in-place': flag('Results', 'Put every result in the place of its source; all arguments are sources'),
  'backup-dir': option('backup-dir', 'Results', 'With --in-place: a folder that keeps the originals'),
  'no-backup': flag('Results', 'With --in-place: keep no originals'),
  'break-hard-links': flag('Results', 'With --in-place: replace files that have other names (hard links), too; these keep the original'),
  'break-lock': flag('Results', 'With --in-place: take the lock of a run on another machine that has ended'),

  force: flag('Running again', 'Do every image, up to date or not'),
  'retry-failed': flag('Running again', 'Do only images that failed last time'),
  checksum: flag('Running again', 'Compare the content of sources and results, not size and time'),
  prune: flag('Running again', 'Remove results whose sources are gone, and nothing that imgpar did not make'),
  'prune-any': flag('Running again', 'The same, also if most results go'),
  manifest: option('manifest', 'Running again', 'Where to remember what was done [default: .imgpar.jsonl in the destination]'),
  'no-manifest': flag('Running again', 'Remember nothing'),

  workers: option(
    'workers',
    'Run',
    'Images worked on at the same time [default: the cores this process may use]',
    wholeNumber('workers', 1, maxWorkers),
  ),
  timeout: {
    ...option('timeout', 'Run', 'Seconds that one image may take', number('timeout', 0.001, 2_000_000)),
    default: String(defaultTimeoutMs / 1000),
  },
  'max-memory': option('max-memory', 'Run', 'Memory of the whole run, such as 2GiB or 512M [default: 70 % of what there is]', readSize),
  'max-pixels': {
    ...option('max-pixels', 'Run', 'Pixels of an image; larger ones fail', wholeNumber('max-pixels', 1, Number.MAX_SAFE_INTEGER)),
    default: String(defaultMaxPixels),
  },
  retries: {
    ...option('retries', 'Run', 'Further tries after a fault of reading or writing that may pass', wholeNumber('retries', 0, maxRetries)),
    default: String(defaultRetries),
  },
  'max-failures': option(
    'max-failures',
    'Run',
    'Failures to bear, a number or such as 5%; one more ends the run [default: any]',
    readAmount,
  ),
  quarantine: option('quarantine', 'Run', 'A folder to copy images to that fail of themselves, each with its reason'),
  codec: choice(
    'codec',
    'Run',
    'auto: JPEG by libjpeg-turbo and PNG by a reader of our own where these will do; sharp: sharp reads all',
    codecChoices,
    'auto',
  ),
  progress: choice(
    'progress',
    'Run',
    'auto: bars on a terminal, lines elsewhere; json: one event a line, on stdout',
    progressStyles,
    'auto',
  ),
  quiet: flag('Run', 'Show failures only'),
  'dry-run': flag('Run', 'List on stdout what would be done; touch nothing'),
} as const satisfies Flags;

/** Options of `verify`. */
export const verifyFlags: Flags = { manifest: equalizeFlags.manifest, quiet: equalizeFlags.quiet };

/** Options of `restore`. */
export const restoreFlags = {
  'dry-run': flag('Options', 'Say what would be done; write nothing'),
  force: flag('Options', 'Replace images, too, that were changed since'),
  manifest: option('manifest', 'Options', 'The manifest of the run [default: .imgpar.jsonl in the backup]'),
  quiet: flag('Options', 'Name only what could not be restored'),
} as const satisfies Flags;

/** Options of `preview`. */
export const previewFlags: Flags = {
  output: { alias: 'o', string: true, requiresArg: true, describe: 'The PNG to write [default: <image>.preview.png here]' },
};

/** Options of a command by their names. */
export type Flags = Readonly<Record<string, Flag>>;

/** One option of the command line, as yargs wants it told. */
interface Flag {
  readonly alias?: string;
  readonly group?: string;
  readonly describe: string;
  readonly boolean?: true;
  readonly string?: true;
  readonly array?: true;
  readonly requiresArg?: true;
  readonly choices?: readonly string[];
  readonly default?: string;
  /** Text to value; throws a `usage` error. */
  readonly coerce?: (given: unknown) => unknown;
}

/** What the flags read. */
export interface EqualizeValues {
  readonly method: string;
  readonly dialect?: string;
  readonly on?: ColourMode;
  readonly strength?: number;
  readonly tiles?: Tiles;
  readonly clipLimit?: number;
  readonly percentiles?: readonly [number, number];
  readonly reference?: string;
  readonly frames: OperationOptions['frames'];
  readonly scope: SharingOptions['scope'];
  readonly saveStats?: string;
  readonly autoOrient?: boolean;
  readonly maskDir?: string;
  readonly nodata?: number;
  readonly roi?: Region;
  readonly applyInside?: boolean;
  readonly list?: readonly string[];
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly hidden?: boolean;
  readonly strict?: boolean;
  readonly allowNoMatch?: boolean;
  readonly format: OutputOptions['format'];
  readonly quality: OutputOptions['quality'];
  readonly effort: number;
  readonly compression: OutputOptions['compression'];
  readonly lossless: OutputOptions['lossless'];
  readonly strip?: boolean;
  readonly dropGainmap?: boolean;
  readonly preserve?: boolean;
  readonly overwrite: 'yes' | 'no';
  readonly durable?: boolean;
  readonly inPlace?: boolean;
  readonly backupDir?: string;
  readonly noBackup?: boolean;
  readonly breakHardLinks?: boolean;
  readonly breakLock?: boolean;
  readonly force?: boolean;
  readonly retryFailed?: boolean;
  readonly checksum?: boolean;
  readonly prune?: boolean;
  readonly pruneAny?: boolean;
  readonly manifest?: string;
  readonly noManifest?: boolean;
  readonly workers?: number;
  readonly timeout: number;
  readonly maxMemory?: number;
  readonly maxPixels: number;
  readonly retries: number;
  readonly maxFailures?: number | `${number}%`;
  readonly quarantine?: string;
  readonly codec: OutputOptions['codec'];
  readonly progress: ProgressStyle;
  readonly quiet?: boolean;
  readonly dryRun?: boolean;
}

/** `, did you mean …?`, if one of the candidates is near. */
export function suggestion(word: string, candidates: readonly string[], prefix = ''): string {
  const meant = nearest(word, candidates);
  return meant === undefined ? '' : `, did you mean ${prefix}${meant}?`;
}

type Reader<Value> = (text: string) => Value;

function option(name: string, group: string, describe: string, read: Reader<unknown> = (text) => notEmpty(name, text)): Flag {
  const coerce = (given: unknown) => (given === undefined ? undefined : read(lastOf(given)));
  return { requiresArg: true, string: true, coerce, group: `${group}:`, describe };
}

function choice(name: string, group: string, describe: string, choices: readonly string[], byDefault?: string): Flag {
  const read = (value: string) => {
    if (choices.includes(value)) return value;
    const meant = suggestion(value, choices);
    throw usage(`--${name} is ${JSON.stringify(value)}${meant}${meant ? '' : ','} expected one of: ${choices.join(', ')}`);
  };
  return { ...option(name, group, describe, read), choices, ...(byDefault !== undefined && { default: byDefault }) };
}

function flag(group: string, describe: string): Flag {
  return { boolean: true, group: `${group}:`, describe };
}

function patterns(group: string, describe: string): Flag {
  return { requiresArg: true, string: true, array: true, group: `${group}:`, describe };
}

function wholeNumber(name: string, min: number, max: number): Reader<number> {
  return (text) => {
    if (/^\d+$/.test(text) && Number(text) >= min && Number(text) <= max) return Number(text);
    throw usage(`--${name} is ${JSON.stringify(text)}, expected a whole number from ${min} to ${max}`);
  };
}

function number(name: string, min: number, max: number): Reader<number> {
  return (text) => {
    if (isDecimal(text) && Number(text) >= min && Number(text) <= max) return Number(text);
    throw usage(`--${name} is ${JSON.stringify(text)}, expected a number from ${min} to ${max}`);
  };
}

function readMethod(text: string): string {
  if (methodNames.includes(text) || isModulePath(text)) return text;
  const meant = suggestion(text, methodNames);
  throw usage(
    `--method is ${JSON.stringify(text)}${meant}${meant ? '' : ','} expected one of: ${methodNames.join(', ')}, or a path such as ./mine.mjs`,
  );
}

function readQuality(text: string): OutputOptions['quality'] {
  if (text === 'auto') return text;
  if (/^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= 100) return Number(text);
  throw usage(`--quality is ${JSON.stringify(text)}, expected a whole number from 1 to 100, or auto`);
}

function readPercentiles(text: string): number[] {
  const numbers = text.split(',').map((part) => (isDecimal(part) ? Number(part) : Number.NaN));
  if (numbers.length === 2 && numbers.every((value) => value >= 0 && value <= 100) && numbers[0]! < numbers[1]!) return numbers;
  throw usage(`--percentiles is ${JSON.stringify(text)}, expected two numbers from 0 to 100, the smaller one first, such as 1,99`);
}

function readRegion(text: string): Region {
  const numbers = text.split(',').map((part) => (/^\d+$/.test(part) ? Number(part) : Number.NaN));
  const [x, y, width, height] = numbers as [number, number, number, number];
  if (numbers.length === 4 && x >= 0 && y >= 0 && width > 0 && height > 0) return { x, y, width, height };
  throw usage(`--roi is ${JSON.stringify(text)}, expected X,Y,WIDTH,HEIGHT in whole pixels, such as 0,0,640,480`);
}

const unitBytes: Readonly<Record<string, number>> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 };

/** 1GiB, 1G, 1gb and 1024M are the same. */
function readSize(text: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d*)?|\.\d+)\s?([kmgt]?)(?:i?b)?$/i.exec(text) ?? [];
  const bytes = Math.floor(Number(amount) * (unitBytes[unit?.toLowerCase() ?? ''] ?? Number.NaN));
  if (bytes >= 1 && Number.isSafeInteger(bytes)) return bytes;
  throw usage(`--max-memory is ${JSON.stringify(text)}, expected a size such as 2GiB or 512M`);
}

function readAmount(text: string): number | `${number}%` {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  const share = Number(text.slice(0, -1));
  if (text.endsWith('%') && isDecimal(text.slice(0, -1)) && share <= 100) return `${share}%`;
  throw usage(`--max-failures is ${JSON.stringify(text)}, expected a number of images, or a percentage such as 5%`);
}

function notEmpty(name: string, text: string): string {
  if (text !== '') return text;
  throw usage(`--${name} needs a value`);
}

function isDecimal(text: string): boolean {
  return /^(\d+(?:\.\d*)?|\.\d+)$/.test(text);
}

/** An option given twice arrives as a list; the last one counts. */
function lastOf(given: unknown): string {
  return String(Array.isArray(given) ? given.at(-1) : given);
}

function usage(message: string): ImgparError {
  return new ImgparError('usage', message);
}
