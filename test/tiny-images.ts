import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { randomNumbers } from './pictures.js';

/** Writes small noise images below a folder, all different, and always the same for the same seed. Names end in .png or .jpg. */
export async function writeTinyImages(folder: string, names: readonly string[], seed = 1, side = 16): Promise<void> {
  const random = randomNumbers(seed);
  for (const name of names) {
    const pixels = Uint8Array.from({ length: side * side }, () => 40 + random() * 100);
    const image = sharp(pixels, { raw: { width: side, height: side, channels: 1 } });
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), await (name.endsWith('.jpg') ? image.jpeg() : image.png()).toBuffer());
  }
}
