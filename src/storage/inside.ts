import { realpathSync } from 'node:fs';
import { dirname, relative, sep } from 'node:path';
import { ImgparError } from '../errors.js';

/**
 * Refuses to write below a folder that is, or lies behind, a link out of the destination: whoever made the link would decide what
 * is overwritten. The root itself may be a link, as the user named it.
 *
 * @throws {ImgparError} `unwritable`
 */
export function requireInside(root: string, destination: string): void {
  // No folder on the way.
  if (dirname(destination) === root) return;
  const realRoot = existing(root);
  const realFolder = existing(dirname(destination));
  if (realFolder === realRoot || realFolder.startsWith(realRoot.endsWith(sep) ? realRoot : realRoot + sep)) return;
  // A folder above the root is met when the root is not there yet, or no longer.
  if (realRoot.startsWith(realFolder.endsWith(sep) ? realFolder : realFolder + sep) && isAbove(dirname(destination), root)) return;
  throw new ImgparError(
    'unwritable',
    `cannot write ${destination}: a folder on the way is a link that leads out of the destination, to ${realFolder}; remove the link`,
  );
}

/** The true name of the deepest folder on the way that exists. */
function existing(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    // Neither it nor what it may point to is there; making it will say if that is a fault.
    const above = dirname(path);
    return above === path ? path : existing(above);
  }
}

function isAbove(folder: string, root: string): boolean {
  return relative(folder, root) !== '' && !relative(folder, root).startsWith('..');
}
