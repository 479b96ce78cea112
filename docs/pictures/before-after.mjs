// Draws docs/pictures/before-after.webp: sample photographs above, what imgpar makes of them below.
// npm run build && node docs/pictures/before-after.mjs

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { equalizeImage } from '../../dist/index.js';

const names = ['hazy-valley.jpg', 'foggy-yard.webp', 'dark-flowers.jpg', 'moon.png', 'cells.tif'];
const width = 232;
const height = 174;
const gap = 6;

const tiles = await Promise.all(
  names.map(async (name, column) => {
    const before = readFileSync(fileURLToPath(new URL(`../../samples/${name}`, import.meta.url)));
    const after = await equalizeImage(before, {});
    return Promise.all(
      [before, after].map(async (image, row) => ({
        input: await sharp(image).autoOrient().toColourspace('srgb').resize(width, height, { fit: 'cover' }).png().toBuffer(),
        left: column * (width + gap),
        top: row * (height + gap),
      })),
    );
  }),
);

await sharp({
  create: { width: names.length * (width + gap) - gap, height: 2 * height + gap, channels: 4, background: '#00000000' },
})
  .composite(tiles.flat())
  .webp({ quality: 82 })
  .toFile(fileURLToPath(new URL('before-after.webp', import.meta.url)));
