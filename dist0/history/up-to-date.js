import { pathFrom, recordedPath } from '../record/recorded-path.js';
import { look } from '../storage/file.js';
import { sha256OfFile } from '../storage/hash.js';
/**
 * What has changed since an image was done; undefined if nothing has. Looks at sizes and times and does not open the image: a source
 * counts as unchanged while it has the same path, size and time of modification, a result while it has the same size. `touched` says that
 * only the time of the source differs, as after a fresh checkout, so that its content decides.
 */
export function whyStale(record, task, comparison) {
    if (!record || record.status === 'removed')
        return 'no-result';
    if (record.status === 'failed')
        return 'failed';
    if (!comparison.fingerprints.isCurrent(record.fingerprint, record.format, task.statisticsHash))
        return 'options-changed';
    const source = comparison.checksum ? 'same' : comparedWith(record.source, record.input, task.source, comparison.root);
    if (source === 'changed')
        return 'source-changed';
    if (isMaskChanged(record.mask, task, comparison.root))
        return 'mask-changed';
    const result = look(task.destination);
    if (!result?.isFile)
        return 'result-missing';
    if (result.size !== record.output.size)
        return 'result-changed';
    return source === 'touched' ? 'touched' : undefined;
}
/** The same where results took the place of their sources. */
export function whyStaleInPlace(record, task, comparison) {
    if (!record || record.status === 'removed')
        return 'no-result';
    if (record.status === 'failed')
        return 'failed';
    if (!isStillResult(record, task.destination))
        return 'source-changed';
    return whyOutdated(record, task, comparison);
}
/** What has changed of what a result in place was made with, besides its original. */
export function whyOutdated(record, task, { root, fingerprints }) {
    if (isMaskChanged(record.mask, task, root))
        return 'mask-changed';
    return fingerprints.isCurrent(record.fingerprint, record.format) ? undefined : 'options-changed';
}
/** Whether a file is what was written there. Its content decides where size and time do not tell it from the original. */
export function isStillResult(record, path) {
    const found = look(path);
    if (!found?.isFile || found.size !== record.output.size)
        return false;
    return isToldByTime(record, found.mtimeMs) || contentIs(path, record.output.sha256);
}
/** Whether the time of a file of the right size says that it is the result, and could not be that of the original. */
export function isToldByTime({ input, output }, mtimeMs) {
    // A time that was carried over from the original loses what is below a microsecond.
    return Math.abs(output.mtimeMs - input.mtimeMs) > 1 && mtimeMs === output.mtimeMs;
}
/** Whether a file can be read and has this content. */
export function contentIs(path, sha256) {
    try {
        return sha256OfFile(path) === sha256;
    }
    catch {
        return false;
    }
}
function comparedWith(recorded, { size, mtimeMs }, path, root) {
    if (recordedPath(root, path) !== recorded)
        return 'changed';
    // Of a link that was named as source, what it leads to is read.
    const found = look(path, { throughLinks: true });
    if (found?.isFile !== true || found.size !== size)
        return 'changed';
    return found.mtimeMs === mtimeMs ? 'same' : 'touched';
}
function isMaskChanged(mask, task, root) {
    if (task.mask === undefined || mask === undefined)
        return (task.mask === undefined) !== (mask === undefined);
    const used = pathFrom(root, mask.path);
    const compared = comparedWith(mask.path, mask, used, root);
    if (compared === 'changed' || !isNamedLike(used, task.mask))
        return true;
    // Masks are small, and few are touched.
    if (compared === 'touched' && (mask.sha256 === undefined || !contentIs(used, mask.sha256)))
        return true;
    // One of the very name of the image is taken before one with another ending.
    return used !== task.mask && look(task.mask) !== undefined;
}
function isNamedLike(used, expected) {
    const stem = (path) => path.replace(/\.[^.\\/]*$/, '');
    return used === expected || stem(used) === stem(expected);
}
