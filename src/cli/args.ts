import { createRequire } from 'node:module';
import type { Argv, default as Yargs } from 'yargs';
import type { RunOptions } from '../engine/options.js';
import { ImgparError } from '../errors.js';
import { version } from '../version.js';
import { type EqualizeValues, equalizeFlags, type ProgressStyle, suggestion } from './flags.js';

// Its ES-module build breaks lines of help in the middle of words, its CommonJS build between them; both give the same function.
const yargs: typeof Yargs = createRequire(import.meta.url)('yargs');

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
  | { readonly kind: 'verify'; readonly destination: string; readonly manifest: string | undefined; readonly quiet: boolean };

interface Subcommand {
  readonly summary: string;
  readonly describe: (parser: Argv) => Argv;
  readonly read: (parsed: Parsed) => Command;
}

const commands: ReadonlyMap<string, Subcommand> = new Map([
  ['equalize', { summary: 'Equalise images into a folder', describe: describeEqualize, read: equalizeCommand }],
  ['check', { summary: 'Tell what equalize would have to do', describe: describeCheck, read: checkCommand }],
  ['verify', { summary: 'Read results and compare them with what was written', describe: describeVerify, read: verifyCommand }],
  ['preview', { summary: 'Draw one image as every method shows it', describe: describePreview, read: previewCommand }],
  ['methods', { summary: 'List the methods', describe: describeMethods, read: methodsCommand }],
  ['doctor', { summary: 'Look at this machine, and try whether all works', describe: describeDoctor, read: doctorCommand }],
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
  const parser = yargs()
    .scriptName('imgpar')
    .parserConfiguration({
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'greedy-arrays': false,
      'dot-notation': false,
      'boolean-negation': false,
    })
    .locale('en')
    .wrap(columns)
    .exitProcess(false)
    .fail(rethrow);
  // yargs's own commands would lay out the help, 0.03 s, on each run, and its help is also asked for by a last path named help.
  if (asksForHelp(argv)) parser.help('help', 'Show this help').alias({ help: 'h' });
  else parser.help(false);
  parser.version('version', 'Show the version', version);
  (command?.describe ?? describeCommands)(parser);
  let text = '';
  const parsed: Parsed = parser.parseSync([...argv], {}, (_error: unknown, _parsed: unknown, output: string) => {
    text = output;
  });
  if (text !== '') return { kind: 'text', text };
  return command !== undefined && parsed._[0] === name ? command.read(parsed) : noSuchCommand(parsed);
}

/** Options may stand before the command, and the value of one be named like a command. */
function commandNamed(argv: readonly string[]): string | undefined {
  return argv[0]?.startsWith('-') ? argv.find((word) => commands.has(word)) : argv[0];
}

function asksForHelp(argv: readonly string[]): boolean {
  const last = argv.indexOf('--');
  return argv[0] === 'help' || argv.slice(0, last === -1 ? argv.length : last).some((word) => word === '--help' || word === '-h');
}

function describeCommands(parser: Argv): Argv {
  for (const [name, { summary }] of commands) parser.command(name, summary);
  return parser
    .usage('$0 <command>\n\nEqualises the histograms of whole folders of images, in parallel.')
    .epilogue('imgpar <command> --help shows the options and examples of a command.');
}

function describeEqualize(parser: Argv): Argv {
  return parser
    .usage(
      '$0 equalize <source..> <destination>\n\n' +
        'Equalises images and writes the results into the folder <destination>, in which the tree below each source is mirrored. ' +
        'Sources are folders (read recursively), files and glob patterns. The destination of a single file may be a file name.',
    )
    .options(equalizeFlags)
    .epilogue(
      examples([
        ['every image below ./photos', 'imgpar equalize ./photos ./out'],
        ['a pattern, quoted; each channel on its own', "imgpar equalize 'scans/**/*.tif' ./out --on rgb"],
        ['one image', 'imgpar equalize photo.jpg better.jpg'],
        ['images that another program names', 'find . -newer last | imgpar equalize --list - ./out'],
        ['results replace their sources', 'imgpar equalize --in-place --backup-dir ./originals ./photos'],
        ['adaptive, in tiles', 'imgpar equalize ./photos ./out --method clahe --tiles 8x8'],
        ["exactly Pillow's result", 'imgpar equalize ./photos ./out --dialect pillow'],
        ['one table for all, so images stay comparable', 'imgpar equalize ./plate ./out --scope set'],
        ['convert on the way', 'imgpar equalize ./photos ./out --format webp --quality 80'],
        ['events for a program', 'imgpar equalize ./photos ./out --progress json > run.jsonl'],
      ]),
    )
    .epilogue('Exit codes: 0 all good, 1 some images failed, 2 wrong use, 130 interrupted.\nNames that begin with a dash come after --.');
}

/** What each does above the command, as both side by side would have to be broken. */
function examples(list: ReadonlyArray<readonly [does: string, command: string]>): string {
  return ['Examples:', ...list.map(([does, command]) => `  # ${does}\n  ${command}`), ''].join('\n');
}

function describeCheck(parser: Argv): Argv {
  return parser
    .usage(
      '$0 check <source..> <destination>\n\n' +
        'Names every image of which the result is missing or stale, and why; takes the options of equalize. Writes nothing.',
    )
    .options(equalizeFlags)
    .epilogue(
      examples([
        ['is all up to date?', 'imgpar check ./photos ./out'],
        ['by content, and is nothing there whose source is gone?', 'imgpar check ./photos ./out --checksum --prune'],
      ]),
    )
    .epilogue('Exit codes: 0 all up to date, 2 wrong use, 3 something is missing or stale.');
}

function describeVerify(parser: Argv): Argv {
  return parser
    .usage('$0 verify <destination>\n\nReads every result that equalize wrote into a folder, and names those that are not what it wrote.')
    .options({ manifest: equalizeFlags.manifest, quiet: equalizeFlags.quiet })
    .example('$0 verify ./out', '')
    .epilogue('Exit codes: 0 all as written, 1 something differs, 2 wrong use.');
}

function describePreview(parser: Argv): Argv {
  return parser
    .usage('$0 preview <image>\n\nDraws the image and what every method makes of it, side by side, each with its histogram, into one PNG.')
    .options({ output: { alias: 'o', string: true, requiresArg: true, describe: 'The PNG to write [default: <image>.preview.png here]' } })
    .example('$0 preview photo.jpg -o sheet.png', '')
    .epilogue('Exit codes: 0 drawn, 1 the PNG cannot be written, 2 wrong use, or nothing that can be drawn.');
}

function describeMethods(parser: Argv): Argv {
  return parser.usage('$0 methods\n\nLists the methods, one a line.');
}

function describeDoctor(parser: Argv): Argv {
  return parser.usage(
    '$0 doctor\n\nShows versions, cores, memory and what a run would take of them, and tries every format and a run. ' +
      'Exit code 0 when all works, else 1.',
  );
}

type Parsed = Readonly<Record<string, unknown>> & { readonly _: ReadonlyArray<string | number> };

function equalizeCommand(parsed: Parsed): Extract<Command, { kind: 'equalize' }> {
  refuseUnknownOptions(parsed, Object.keys(equalizeFlags));
  const paths = parsed._.slice(1).map(String);
  // Each value was read by the flag of its name, which gives this type or throws.
  const values = parsed as unknown as EqualizeValues;
  const places = placesOf(paths, values);
  const {
    include,
    exclude,
    hidden = false,
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
      select: { ...given({ include, exclude }), hidden },
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
  const { inPlace = false, backupDir, noBackup = false, list } = values;
  const lists = given({ lists: list });
  if (inPlace) {
    if (paths.length === 0) throw usage('expected at least one source: imgpar equalize --in-place --backup-dir <folder> <source..>');
    if ((backupDir === undefined) !== noBackup)
      throw usage('in place, the results replace the originals: keep these with --backup-dir <folder>, or say --no-backup');
    return { sources: paths, ...lists, inPlace: { backupDir: backupDir ?? false } };
  }
  if (backupDir !== undefined || noBackup) throw usage('--backup-dir and --no-backup have a meaning with --in-place only');
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
  const { strip = false, dropGainmap = false, preserve = false, overwrite, durable = false } = values;
  const files = { preserve, overwrite: overwrite === 'yes', durable };
  return { codec, format, quality, effort, compression, lossless, strip, dropGainMap: dropGainmap, ...files };
}

function recordOf({ manifest, noManifest = false, ...values }: EqualizeValues): NonNullable<RunOptions['record']> {
  if (noManifest && manifest !== undefined) throw usage('--manifest and --no-manifest contradict each other; give one of them');
  const { force = false, retryFailed = false, checksum = false, prune = false } = values;
  return { force, retryFailed, checksum, prune, ...given({ manifest: noManifest ? false : manifest }) };
}

function checkCommand(parsed: Parsed): Command {
  const { options, quiet } = equalizeCommand(parsed);
  return { kind: 'check', options, quiet };
}

function verifyCommand(parsed: Parsed): Command {
  refuseUnknownOptions(parsed, ['manifest', 'quiet']);
  const [destination, ...others] = parsed._.slice(1).map(String);
  if (destination === undefined || others.length > 0)
    throw usage(`expected one destination, received ${parsed._.length - 1}: imgpar verify <destination>`);
  // Each value was read by the flag of its name.
  const { manifest, quiet = false } = parsed as unknown as Pick<EqualizeValues, 'manifest' | 'quiet'>;
  return { kind: 'verify', destination, manifest, quiet };
}

function previewCommand(parsed: Parsed): Command {
  refuseUnknownOptions(parsed, ['output']);
  const [image, ...others] = parsed._.slice(1).map(String);
  if (image === undefined || others.length > 0) throw usage(`expected one image, received ${parsed._.length - 1}: imgpar preview <image>`);
  const output = parsed.output;
  return { kind: 'preview', image, output: output === undefined ? undefined : String(Array.isArray(output) ? output.at(-1) : output) };
}

function methodsCommand(parsed: Parsed): Command {
  refuseUnknownOptions(parsed, []);
  if (parsed._.length > 1) throw usage(`imgpar methods takes nothing more, received ${JSON.stringify(String(parsed._[1]))}`);
  return { kind: 'methods' };
}

function doctorCommand(parsed: Parsed): Command {
  refuseUnknownOptions(parsed, []);
  if (parsed._.length > 1) throw usage(`imgpar doctor takes nothing more, received ${JSON.stringify(String(parsed._[1]))}`);
  return { kind: 'doctor' };
}

function noSuchCommand({ _: [word] }: Parsed): never {
  if (word === undefined) throw usage(`no command given, expected one of: ${[...commands.keys()].join(', ')}; imgpar --help shows more`);
  throw usage(
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

/** yargs tells of its own findings as text, of ours as the error thrown. */
function rethrow(message: string | null, error: Error | undefined): never {
  if (error instanceof ImgparError) throw error;
  const missing = /^Not enough arguments following: (.*)$/.exec(message ?? '');
  if (missing) throw usage(`--${missing[1]} needs a value`);
  throw usage(message ?? error?.message ?? 'the command line cannot be read', error);
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
