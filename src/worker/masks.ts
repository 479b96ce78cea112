import { basename, dirname, extname, join } from 'node:path';
import { decodeImage } from '../codec/decode.js';
import { ImgparError } from '../errors.js';
import { maskFrom } from '../pixels/masks.js';
import type { Mask } from '../pixels/raster.js';
import { sha256 } from '../storage/hash.js';
import { storeOf } from '../storage/stores.js';

export interface FoundMask {
  readonly mask: Mask;
  /** The file it was read from. */
  readonly file: { readonly path: string; readonly size: number; readonly mtimeMs: number; readonly sha256: string };
}

/**
 * Reads the mask of an image: the file of that name, or of the same name with another extension, as masks are often PNG and images JPEG.
 * White counts.
 *
 * @param path where a mask with the image's exact name would be
 * @param admit called with the memory that reading takes; throws to refuse
 * @throws {ImgparError} `unreadable`, if there is none; anything that opening it may throw
 */
export async function readMask(path: string, admit: (peakBytes: number) => void = () => {}): Promise<FoundMask> {
  const found = await fileNamedLike(path);
  const file = await storeOf(found).open(found);
  try {
    const { size, mtimeMs } = file;
    admit(size);
    const bytes = await file.readAll();
    const [picture] = await decodeImage(bytes, {
      admit: ({ rasterBytes, decodeBytes, shapes: [shape] }) =>
        admit(size + rasterBytes + Math.max(decodeBytes, shape!.width * shape!.height)),
    });
    return { mask: maskFrom(picture!), file: { path: found, size, mtimeMs, sha256: sha256(bytes) } };
  } catch (error) {
    if (error instanceof ImgparError) throw new ImgparError(error.code, `its mask ${found}: ${error.message}`, { cause: error });
    throw error;
  } finally {
    await file.close();
  }
}

async function fileNamedLike(path: string): Promise<string> {
  const stem = (name: string) => basename(name, extname(name));
  const names = await storeOf(path).list(dirname(path));
  const found = names.find((name) => name === basename(path)) ?? names.find((name) => stem(name) === stem(path));
  if (found !== undefined) return join(dirname(path), found);
  throw new ImgparError('unreadable', `it has no mask; expected ${path}, or the same name with another extension`);
}
