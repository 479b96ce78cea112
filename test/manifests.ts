import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';

/**
 * The results that the manifest in a folder lists as done, sorted, with '/' between names. Requires a header first and only whole lines;
 * ignores what follows the last line end, as a torn line. Empty without a manifest.
 */
export function recordedResults(folder: string): unknown[] {
  const path = join(folder, '.imgpar.jsonl');
  if (!existsSync(path)) return [];
  const [header, ...records] = readFileSync(path, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
  expect(header).toMatchObject({ imgpar: expect.any(String), fingerprint: expect.any(String) });
  return records
    .filter(({ status }) => status === 'done')
    .map(({ destination }) => destination)
    .sort();
}
