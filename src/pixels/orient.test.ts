import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyRaster, copyOf } from '../../test/pictures.js';
import { orientRaster } from './orient.js';

const upright = { width: 3, height: 2, channels: 1, maxSample: 255, samples: Uint8Array.from([1, 2, 3, 4, 5, 6]) } as const;

// Rows of the result, worked out by hand from EXIF 2.32, table 6: where the stored row 0 and column 0 lie when the image is seen.
test.each([
  [1, ['123', '456']],
  [2, ['321', '654']],
  [3, ['654', '321']],
  [4, ['456', '123']],
  [5, ['14', '25', '36']],
  [6, ['41', '52', '63']],
  [7, ['63', '52', '41']],
  [8, ['36', '25', '14']],
  [0, ['123', '456']],
  [65535, ['123', '456']],
])('orientation %i is seen as %j', (orientation, rows) => {
  const { width, height, samples } = orientRaster(upright, orientation);
  expect({ width, height }).toEqual({ width: rows[0]!.length, height: rows.length });
  expect([...samples].join('')).toBe(rows.join(''));
});

const inverse: Readonly<Record<number, number>> = { 1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 8, 7: 7, 8: 6 };

test('turning back restores every raster, whatever its channels and depth', () => {
  fc.assert(
    fc.property(anyRaster({ maxSide: 20 }), fc.integer({ min: 1, max: 8 }), (raster, orientation) => {
      const before = copyOf(raster);
      expect(orientRaster(orientRaster(raster, orientation), inverse[orientation]!)).toEqual(before);
    }),
    { numRuns: 60 },
  );
});

test('turning keeps the samples of a pixel together', () => {
  const two = { width: 2, height: 1, channels: 3, maxSample: 65535, samples: Uint16Array.from([1, 2, 3, 4, 5, 6]) } as const;
  expect(orientRaster(two, 6)).toEqual({ ...two, width: 1, height: 2 });
  expect([...orientRaster(two, 2).samples]).toEqual([4, 5, 6, 1, 2, 3]);
});
