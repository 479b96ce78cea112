import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder with these files in it, each holding its own name; a name that ends in a slash is an empty folder. Removed when the test ends. */
export function throwAwayFolder(...files: string[]): string {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'imgpar-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const file of files) {
    const path = join(folder, file);
    mkdirSync(file.endsWith('/') ? path : dirname(path), { recursive: true });
    if (!file.endsWith('/')) writeFileSync(path, file);
  }
  return folder;
}
