import type { Stats } from 'node:fs';
import { lstat, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { formats, type ImageFormat, writtenFormats } from '../codec/formats.js';
import { isNamedLikeImage } from '../codec/sniff.js';
import { ImgparError } from '../errors.js';
import { absolutePath } from './canonical.js';
import { formatOfName } from './destination.js';
import type { ResolvedSource } from './sources.js';

/** The meaning of the user's destination. */
export interface Target {
  /** Absolute folder that holds all results; need not exist. */
  readonly root: string;
  /** The name of the only result, if the destination is a file. */
  readonly fileName?: string;
  readonly format: 'keep' | ImageFormat;
}

/**
 * The destination is a folder, unless the only source is a file and the destination is an existing file or has an image extension. Then it
 * is the name of the result, and its extension decides the format. A destination with an image name is refused where a folder is needed,
 * unless it ends in a slash.
 *
 * @throws {ImgparError} `usage`
 */
export async function targetOf(destination: string, sources: readonly ResolvedSource[], format: 'keep' | ImageFormat): Promise<Target> {
  if (destination === '') throw new ImgparError('usage', 'the destination is empty, expected an output folder');
  const path = await absolutePath(destination);
  const standing = await standingAt(destination, path);
  if (standing === 'folder') return { root: path, format };
  if (standing === 'nothing') refuseUnlikelyNames(destination);
  await requireFolderAbove(destination, dirname(path));
  const mayBeFile = sources.length === 1 && sources[0]?.type === 'file' && !isMeantAsFolder(destination);
  if (mayBeFile && (standing === 'file' || writtenFormatOfName(path))) {
    return { root: dirname(path), fileName: basename(path), format: agreedFormat(destination, format) };
  }
  if (standing === 'file')
    throw new ImgparError('usage', `the destination ${destination} is a file, expected a folder, because there may be several results`);
  if (isNamedLikeImage(path) && !isMeantAsFolder(destination)) throw new ImgparError('usage', likeFile(destination, mayBeFile));
  return { root: path, format };
}

function isMeantAsFolder(destination: string): boolean {
  return /[/\\]$/.test(destination);
}

function likeFile(destination: string, hasOneResult: boolean): string {
  const folder = `write ${destination}/ if you mean a folder of that name`;
  if (hasOneResult)
    return `the destination ${destination} is named like an image of a format that imgpar cannot write; ${expectedExtensions}; ${folder}`;
  return `the destination ${destination} is named like one image, but there may be several results; ${folder}`;
}

const expectedExtensions = `expected ${writtenFormats.map((format) => `.${formats[format].extensions[0]}`).join(', ')}`;

/** The last argument is the destination, so a pattern given last would become a folder. */
function refuseUnlikelyNames(destination: string): void {
  if (destination.startsWith('!'))
    throw new ImgparError(
      'usage',
      `the last argument is the destination, but ${destination} is an exclude pattern; put the destination last`,
    );
  if (destination.includes('\uFFFD'))
    throw new ImgparError('usage', `the name of the destination ${destination} is not valid UTF-8; choose another name`);
}

async function standingAt(destination: string, path: string): Promise<'folder' | 'file' | 'nothing'> {
  const found = await statIfAny(path);
  if (found?.isDirectory()) return 'folder';
  if (found?.isFile()) return 'file';
  if (found) throw new ImgparError('usage', `the destination ${destination} is neither a folder nor a file; choose another name`);
  const isLink = await lstat(path).then(
    (link) => link.isSymbolicLink(),
    () => false,
  );
  if (isLink) throw new ImgparError('usage', `the destination ${destination} is a broken symbolic link; remove it or choose another name`);
  return 'nothing';
}

async function requireFolderAbove(destination: string, path: string): Promise<void> {
  const found = await statIfAny(path);
  if (found?.isDirectory()) return;
  if (found) throw new ImgparError('usage', `the destination ${destination} cannot be created, because ${path} is not a folder`);
  if (dirname(path) !== path) await requireFolderAbove(destination, dirname(path));
}

async function statIfAny(path: string): Promise<Stats | undefined> {
  return stat(path).catch(() => undefined);
}

function writtenFormatOfName(name: string): ImageFormat | undefined {
  const named = formatOfName(name);
  return named && formats[named].writes !== 'none' ? named : undefined;
}

function agreedFormat(destination: string, format: 'keep' | ImageFormat): 'keep' | ImageFormat {
  const named = writtenFormatOfName(destination);
  if (named && format !== 'keep' && named !== format) {
    throw new ImgparError(
      'usage',
      `the destination ${destination} is named like ${named}, but the format is ${format}; change one of them`,
    );
  }
  return named ?? format;
}
