import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';

/** A folder with these files, each holding its own name; a name that ends in a slash is an empty folder. Removed when the test ends. */
export function throwAwayFolder(...files: string[]): string {
  const folder = newFolder(files);
  onTestFinished(() => remove(folder));
  return folder;
}

/** The same for all tests of a file; removed when the last one has ended. */
export function sharedThrowAwayFolder(...files: string[]): string {
  const folder = newFolder(files);
  afterAll(() => remove(folder));
  return folder;
}

function newFolder(files: readonly string[]): string {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'imgpar-test-'));
  for (const file of files) {
    const path = join(folder, file);
    mkdirSync(file.endsWith('/') ? path : dirname(path), { recursive: true });
    if (!file.endsWith('/')) writeFileSync(path, file);
  }
  return folder;
}

/** What a killed browser has started may write for a moment longer. */
async function remove(folder: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return rmSync(folder, { recursive: true, force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOTEMPTY' || tries === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
