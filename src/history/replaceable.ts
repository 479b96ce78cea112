import { headBytes, sniff } from '../codec/sniff.js';
import { beforeVersion } from '../record/lines.js';
import { openSource } from '../storage/file.js';
import { unexpected } from '../values/wording.js';

/**
 * Refuses to put something else in the place of an image, or of a record of what was done: whoever names one has mixed up the order of
 * words.
 *
 * @param option that names the file
 * @throws {ImgparError} `usage`
 */
export function requireReplaceable(option: string, path: string): void {
  const what = needed(path);
  if (what !== undefined) throw unexpected(option, path, `a file that may be replaced; there is ${what}`);
}

/** What is there that somebody needs. */
function needed(path: string): string | undefined {
  try {
    const file = openSource(path);
    try {
      const head = file.head(headBytes);
      const text = Buffer.from(head).toString('latin1');
      if (text.startsWith(beforeVersion) && text.includes('"manifest":')) return 'a record of imgpar';
      return sniff(head).kind === 'not-an-image' ? undefined : 'an image';
    } finally {
      file.close();
    }
  } catch {
    // Nothing, or what cannot be read: writing will tell.
    return undefined;
  }
}
