import { inspect } from 'node:util';
import { ImgparError } from '../errors.js';
// How messages tell of values.
/** A `usage` error: the name of what was given, the value received, and the values expected. */
export function unexpected(name, value, expected) {
    return new ImgparError('usage', `${name} is ${shown(value)}, expected ${expected}`);
}
function shown(value) {
    if (typeof value === 'string')
        return JSON.stringify(value);
    return inspect(value, { depth: 0, maxArrayLength: 3, maxStringLength: 100, breakLength: Number.POSITIVE_INFINITY });
}
/** As many MiB as hold so many bytes. */
export function mebibytes(bytes) {
    return `${Math.ceil(bytes / 2 ** 20)} MiB`;
}
