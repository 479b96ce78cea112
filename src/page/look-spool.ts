import { closeSync, mkdirSync, openSync, readdirSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ImgparError } from '../errors.js';
import { isLivingRun, newToken, retireToken } from '../storage/run-token.js';
import { temporarily } from '../storage/temporary.js';
import type { SpooledText } from '../worker/looks/shown.js';

/** What workers write for a page, each into a file of its own, until it is copied into the page. */
export interface LookSpool {
  readonly folder: string;
  /** Brings a text to a place in memory. @throws {ImgparError} `unwritable`, if it has gone */
  read(text: SpooledText, to: Uint8Array, at: number): void;
  /** Removes all of it. */
  close(): void;
}

const prefix = 'imgpar-report-';

/** Also removes what killed programs left. @throws {ImgparError} `unwritable` */
export function lookSpool(): LookSpool {
  const token = newToken();
  const folder = join(tmpdir(), prefix + token);
  const descriptors = new Map<string, number>();
  kept(() => {
    for (const name of readdirSync(tmpdir()))
      if (name.startsWith(prefix) && isLivingRun(name.slice(prefix.length)) === false) remove(join(tmpdir(), name));
    mkdirSync(folder, { mode: 0o700 });
  });
  const close = () => {
    process.off('exit', close);
    for (const descriptor of descriptors.values()) closeSync(descriptor);
    descriptors.clear();
    remove(folder);
    retireToken(token);
  };
  process.on('exit', close);
  return {
    folder,
    read({ file, at: from, length }, to, at) {
      const descriptor = descriptors.get(file) ?? kept(() => openSync(join(folder, file), 'r'));
      descriptors.set(file, descriptor);
      kept(() => {
        for (let filled = 0; filled < length; ) {
          const count = readSync(descriptor, to, at + filled, length - filled, from + filled);
          if (count === 0) throw new ImgparError('unwritable', `${file} has been cut short`);
          filled += count;
        }
      });
    },
    close,
  };
}

/** Another one of this user, or nobody, may remove it. */
function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // That of another user.
  }
}

function kept<Value>(act: () => Value): Value {
  return temporarily('the pictures of the report', act);
}
