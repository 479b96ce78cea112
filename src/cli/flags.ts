import { ImgparError } from '../errors.js';
import { type Option, type Options, option, sections } from '../options/row.js';
import type { Values } from '../options/run-options.js';
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
import { methods } from '../pixels/methods/methods.js';
import { reporterKind } from '../report/ci/reporters.js';
import { progressChoices } from '../report/progress-styles.js';
import { type Kind, listOf, number, oneCharacter, oneOf, onOff, path, text, whole, yesNo } from '../values/kinds.js';
import { nearest } from '../values/nearest.js';
import { kindOf, type Parameter, parametersOf } from '../values/parameters.js';

/** Options of `equalize` that the library has in another form, or not at all. */
export const commandOptions = {
  inPlace: option(onOff, 'Results', 'Replace each source with its result; all arguments are sources'),
  noBackup: option(onOff, 'Results', 'With --in-place: keep no originals'),
  noManifest: option(onOff, 'Running again', 'Keep no manifest'),
  progress: option(oneOf(progressChoices), 'Run', 'auto: bars on a terminal, lines elsewhere; json: one event per line, on stdout', {
    default: 'auto',
  }),
  reporter: option(
    listOf(reporterKind),
    'Run',
    'Report for a CI system, on stdout or into a file: NAME or NAME=FILE [github, gitlab, junit]; repeatable',
  ),
  report: option(path, 'Run', 'Write a page with pictures, figures and failures to FILE, to open in a browser'),
  reportSamples: option(whole(0), 'Run', 'How many images the page shows: the worst by each figure, and others', { default: 400 }),
  quiet: option(onOff, 'Run', 'Show failures only'),
  dryRun: option(onOff, 'Run', 'List on stdout what would be done; write nothing'),
} satisfies Options;

/** Where settings come from, besides the other flags. */
export const configOptions = {
  preset: option(listOf(text), 'Configuration', 'Take the options of the preset NAME in the configuration file; repeatable'),
  config: option(path, 'Configuration', 'Read the configuration from FILE', {
    defaultText: 'imgpar.config.json, .mjs or .ts, or package.json, here or in a folder above, within the repository',
  }),
  noConfig: option(onOff, 'Configuration', 'Read no configuration file'),
  printConfig: option(onOff, 'Configuration', 'List all options with their values and where these come from; do nothing'),
} satisfies Options;

/** Parameters of the methods as separate options, except those that share a name with an option of the operation. */
export const parameterOptions: Options = Object.fromEntries(
  namedParameters().map(([name, users]) => {
    const [{ row, kind }] = users as [User, ...User[]]; // each name has a user
    const help = `For ${listed(users.map(({ method }) => method))}: ${row.help ?? 'a parameter'}`;
    const defaultText = row.defaultText ?? kind.toText(row.default);
    // Methods that read the same text differently parse it themselves.
    const shared = users.every((user) => user.kind === kind) ? kind : text;
    return [name, option(shared, 'Pixels', help, { defaultText })];
  }),
);

interface User {
  readonly method: string;
  readonly row: Parameter;
  readonly kind: Kind<unknown>;
}

function namedParameters(): ReadonlyArray<readonly [name: string, users: readonly User[]]> {
  const found = new Map<string, User[]>();
  for (const method of methods) {
    for (const [name, row] of Object.entries(parametersOf(method))) {
      if (row.isInternal || Object.hasOwn(operationOptions, name)) continue;
      found.set(name, [...(found.get(name) ?? []), { method: method.name, row, kind: kindOf(row) }]);
    }
  }
  return [...found];
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** Options of a command by flag name. */
export type Flags = Readonly<Record<string, Option<unknown, unknown>>>;

/** Options of `equalize`, in the order of its help. */
export const equalizeFlags: Flags = inSections(
  flagsOf(operationOptions),
  flagsOf(parameterOptions),
  flagsOf(sharingOptions),
  flagsOf(placeOptions),
  flagsOf(selectOptions),
  flagsOf(outputOptions),
  flagsOf({ inPlace: commandOptions.inPlace }),
  flagsOf(inPlaceOptions),
  flagsOf(recordOptions),
  flagsOf(workOptions),
  flagsOf(limitOptions),
  flagsOf(commandOptions),
  flagsOf(configOptions),
);

/** Options of `list`. */
export const listOptions = {
  list: option(text, 'Options', 'Copy the list in FILE instead; - is standard input'),
  form: option(
    oneOf(['lines', 'nul', 'ndjson']),
    'Options',
    'One name on each line; each ended by a zero byte; or JSON with the destination',
    {
      defaultText: 'lines, or as FILE has it',
    },
  ),
  gzip: option(onOff, 'Options', 'Compress it so that any part of it can be read by itself'),
  index: option(onOff, 'Options', 'Only make the index of a list that exists'),
  include: selectOptions.include,
  exclude: selectOptions.exclude,
  hidden: selectOptions.hidden,
  quiet: option(onOff, 'Options', 'Show nothing'),
} satisfies Options;

/** Options of `merge`. */
export const mergeOptions = {
  sameCodec: option(onOff, 'Options', 'Refuse results of machines whose codecs differ; without it they are only told'),
  statistics: option(onOff, 'Options', 'Only add up what the shards have counted with --statistics-only'),
  removeParts: option(onOff, 'Options', 'Remove the records of the parts once the manifest has what they say'),
  quiet: option(onOff, 'Options', 'Show only what is missing or wrong'),
} satisfies Options;

/** Options of `stats`: what decides which images are read, and how. */
export const statsOptions = {
  json: option(onOff, 'Options', 'Print a line of JSON for each image'),
  histograms: option(onOff, 'Options', 'Draw the histogram of each image'),
  quiet: option(onOff, 'Options', 'Name only images that cannot be measured'),
  lists: placeOptions.lists,
  ...selectOptions,
  nodata: operationOptions.nodata,
  alpha: operationOptions.alpha,
  bits: operationOptions.bits,
  range: operationOptions.range,
  ...workOptions,
  maxMemoryBytes: limitOptions.maxMemoryBytes,
  maxPixels: limitOptions.maxPixels,
  retries: limitOptions.retries,
} satisfies Options;

export const tuneOptions = {
  html: option(path, 'Options', 'Write the page to FILE, to be opened without imgpar, instead of serving it'),
} satisfies Options;

export const verifyOptions = { manifest: recordOptions.manifest, quiet: commandOptions.quiet } satisfies Options;

/** Options of `report`. */
export const reportOptions = {
  output: option(text, 'Options', 'Page to write', { alias: 'o', defaultText: 'report.html in the current folder' }),
  reportSamples: commandOptions.reportSamples,
  manifest: recordOptions.manifest,
  quiet: commandOptions.quiet,
} satisfies Options;

export const restoreOptions = {
  dryRun: option(onOff, 'Options', 'Show what would be done; write nothing'),
  force: option(onOff, 'Options', 'Also replace images that have changed since'),
  manifest: option(text, 'Options', 'Manifest of the run', { defaultText: '.imgpar.jsonl in the backup' }),
  quiet: option(onOff, 'Options', 'Show only what could not be restored'),
} satisfies Options;

export const previewOptions = {
  output: option(text, 'Options', 'PNG file to write', { alias: 'o', defaultText: '<image>.preview.png in the current folder' }),
} satisfies Options;

/** Options of `progress`: those of tqdm, with dashes. */
export const meterOptions = {
  bytes: option(onOff, 'Options', 'Count bytes, not lines'),
  null: option(onOff, 'Options', 'Pass nothing on'),
  update: option(onOff, 'Options', 'Read a number from each line, and count that many'),
  updateTo: option(onOff, 'Options', 'Read a number from each line: how many are done in all'),
  delim: option(oneCharacter, 'Options', 'What ends a line', { defaultText: '\\n' }),
  total: option(number(0), 'Options', 'How many there will be'),
  desc: option(text, 'Options', 'Text before the bar'),
  unit: option(text, 'Options', 'What is counted', { defaultText: 'it; with --bytes, B' }),
  unitScale: option(onOff, 'Options', 'Shorten numbers, as in 1.23k'),
  unitDivisor: option(number(1), 'Options', 'What a k is', { defaultText: '1000; with --bytes, 1024' }),
  initial: option(number(), 'Options', 'Where counting begins', { defaultText: '0' }),
  leave: option(yesNo, 'Options', 'Whether the bar stays at the end', { defaultText: 'yes' }),
  postfix: option(text, 'Options', 'Text after the bar'),
  barFormat: option(text, 'Options', 'The bar as a format string of Python'),
  ascii: option(onOff, 'Options', 'Draw the bar in ASCII'),
  colour: option(text, 'Options', 'Colour of the bar: a name, or #rrggbb'),
  ncols: option(whole(0), 'Options', 'Columns of the bar', { defaultText: 'those of the terminal' }),
  smoothing: option(number(0, 1), 'Options', 'How much the rate follows the present, 0 to 1', { defaultText: '0.3' }),
  mininterval: option(number(0), 'Options', 'Seconds between two updates of the bar', { defaultText: '0.1' }),
  maxinterval: option(number(0), 'Options', 'Seconds after which a bar that stands still is updated', { defaultText: '10' }),
  miniters: option(number(0), 'Options', 'Least count between two updates of the bar', { defaultText: 'as many as take --mininterval' }),
  delay: option(number(0), 'Options', 'Seconds before the bar appears', { defaultText: '0' }),
  disable: option(onOff, 'Options', 'Show no bar'),
} satisfies Options;

/** Options by their names on the command line. */
export function flagsOf(options: Options): Flags {
  const entries = Object.entries(options).map(([name, row]): [string | false, Option<unknown, unknown>] => [flagOf(name, row), row]);
  return Object.fromEntries(entries.filter(([flag]) => flag !== false));
}

function flagOf(name: string, { flag }: Option<unknown, unknown>): string | false {
  return flag ?? name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function inSections(...groups: readonly Flags[]): Flags {
  const entries = groups.flatMap((flags) => Object.entries(flags));
  return Object.fromEntries(sections.flatMap((section) => entries.filter(([, row]) => row.section === section)));
}

/** The values of the options in the table that the command line gives. @throws {ImgparError} `usage` */
export function valuesIn<Rows extends Options>(options: Rows, parsed: Readonly<Record<string, unknown>>): Partial<Values<Rows>> {
  const values: Record<string, unknown> = {};
  for (const [name, row] of Object.entries(options)) {
    const flag = flagOf(name, row);
    if (flag !== false && parsed[flag] !== undefined) values[name] = valueGiven(flag, row.kind, [parsed[flag]].flat());
  }
  // Each was read by the kind of its row.
  return values as Partial<Values<Rows>>;
}

/** An option that is repeated arrives as a list; the last value counts, unless the option takes several. */
function valueGiven(flag: string, kind: Kind<unknown>, given: readonly unknown[]): unknown {
  const read = (value: unknown) => (kind.isSwitch ? value : valueOfText(flag, kind, String(value)));
  return kind.merge ? kind.merge(given.map(read)) : read(given.at(-1));
}

function valueOfText(flag: string, kind: Kind<unknown>, given: string): unknown {
  const value = kind.fromText(given);
  if (value !== undefined) return value;
  if (given === '') throw new ImgparError('usage', `--${flag} needs a value`);
  const meant = suggestion(given, kind.words ?? []);
  const expected = kind.expectedText ?? kind.expected;
  throw new ImgparError('usage', `--${flag} is ${JSON.stringify(given)}${meant}${meant ? '' : ','} expected ${expected}`);
}

/** `, did you mean …?`, if one of the candidates is close. */
export function suggestion(word: string, candidates: readonly string[], prefix = ''): string {
  const meant = nearest(word, candidates);
  return meant === undefined ? '' : `, did you mean ${prefix}${meant}?`;
}
