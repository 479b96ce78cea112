import {
  abortSignal,
  anyObject,
  boolean,
  callback,
  group,
  needing,
  number,
  numberOr,
  oneOrMany,
  or,
  path,
  type ReadersOf,
  text,
  textOrUrl,
  word,
} from '../arguments.js';
import type { Reporter } from '../events.js';
import type { Region } from '../pixels/masks.js';
import { methods } from '../pixels/methods/methods.js';
import type { LimitOptions } from './limits.js';
import type { CheckedOptions, InPlaceOptions, OperationOptions, OutputOptions, RecordOptions, SharingOptions } from './options.js';
import type { RunContext } from './run.js';

// What callers of the library may hand in, key by key, each with the type its value must have; options.ts checks the value itself. A key
// that is missing here is refused as unknown, so the compiler insists on all of them.

/** As many of the options as were given, with paths in place of URLs, and lists in place of single names. */
type Given<Options> = {
  readonly [Name in keyof Options]: Options[Name] extends readonly unknown[] | string | number
    ? Options[Name]
    : Partial<Exclude<Options[Name], undefined>>;
};

/** What of the output concerns an image in memory. */
type EncodingOptions = Omit<OutputOptions, 'overwrite' | 'preserve' | 'durable'>;

/** Parameters of methods are checked by them; their names are here for who looks for them elsewhere. */
const params = Object.assign((value: unknown, name: string) => anyObject(value, name), {
  names: [...new Set(methods.flatMap(({ defaults }) => Object.keys(defaults)))],
});

const operation = group<OperationOptions>({
  method: textOrUrl('the name of a method, or the path of a module'),
  on: word(),
  dialect: text,
  params,
  strength: number,
  reference: path,
  frames: word(),
  autoOrient: boolean,
  nodata: number,
  roi: needing(group<Region>({ x: number, y: number, width: number, height: number }), 'x', 'y', 'width', 'height'),
  applyInside: boolean,
});

const encoding = {
  format: word(),
  quality: numberOr<'auto'>(),
  effort: number,
  strip: boolean,
  dropGainMap: boolean,
  compression: word(),
  lossless: word(),
  codec: word(),
} as const satisfies ReadersOf<EncodingOptions>;

/** @throws {ImgparError} `usage` */
export const readRunOptions = group<Omit<Given<CheckedOptions>, 'inPlace'> & { readonly inPlace: InPlaceOptions }>({
  sources: oneOrMany(path),
  lists: oneOrMany(path),
  destination: path,
  inPlace: needing(group<InPlaceOptions>({ backupDir: or(false, path), breakHardLinks: boolean, breakLock: boolean }), 'backupDir'),
  select: group<CheckedOptions['select']>({
    include: oneOrMany(text),
    exclude: oneOrMany(text),
    hidden: boolean,
    allowNoMatch: boolean,
    strict: boolean,
  }),
  operation,
  sharing: group<SharingOptions>({ scope: word(), saveStats: path, maskDir: path }),
  output: group<OutputOptions>({ ...encoding, overwrite: boolean, preserve: boolean, durable: boolean }),
  record: group<RecordOptions>({
    manifest: or(false, path),
    force: boolean,
    retryFailed: boolean,
    checksum: boolean,
    prune: boolean,
    pruneAny: boolean,
  }),
  workers: number,
  timeoutMs: number,
  limits: group<LimitOptions>({
    maxMemoryBytes: number,
    maxPixels: number,
    retries: number,
    maxFailures: numberOr<`${number}%`>(),
    quarantine: path,
  }),
});

/** @throws {ImgparError} `usage` */
export const readRunContext = group<RunContext>({ report: callback<Reporter>(), signal: abortSignal, killSignal: abortSignal });

/** @throws {ImgparError} `usage` */
export const readReportContext = group<Pick<RunContext, 'report'>>({ report: callback<Reporter>() });

/** @throws {ImgparError} `usage` */
export const readEqualizeImageOptions = group<{
  readonly operation: Partial<OperationOptions>;
  readonly output: Partial<EncodingOptions>;
}>({ operation, output: group<EncodingOptions>(encoding) });

/** @throws {ImgparError} `usage` */
export const readVerifyOptions = group<{ readonly manifest: string }>({ manifest: path });

/** @throws {ImgparError} `usage` */
export const readRestoreOptions = group<{ readonly manifest: string; readonly force: boolean; readonly dryRun: boolean }>({
  manifest: path,
  force: boolean,
  dryRun: boolean,
});
