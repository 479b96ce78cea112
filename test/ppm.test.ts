import { expect, test } from 'vitest';
import { formats, type ImageFormat } from '../src/codec/formats.js';
import { openImage } from '../src/codec/open.js';

import { keepsFormatContract } from './format-contract.js';
import { equalize } from './operations.js';
import { ppm } from './ppm/format.js';

// Besides its folder a new format takes this one line, here in a table of the test's own.
const known = { ...formats, ppm };

const file = Buffer.concat([Buffer.from('P6\n# dusk\n20 10\n255\n', 'latin1'), Buffer.from(Array.from({ length: 600 }, (_, i) => i % 97))]);

keepsFormatContract(known, 'ppm', file);

test('a toy format is equalised, keeps its comment, and converts to other formats and back', async () => {
  const image = await openImage(file, { formats: known });
  equalize(image.pictures[0]!, { method: 'he' });
  const bytes = Buffer.from(await image.encode());
  expect(bytes.toString('latin1', 0, 20)).toBe('P6\n# dusk\n20 10\n255\n');
  expect(bytes.equals(file)).toBe(false);
  const png = await openImage(await image.encode({ format: 'png' }), { formats: known });
  // The table knows it, though the type of the built-in formats does not.
  expect(Buffer.from(await png.encode({ format: 'ppm' as ImageFormat })).equals(bytes)).toBe(true);
});
