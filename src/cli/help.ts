import { createRequire } from 'node:module';
import type { Argv, default as Yargs, Options as YargsOption } from 'yargs';
import { visible } from '../report/visible.js';
import type { ParameterHelp } from '../values/parameters.js';
import { version } from '../version.js';
import { equalizeFlags, type Flags, flagsOf, meterOptions, previewOptions, restoreOptions, verifyOptions } from './flags.js';

interface Page {
  readonly summary: string;
  readonly describe: (parser: Argv) => Argv;
}

const pages: Readonly<Record<string, Page>> = {
  equalize: { summary: 'Equalise images and write the results to a folder', describe: describeEqualize },
  check: { summary: 'List results that are missing or out of date', describe: describeCheck },
  run: { summary: 'Do the jobs of a configuration file', describe: describeRun },
  verify: { summary: 'Check that results are still what equalize wrote', describe: describeVerify },
  restore: { summary: 'Bring back the originals after equalising in place', describe: describeRestore },
  preview: { summary: 'Draw one image as every method renders it', describe: describePreview },
  progress: { summary: 'Show how much passes through a pipe', describe: describeProgress },
  init: { summary: 'Write a configuration file to begin with', describe: describeInit },
  methods: { summary: 'List the methods', describe: describeMethods },
  formats: { summary: 'List the image formats that this installation reads and writes', describe: describeFormats },
  doctor: { summary: 'Check that imgpar works on this machine', describe: describeDoctor },
};

/** A user's own method, as far as the help describes it. */
interface OwnMethod {
  readonly name: string;
  readonly parameters: readonly ParameterHelp[];
}

/** The help of a command as yargs lays it out; the help of the program if there is no such command. */
export function helpText(command: string | undefined, columns: number, method?: OwnMethod): string {
  // The ES-module build of yargs breaks help lines within words, the CommonJS build between them; both give the same function.
  const yargs: typeof Yargs = createRequire(import.meta.url)('yargs');
  const parser = yargs()
    .scriptName('imgpar')
    .locale('en')
    .wrap(columns)
    .help('help', 'Show help')
    .version('version', 'Show the version', version)
    .alias({ help: 'h' })
    .exitProcess(false);
  (pages[command ?? '']?.describe ?? describeCommands)(parser);
  if (method) parser.epilogue(parametersText(method));
  let text = '';
  parser.parseSync(['--help'], {}, (_error: unknown, _parsed: unknown, output: string) => {
    text = output;
  });
  return text;
}

function describeCommands(parser: Argv): Argv {
  for (const [name, { summary }] of Object.entries(pages)) parser.command(name, summary);
  return parser
    .usage('$0 <command>\n\nEqualises the histograms of whole folders of images, in parallel.')
    .epilogue('Run imgpar <command> --help for the options and examples of a command.');
}

function describeEqualize(parser: Argv): Argv {
  return parser
    .usage(
      '$0 equalize <source..> <destination>\n\n' +
        'Equalises images and writes the results to the output folder <destination>, which mirrors the folders below each source. ' +
        'A source is a folder (read recursively), a file or a glob pattern; !PATTERN leaves files out. If the only source is a file, ' +
        'the destination may be a file name.',
    )
    .options(described(equalizeFlags))
    .epilogue(
      examples([
        ['every image in ./photos and its subfolders', 'imgpar equalize ./photos ./out'],
        ['a quoted pattern; equalise each channel on its own', "imgpar equalize 'scans/**/*.tif' ./out --on rgb"],
        ['one image', 'imgpar equalize photo.jpg better.jpg'],
        ['files that another program lists', 'find . -newer last | imgpar equalize --list - ./out'],
        ['replace the sources, and keep the originals', 'imgpar equalize --in-place --backup-dir ./originals ./photos'],
        ['adaptive equalisation in tiles', 'imgpar equalize ./photos ./out --method clahe --tiles 8x8'],
        ['exactly what Pillow gives', 'imgpar equalize ./photos ./out --dialect pillow'],
        ['one table for all images, so that they stay comparable', 'imgpar equalize ./plate ./out --scope set'],
        ['convert on the way', 'imgpar equalize ./photos ./out --format webp --quality 80'],
        ['events for a program', 'imgpar equalize ./photos ./out --progress json > run.jsonl'],
      ]),
    )
    .epilogue(
      'Exit codes: 0 success, 1 some images failed, 2 wrong usage, 130 interrupted, 143 terminated.\nPut file names that begin with a dash after --.',
    );
}

function parametersText({ name, parameters }: OwnMethod): string {
  if (parameters.length === 0) return `The method ${visible(name)} has no parameters.`;
  const width = Math.max(...parameters.map((each) => each.name.length));
  const lines = parameters.map(({ name, help, default: byDefault }) => `${name.padEnd(width)}  ${help} [default: ${byDefault}]`);
  // They come from a user's module, so escape them.
  const indented = lines.map((line) => `  ${visible(line)}`);
  return [`Parameters of the method ${visible(name)}, each as --param NAME=VALUE:`, ...indented].join('\n');
}

/** Options in the form that yargs expects. */
function described(flags: Flags): Record<string, YargsOption> {
  return Object.fromEntries(
    Object.entries(flags).map(([name, { kind, section, help, alias, default: byDefault, defaultText }]) => [
      name,
      {
        group: `${section}:`,
        describe: defaultText === undefined ? help : `${help} [default: ${defaultText}]`,
        ...(kind.isSwitch ? { boolean: true } : kind.merge ? { array: true, requiresArg: true } : { string: true, requiresArg: true }),
        ...(kind.words && !kind.isOpen && { choices: kind.words }),
        ...(alias !== undefined && { alias }),
        ...(byDefault !== undefined && !kind.isSwitch && { default: kind.toText(byDefault) }),
      },
    ]),
  );
}

/** Puts each description above its command: side by side, both would have to be broken. */
function examples(list: ReadonlyArray<readonly [does: string, command: string]>): string {
  return ['Examples:', ...list.map(([does, command]) => `  # ${does}\n  ${command}`), ''].join('\n');
}

function describeCheck(parser: Argv): Argv {
  return parser
    .usage(
      '$0 check <source..> <destination>\n\n' +
        'Lists each image whose result is missing or out of date, and says why. Takes the options of equalize. Writes nothing.',
    )
    .options(described(equalizeFlags))
    .epilogue(
      examples([
        ['is everything up to date?', 'imgpar check ./photos ./out'],
        ['compare contents, and look for results whose sources are gone', 'imgpar check ./photos ./out --checksum --prune'],
      ]),
    )
    .epilogue('Exit codes: 0 everything is up to date, 2 wrong usage, 3 something is missing or out of date.');
}

function describeRun(parser: Argv): Argv {
  return parser
    .usage(
      '$0 run [job..]\n\n' +
        'Does the jobs of the configuration file, or those named. Options given here win over the file. The file is ' +
        'imgpar.config.json, .mjs or .ts, or the key imgpar of package.json, here or in a folder above, within the repository.',
    )
    .options(described(equalizeFlags))
    .epilogue(
      examples([
        ['all jobs', 'imgpar run'],
        ['one job, in another quality', 'imgpar run photos --quality 95'],
        ['what would apply, and where it comes from', 'imgpar run photos --print-config'],
        ['is everything up to date?', 'imgpar check'],
      ]),
    )
    .epilogue('Exit codes: those of equalize, the worst of all jobs.');
}

function describeInit(parser: Argv): Argv {
  return parser.usage('$0 init\n\nWrites imgpar.config.json into the current folder: JSON with comments that explain it.');
}

function describeVerify(parser: Argv): Argv {
  return parser
    .usage('$0 verify <destination>\n\nReads every result in an output folder and lists those that are no longer what equalize wrote.')
    .options(described(flagsOf(verifyOptions)))
    .example('$0 verify ./out', '')
    .epilogue('Exit codes: 0 all results are as written, 1 some are not, 2 wrong usage.');
}

function describeRestore(parser: Argv): Argv {
  return parser
    .usage(
      '$0 restore <backup>\n\n' +
        'Brings back the originals of images that were equalised with --in-place --backup-dir <backup>. Checks the content of each ' +
        'original first. Leaves images alone that have changed since. Keeps the backup.',
    )
    .options(described(flagsOf(restoreOptions)))
    .epilogue(
      examples([
        ['show what would be done', 'imgpar restore ./originals --dry-run'],
        ['bring all originals back', 'imgpar restore ./originals'],
      ]),
    )
    .epilogue('Exit codes: 0 all originals are back, 1 some are not (each is listed), 2 wrong usage.');
}

function describePreview(parser: Argv): Argv {
  return parser
    .usage('$0 preview <image>\n\nDraws an image and the result of every method side by side, each with its histogram, into one PNG.')
    .options(described(flagsOf(previewOptions)))
    .example('$0 preview photo.jpg -o sheet.png', '')
    .epilogue('Exit codes: 0 drawn, 1 the PNG cannot be written, 2 wrong usage, or the image cannot be drawn.');
}

function describeProgress(parser: Argv): Argv {
  return parser
    .usage('$0 progress\n\nPasses stdin on to stdout, unchanged, and shows a bar on stderr: how many lines have passed, and how fast.')
    .options(described(flagsOf(meterOptions)))
    .epilogue(
      examples([
        ['count lines', 'seq 1000000 | imgpar progress --total 1000000 | gzip > numbers.gz'],
        ['count bytes', 'imgpar progress --bytes --total $(stat -c %s dump.sql) < dump.sql | psql'],
        ['count files, whatever their names', "find . -print0 | imgpar progress --delim '\\0' --unit ' files' | xargs -0 rm"],
      ]),
    )
    .epilogue('Exit codes: 0 everything has passed, 1 it could not be read or written, 2 wrong usage.');
}

function describeMethods(parser: Argv): Argv {
  return parser.usage('$0 methods\n\nLists the equalisation methods, one per line.');
}

function describeFormats(parser: Argv): Argv {
  return parser.usage(
    '$0 formats\n\nLists the image formats that this installation reads and writes, one per line. See docs/formats.md for more about each.',
  );
}

function describeDoctor(parser: Argv): Argv {
  return parser.usage(
    '$0 doctor\n\nShows versions, cores and memory, and how much of them a run would use. Then tries every format and a small run.\n\n' +
      'Exit codes: 0 everything works, 1 something fails.',
  );
}
