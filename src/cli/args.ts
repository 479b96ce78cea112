import { createRequire } from 'node:module';
import type Parser from 'yargs-parser';
import type { RunOptions } from '../engine/options.js';
import { ImgparError } from '../errors.js';
import type { RestoreOptions } from '../history/restore.js';
import { version } from '../version.js';
import {
  type EqualizeValues,
  equalizeFlags,
  type Flags,
  type ProgressStyle,
  previewFlags,
  restoreFlags,
  suggestion,
  verifyFlags,
} from './flags.js';
import { helpText } from './help.js';

const parser: typeof Parser = createRequire(import.meta.url)('yargs-parser');

/** What the command line asks for. */
export type Command =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'methods' }
  | { readonly kind: 'doctor' }
  | { readonly kind: 'preview'; readonly image: string; readonly output: string | undefined }
  | {
      readonly kind: 'equalize';
      readonly options: RunOptions;
      readonly progress: ProgressStyle;
      readonly quiet: boolean;
      readonly dryRun: boolean;
    }
  | { readonly kind: 'check'; readonly options: RunOptions; readonly quiet: boolean }
  | { readonly kind: 'verify'; readonly destination: string; readonly manifest: string | undefined; readonly quiet: boolean }
  | { readonly kind: 'restore'; readonly backup: string; readonly options: RestoreOptions; readonly quiet: boolean };

interface Subcommand {
  readonly flags: Flags;
  readonly read: (parsed: Parsed) => Command;
}

const commands: ReadonlyMap<string, Subcommand> = new Map([
  ['equalize', { flags: equalizeFlags, read: equalizeCommand }],
  ['check', { flags: equalizeFlags, read: checkCommand }],
  ['verify', { flags: verifyFlags, read: verifyCommand }],
  ['restore', { flags: restoreFlags, read: restoreCommand }],
  ['preview', { flags: previewFlags, read: previewCommand }],
  ['methods', { flags: {}, read: methodsCommand }],
  ['doctor', { flags: {}, read: doctorCommand }],
]);

/**
 * Reads the command line. Touches nothing: no disk, no thread, no log.
 *
 * @param columns width of the help text
 * @throws {ImgparError} `usage`
 */
export function parseArgs(argv: readonly string[], columns = 100): Command {
  const name = commandNamed(argv);
  const command = commands.get(name ?? '');
  if (asksFor(argv, '--help', '-h') || argv[0] === 'help') return { kind: 'text', text: helpText(command && name, columns) };
  if (asksFor(argv, '--version')) return { kind: 'text', text: version };
  // yargs does the same with it, and takes four times as long to load.
  const { argv: parsed, error } = parser.detailed([...argv], parserOptions(command?.flags ?? {}));
  if (error) throw readable(error);
  if (command === undefined || parsed._[0] !== name) throw noSuchCommand(parsed);
  refuseUnknownOptions(parsed, Object.keys(command.flags));
  return command.read(parsed);
}

/** Options may stand before the command, and the value of one be named like a command. */
function commandNamed(argv: readonly string[]): string | undefined {
  return argv[0]?.startsWith('-') ? argv.find((word) => commands.has(word)) : argv[0];
}

function asksFor(argv: readonly string[], ...words: string[]): boolean {
  const last = argv.indexOf('--');
  return argv.slice(0, last === -1 ? argv.length : last).some((word) => words.includes(word));
}

function parserOptions(flags: Flags): Parser.Options {
  const entries = Object.entries(flags);
  const those = (key: 'boolean' | 'string' | 'array') => entries.filter(([, flag]) => flag[key]).map(([name]) => name);
  const valuesOf = <Value>(value: (flag: Flags[string]) => Value | undefined): Record<string, Value> =>
    Object.fromEntries(entries.flatMap(([name, flag]) => (value(flag) === undefined ? [] : [[name, value(flag)!]])));
  return {
    boolean: those('boolean'),
    string: those('string'),
    array: those('array'),
    // All are named here, so that each may be written in camel case as well.
    alias: valuesOf(({ alias = [] }) => alias),
    coerce: valuesOf(({ coerce }) => coerce),
    default: valuesOf((flag) => flag.default),
    // One at least.
    narg: valuesOf(({ requiresArg }) => requiresArg && Number.NaN),
    configuration: {
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'greedy-arrays': false,
      'dot-notation': false,
      'boolean-negation': false,
    },
  };
}

type Parsed = Readonly<Record<string, unknown>> & { readonly _: ReadonlyArray<string | number> };

function equalizeCommand(parsed: Parsed): Extract<Command, { kind: 'equalize' }> {
  const paths = parsed._.slice(1).map(String);
  // Each value was read by the flag of its name, which gives this type or throws.
  const values = parsed as unknown as EqualizeValues;
  const places = placesOf(paths, values);
  const {
    include,
    exclude,
    hidden = false,
    strict,
    allowNoMatch,
    workers,
    timeout,
    maxPixels,
    retries,
    maxFailures,
    quarantine,
    progress,
    quiet = false,
    dryRun = false,
  } = values;
  return {
    kind: 'equalize',
    options: {
      ...places,
      select: { ...given({ include, exclude, strict, allowNoMatch }), hidden },
      operation: operationOf(values),
      sharing: { scope: values.scope, ...given({ saveStats: values.saveStats, maskDir: values.maskDir }) },
      output: outputOf(values),
      record: recordOf(values),
      timeoutMs: Math.ceil(timeout * 1000),
      limits: { maxPixels, retries, ...given({ maxMemoryBytes: values.maxMemory, maxFailures, quarantine }) },
      ...given({ workers }),
    },
    progress,
    quiet,
    dryRun,
  };
}

function placesOf(paths: string[], values: EqualizeValues): Pick<RunOptions, 'sources' | 'lists' | 'destination' | 'inPlace'> {
  const { inPlace = false, backupDir, noBackup = false, breakHardLinks = false, breakLock = false, list } = values;
  const lists = given({ lists: list });
  if (inPlace) {
    if (paths.length === 0) throw usage('expected at least one source: imgpar equalize --in-place --backup-dir <folder> <source..>');
    if ((backupDir === undefined) !== noBackup)
      throw usage('in place, the results replace the originals: keep these with --backup-dir <folder>, or say --no-backup');
    return { sources: paths, ...lists, inPlace: { backupDir: backupDir ?? false, breakHardLinks, breakLock } };
  }
  if (backupDir !== undefined || noBackup || breakHardLinks || breakLock)
    throw usage('--backup-dir, --no-backup, --break-hard-links and --break-lock have a meaning with --in-place only');
  const destination = paths.pop();
  if (destination === undefined || (paths.length === 0 && !list)) throw missingPaths(destination);
  return { sources: paths, ...lists, destination };
}

function operationOf(values: EqualizeValues): NonNullable<RunOptions['operation']> {
  const { method, frames, autoOrient = false, on, dialect, strength, reference, nodata, roi, applyInside } = values;
  const params = given({ tiles: values.tiles, clipLimit: values.clipLimit, percentiles: values.percentiles });
  return {
    method,
    frames,
    autoOrient,
    ...given({ on, dialect, strength, reference, nodata, roi, applyInside }),
    ...(Object.keys(params).length > 0 && { params }),
  };
}

function outputOf(values: EqualizeValues): NonNullable<RunOptions['output']> {
  const { format, quality, effort, compression, lossless, codec } = values;
  const { strip = false, dropGainmap = false, preserve = false, copyOthers = false, overwrite, durable = false } = values;
  const files = { preserve, copyOthers, overwrite: overwrite === 'yes', durable };
  return { codec, format, quality, effort, compression, lossless, strip, dropGainMap: dropGainmap, ...files };
}

function recordOf({ manifest, noManifest = false, ...values }: EqualizeValues): NonNullable<RunOptions['record']> {
  if (noManifest && manifest !== undefined) throw usage('--manifest and --no-manifest contradict each other; give one of them');
  const { force = false, retryFailed = false, checksum = false, prune = false, pruneAny = false } = values;
  return { force, retryFailed, checksum, prune, pruneAny, ...given({ manifest: noManifest ? false : manifest }) };
}

function checkCommand(parsed: Parsed): Command {
  const { options, quiet } = equalizeCommand(parsed);
  return { kind: 'check', options, quiet };
}

function verifyCommand(parsed: Parsed): Command {
  const [destination, ...others] = parsed._.slice(1).map(String);
  if (destination === undefined || others.length > 0)
    throw usage(`expected one destination, received ${parsed._.length - 1}: imgpar verify <destination>`);
  // Each value was read by the flag of its name.
  const { manifest, quiet = false } = parsed as unknown as Pick<EqualizeValues, 'manifest' | 'quiet'>;
  return { kind: 'verify', destination, manifest, quiet };
}

function restoreCommand(parsed: Parsed): Command {
  const [backup, ...others] = parsed._.slice(1).map(String);
  if (backup === undefined || others.length > 0)
    throw usage(`expected one folder, received ${parsed._.length - 1}: imgpar restore <backup>`);
  // Each value was read by the flag of its name.
  const { manifest, force = false, dryRun = false, quiet = false } = parsed as unknown as EqualizeValues;
  return { kind: 'restore', backup, options: { force, dryRun, ...given({ manifest }) }, quiet };
}

function previewCommand(parsed: Parsed): Command {
  const [image, ...others] = parsed._.slice(1).map(String);
  if (image === undefined || others.length > 0) throw usage(`expected one image, received ${parsed._.length - 1}: imgpar preview <image>`);
  const output = parsed.output;
  return { kind: 'preview', image, output: output === undefined ? undefined : String(Array.isArray(output) ? output.at(-1) : output) };
}

function methodsCommand(parsed: Parsed): Command {
  if (parsed._.length > 1) throw usage(`imgpar methods takes nothing more, received ${JSON.stringify(String(parsed._[1]))}`);
  return { kind: 'methods' };
}

function doctorCommand(parsed: Parsed): Command {
  if (parsed._.length > 1) throw usage(`imgpar doctor takes nothing more, received ${JSON.stringify(String(parsed._[1]))}`);
  return { kind: 'doctor' };
}

function noSuchCommand({ _: [word] }: Parsed): ImgparError {
  if (word === undefined) return usage(`no command given, expected one of: ${[...commands.keys()].join(', ')}; imgpar --help shows more`);
  return usage(
    `unknown command ${JSON.stringify(String(word))}${suggestion(String(word), [...commands.keys()])}; imgpar --help shows the commands`,
  );
}

function missingPaths(only: string | undefined): ImgparError {
  const received = only === undefined ? 'neither' : `only ${JSON.stringify(only)}`;
  return usage(`expected at least one source and a destination, received ${received}: imgpar equalize <source..> <destination>`);
}

function refuseUnknownOptions(parsed: Parsed, known: readonly string[]): void {
  const unknown = Object.keys(parsed).find((key) => !['_', '$0', 'o'].includes(key) && !known.includes(dashed(key)));
  if (unknown === undefined) return;
  const written = unknown.length === 1 ? `-${unknown}` : `--${unknown}`;
  throw usage(`unknown option ${written}${suggestion(unknown, known, '--')}; names that begin with a dash come after --`);
}

/** The parser tells of its own findings as text. */
function readable(error: Error): ImgparError {
  if (error instanceof ImgparError) return error;
  const missing = /^Not enough arguments following: (.*)$/.exec(error.message);
  return missing ? usage(`--${missing[1]} needs a value`) : usage(error.message, error);
}

/** Only the values that were given: an option that is left out is not the same as one that is undefined. */
function given<Values extends object>(values: Values): { [Name in keyof Values]?: Exclude<Values[Name], undefined> } {
  // Nothing but undefined values are taken out.
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}

function dashed(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function usage(message: string, cause?: Error): ImgparError {
  return new ImgparError('usage', message, cause && { cause });
}
