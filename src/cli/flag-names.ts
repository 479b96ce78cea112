import { tables } from '../options/table.js';
import { flagsOf, meterOptions, parameterOptions } from './flags.js';

/** The flags by the names of the options in the library: `maskDir`, and `sharing.maskDir`. */
const flagOf = new Map(
  [{ part: 'progress', options: meterOptions }, ...tables, { part: 'operation.params', options: parameterOptions }].flatMap(
    ({ part, options }) =>
      Object.entries(options).flatMap(([name, row]) => {
        const flags = Object.keys(flagsOf({ [name]: row }));
        return flags.flatMap((flag) => [[name, flag] as const, [`${part}.${name}`, flag] as const]);
      }),
  ),
);

/**
 * Rewrites a sentence of the library for the command line: `maskDir is "x"` becomes `--mask-dir is "x"`. Replaces names of several words
 * wherever they are separate words outside double quotes, other names only at the start of a sentence about them.
 */
export function withFlagNames(sentence: string): string {
  return sentence
    .replace(/(?<![^\s'(])'?([a-z]+[A-Z]\w*)'?(?=[,;:]?(?:\s|$))/g, (found, name: string) => flagNamed(name) ?? found)
    .replace(/^([a-z]+(?:\.\w+)*)(?= (?:is|are|needs|does|of method '[^']*' is) )/, (found) => flagNamed(found) ?? found);
}

function flagNamed(name: string): string | undefined {
  const flag = flagOf.get(name);
  return flag === undefined ? undefined : `--${flag}`;
}
