import { fileURLToPath } from 'node:url';
import { types } from 'node:util';
import { ImgparError } from '../errors.js';
import { nearest } from './nearest.js';
import { unexpected } from './wording.js';
/** Takes these keys and no others. What is undefined counts as left out. */
export function group(readers) {
    const entries = Object.entries(readers);
    const names = entries.flatMap(([key, reader]) => [key, ...namesBelow(reader).map((name) => `${key}.${name}`)]);
    const read = (value, name, known) => {
        if (typeof value !== 'object' || value === null || Array.isArray(value))
            throw unexpected(name, value, 'an object');
        const nameOf = (key) => (known ? `${name}.${key}` : key);
        for (const key of Object.keys(value)) {
            if (!Object.hasOwn(readers, key))
                throw unknownOption(nameOf(key), Object.keys(readers).map(nameOf), known ?? names);
        }
        const given = {};
        for (const [key, reader] of entries) {
            // What an object has, it has under any name, if only as undefined.
            const option = value[key];
            if (option !== undefined)
                given[key] = isGroup(reader) ? reader(option, nameOf(key), known ?? names) : reader(option, nameOf(key));
        }
        // Each was read by the reader that gives its type.
        return given;
    };
    return Object.assign(read, { names });
}
/** A text as it is, or the URL of a file as its path. */
export function textOrUrl(expected) {
    return (value, name) => {
        if (typeof value === 'string')
            return value;
        if (!isUrl(value))
            throw unexpected(name, value, `${expected}, or the URL of a file`);
        try {
            return fileURLToPath(value.href);
        }
        catch (cause) {
            throw new ImgparError('usage', `${name} is ${value.href}, expected ${expected}, or the URL of a file (file:///…)`, { cause });
        }
    };
}
export const path = textOrUrl('a path');
export const text = (value, name) => {
    if (typeof value === 'string')
        return value;
    throw unexpected(name, value, 'a string');
};
export const number = (value, name) => {
    if (typeof value === 'number')
        return value;
    throw unexpected(name, value, 'a number');
};
export const boolean = (value, name) => {
    if (typeof value === 'boolean')
        return value;
    throw unexpected(name, value, 'true or false');
};
/** The content of a file. A Buffer is one. */
export const bytes = (value, name) => {
    if (types.isUint8Array(value))
        return value;
    throw unexpected(name, value, 'a Uint8Array with the content of an image file');
};
/** An object whose keys are checked by whoever knows them. */
export const anyObject = (value, name) => {
    // Only its keys are asked for, which any object has.
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
        return value;
    throw unexpected(name, value, 'an object');
};
/** A function of the caller's, whose parameters and result its type promises. */
export function callback() {
    return (value, name) => {
        if (typeof value === 'function')
            return value;
        throw unexpected(name, value, 'a function');
    };
}
/** An AbortSignal, of whatever realm or library. */
export const abortSignal = (value, name) => {
    if (typeof value === 'object' && value !== null && 'aborted' in value && 'addEventListener' in value)
        return value;
    throw unexpected(name, value, 'an AbortSignal');
};
/** Several in an array, or a single one. */
export function oneOrMany(reader) {
    return (value, name) => (Array.isArray(value) ? value.map((each, index) => reader(each, `${name}[${index}]`)) : [reader(value, name)]);
}
/** A group of which these may not be left out. */
export function needing(reader, ...needed) {
    const read = (value, name, known) => {
        const given = reader(value, name, known);
        const missing = needed.find((key) => !Object.hasOwn(given, key));
        if (missing !== undefined)
            throw new ImgparError('usage', `${name} needs ${needed.join(', ')}, but ${missing} is missing`);
        // It has those that are needed.
        return given;
    };
    return Object.assign(read, { names: reader.names });
}
/** This very value, or what the reader takes. */
export function or(exact, reader) {
    return (value, name) => (value === exact ? exact : reader(value, name));
}
/** A number, or a text such as `5%`. */
export function numberOr() {
    return (value, name) => (typeof value === 'number' ? value : text(value, name));
}
function namesBelow(reader) {
    return isGroup(reader) ? reader.names : [];
}
function isGroup(reader) {
    return 'names' in reader;
}
/** Goes by what it has: Jest and others have a class of their own. */
function isUrl(value) {
    return typeof value === 'object' && value !== null && 'protocol' in value && 'href' in value && typeof value.href === 'string';
}
function unknownOption(name, siblings, known) {
    const meant = likely(name, siblings) ?? likely(name, known);
    const advice = meant === undefined ? `expected one of: ${siblings.join(', ')}` : `did you mean ${meant}?`;
    return new ImgparError('usage', `unknown option ${name}, ${advice}`);
}
/** The option that is meant by a misspelt one, by a flag of the command line, or by one that stands at the wrong place. */
function likely(name, candidates) {
    const wanted = plain(name);
    const found = nearest(wanted, candidates.map(plain));
    return (candidates.find((candidate) => plain(candidate) === (found ?? wanted)) ??
        candidates.find((each) => wanted.length >= 3 && plain(each).startsWith(wanted)));
}
/** The last word of a name, without what people write differently. */
function plain(name) {
    return name
        .slice(name.lastIndexOf('.') + 1)
        .replace(/[-_]/g, '')
        .toLowerCase();
}
