import { l as tables } from "./table.js";
import { i as parameterOptions, r as flagsOf } from "./flags.js";
// src/cli/flag-names.ts
/** The flags by what the library calls the options: `maskDir`, and `sharing.maskDir`. */
const flagOf = new Map([...tables, {
	part: "operation.params",
	options: parameterOptions
}].flatMap(({ part, options }) => Object.entries(options).flatMap(([name, row]) => {
	return Object.keys(flagsOf({ [name]: row })).flatMap((flag) => [[name, flag], [`${part}.${name}`, flag]]);
})));
/**
* A sentence of the library in the words of the command line: `maskDir is "x"` becomes `--mask-dir is "x"`. Names of
* several words wherever they stand alone and not in double quotes, others only where the sentence is about them.
*/
function withFlagNames(sentence) {
	return sentence.replace(/(?<![^\s'(])'?([a-z]+[A-Z]\w*)'?(?=[,;:]?(?:\s|$))/g, (found, name) => flagNamed(name) ?? found).replace(/^([a-z]+(?:\.\w+)*)(?= (?:is|are|needs|does|of method '[^']*' is) )/, (found) => flagNamed(found) ?? found);
}
function flagNamed(name) {
	const flag = flagOf.get(name);
	return flag === void 0 ? void 0 : `--${flag}`;
}
export { withFlagNames };
