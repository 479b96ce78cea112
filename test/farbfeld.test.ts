import { expect, test } from 'vitest';
import { formats, type ImageFormat } from '../src/codec/formats.js';
import { farbfeld } from './farbfeld/format.js';
import { keepsFormatContract } from './format-contract.js';
import { encoded, opened } from './opened.js';
import { equalize } from './operations.js';

// Besides its folder a new format takes this one line, here in a table of the test's own.
const known = { ...formats, farbfeld };

const samples = Buffer.from(Array.from({ length: 20 * 10 * 8 }, (_, i) => (i % 8 > 5 ? 255 : i % 97)));
const file = Buffer.concat([Buffer.from('farbfeld\0\0\0\x14\0\0\0\x0a', 'latin1'), samples]);

keepsFormatContract(known, 'farbfeld', file);

test('a toy format is equalised, and converts to other formats and back', async () => {
  const image = await opened(file, { formats: known });
  equalize(image.pictures[0]!, { method: 'he' });
  const bytes = await encoded(image);
  expect(bytes.subarray(0, 16)).toEqual(file.subarray(0, 16));
  expect(bytes.equals(file)).toBe(false);
  // The table knows it, though the type of the built-in formats does not.
  const becoming = async (from: Buffer, format: string) =>
    encoded(await opened(from, { formats: known, output: { format: format as ImageFormat } }));
  expect((await becoming(await becoming(bytes, 'png'), 'farbfeld')).equals(bytes)).toBe(true);
});
