import { createRequire } from 'node:module';
import type Parser from 'yargs-parser';
import type { Config } from '../config/read.js';
import { oneOf } from '../config/settle.js';
import { ImgparError, usage } from '../errors.js';
import type { RestoreOptions } from '../history/restore.js';
import { isModulePath } from '../options/method-path.js';
import type { RunOptions } from '../options/run-options.js';
import {
  inPlaceOptions,
  limitOptions,
  operationOptions,
  outputOptions,
  placeOptions,
  recordOptions,
  selectOptions,
  sharingOptions,
  workOptions,
} from '../options/table.js';
import { choiceOf, type ReporterChoice } from '../report/ci/reporters.js';
import type { ProgressChoice } from '../report/progress-styles.js';
import { version } from '../version.js';
import { shells } from './commands.js';
import { type EyeCommand, readStats, readTune } from './eye/args.js';
import type { ReportChoice, ReportRequest } from './eye/report.js';
import { readReport, reportOf } from './eye/report-args.js';
import {
  commandOptions,
  equalizeFlags,
  type Flags,
  flagsOf,
  listOptions,
  mergeOptions,
  meterOptions,
  parameterOptions,
  previewOptions,
  reportOptions,
  restoreOptions,
  statsOptions,
  suggestion,
  tuneOptions,
  valuesIn,
  verifyOptions,
} from './flags.js';
import { helpText } from './help.js';
import { type MachineCommand, readList, readMerge } from './machines/args.js';
import type { MeterRequest } from './pipe-meter.js';
import { type QueueCommand, queueCommand, queueFlags, submitCommand, submitFlags } from './queue/args.js';
import { asParsed, type Parsed, settingsOf, settingsText } from './settings.js';

const parser: typeof Parser = createRequire(import.meta.url)('yargs-parser');

/** What the command line asks for. */
export type Command =
  | { readonly kind: 'text'; readonly text: string }
  /** Help for a run with a user's own method, including the parameters of that method. */
  | { readonly kind: 'help'; readonly command: string; readonly method: string }
  | { readonly kind: 'methods' }
  | { readonly kind: 'formats' }
  | { readonly kind: 'doctor' }
  | { readonly kind: 'progress'; readonly request: MeterRequest }
  | { readonly kind: 'preview'; readonly image: string; readonly output: string | undefined }
  | {
      readonly kind: 'equalize';
      readonly options: RunOptions;
      readonly progress: ProgressChoice;
      readonly reporters: readonly ReporterChoice[];
      readonly report: ReportChoice | undefined;
      readonly quiet: boolean;
      readonly dryRun: boolean;
    }
  | { readonly kind: 'check'; readonly options: RunOptions; readonly reporters: readonly ReporterChoice[]; readonly quiet: boolean }
  | {
      readonly kind: 'watch';
      readonly options: RunOptions;
      readonly progress: ProgressChoice;
      readonly reporters: readonly ReporterChoice[];
      readonly quiet: boolean;
    }
  /** Several of these, as the configuration names them. */
  | { readonly kind: 'jobs'; readonly jobs: readonly Job[] }
  | { readonly kind: 'init' }
  | { readonly kind: 'completion'; readonly shell: (typeof shells)[number] }
  | { readonly kind: 'queue'; readonly command: QueueCommand }
  | MachineCommand
  | EyeCommand
  | { readonly kind: 'verify'; readonly destination: string; readonly manifest: string | undefined; readonly quiet: boolean }
  | { readonly kind: 'report'; readonly request: ReportRequest }
  | { readonly kind: 'restore'; readonly backup: string; readonly options: RestoreOptions; readonly quiet: boolean };

/** A run, or a check, that the configuration names. */
export interface Job {
  readonly name: string;
  readonly command: Extract<Command, { kind: 'equalize' | 'check' | 'text' }>;
}

interface Subcommand {
  readonly flags: Flags;
  readonly read: (parsed: Parsed, config: Config | undefined) => Command;
}

const commands: ReadonlyMap<string, Subcommand> = new Map<string, Subcommand>([
  ['equalize', { flags: equalizeFlags, read: equalizeCommand }],
  ['check', { flags: equalizeFlags, read: checkCommand }],
  ['run', { flags: equalizeFlags, read: runCommand }],
  ['list', { flags: flagsOf(listOptions), read: readList }],
  ['merge', { flags: flagsOf(mergeOptions), read: readMerge }],
  ['watch', { flags: equalizeFlags, read: watchCommand }],
  ['verify', { flags: flagsOf(verifyOptions), read: verifyCommand }],
  ['restore', { flags: flagsOf(restoreOptions), read: restoreCommand }],
  ['report', { flags: flagsOf(reportOptions), read: (parsed) => ({ kind: 'report', request: readReport(parsed) }) }],
  ['submit', { flags: { ...equalizeFlags, ...submitFlags }, read: readSubmit }],
  ...Object.entries(queueFlags).map(([name, flags]): [string, Subcommand] => [name, { flags, read: (parsed) => readQueue(name, parsed) }]),
  ['stats', { flags: flagsOf(statsOptions), read: readStats }],
  ['tune', { flags: flagsOf(tuneOptions), read: readTune }],
  ['preview', { flags: flagsOf(previewOptions), read: previewCommand }],
  ['progress', { flags: flagsOf(meterOptions), read: progressCommand }],
  ['init', { flags: {}, read: listCommand('init') }],
  ['completion', { flags: {}, read: completionCommand }],
  ['methods', { flags: {}, read: listCommand('methods') }],
  ['formats', { flags: {}, read: listCommand('formats') }],
  ['doctor', { flags: {}, read: listCommand('doctor') }],
]);

/**
 * Parses the command line. Touches nothing: no disk, no thread, no log.
 *
 * @param columns width of the help text
 * @param config the configuration file that applies, if any
 * @throws {ImgparError} `usage`
 */
export function parseArgs(argv: readonly string[], columns = 100, config?: Config): Command {
  const name = commandNamed(argv);
  const command = commands.get(name ?? '');
  if (asksFor(argv, '--help', '-h') || argv[0] === 'help') return helpFor(argv, command && name, columns);
  if (asksFor(argv, '--version')) return { kind: 'text', text: version };
  // yargs would do the same with the result, and takes four times as long to load.
  const { argv: parsed, error } = parser.detailed([...argv], parserOptions(command?.flags ?? {}));
  if (error) throw readable(error);
  if (command === undefined || parsed._[0] !== name) throw noSuchCommand(parsed);
  refuseUnknownOptions(parsed, Object.keys(command.flags));
  return command.read(parsed, config);
}

function helpFor(argv: readonly string[], command: string | undefined, columns: number): Command {
  const at = argv.findLastIndex((word) => word === '--method' || word.startsWith('--method='));
  const method = argv[at]?.split('=')[1] ?? argv[at + 1];
  if (command !== undefined && at >= 0 && method !== undefined && isModulePath(method)) return { kind: 'help', command, method };
  return { kind: 'text', text: helpText(command, columns) };
}

/** Finds the command: options may come before it, and the value of one may be spelt like a command. */
function commandNamed(argv: readonly string[]): string | undefined {
  return argv[0]?.startsWith('-') ? argv.find((word) => commands.has(word)) : argv[0];
}

function asksFor(argv: readonly string[], ...words: string[]): boolean {
  const last = argv.indexOf('--');
  return argv.slice(0, last === -1 ? argv.length : last).some((word) => words.includes(word));
}

function parserOptions(flags: Flags): Parser.Options {
  const names = Object.keys(flags);
  const [switches, others] = [names.filter((name) => flags[name]!.kind.isSwitch), names.filter((name) => !flags[name]!.kind.isSwitch)];
  return {
    boolean: switches,
    string: others,
    // Naming all of them here lets each be written in camel case as well.
    alias: Object.fromEntries(names.map((name) => [name, [flags[name]!.alias ?? []].flat()])),
    // NaN: at least one value.
    narg: Object.fromEntries(others.map((name) => [name, Number.NaN])),
    configuration: {
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'greedy-arrays': false,
      'dot-notation': false,
      'boolean-negation': false,
    },
  };
}

function equalizeCommand(parsed: Parsed, config: Config | undefined): Command {
  const settled = settingsOf(parsed, config);
  if (parsed['print-config']) return { kind: 'text', text: settingsText(parsed, settled, config) };
  return equalizeWith(asParsed(parsed, settled));
}

function equalizeWith(parsed: Parsed): Extract<Command, { kind: 'equalize' }> {
  const { progress = commandOptions.progress.default, quiet = false, dryRun = false, reporter = [] } = valuesIn(commandOptions, parsed);
  const report = reportOf(parsed);
  return {
    kind: 'equalize',
    options: {
      ...placesOf(parsed),
      select: valuesIn(selectOptions, parsed),
      operation: operationOf(parsed),
      sharing: valuesIn(sharingOptions, parsed),
      output: valuesIn(outputOptions, parsed),
      record: { ...recordOf(parsed), ...(report && { figures: true }) },
      ...valuesIn(workOptions, parsed),
      limits: valuesIn(limitOptions, parsed),
    },
    progress,
    reporters: reportersOf(reporter, progress === 'json' ? '--progress json' : undefined),
    report,
    quiet,
    dryRun,
  };
}

/** @param other what else writes to stdout */
function reportersOf(given: readonly string[], other: string | undefined): readonly ReporterChoice[] {
  // Each was read as a choice.
  const choices = [...new Set(given)].map((each) => choiceOf(each)!);
  const onStdout = [
    ...(other === undefined ? [] : [other]),
    ...choices.filter(({ file }) => file === undefined).map(({ name }) => `--reporter ${name}`),
  ];
  if (onStdout.length > 1)
    throw usage(`${onStdout.join(' and ')} would both write to stdout; write one to a file: ${onStdout.at(-1)}=FILE`);
  return choices;
}

function placesOf(parsed: Parsed): Pick<RunOptions, 'sources' | 'lists' | 'destination' | 'inPlace'> {
  const paths = parsed._.slice(1).map(String);
  const { inPlace = false, noBackup = false } = valuesIn(commandOptions, parsed);
  const { backupDir, ...others } = valuesIn(inPlaceOptions, parsed);
  const lists = valuesIn(placeOptions, parsed);
  if (inPlace) {
    if (paths.length === 0) throw usage('expected at least one source: imgpar equalize --in-place --backup-dir <folder> <source..>');
    if ((backupDir === undefined) !== noBackup)
      throw usage('in place, results replace the originals; keep the originals with --backup-dir <folder>, or say --no-backup');
    return { ...lists, sources: paths, inPlace: { ...others, backupDir: backupDir ?? false } };
  }
  if (backupDir !== undefined || noBackup || Object.values(others).includes(true))
    throw usage('--backup-dir, --no-backup, --break-hard-links and --break-lock only work with --in-place');
  const destination = paths.pop();
  if (destination === undefined || (paths.length === 0 && !lists.lists)) throw missingPaths(destination);
  return { ...lists, sources: paths, destination };
}

/** Parameters come from `--param`, or from options of their own. */
function operationOf(parsed: Parsed): NonNullable<RunOptions['operation']> {
  const operation = valuesIn(operationOptions, parsed);
  const params = { ...operation.params, ...valuesIn(parameterOptions, parsed) };
  return { ...operation, ...(Object.keys(params).length > 0 && { params }) };
}

function recordOf(parsed: Parsed): NonNullable<RunOptions['record']> {
  const record = valuesIn(recordOptions, parsed);
  if (!valuesIn(commandOptions, parsed).noManifest) return record;
  if (record.manifest !== undefined) throw usage('--manifest and --no-manifest contradict each other; give only one of them');
  return { ...record, manifest: false };
}

/** Without paths, what the configuration has for them: those of every run, or all jobs. */
function checkCommand(parsed: Parsed, config: Config | undefined): Command {
  if (parsed._.length === 1 && config && config.jobs.size > 0) return runCommand(parsed, config);
  const command = equalizeCommand(parsed, config);
  return command.kind === 'equalize' ? asCheck(command) : command;
}

function asCheck({ options, reporters, quiet }: Extract<Command, { kind: 'equalize' }>): Extract<Command, { kind: 'check' }> {
  const mixed = reporters.find(({ name, file }) => file === undefined && name !== 'github');
  if (mixed)
    throw usage(
      `check lists on stdout, where --reporter ${mixed.name} would write as well; write it to a file: --reporter ${mixed.name}=FILE`,
    );
  return { kind: 'check', options, reporters, quiet };
}

function watchCommand(parsed: Parsed, config: Config | undefined): Command {
  const command = equalizeCommand(parsed, config);
  if (command.kind !== 'equalize') return command;
  const { dryRun, report, ...watched } = command;
  if (report) throw usage('watch has no end to report on; imgpar report makes a page of what is there');
  if (dryRun) throw usage('watch does what there is to do; imgpar equalize --dry-run shows what that is');
  return { ...watched, kind: 'watch' };
}

/** The jobs named, or all of the configuration; without jobs, the one run that it describes. */
function runCommand(parsed: Parsed, config: Config | undefined): Command {
  if (config === undefined)
    throw usage(`imgpar ${parsed._[0]} does the jobs of a configuration file, and there is none here; imgpar init writes one`);
  const [command, ...given] = parsed._.map(String);
  const names = given.length > 0 ? given : [...config.jobs.keys()];
  const alone: Parsed = { ...parsed, _: [command!] };
  if (names.length === 0) return equalizeCommand(alone, config);
  return { kind: 'jobs', jobs: names.map((name) => ({ name, command: jobCommand(alone, config, name) })) };
}

function jobCommand(parsed: Parsed, config: Config, name: string): Job['command'] {
  const job = config.jobs.get(name);
  if (job === undefined) throw usage(`there is no job ${JSON.stringify(name)} in ${config.path}, ${oneOf(name, [...config.jobs.keys()])}`);
  const settled = settingsOf(parsed, config, job);
  if (parsed['print-config']) return { kind: 'text', text: settingsText(parsed, settled, config) };
  try {
    const command = equalizeWith(asParsed(parsed, settled));
    return parsed._[0] === 'check' ? asCheck(command) : command;
  } catch (error) {
    if (error instanceof ImgparError) throw usage(`job ${name} of ${config.path}: ${error.message}`, error);
    throw error;
  }
}

function readSubmit(parsed: Parsed, config: Config | undefined): Command {
  const { options } = equalizeWith(asParsed(parsed, settingsOf(parsed, config)));
  return { kind: 'queue', command: submitCommand(parsed, options) };
}

function readQueue(name: string, parsed: Parsed): Command {
  return { kind: 'queue', command: queueCommand(name as keyof typeof queueFlags, parsed) }; // it comes from the table
}

function verifyCommand(parsed: Parsed): Command {
  const [destination, ...others] = parsed._.slice(1).map(String);
  if (destination === undefined || others.length > 0)
    throw usage(`expected one output folder, received ${parsed._.length - 1}: imgpar verify <output folder>`);
  const { manifest, quiet = false } = valuesIn(verifyOptions, parsed);
  return { kind: 'verify', destination, manifest: manifest || undefined, quiet };
}

function restoreCommand(parsed: Parsed): Command {
  const [backup, ...others] = parsed._.slice(1).map(String);
  if (backup === undefined || others.length > 0)
    throw usage(`expected one backup folder, received ${parsed._.length - 1}: imgpar restore <backup>`);
  const { quiet = false, ...options } = valuesIn(restoreOptions, parsed);
  return { kind: 'restore', backup, options, quiet };
}

function previewCommand(parsed: Parsed): Command {
  const [image, ...others] = parsed._.slice(1).map(String);
  if (image === undefined || others.length > 0) throw usage(`expected one image, received ${parsed._.length - 1}: imgpar preview <image>`);
  return { kind: 'preview', image, output: valuesIn(previewOptions, parsed).output };
}

function progressCommand(parsed: Parsed): Command {
  refuseArguments('progress', parsed);
  const request = valuesIn(meterOptions, parsed);
  if ([request.bytes, request.update, request.updateTo].filter(Boolean).length > 1)
    throw usage('--bytes, --update and --update-to each say what to count; give only one of them');
  return { kind: 'progress', request };
}

function completionCommand(parsed: Parsed): Command {
  const [given, ...others] = parsed._.slice(1).map(String);
  const shell = shells.find((each) => each === given);
  if (shell !== undefined && others.length === 0) return { kind: 'completion', shell };
  throw usage(
    `imgpar completion is for one shell, ${given === undefined ? '' : `received ${JSON.stringify(given)}, `}expected one of: ${shells.join(', ')}`,
  );
}

/** A command without arguments. */
function listCommand(kind: 'methods' | 'formats' | 'doctor' | 'init'): (parsed: Parsed) => Command {
  return (parsed) => {
    refuseArguments(kind, parsed);
    return { kind };
  };
}

function refuseArguments(kind: string, { _: [, word] }: Parsed): void {
  if (word !== undefined) throw usage(`imgpar ${kind} takes no arguments, received ${JSON.stringify(String(word))}`);
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
  throw usage(`unknown option ${written}${suggestion(unknown, known, '--')}; put file names that begin with a dash after --`);
}

/** Turns an error of the parser, which is plain text, into one of ours. */
function readable(error: Error): ImgparError {
  if (error instanceof ImgparError) return error;
  const missing = /^Not enough arguments following: (.*)$/.exec(error.message);
  return missing ? usage(`--${missing[1]} needs a value`) : usage(error.message, error);
}

function dashed(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
