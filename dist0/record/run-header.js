import { ImgparError } from '../errors.js';
import { beforeVersion } from './lines.js';
/** The version of the lines: raised when a field changes its meaning or goes, not when one is added. */
export const manifestVersion = 1;
/** What a header says; undefined if it is broken. @throws {ImgparError} `usage`, if a later version may have given the lines another meaning */
export function headerIn(line, path) {
    const bytes = Buffer.from(line.buffer, line.byteOffset, line.byteLength);
    if (bytes.toString('latin1', 0, beforeVersion.length) !== beforeVersion)
        return undefined;
    const value = parsed(bytes.toString('utf8'));
    if (typeof value.manifest === 'number' && value.manifest > manifestVersion) {
        throw new ImgparError('usage', `${path} was written by imgpar ${String(value.imgpar).slice(0, 40)} in a form that this version does not know; use that version, ` +
            'or name another file as manifest');
    }
    const { fingerprint, run, id, decides } = value;
    if (typeof fingerprint !== 'string' || typeof run !== 'string')
        return undefined;
    return { fingerprint, run, id: typeof id === 'string' ? id : undefined, versions: versionsIn(decides) };
}
function parsed(text) {
    try {
        return JSON.parse(text) ?? {};
    }
    catch {
        return {};
    }
}
function versionsIn(decides) {
    if (typeof decides !== 'object' || decides === null || !('versions' in decides))
        return undefined;
    const { versions } = decides;
    const isGiven = typeof versions === 'object' && versions !== null && Object.values(versions).every((value) => typeof value === 'string');
    return isGiven ? versions : undefined; // as every value was looked at
}
