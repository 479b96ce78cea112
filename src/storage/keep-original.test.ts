import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { throwAwayFolder } from '../../test/throw-away.js';
import { openSource } from './file.js';
import { keepOriginal } from './keep-original.js';
import { writeAtomic } from './write-atomic.js';

const owner = { token: 'test', id: 1 };

test('an original is kept once and never replaced by another', () => {
  const folder = throwAwayFolder('a');
  const [path, backup] = [join(folder, 'a'), join(folder, 'kept/deep/a')];
  const keep = (content: string) => {
    const original = openSource(path);
    keepOriginal(path, original, Buffer.from(content), { backup, root: join(folder, 'kept'), owner });
    original.close();
  };
  keep('a');
  keep('a');
  expect(() => keep('b')).toThrow(/holds the original of another image, which is never replaced; .*imgpar restore/);
  writeAtomic(path, Buffer.from('result'), { owner });
  expect(readFileSync(backup, 'utf8')).toBe('a');
});
