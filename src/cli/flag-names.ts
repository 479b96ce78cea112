import { equalizeFlags } from './flags.js';

/** What the library calls otherwise than by the flag's name in camel case. */
const otherNames: Readonly<Record<string, keyof typeof equalizeFlags>> = {
  maxMemoryBytes: 'max-memory',
  timeoutMs: 'timeout',
  dropGainMap: 'drop-gainmap',
};

const flagOf = new Map<string, string>([
  ...Object.keys(equalizeFlags).map((flag) => [camelCase(flag), flag] as const),
  ...Object.entries(otherNames),
]);

/**
 * A sentence of the library in the words of the command line: `maskDir is "x"` becomes `--mask-dir is "x"`. Names of
 * several words wherever they stand alone and not in double quotes, others only where the sentence is about them.
 */
export function withFlagNames(sentence: string): string {
  return sentence
    .replace(/(?<![^\s'(])'?([a-z]+[A-Z]\w*)'?(?=[,;:]?(?:\s|$))/g, (found, name: string) => flagNamed(name) ?? found)
    .replace(/^([a-z]+)(?= (?:is|are|needs|does) )/, (found) => flagNamed(found) ?? found);
}

function flagNamed(name: string): string | undefined {
  const flag = flagOf.get(name);
  return flag === undefined ? undefined : `--${flag}`;
}

function camelCase(flag: string): string {
  return flag.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
