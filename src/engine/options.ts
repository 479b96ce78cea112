import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { defaultEncode, type EncodeOptions, losslessChoices, writableCompressions } from '../codec/codec.js';
import { imageFormats } from '../codec/formats.js';
import { ImgparError } from '../errors.js';
import { usableCores } from '../parallel/cores.js';
import { type Operation, requirePossible } from '../pixels/equalize.js';
import type { Method } from '../pixels/methods/method.js';
import { methodNamed } from '../pixels/methods/methods.js';
import { colourModes } from '../pixels/pictures/picture.js';
import type { SelectionOptions } from '../plan/selection.js';
import { readRunOptions } from './given.js';
import { checkLimits, type LimitOptions, workersWithin } from './limits.js';
import { isModulePath } from './plugin.js';

/** What a run is to do. Only `sources` and `destination`, or `inPlace`, are needed. */
export interface RunOptions {
  /**
   * Folders (read recursively), files and glob patterns, mixed; one or several. Patterns that begin with `!` leave out, as `select.exclude`
   * does.
   */
  readonly sources: string | URL | ReadonlyArray<string | URL>;
  /**
   * Files with the names of further images, one a line, or each followed by a zero byte; `-` is the standard input. Names start from the
   * current folder, below which their tree is mirrored; of a file elsewhere the whole path is. Default: none.
   */
  readonly lists?: string | URL | ReadonlyArray<string | URL>;
  /** A folder in which the tree below each source is mirrored; or a file name, if the only source is a file. */
  readonly destination?: string | URL;
  /** Results take the place of their sources; then there is no destination. */
  readonly inPlace?: WithUrls<InPlaceOptions, 'backupDir'>;
  readonly select?: SelectOptions;
  readonly operation?: Partial<WithUrls<OperationOptions, 'method' | 'reference'>>;
  readonly sharing?: Partial<WithUrls<SharingOptions, 'saveStats' | 'maskDir'>>;
  readonly output?: Partial<OutputOptions>;
  readonly record?: Partial<WithUrls<RecordOptions, 'manifest'>>;
  /** Images worked on at the same time, 1..1024. Default: the cores that this process may use. */
  readonly workers?: number;
  /**
   * How long one image may take, in milliseconds, 1 or more; then it fails as `timeout`. Time in which the run is stopped, as by Ctrl-Z,
   * does not count. Default: 120,000.
   */
  readonly timeoutMs?: number;
  /** What the run may take, and how it deals with what goes wrong. */
  readonly limits?: Partial<WithUrls<LimitOptions, 'quarantine'>>;
}

/** Options as a caller gives them: a path may be the URL of a file as well. */
type WithUrls<Options, Paths extends keyof Options> = Omit<Options, Paths> & {
  readonly [Name in keyof Pick<Options, Paths>]: Options[Name] | URL;
};

export interface InPlaceOptions {
  /** A folder that keeps the originals, under their paths below the sources; false if none are to be kept. */
  readonly backupDir: string | false;
  /** Whether a file that has other names (hard links) is replaced; these keep the original. Default: false, it is skipped. */
  readonly breakHardLinks?: boolean;
  /** Whether the lock of a run on another machine is taken, which nobody here can tell to have ended. Default: false. */
  readonly breakLock?: boolean;
}

/**
 * Which of the files found are taken. A pattern without a slash matches the file's name in any folder; any other matches a path below the
 * source, or one from the current folder.
 */
export interface SelectOptions {
  /** Only files that match this pattern, or one of these. Default: all. */
  readonly include?: string | readonly string[];
  /** No file that matches this pattern, or one of these. Default: none. */
  readonly exclude?: string | readonly string[];
  /** Files and folders whose name begins with a dot as well. Default: false. */
  readonly hidden?: boolean;
  /** A source pattern that matches nothing, and sources without images, are warned of instead of refused. Default: false. */
  readonly allowNoMatch?: boolean;
  /** Files that are named like images and are none fail, instead of being passed over. Default: false. */
  readonly strict?: boolean;
}

/** What is done to the pixels of every image. */
export interface OperationOptions extends Operation {
  /** The name of a method (`he` is the default), or the path of a module that exports one. */
  readonly method: string;
  /**
   * For `match` an image, or statistics, whose histogram is the model. For other methods statistics that take the place of those
   * of each image. Default: none.
   */
  readonly reference?: string;
  /** `together`: the frames or pages of a file share one table, so an animation does not flicker. Default: `apart`. */
  readonly frames: 'apart' | 'together';
  /** Whether pixels are turned as their orientation tag says, and the tag set to upright. Default: false. */
  readonly autoOrient: boolean;
}

/** What images share with each other. */
export interface SharingOptions {
  /** Whether every image has a table of its own, or all of a folder, or of the whole set, share one. Default: `image`. */
  readonly scope: 'image' | 'folder' | 'set';
  /** A file to write the statistics of the whole set to, for `reference` of another run; needs the scope `set`. Default: none. */
  readonly saveStats?: string;
  /** A folder with a mask for each image, under the same relative name, with any ending. Default: none. */
  readonly maskDir?: string;
}

export interface OutputOptions extends EncodeOptions {
  /** Whether a destination that exists is replaced; if not, its source is skipped. Default: true. */
  readonly overwrite: boolean;
  /** Whether results have the modification time and the permissions of their sources. Default: false. */
  readonly preserve: boolean;
  /** Whether a result survives a failure of power once it is told of as done. Default: false. */
  readonly durable: boolean;
  /**
   * Who decodes and encodes: `auto` is libjpeg-turbo, by components, where that will do for a JPEG and is there; our own reader where that
   * will do for a PNG; else sharp. PNG is always written by our own writer, and read by ourselves where it is too large to be whole in memory. Default: `auto`.
   */
  readonly codec: 'auto' | 'sharp';
}

/** What is remembered from run to run, and what follows from it. */
export interface RecordOptions {
  /** The file that tells what was made from what; false for none. Default: `.imgpar.jsonl` in the destination, if that is a folder. */
  readonly manifest?: string | false;
  /** Whether images are done that are up to date. Default: false. */
  readonly force: boolean;
  /** Whether only images are done that failed last time. Default: false. */
  readonly retryFailed: boolean;
  /** Whether the content of sources and results is compared, instead of size and time. Default: false. */
  readonly checksum: boolean;
  /**
   * Whether results are removed whose sources are gone: a folder that was read does not hold them any more. What cannot be seen is not gone,
   * and more than 20 results that are more than half of all are not removed either; the event `prune-withheld` tells of both. Default: false.
   */
  readonly prune: boolean;
  /** As `prune`, however many results that removes. Default: false. */
  readonly pruneAny: boolean;
}

export const defaultOperation = { method: 'he', frames: 'apart', autoOrient: false } as const satisfies OperationOptions;
export const defaultSharing = { scope: 'image' } as const satisfies SharingOptions;
const defaultOutput: OutputOptions = { ...defaultEncode, overwrite: true, preserve: false, durable: false, codec: 'auto' };
const defaultRecord: RecordOptions = { force: false, retryFailed: false, checksum: false, prune: false, pruneAny: false };
export const defaultTimeoutMs = 120_000;
export const maxWorkers = 1024;
export const scopes = ['image', 'folder', 'set'] as const;
export const codecChoices = ['auto', 'sharp'] as const;
export const frameChoices = ['apart', 'together'] as const;

/** The options of a run, complete and checked. */
export interface CheckedOptions {
  readonly sources: readonly string[];
  readonly lists: readonly string[];
  /** Empty if in place. */
  readonly destination: string;
  readonly inPlace: InPlaceOptions | undefined;
  readonly select: SelectionOptions & Pick<SelectOptions, 'allowNoMatch' | 'strict'>;
  readonly operation: OperationOptions;
  readonly sharing: SharingOptions;
  readonly output: OutputOptions;
  readonly record: RecordOptions;
  readonly workers: number;
  readonly timeoutMs: number;
  readonly limits: LimitOptions;
}

/**
 * Fills in the defaults and checks every value. Reads nothing but whether the files that options name are there.
 *
 * @throws {ImgparError} `usage`, naming the option, the value received and the values expected
 */
export function checkOptions(options: RunOptions): CheckedOptions {
  const given = readRunOptions(options, 'options');
  const checked: CheckedOptions = {
    sources: given.sources ?? [],
    lists: given.lists ?? [],
    destination: given.destination ?? '',
    inPlace: given.inPlace,
    select: given.select ?? {},
    operation: checkOperation(given.operation),
    sharing: checkSharing(given.sharing),
    output: checkOutput(given.output),
    record: checkRecord(given.record),
    workers: given.workers ?? usableCores(),
    timeoutMs: given.timeoutMs ?? defaultTimeoutMs,
    limits: checkLimits(given.limits),
  };
  if (checked.sources.length + checked.lists.length === 0)
    throw new ImgparError('usage', 'no source given, expected at least one folder, file or pattern');
  if (checked.inPlace) requireInPlacePossible(checked);
  else if (given.destination === undefined) throw new ImgparError('usage', 'no destination given, expected the name of a folder');
  else if (given.destination === '') throw new ImgparError('usage', 'the destination is empty, expected the name of a folder');
  requireWhole('workers', checked.workers, 1, maxWorkers);
  requireWhole('timeoutMs', checked.timeoutMs, 1, 2 ** 31 - 1);
  requireOneTable(checked);
  return { ...checked, workers: workersWithin(checked.limits, checked.workers) };
}

/** @throws {ImgparError} `usage` */
export function checkOperation(given: Partial<OperationOptions> = {}): OperationOptions {
  const operation = { ...defaultOperation, ...given };
  if (operation.on !== undefined) requireOneOf('on', operation.on, colourModes);
  requireOneOf('frames', operation.frames, frameChoices);
  const reference = operation.reference === undefined ? {} : { reference: presentFile('reference', operation.reference) };
  if (isModulePath(operation.method)) return { ...operation, ...reference, method: presentFile('method', operation.method) };
  requirePossible(asKnownToPixels(operation));
  return { ...operation, ...reference };
}

/** The operation as `pixels/` knows it. The histograms of a reference are put in by the worker; until then any stand for them. */
function asKnownToPixels({ reference, params, ...operation }: OperationOptions): Operation {
  const isModel = reference !== undefined && Object.hasOwn(methodNamed(operation.method).defaults, 'reference');
  return { ...operation, params: { ...params, ...(isModel && { reference: [new Uint32Array(256).fill(1)] }) } };
}

function checkSharing(given: Partial<SharingOptions> = {}): SharingOptions {
  const sharing = { ...defaultSharing, ...given };
  requireOneOf('scope', sharing.scope, scopes);
  if (sharing.saveStats !== undefined && sharing.scope !== 'set') {
    throw new ImgparError(
      'usage',
      `saveStats writes the statistics of a whole set, but scope is ${JSON.stringify(sharing.scope)}; add the scope set`,
    );
  }
  if (sharing.maskDir === undefined) return sharing;
  const maskDir = resolve(sharing.maskDir);
  if (!statSync(maskDir, { throwIfNoEntry: false })?.isDirectory()) {
    throw new ImgparError('usage', `maskDir is ${JSON.stringify(sharing.maskDir)}, expected a folder that exists`);
  }
  return { ...sharing, maskDir };
}

/** @throws {ImgparError} `usage` */
export function checkOutput(given: Partial<OutputOptions> = {}): OutputOptions {
  const output = { ...defaultOutput, ...given };
  requireOneOf('format', output.format, ['keep', ...imageFormats]);
  if (output.quality !== 'auto') requireWhole('quality', output.quality, 1, 100);
  requireWhole('effort', output.effort, 1, 9);
  requireOneOf('compression', output.compression, ['keep', ...writableCompressions]);
  requireOneOf('lossless', output.lossless, losslessChoices);
  requireOneOf('codec', output.codec, codecChoices);
  return output;
}

/** Running again must find what it did; and a result under another name would not be in place. */
function requireInPlacePossible({ inPlace, lists, destination, sharing, output, record }: CheckedOptions): void {
  const contradiction = [
    destination !== '' && 'a destination',
    lists.length > 0 && 'a list',
    output.format !== 'keep' && `format ${output.format}`,
    !output.overwrite && 'overwrite: no',
    record.manifest === false && 'no manifest',
    record.prune && 'prune',
    sharing.scope !== 'image' && `scope ${sharing.scope}`,
  ].find((found) => found !== false);
  if (contradiction)
    throw new ImgparError('usage', `in place, the results take the place of their sources: ${contradiction} is not possible`);
  if (inPlace?.backupDir === '') throw new ImgparError('usage', 'backupDir is empty, expected the name of a folder');
}

function checkRecord(given: Partial<RecordOptions> = {}): RecordOptions {
  const record = { ...defaultRecord, ...given, prune: given.prune === true || given.pruneAny === true };
  const { manifest, force, retryFailed } = record;
  if (manifest === '') throw new ImgparError('usage', 'manifest is empty, expected the name of a file');
  if (force && retryFailed) throw new ImgparError('usage', 'force does every image, retryFailed only those that failed; give one of them');
  const dependent = (['retryFailed', 'checksum', 'prune'] as const).find((option) => record[option]);
  if (manifest === false && dependent) throw new ImgparError('usage', `${dependent} needs a manifest, but there is to be none`);
  return typeof manifest === 'string' ? { ...record, manifest: resolve(manifest) } : record;
}

/**
 * Images can share a table only where the method has one, and each frame's own statistics are no part of it.
 *
 * @param kind of the method; unknown of a user's own before it is loaded
 */
export function requireOneTable({ operation, sharing }: CheckedOptions, kind = kindOf(operation)): void {
  const shared = sharing.scope !== 'image' ? `scope ${sharing.scope}` : operation.frames === 'together' ? 'frames together' : undefined;
  if (!shared) return;
  if (kind === 'plane') {
    throw new ImgparError(
      'usage',
      `method '${operation.method}' looks at where a pixel stands, so images cannot share a table: ${shared} is not possible`,
    );
  }
  if (sharing.scope !== 'image' && operation.reference !== undefined && operation.method !== 'match') {
    throw new ImgparError('usage', `scope ${sharing.scope} measures the images, reference takes another's statistics; give one of them`);
  }
}

function kindOf({ method }: OperationOptions): Method['kind'] | undefined {
  return isModulePath(method) ? undefined : methodNamed(method).kind;
}

/** The absolute path of a file that must be there. */
function presentFile(option: string, path: string): string {
  const absolute = resolve(path);
  if (statSync(absolute, { throwIfNoEntry: false })?.isFile()) return absolute;
  throw new ImgparError('usage', `${option} is ${JSON.stringify(path)}, expected a file that exists; looked for ${absolute}`);
}

function requireOneOf(option: string, value: string, expected: readonly string[]): void {
  if (!expected.includes(value))
    throw new ImgparError('usage', `${option} is ${JSON.stringify(value)}, expected one of: ${expected.join(', ')}`);
}

function requireWhole(option: string, value: number, min: number, max: number): void {
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new ImgparError('usage', `${option} is ${value}, expected a whole number from ${min} to ${max}`);
  }
}
