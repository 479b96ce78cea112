import { basename, extname, join, sep } from 'node:path';
import { formats, formatWithExtension, type ImageFormat } from '../codec/formats.js';
import { ImgparError } from '../errors.js';

/**
 * The name of a result, from the name of its source. Unchanged with `keep`, or if the extension already names the format. Otherwise the
 * extension of another image format is replaced; after any other extension, or none, the new one is appended.
 */
export function destinationOf(relative: string, format: 'keep' | ImageFormat): string {
  if (format === 'keep') return relative;
  const named = formatOfName(relative);
  if (named === format) return relative;
  const stem = named ? relative.slice(0, -extname(relative).length) : relative;
  return `${stem}.${formats[format].extensions[0]}`;
}

/** The format that a name's extension stands for, in upper or lower case; undefined if it is not an image format. */
export function formatOfName(name: string): ImageFormat | undefined {
  const extension = extname(basename(name)).slice(1).toLowerCase();
  return formatWithExtension(extension);
}

/**
 * The absolute path of a result below its root.
 *
 * @throws {ImgparError} `internal`, if the relative path leads out of the root
 */
export function joinBelow(root: string, relative: string): string {
  const path = join(root, relative);
  const start = root.endsWith(sep) ? root : root + sep;
  const isBelow = path.startsWith(start) && path !== start;
  if (!isBelow) throw new ImgparError('internal', `${JSON.stringify(relative)} is not a path inside the output folder`);
  return path;
}
