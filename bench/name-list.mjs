import { closeSync, openSync, writeSync } from 'node:fs';

/** Writes a list of images that do not exist, a thousand names per folder. @param {string} path @param {number} images */
export function writeNameList(path, images) {
  const file = openSync(path, 'w');
  for (let start = 0; start < images; start += 1000) {
    const names = Array.from({ length: Math.min(1000, images - start) }, (_, i) => `/data/photos/${start / 1000}/image-${start + i}.jpg\n`);
    writeSync(file, names.join(''));
  }
  closeSync(file);
}
