import { createRequire } from 'node:module';
import type { Argv, Options, default as Yargs } from 'yargs';
import { imageFormats } from '../codec/formats.js';
import { defaultOperation, defaultOutput, maxWorkers, type OutputOptions, type RunOptions } from '../engine/options.js';
import { ImgparError } from '../errors.js';
import { methods } from '../pixels/methods.js';
import { type ColourMode, colourModes } from '../pixels/picture.js';
import { version } from '../version.js';
import { nearest } from './nearest.js';

// Its ES-module build breaks lines of help in the middle of words, its CommonJS build between them; both give the same function.
const yargs: typeof Yargs = createRequire(import.meta.url)('yargs');

/** How progress is shown. */
const progressStyles = ['auto', 'bars', 'lines', 'json', 'none'] as const;
export type ProgressStyle = (typeof progressStyles)[number];

/** What the command line asks for. */
export type Command =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'equalize';
      readonly options: RunOptions;
      readonly progress: ProgressStyle;
      readonly quiet: boolean;
      readonly dryRun: boolean;
    };

const workersRange = [1, maxWorkers] as const;
const qualityRange = [1, 100] as const;

/** Options of `equalize`. */
const equalizeFlags = {
  method: choice(
    'method',
    methods.map(({ name }) => name),
    'Pixels:',
    'Method of equalisation',
    defaultOperation.method,
  ),
  on: choice(
    'on',
    colourModes,
    'Pixels:',
    'What of a colour image is equalised: its luma, or red, green and blue each on its own',
    defaultOperation.on,
  ),
  include: patterns('Images:', 'Take only files that match PATTERN; may be repeated'),
  exclude: patterns('Images:', 'Leave out files that match PATTERN; may be repeated'),
  hidden: { boolean: true, group: 'Images:', describe: 'Take files and folders whose name begins with a dot, too' },
  format: choice('format', ['keep', ...imageFormats], 'Results:', 'Format of the results', defaultOutput.format),
  quality: wholeNumber(
    'quality',
    qualityRange,
    'Results:',
    `Quality of lossy formats, ${qualityRange.join(' to ')}`,
    defaultOutput.quality,
  ),
  overwrite: choice('overwrite', ['yes', 'no'], 'Results:', 'Whether results that exist are replaced, or their sources skipped', 'yes'),
  workers: wholeNumber('workers', workersRange, 'Run:', 'Images worked on at the same time [default: the cores this process may use]'),
  progress: choice(
    'progress',
    progressStyles,
    'Run:',
    'How progress is shown; auto: bars on a terminal, lines elsewhere; json: one event a line, on stdout',
    'auto',
  ),
  quiet: { boolean: true, group: 'Run:', describe: 'Show failures only' },
  'dry-run': { boolean: true, group: 'Run:', describe: 'List on stdout what would be done; touch nothing' },
} satisfies Readonly<Record<string, Options>>;

/**
 * Reads the command line. Touches nothing: no disk, no thread, no log.
 *
 * @param columns width of the help text
 * @throws {ImgparError} `usage`
 */
export function parseArgs(argv: readonly string[], columns = 100): Command {
  let command: Command | undefined;
  let text = '';
  const parser = yargs([...argv])
    .scriptName('imgpar')
    .usage('$0 <command>\n\nEqualises the histograms of whole folders of images, in parallel.')
    .parserConfiguration({ 'parse-numbers': false, 'parse-positional-numbers': false, 'greedy-arrays': false, 'dot-notation': false })
    .locale('en')
    .wrap(columns)
    .help('help', 'Show this help')
    .version('version', 'Show the version', version)
    .alias({ help: 'h' })
    .command('equalize', 'Equalise images into a folder', describeEqualize, (parsed) => {
      command = equalizeCommand(parsed);
    })
    .command('$0', false, {}, (parsed) => {
      throw noSuchCommand(parsed);
    })
    .epilogue('imgpar <command> --help shows the options and examples of a command.')
    .exitProcess(false)
    .fail(rethrow);
  parser.parse([...argv], {}, (_error: unknown, _parsed: unknown, output: string) => {
    text = output;
  });
  return command ?? { kind: 'text', text };
}

function describeEqualize(parser: Argv): Argv {
  return parser
    .usage(
      '$0 equalize <source..> <destination>\n\n' +
        'Equalises images and writes the results into the folder <destination>, in which the tree below each source is mirrored. ' +
        'Sources are folders (read recursively), files and glob patterns. The destination of a single file may be a file name.',
    )
    .options(equalizeFlags)
    .example('$0 equalize ./photos ./out', 'every image below ./photos')
    .example("$0 equalize 'scans/**/*.tif' ./out --on rgb", 'a pattern, quoted; each channel on its own')
    .example('$0 equalize photo.jpg better.jpg', 'one image')
    .example('$0 equalize ./photos ./out --format webp --quality 80', 'convert on the way')
    .example('$0 equalize ./photos ./out --progress json > run.jsonl', 'events for a program')
    .epilogue('Exit codes: 0 all good, 1 some images failed, 2 wrong use, 130 interrupted.\nNames that begin with a dash come after --.');
}

/** What yargs makes of `equalizeFlags`. */
interface EqualizeArguments {
  readonly _: ReadonlyArray<string | number>;
  readonly method: string;
  readonly on: ColourMode;
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly hidden?: boolean;
  readonly format: OutputOptions['format'];
  readonly quality: number;
  readonly overwrite: 'yes' | 'no';
  readonly workers?: number;
  readonly progress: ProgressStyle;
  readonly quiet?: boolean;
  readonly dryRun?: boolean;
}

function equalizeCommand(parsed: Parsed): Command {
  refuseUnknownOptions(parsed, Object.keys(equalizeFlags));
  // Each value was read by the flag of its name, which gives this type or throws.
  const given = parsed as unknown as EqualizeArguments;
  const paths = given._.slice(1).map(String);
  const destination = paths.pop();
  if (destination === undefined || paths.length === 0) throw missingPaths(destination);
  const { method, on, include, exclude, hidden = false, format, quality, workers } = given;
  return {
    kind: 'equalize',
    options: {
      sources: paths,
      destination,
      select: { ...(include && { include }), ...(exclude && { exclude }), hidden },
      operation: { method, on },
      output: { format, quality, overwrite: given.overwrite === 'yes' },
      ...(workers !== undefined && { workers }),
    },
    progress: given.progress,
    quiet: given.quiet === true,
    dryRun: given.dryRun === true,
  };
}

type Parsed = Readonly<Record<string, unknown>> & { readonly _: ReadonlyArray<string | number> };

function missingPaths(only: string | undefined): ImgparError {
  const given = only === undefined ? 'neither' : `only ${JSON.stringify(only)}`;
  return usage(`expected at least one source and a destination, received ${given}: imgpar equalize <source..> <destination>`);
}

function refuseUnknownOptions(parsed: Parsed, known: readonly string[]): void {
  const unknown = Object.keys(parsed).find((key) => !['_', '$0'].includes(key) && !known.includes(dashed(key)));
  if (unknown === undefined) return;
  const written = unknown.length === 1 ? `-${unknown}` : `--${unknown}`;
  throw usage(`unknown option ${written}${suggestion(unknown, known, '--')}; names that begin with a dash come after --`);
}

function noSuchCommand({ _: [word] }: Parsed): ImgparError {
  if (word === undefined) return usage('no command given, expected one of: equalize; imgpar --help shows more');
  return usage(
    `unknown command ${JSON.stringify(String(word))}${suggestion(String(word), ['equalize'])}; imgpar --help shows the commands`,
  );
}

function suggestion(word: string, candidates: readonly string[], prefix = ''): string {
  const meant = nearest(word, candidates);
  return meant === undefined ? '' : `, did you mean ${prefix}${meant}?`;
}

/** yargs tells of its own findings as text, of ours as the error thrown. */
function rethrow(message: string | null, error: Error | undefined): never {
  if (error instanceof ImgparError) throw error;
  const missing = /^Not enough arguments following: (.*)$/.exec(message ?? '');
  if (missing) throw usage(`--${missing[1]} needs a value`);
  throw usage(message ?? error?.message ?? 'the command line cannot be read', error);
}

function choice(name: string, choices: readonly string[], group: string, describe: string, byDefault: string): Options {
  const coerce = (given: unknown) => {
    const value = lastOf(given);
    if (choices.includes(value)) return value;
    const meant = suggestion(value, choices);
    throw usage(`--${name} is ${JSON.stringify(value)}${meant}${meant ? '' : ','} expected one of: ${choices.join(', ')}`);
  };
  return { requiresArg: true, string: true, choices, default: byDefault, coerce, group, describe };
}

function wholeNumber(name: string, [min, max]: readonly [number, number], group: string, describe: string, byDefault?: number): Options {
  const coerce = (given: unknown) => {
    if (given === undefined) return undefined;
    const value = lastOf(given);
    const number = Number(value);
    if (/^\d+$/.test(value) && number >= min && number <= max) return number;
    throw usage(`--${name} is ${JSON.stringify(value)}, expected a whole number from ${min} to ${max}`);
  };
  return { requiresArg: true, string: true, coerce, group, describe, ...(byDefault !== undefined && { default: byDefault }) };
}

function patterns(group: string, describe: string): Options {
  return { requiresArg: true, string: true, array: true, group, describe };
}

/** An option given twice arrives as a list; the last one counts. */
function lastOf(given: unknown): string {
  return String(Array.isArray(given) ? given.at(-1) : given);
}

function dashed(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function usage(message: string, cause?: Error): ImgparError {
  return new ImgparError('usage', message, cause && { cause });
}
