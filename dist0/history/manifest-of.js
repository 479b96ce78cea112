import { ImgparError } from '../errors.js';
import { manifestIn } from '../record/manifest.js';
import { manifestVersion } from '../record/run-header.js';
import { version } from '../version.js';
import { decisionsOf, fingerprintOf } from './fingerprint.js';
/** Where the manifest of a plan's destination is; undefined if there is none. One image needs none unless it is asked for. */
export function manifestPath({ destinationRoot, isFile }, { record: { manifest } }) {
    if (typeof manifest === 'string')
        return manifest;
    return manifest === false || isFile ? undefined : manifestIn(destinationRoot);
}
export function decisionsFor({ format }, options) {
    return decisionsOf({ ...options, output: { ...options.output, format } });
}
export function headerOf(run, decides, id) {
    const header = { imgpar: version, manifest: manifestVersion, run, at: Date.now(), fingerprint: fingerprintOf(decides), decides };
    return id === undefined ? header : { ...header, id };
}
/** What cannot be written before the first image is done is told as wrong use: nothing has been done, and the user can mend it. */
export function beforeTheWork(write) {
    try {
        return write();
    }
    catch (error) {
        if (!(error instanceof ImgparError) || error.code !== 'unwritable')
            throw error;
        throw new ImgparError('usage', error.message, { cause: error });
    }
}
