import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { previewSheet } from './sheet.js';

test('a format that sharp cannot draw is drawn, too', async () => {
  const file = readFileSync(fileURLToPath(new URL('../../test/images/pnm/rgb.ppm', import.meta.url)));
  expect(Buffer.from(await previewSheet(file)).toString('latin1', 1, 4)).toBe('PNG');
});
