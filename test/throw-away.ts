import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';

/** A folder with these files, each holding its own name; a name that ends in a slash is an empty folder. Removed when the test ends. */
export function throwAwayFolder(...files: string[]): string {
  const folder = newFolder(files);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The same for all tests of a file; removed when the last one has ended. */
export function sharedThrowAwayFolder(...files: string[]): string {
  const folder = newFolder(files);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
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
