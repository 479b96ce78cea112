import type { Config } from '../../config/read.js';
import type { Option } from '../../options/row.js';
import { methods } from '../../pixels/methods/methods.js';
import { type CommandPage, commandPages } from '../commands.js';
import type { Flags } from '../flags.js';

/** Something that a word may become. */
export interface Candidate {
  readonly value: string;
  readonly help: string;
}

/** What the scripts of the shells understand as: complete files here. */
export const filesHere = ':files';

/** What the answers depend on besides the words. */
export interface Names {
  readonly presets: Config['presets'];
  readonly jobs: Config['jobs'];
}

const nothing: Names = { presets: new Map(), jobs: new Map() };

/**
 * What the last of the words may become, the words being those after `imgpar`; the last one may be empty. `filesHere` among the candidates
 * stands for files.
 */
export function completionsOf(words: readonly string[], names: Names = nothing): readonly Candidate[] {
  const current = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  return candidatesFor(current, before, names).filter(({ value }) => value === filesHere || value.startsWith(current));
}

function candidatesFor(current: string, before: readonly string[], names: Names): readonly Candidate[] {
  const command = before.find((word) => Object.hasOwn(commandPages, word));
  const page = command === undefined ? undefined : commandPages[command]!;
  if (page === undefined || command === undefined) return current.startsWith('-') ? general : commandNames;
  if (before.includes('--')) return argumentsOf(page, names);
  const [flag, ...value] = current.split('=');
  const row = optionNamed(page.flags, flag!);
  if (row && value.length > 0)
    return valuesOf(flag!, row, names).map((each) => (each.value === filesHere ? each : { ...each, value: `${flag}=${each.value}` }));
  const last = before.at(-1) ?? '';
  const awaiting = optionNamed(page.flags, last);
  if (awaiting && !awaiting.kind.isSwitch) return valuesOf(last, awaiting, names);
  return current.startsWith('-') ? flagsFor(page.flags, before) : argumentsOf(page, names);
}

const general: readonly Candidate[] = [
  { value: '--help', help: 'Show help' },
  { value: '--version', help: 'Show the version' },
];

const commandNames: readonly Candidate[] = Object.entries(commandPages).map(([value, { summary }]) => ({ value, help: summary }));

const files: Candidate = { value: filesHere, help: '' };

function argumentsOf({ arguments: kinds }: CommandPage, { jobs }: Names): readonly Candidate[] {
  if (kinds === undefined) return [files];
  return kinds === 'jobs' ? [...jobs.keys()].map((value) => ({ value, help: 'job' })) : kinds.map((value) => ({ value, help: '' }));
}

function optionNamed(flags: Flags, word: string): Option<unknown, unknown> | undefined {
  const name = word.replace(/^--?/, '');
  return word.startsWith('--') ? flags[name] : word.startsWith('-') ? Object.values(flags).find(({ alias }) => alias === name) : undefined;
}

/** The flags that are not given yet, or may be given again. */
function flagsFor(flags: Flags, before: readonly string[]): readonly Candidate[] {
  const isGiven = (flag: string) => before.some((word) => word === `--${flag}` || word.startsWith(`--${flag}=`));
  const open = Object.entries(flags).filter(([flag, { kind }]) => kind.merge || !isGiven(flag));
  return [...open.map(([flag, { help }]) => ({ value: `--${flag}`, help })), ...general];
}

function valuesOf(flag: string, { kind, help }: Option<unknown, unknown>, { presets }: Names): readonly Candidate[] {
  if (flag === '--preset') return [...presets.keys()].map((value) => ({ value, help: 'preset' }));
  if (flag === '--param') return parameterNames().map((name) => ({ value: `${name}=`, help: 'parameter of a method' }));
  const words = (kind.words ?? []).map((value) => ({ value, help: helpOfWord(flag, value, help) }));
  return kind.movePath ? [...words, files] : words;
}

function helpOfWord(flag: string, word: string, help: string): string {
  return flag === '--method' ? (methods.find(({ name }) => name === word)?.summary ?? '') : help;
}

function parameterNames(): readonly string[] {
  return [...new Set(methods.flatMap(({ defaults }) => Object.keys(defaults)))].filter((name) => name !== 'reference');
}

/** The answer that the scripts read: a candidate on each line, with its help after a tab. */
export function completionText(candidates: readonly Candidate[]): string {
  return candidates.map(({ value, help }) => `${value}${help && `\t${help}`}\n`).join('');
}
