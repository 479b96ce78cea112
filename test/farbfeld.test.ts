import { expect, test } from 'vitest';
import { formats, type ImageFormat } from '../src/codec/formats.js';
import { openImage } from '../src/codec/open.js';
import { farbfeld } from './farbfeld/format.js';
import { keepsFormatContract } from './format-contract.js';
import { equalize } from './operations.js';

// Besides its folder a new format takes this one line, here in a table of the test's own.
const known = { ...formats, farbfeld };

const samples = Buffer.from(Array.from({ length: 20 * 10 * 8 }, (_, i) => (i % 8 > 5 ? 255 : i % 97)));
const file = Buffer.concat([Buffer.from('farbfeld\0\0\0\x14\0\0\0\x0a', 'latin1'), samples]);

keepsFormatContract(known, 'farbfeld', file);

test('a toy format is equalised, and converts to other formats and back', async () => {
  const image = await openImage(file, { formats: known });
  equalize(image.pictures[0]!, { method: 'he' });
  const bytes = Buffer.from(await image.encode());
  expect(bytes.subarray(0, 16)).toEqual(file.subarray(0, 16));
  expect(bytes.equals(file)).toBe(false);
  const png = await openImage(await image.encode({ format: 'png' }), { formats: known });
  // The table knows it, though the type of the built-in formats does not.
  expect(Buffer.from(await png.encode({ format: 'farbfeld' as ImageFormat })).equals(bytes)).toBe(true);
});
