import { tables } from '../options/table.js';
import { flagsOf, parameterOptions } from './flags.js';
/** The flags by what the library calls the options: `maskDir`, and `sharing.maskDir`. */
const flagOf = new Map([...tables, { part: 'operation.params', options: parameterOptions }].flatMap(({ part, options }) => Object.entries(options).flatMap(([name, row]) => {
    const flags = Object.keys(flagsOf({ [name]: row }));
    return flags.flatMap((flag) => [[name, flag], [`${part}.${name}`, flag]]);
})));
/**
 * A sentence of the library in the words of the command line: `maskDir is "x"` becomes `--mask-dir is "x"`. Names of
 * several words wherever they stand alone and not in double quotes, others only where the sentence is about them.
 */
export function withFlagNames(sentence) {
    return sentence
        .replace(/(?<![^\s'(])'?([a-z]+[A-Z]\w*)'?(?=[,;:]?(?:\s|$))/g, (found, name) => flagNamed(name) ?? found)
        .replace(/^([a-z]+(?:\.\w+)*)(?= (?:is|are|needs|does|of method '[^']*' is) )/, (found) => flagNamed(found) ?? found);
}
function flagNamed(name) {
    const flag = flagOf.get(name);
    return flag === undefined ? undefined : `--${flag}`;
}
