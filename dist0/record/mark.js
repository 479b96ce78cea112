import { closeSync, existsSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { ImgparError } from '../errors.js';
import { create } from '../storage/create.js';
import { isMissing, isSystemError, reasonOf } from '../storage/reasons.js';
import { version } from '../version.js';
import { recordFrom } from './image-record.js';
import { beforeDestination, linesOf } from './lines.js';
import { manifestIn, manifestName } from './manifest.js';
import { openIfAny } from './manifest-file.js';
/** Lies in each folder whose images were equalised in place, and names the manifest that knows which of them are results. */
const markName = '.imgpar-in-place.json';
/**
 * Puts folders into the charge of a manifest: what another one is in charge of, at, above or below them, may hold results that this one
 * would take for originals. The marks are made before others are looked for, so that of two runs at least one sees the other.
 *
 * @throws {ImgparError} `usage`, if another manifest is in charge, or a mark cannot be made; then those that were made are gone again
 */
export async function takeCharge(domain, charge) {
    const made = [];
    try {
        for (const root of domain.roots.map(real))
            if (markFolder(root, charge))
                made.push(join(root, markName));
        await refuseOtherCharge(domain, charge);
    }
    catch (error) {
        for (const mark of made)
            rmSync(mark, { force: true });
        throw error;
    }
}
/** @throws {ImgparError} `usage`, if another manifest is in charge at, above or below the folders */
export async function refuseOtherCharge({ roots, folders }, charge) {
    const look = looker(charge);
    for (const root of roots)
        look(real(root));
    for await (const folder of folders())
        look(real(folder));
}
/** Takes the marks of a manifest from folders, as all their images are originals again. */
export function endCharge(folders, id) {
    for (const folder of folders)
        if (markIn(folder)?.id === id)
            rmSync(join(folder, markName), { force: true });
}
/** The folder above a file that a manifest has marked; undefined if there is none. */
export function markedFolderAbove(file, id) {
    for (let folder = dirname(file);; folder = dirname(folder)) {
        if (markIn(folder)?.id === id)
            return folder;
        if (dirname(folder) === folder)
            return undefined;
    }
}
/** Whether it was made. */
function markFolder(folder, charge) {
    const way = relative(folder, charge.manifest);
    const mark = { manifest: sep === '/' ? way : way.replaceAll(sep, '/'), id: charge.id };
    try {
        const text = `${JSON.stringify({ imgpar: version, ...mark })}\n`;
        if (create(join(folder, markName), text, charge))
            return true;
    }
    catch (error) {
        throw new ImgparError('usage', `cannot mark the folder ${folder} as equalised in place: ${reasonOf(error)}`, { cause: error });
    }
    refuseOthers(folder, charge);
    return false;
}
/** Looks at a folder and those above it, at each once. */
function looker(charge) {
    const seen = new Set();
    return (folder) => {
        for (let at = folder; !seen.has(at); at = dirname(at)) {
            if (seen.size >= maxSeen)
                seen.clear();
            seen.add(at);
            refuseOthers(at, charge);
        }
    };
}
const maxSeen = 100_000;
function refuseOthers(folder, charge) {
    const mark = markIn(folder);
    if (mark && mark.id !== charge.id)
        throw anotherInCharge(folder, mark, charge);
    const manifest = manifestIn(folder);
    if (!mark && manifest !== charge.manifest && existsSync(manifest) && isInPlace(manifest))
        throw anotherInCharge(folder, { manifest: manifestName, id: '' }, charge);
}
function anotherInCharge(folder, mark, charge) {
    const manifest = resolve(folder, mark.manifest);
    const [state, cure] = manifest === real(charge.manifest) || manifest === charge.manifest || !existsSync(manifest)
        ? ['which is no longer there', `if all images are originals again, remove ${join(folder, markName)}`]
        : ['which alone knows what is a result', 'give the same backupDir or manifest as before'];
    return new ImgparError('usage', `${folder} was equalised in place with the manifest ${manifest}, ${state}; ${cure}`);
}
/** @throws {ImgparError} `usage`, if there is one that cannot be read */
function markIn(folder) {
    const path = join(folder, markName);
    try {
        const { manifest, id } = JSON.parse(readFileSync(path, 'utf8'));
        if (typeof manifest === 'string' && typeof id === 'string')
            return { manifest, id };
    }
    catch (error) {
        if (isMissing(error) || (isSystemError(error) && error.code === 'EACCES'))
            return undefined;
    }
    throw new ImgparError('usage', `the mark ${path} cannot be read; it names the manifest of images that were equalised in place`);
}
/** Whether a manifest is one of version 0.1.0, which made no marks, of images that were equalised in place: there source and result are one. */
function isInPlace(path) {
    const descriptor = openIfAny(path);
    if (descriptor === undefined)
        return false;
    try {
        for (const { bytes } of linesOf(descriptor)) {
            if (!bytes?.toString('latin1', 0, beforeDestination.length).startsWith(beforeDestination))
                continue;
            const record = recordFrom(bytes.toString());
            if (record?.status === 'done')
                return record.source === record.destination;
        }
        return false;
    }
    finally {
        closeSync(descriptor);
    }
}
function real(path) {
    try {
        return realpathSync.native(path);
    }
    catch {
        return path;
    }
}
