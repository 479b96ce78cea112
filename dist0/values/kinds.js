import * as callers from './arguments.js';
const any = () => true;
/** One of a few words. */
export function oneOf(words) {
    const wordOf = (text) => words.find((word) => word === text);
    return {
        expected: `one of: ${words.join(', ')}`,
        words,
        // Which words there are is for `allows` to say.
        fromCaller: (value, name) => callers.text(value, name),
        allows: (value) => words.includes(value),
        fromText: wordOf,
        toText: String,
    };
}
/** A whole number in a range, both ends included. */
export function whole(min, max = Number.MAX_SAFE_INTEGER) {
    const allows = (value) => Number.isSafeInteger(value) && value >= min && value <= max;
    return {
        expected: max === Number.MAX_SAFE_INTEGER ? `a whole number, ${min} or more` : `a whole number from ${min} to ${max}`,
        fromCaller: callers.number,
        allows,
        fromText: (text) => only(allows, /^\d+$/.test(text) ? Number(text) : Number.NaN),
        toText: String,
    };
}
/** A number in a range, both ends included. */
export function number(min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY) {
    const allows = (value) => Number.isFinite(value) && value >= min && value <= max;
    return {
        expected: rangeOf(min, max),
        fromCaller: callers.number,
        allows,
        fromText: (text) => only(allows, decimal(text)),
        toText: String,
    };
}
function rangeOf(min, max) {
    if (Number.isFinite(min) && Number.isFinite(max))
        return `a number from ${min} to ${max}`;
    return Number.isFinite(min) ? `a number from ${min} on` : Number.isFinite(max) ? `a number up to ${max}` : 'a number';
}
/** Text that is written as numbers are: digits with or without a point, and a sign before them. */
export function decimal(text) {
    return /^-?(\d+(?:\.\d*)?|\.\d+)$/.test(text) ? Number(text) : Number.NaN;
}
function only(allows, value) {
    return allows(value) ? value : undefined;
}
/** Seconds on the command line, whole milliseconds in the library. */
export function milliseconds(minSeconds, maxSeconds) {
    const seconds = number(minSeconds, maxSeconds);
    const { fromCaller, expected, allows } = whole(1, 2 ** 31 - 1);
    return {
        expected,
        expectedText: seconds.expected,
        fromCaller,
        allows,
        fromText(text) {
            const given = seconds.fromText(text);
            return given === undefined ? undefined : Math.ceil(given * 1000);
        },
        toText: (value) => String(value / 1000),
    };
}
const unitBytes = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 };
/** A size in bytes. In text 1GiB, 1G, 1gb and 1024M are the same. */
export const size = {
    expected: 'a number of bytes',
    expectedText: 'a size such as 2GiB or 512M',
    fromCaller: callers.number,
    // How much is enough, whoever uses it knows.
    allows: any,
    fromText(text) {
        const [, amount, unit] = /^(\d+(?:\.\d*)?|\.\d+)\s?([kmgt]?)(?:i?b)?$/i.exec(text) ?? [];
        const bytes = Math.floor(Number(amount) * (unitBytes[unit?.toLowerCase() ?? ''] ?? Number.NaN));
        return bytes >= 1 && Number.isSafeInteger(bytes) ? bytes : undefined;
    },
    toText: String,
};
/** A number of things, or a part of all of them such as `5%`. */
export function amountOf(things) {
    return {
        expected: `a whole number of ${things}, or a percentage such as 5%`,
        fromCaller: callers.numberOr(),
        allows: (value) => (typeof value === 'number' ? Number.isSafeInteger(value) && value >= 0 : isPercentage(value)),
        fromText(text) {
            if (/^\d{1,15}$/.test(text))
                return Number(text);
            const share = text.endsWith('%') ? decimal(text.slice(0, -1)) : Number.NaN;
            return share >= 0 && share <= 100 ? `${share}%` : undefined;
        },
        toText: String,
    };
}
function isPercentage(text) {
    return /^\d+(\.\d+)?%$/.test(text) && Number.parseFloat(text) <= 100;
}
/** Yes or no, said on the command line by its name alone. */
export const onOff = {
    expected: 'true or false',
    isSwitch: true,
    fromCaller: callers.boolean,
    allows: any,
    fromText: (text) => (text === 'true' ? true : text === 'false' ? false : undefined),
    toText: String,
};
/** Yes or no, said on the command line by these words. */
export const yesNo = {
    expected: 'true or false',
    expectedText: 'one of: yes, no',
    words: ['yes', 'no'],
    fromCaller: callers.boolean,
    allows: any,
    fromText: (text) => (text === 'yes' ? true : text === 'no' ? false : undefined),
    toText: (value) => (value ? 'yes' : 'no'),
};
export const text = {
    expected: 'a text',
    fromCaller: callers.text,
    allows: any,
    fromText: (given) => (given === '' ? undefined : given),
    toText: String,
};
/** A path. Callers may write the URL of a file. */
export const path = pathOr('a path');
/** @param expected what messages call it */
export function pathOr(expected) {
    return { ...text, expected, fromCaller: callers.textOrUrl(expected) };
}
/** A path, or false for none. */
export const pathOrFalse = {
    expected: 'a path, or false',
    fromCaller: callers.or(false, callers.path),
    allows: any,
    fromText: text.fromText,
    toText: String,
};
/** This word, or a value of the kind. */
export function orWord(kind, word) {
    return {
        expected: `${kind.expected}, or ${word}`,
        fromCaller: (value, name) => (typeof value === 'string' ? callers.text(value, name) : kind.fromCaller(value, name)),
        // What is no word is a value of the kind.
        allows: (value) => value === word || (typeof value !== 'string' && kind.allows(value)),
        fromText: (given) => (given === word ? word : kind.fromText(given)),
        toText: (value) => (value === word ? word : kind.toText(value)),
    };
}
/** Several in an array, or a single one; on the command line one at a time. */
export function listOf(kind) {
    return {
        expected: `${kind.expected}, or several in an array`,
        merge: (several) => several.flat(),
        fromCaller: callers.oneOrMany(kind.fromCaller),
        allows: (values) => values.every((value) => kind.allows(value)),
        fromText(given) {
            const value = kind.fromText(given);
            return value === undefined ? undefined : [value];
        },
        toText: (values) => values.map((value) => kind.toText(value)).join(' '),
    };
}
