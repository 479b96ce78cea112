import { basename, extname, join, sep } from 'node:path';
import { formats, formatWithEnding } from '../codec/formats.js';
import { ImgparError } from '../errors.js';
/**
 * The name of a result, from the name of its source. With `keep`, and where the ending says the format already, the same; else
 * the ending of another image format is replaced, and behind any other or no ending the new one is added.
 */
export function destinationOf(relative, format) {
    if (format === 'keep')
        return relative;
    const named = formatOfName(relative);
    if (named === format)
        return relative;
    const stem = named ? relative.slice(0, -extname(relative).length) : relative;
    return `${stem}.${formats[format].endings[0]}`;
}
/** The format that the ending of a name stands for, in upper or lower case; undefined if it is none of an image. */
export function formatOfName(name) {
    const extension = extname(basename(name)).slice(1).toLowerCase();
    return formatWithEnding(extension);
}
/**
 * The absolute path of a result below its root.
 *
 * @throws {ImgparError} `internal`, if the relative path would lead out of the root
 */
export function joinBelow(root, relative) {
    const path = join(root, relative);
    const start = root.endsWith(sep) ? root : root + sep;
    const isBelow = path.startsWith(start) && path !== start;
    if (!isBelow)
        throw new ImgparError('internal', `${JSON.stringify(relative)} is no path below the destination`);
    return path;
}
