import { lstat, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { formats, imageFormats } from '../codec/formats.js';
import { isNamedLikeImage } from '../codec/sniff.js';
import { ImgparError } from '../errors.js';
import { absolutePath } from './canonical.js';
import { formatOfName } from './destination.js';
/**
 * The destination is a folder, unless the only source is a file and the destination is an existing file or has the ending of an
 * image format; then it is the very name of the result, and its ending decides the format. Named like an image where a folder is needed,
 * it is refused, unless a slash at its end says that a folder is meant.
 *
 * @throws {ImgparError} `usage`
 */
export async function targetOf(destination, sources, format) {
    if (destination === '')
        throw new ImgparError('usage', 'the destination is empty, expected the name of a folder');
    const path = await absolutePath(destination);
    const standing = await standingAt(destination, path);
    if (standing === 'folder')
        return { root: path, format };
    if (standing === 'nothing')
        refuseUnlikelyNames(destination);
    await requireFolderAbove(destination, dirname(path));
    const mayBeFile = sources.length === 1 && sources[0]?.type === 'file' && !isMeantAsFolder(destination);
    if (mayBeFile && (standing === 'file' || formatOfName(path))) {
        return { root: dirname(path), fileName: basename(path), format: agreedFormat(destination, format) };
    }
    if (standing === 'file')
        throw new ImgparError('usage', `the destination ${destination} is a file, expected a folder, as there may be several results`);
    if (isNamedLikeImage(path) && !isMeantAsFolder(destination))
        throw new ImgparError('usage', likeFile(destination, mayBeFile));
    return { root: path, format };
}
function isMeantAsFolder(destination) {
    return /[/\\]$/.test(destination);
}
function likeFile(destination, hasOneResult) {
    const folder = `write ${destination}/ for a folder of that name`;
    if (hasOneResult)
        return `the destination ${destination} is named like an image of a format that is not written; ${expectedEndings}, or ${folder}`;
    return `the destination ${destination} is named like one image, but there may be several results; ${folder}`;
}
const expectedEndings = `expected ${imageFormats.map((format) => `.${formats[format].endings[0]}`).join(', ')}`;
/** The last argument is the destination: what was meant as a pattern would become a folder. */
function refuseUnlikelyNames(destination) {
    if (destination.startsWith('!'))
        throw new ImgparError('usage', `the destination comes last, but ${destination} begins with !, as what is left out does`);
    if (destination.includes('\uFFFD'))
        throw new ImgparError('usage', `the name of the destination ${destination} is not valid UTF-8; give another destination`);
}
async function standingAt(destination, path) {
    const found = await statIfAny(path);
    if (found?.isDirectory())
        return 'folder';
    if (found?.isFile())
        return 'file';
    if (found)
        throw new ImgparError('usage', `the destination ${destination} is neither a folder nor a file; give another name`);
    const isLink = await lstat(path).then((link) => link.isSymbolicLink(), () => false);
    if (isLink)
        throw new ImgparError('usage', `the destination ${destination} is a symbolic link that leads nowhere; remove it or give another name`);
    return 'nothing';
}
async function requireFolderAbove(destination, path) {
    const found = await statIfAny(path);
    if (found?.isDirectory())
        return;
    if (found)
        throw new ImgparError('usage', `the destination ${destination} cannot be made, because ${path} is not a folder`);
    if (dirname(path) !== path)
        await requireFolderAbove(destination, dirname(path));
}
async function statIfAny(path) {
    return stat(path).catch(() => undefined);
}
function agreedFormat(destination, format) {
    const named = formatOfName(destination);
    if (named && format !== 'keep' && named !== format) {
        throw new ImgparError('usage', `the destination ${destination} ends as ${named} does, but the format asked for is ${format}; change one of them`);
    }
    return named ?? format;
}
