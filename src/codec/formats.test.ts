import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { keepsFormatContract } from '../../test/format-contract.js';
import { formats, type ImageFormat, imageFormats } from './formats.js';

/** A still file of each format, in colour. */
const files: Readonly<Record<ImageFormat, string>> = {
  jpeg: 'display-p3.jpg',
  png: 'gama-0.45-chrm.png',
  webp: 'exif-6.webp',
  tiff: 'rgb-lzw-2.tif',
  avif: 'icc-exif-xmp.avif',
  gif: 'static.gif',
  bmp: 'bmp/rgb-24.bmp',
  pnm: 'pnm/rgb.ppm',
};

for (const name of imageFormats) {
  const path = fileURLToPath(new URL(`../../test/images/${files[name]}`, import.meta.url));
  keepsFormatContract(formats, name, readFileSync(path));
}
