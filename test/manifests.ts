import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';

/**
 * The results that the manifest in a folder names as done, sorted, '/' between names. It has to begin with a header, and every line of
 * it must be whole; what follows the last end of a line was torn. Without a manifest there are none.
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
