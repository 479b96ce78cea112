import { readdirSync } from 'node:fs';
import { basename, dirname, extname } from 'node:path';
import { openImage } from '../codec/open.js';
import { ImgparError } from '../errors.js';
import { type Mask, maskFrom } from '../pixels/masks.js';
import { openSource } from '../storage/file.js';

/**
 * The mask of an image: the picture of that name, or of the same name with another ending, as masks are often PNG where images are
 * JPEG. White counts.
 *
 * @param path where a mask of the very name of the image would be
 * @throws {ImgparError} `unreadable`, if there is none; whatever opening it may throw
 */
export async function readMask(path: string): Promise<Mask> {
  const found = fileNamedLike(path);
  const file = openSource(found);
  try {
    const { pictures } = await openImage(file.readAll());
    return maskFrom(pictures[0]!);
  } catch (error) {
    if (error instanceof ImgparError) throw new ImgparError(error.code, `its mask ${found}: ${error.message}`, { cause: error });
    throw error;
  } finally {
    file.close();
  }
}

function fileNamedLike(path: string): string {
  const stem = (name: string) => basename(name, extname(name));
  const names = namesIn(dirname(path));
  const found = names.find((name) => name === basename(path)) ?? names.find((name) => stem(name) === stem(path));
  if (found !== undefined) return `${dirname(path)}/${found}`;
  throw new ImgparError('unreadable', `it has no mask: expected ${path}, or the same name with another ending`);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
