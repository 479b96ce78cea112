import { ImgparError } from '../errors.js';
import { option, sections } from '../options/row.js';
import { inPlaceOptions, limitOptions, operationOptions, outputOptions, placeOptions, recordOptions, selectOptions, sharingOptions, workOptions, } from '../options/table.js';
import { methods } from '../pixels/methods/methods.js';
import { oneOf, onOff, text } from '../values/kinds.js';
import { nearest } from '../values/nearest.js';
import { kindOf, parametersOf } from '../values/parameters.js';
/** How progress is shown. */
const progressStyles = ['auto', 'bars', 'lines', 'json', 'none'];
/** Options of `equalize` that the library has in another form, or not at all. */
export const commandOptions = {
    inPlace: option(onOff, 'Results', 'Put every result in the place of its source; all arguments are sources'),
    noBackup: option(onOff, 'Results', 'With --in-place: keep no originals'),
    noManifest: option(onOff, 'Running again', 'Remember nothing'),
    progress: option(oneOf(progressStyles), 'Run', 'auto: bars on a terminal, lines elsewhere; json: one event a line, on stdout', {
        default: 'auto',
    }),
    quiet: option(onOff, 'Run', 'Show failures only'),
    dryRun: option(onOff, 'Run', 'List on stdout what would be done; touch nothing'),
};
/** Parameters of the methods, as options of their own; those that the operation has under the same name are left out. */
export const parameterOptions = Object.fromEntries(namedParameters().map(([name, users]) => {
    const [{ row, kind }] = users; // each name has a user
    const help = `Of ${listed(users.map(({ method }) => method))}: ${row.help ?? 'a parameter'}`;
    const defaultText = row.defaultText ?? kind.toText(row.default);
    // Methods that understand the same text in different ways read it themselves.
    const shared = users.every((user) => user.kind === kind) ? kind : text;
    return [name, option(shared, 'Pixels', help, { defaultText })];
}));
function namedParameters() {
    const found = new Map();
    for (const method of methods) {
        for (const [name, row] of Object.entries(parametersOf(method))) {
            if (row.isInternal || Object.hasOwn(operationOptions, name))
                continue;
            found.set(name, [...(found.get(name) ?? []), { method: method.name, row, kind: kindOf(row) }]);
        }
    }
    return [...found];
}
function listed(names) {
    return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
/** Options of `equalize`, in the order of its help. */
export const equalizeFlags = inSections(flagsOf(operationOptions), flagsOf(parameterOptions), flagsOf(sharingOptions), flagsOf(placeOptions), flagsOf(selectOptions), flagsOf(outputOptions), flagsOf({ inPlace: commandOptions.inPlace }), flagsOf(inPlaceOptions), flagsOf(recordOptions), flagsOf(workOptions), flagsOf(limitOptions), flagsOf(commandOptions));
export const verifyOptions = { manifest: recordOptions.manifest, quiet: commandOptions.quiet };
export const restoreOptions = {
    dryRun: option(onOff, 'Options', 'Say what would be done; write nothing'),
    force: option(onOff, 'Options', 'Replace images, too, that were changed since'),
    manifest: option(text, 'Options', 'The manifest of the run', { defaultText: '.imgpar.jsonl in the backup' }),
    quiet: option(onOff, 'Options', 'Name only what could not be restored'),
};
export const previewOptions = {
    output: option(text, 'Options', 'The PNG to write', { alias: 'o', defaultText: '<image>.preview.png here' }),
};
/** Options by their names on the command line. */
export function flagsOf(options) {
    const entries = Object.entries(options).map(([name, row]) => [flagOf(name, row), row]);
    return Object.fromEntries(entries.filter(([flag]) => flag !== false));
}
function flagOf(name, { flag }) {
    return flag ?? name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
function inSections(...groups) {
    const entries = groups.flatMap((flags) => Object.entries(flags));
    return Object.fromEntries(sections.flatMap((section) => entries.filter(([, row]) => row.section === section)));
}
/** The values of the options that the command line gives, of those in the table. @throws {ImgparError} `usage` */
export function valuesIn(options, parsed) {
    const values = {};
    for (const [name, row] of Object.entries(options)) {
        const flag = flagOf(name, row);
        if (flag !== false && parsed[flag] !== undefined)
            values[name] = valueGiven(flag, row.kind, [parsed[flag]].flat());
    }
    // Each was read by the kind of its row.
    return values;
}
/** An option that is given twice arrives as a list; unless it takes several, the last one counts. */
function valueGiven(flag, kind, given) {
    const read = (value) => (kind.isSwitch ? value : valueOfText(flag, kind, String(value)));
    return kind.merge ? kind.merge(given.map(read)) : read(given.at(-1));
}
function valueOfText(flag, kind, given) {
    const value = kind.fromText(given);
    if (value !== undefined)
        return value;
    if (given === '')
        throw new ImgparError('usage', `--${flag} needs a value`);
    const meant = suggestion(given, kind.words ?? []);
    const expected = kind.expectedText ?? kind.expected;
    throw new ImgparError('usage', `--${flag} is ${JSON.stringify(given)}${meant}${meant ? '' : ','} expected ${expected}`);
}
/** `, did you mean …?`, if one of the candidates is near. */
export function suggestion(word, candidates, prefix = '') {
    const meant = nearest(word, candidates);
    return meant === undefined ? '' : `, did you mean ${prefix}${meant}?`;
}
