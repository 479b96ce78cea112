import { createRequire } from 'node:module';
import type { Argv, default as Yargs, Options as YargsOption } from 'yargs';
import { visible } from '../report/visible.js';
import type { ParameterHelp } from '../values/parameters.js';
import { version } from '../version.js';
import { type CommandPage, commandPages } from './commands.js';
import type { Flags } from './flags.js';

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
  const page = commandPages[command ?? ''];
  if (page) describeCommand(parser, command!, page);
  else describeCommands(parser);
  if (method) parser.epilogue(parametersText(method));
  let text = '';
  parser.parseSync(['--help'], {}, (_error: unknown, _parsed: unknown, output: string) => {
    text = output;
  });
  return text;
}

function describeCommands(parser: Argv): void {
  for (const [name, { summary }] of Object.entries(commandPages)) parser.command(name, summary);
  parser
    .usage('$0 <command>\n\nEqualises the histograms of whole folders of images, in parallel.')
    .epilogue('Run imgpar <command> --help for the options and examples of a command.');
}

function describeCommand(parser: Argv, name: string, { usage, about, flags, examples, ending }: CommandPage): void {
  parser.usage(`$0 ${name}${usage && ` ${usage}`}\n\n${about}`).options(described(flags));
  if (examples) parser.epilogue(examplesText(examples));
  if (ending) parser.epilogue(ending);
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
function examplesText(list: NonNullable<CommandPage['examples']>): string {
  return ['Examples:', ...list.map(([does, command]) => `  # ${does}\n  ${command}`), ''].join('\n');
}
