import { beforeDestination } from './lines.js';
/**
 * The record as a line of JSON with its end, in characters that do nothing to a terminal. The destination comes first, so that the
 * line can be found by it without being parsed.
 */
export function recordLine({ destination, status, ...rest }) {
    return `${harmless({ destination, status, ...rest })}\n`;
}
/** How the line of a destination begins. */
export function lineStart(destination) {
    return `${beforeDestination}${harmless(destination).slice(1)}`;
}
/** JSON in which also what `JSON.stringify` leaves as it is does nothing to a terminal: DEL, C1, separators, controls of direction. */
export function harmless(value) {
    const json = JSON.stringify(value);
    if (plainText.test(json))
        return json;
    return json.replace(/[\x7f-\x9f\u2028\u2029\p{Bidi_Control}]/gu, (character) => {
        return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
    });
}
/** As nearly all records are: looked for first, it saves a third of the time. */
const plainText = /^[ -~]*$/;
/** What a line says; undefined if it is broken, or of another kind. A manifest is a file that anything may have written to. */
export function recordFrom(line) {
    const value = parsed(line);
    if (!isObject(value) || !isText(value.destination) || !isText(value.source) || !isNumber(value.at))
        return undefined;
    // Each of the checks looks at every field that is used.
    if (value.status === 'done' && isDone(value))
        return value;
    if (value.status === 'failed' && isText(value.code) && isText(value.message))
        return value;
    return value.status === 'removed' ? value : undefined;
}
function parsed(line) {
    try {
        return JSON.parse(line);
    }
    catch {
        return undefined;
    }
}
function isDone({ fingerprint, format, input, output, mask, backup }) {
    const isMask = mask === undefined || (isStamp(mask) && isText(mask.path));
    return (isText(fingerprint) && isText(format) && isContent(input) && isContent(output) && isMask && (backup === undefined || isText(backup)));
}
const isObject = (value) => typeof value === 'object' && value !== null;
const isText = (value) => typeof value === 'string';
const isNumber = (value) => typeof value === 'number';
const isStamp = (value) => isObject(value) && isNumber(value.size) && isNumber(value.mtimeMs);
const isContent = (value) => isStamp(value) && isText(value.sha256);
