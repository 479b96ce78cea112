import { number, oneOf, onOff, text, whole } from './kinds.js';
import { unexpected } from './wording.js';
/** A parameter whose values are of this kind. */
export function parameter(kind, byDefault, help, details) {
    return { kind, default: byDefault, help, ...details };
}
/** What holds where nothing is given. */
export function defaultsOf(rows) {
    // Each default is a value of its parameter.
    return Object.fromEntries(Object.entries(rows).map(([name, row]) => [name, row.default]));
}
/** Every parameter of a method. Of those that a user's own method only gives a default for, that is all that is known. */
export function parametersOf({ defaults, parameters }) {
    const rows = Object.entries(defaults).map(([name, value]) => [name, { default: value, kind: kindLike(value) }]);
    return { ...Object.fromEntries(rows), ...parameters };
}
/** The value that was given for a parameter: as it is, or what a text says. @throws {ImgparError} `usage`, if it is not possible */
export function parameterValue(method, name, given) {
    const kind = kindOf(parametersOf(method)[name]);
    const called = `${name} of method '${method.name}'`;
    const value = typeof given === 'string' ? kind.fromText(given) : kind.fromCaller(given, called);
    if (value === undefined || !kind.allows(value))
        throw unexpected(called, given, kind.expectedText ?? kind.expected);
    return value;
}
const maxDefaultLength = 100;
/** What the help tells of the parameters of a method. */
export function helpOf(method) {
    return Object.entries(parametersOf(method))
        .filter(([, row]) => !row.isInternal)
        .map(([name, row]) => {
        const kind = kindOf(row);
        const expected = row.kind ? '' : kind.expected;
        const help = [row.help ?? '', expected].filter(Boolean).join(': ');
        return { name, help, default: (row.defaultText ?? kind.toText(row.default)).slice(0, maxDefaultLength) };
    });
}
/** What values a parameter can have. */
export function kindOf(row) {
    if (row.kind)
        return row.kind;
    if (typeof row.default === 'boolean')
        return onOff;
    if (typeof row.default === 'number')
        return row.whole ? whole(row.min ?? Number.MIN_SAFE_INTEGER, row.max) : number(row.min, row.max);
    if (typeof row.default === 'string')
        return row.words ? oneOf(row.words) : text;
    return kindLike(row.default);
}
/** Values of which only the default is known: any, and text is read as what is like it. The method itself checks them. */
function kindLike(example) {
    return {
        expected: 'a value that the method takes',
        fromCaller: (value) => value,
        allows: () => true,
        fromText: (given) => like(example, given) ?? given,
        toText: (value) => (typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))),
    };
}
function like(example, given) {
    if (typeof example === 'string')
        return given;
    if (typeof example === 'boolean')
        return onOff.fromText(given);
    if (typeof example === 'number')
        return number().fromText(given);
    try {
        return JSON.parse(given);
    }
    catch {
        return undefined;
    }
}
