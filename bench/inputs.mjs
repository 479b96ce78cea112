import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { extname, join, parse, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { jpegsBelow, markedByAdobe } from './jpegs.mjs';

/**
 * A folder of images that every contestant reads, made once and kept.
 *
 * @typedef {object} InputSet
 * @property {string} folder
 * @property {'jpg' | 'png' | 'tif'} format the extension of all names
 * @property {number} files
 * @property {number} megapixels of all files together
 * @property {number} megabytes
 */

/** Where sets come from. @typedef {{ cache: string, photos: readonly string[] | undefined }} Origin */

/** Part of the names of all sets. Raise it when one of them is made differently. */
const recipe = 2;

/** Sizes of synthetic photographs, in megapixels, as from phones, cameras and websites. */
const photographMegapixels = [0.5, 1, 2, 3, 4, 6, 8, 12, 15];

/** The samples that photographs are made from: eight bits, no alpha; one in eight is grey. */
const sampleNames = [
  'hazy-valley.jpg',
  'dark-flowers.jpg',
  'backlit-cliff.png',
  'launch-at-dusk.jpg',
  'moon.png',
  'foggy-yard.webp',
  'night-roofs.jpg',
  'clouds-from-space.tif',
];

/** The most distinct photographs to make; a larger set repeats them under other names. */
const distinctPhotographs = 45;
const distinctThumbnails = 5000;

/** Width and height of most images in ImageNet. */
const imagenetSides = [500, 375];

/** The quality of our own JPEGs, which many cameras use. */
const madeQuality = 92;

/**
 * Photographs of 0.5 to 15 megapixels.
 *
 * @param {Origin} origin with `photos`, uses the baseline JPEG files below those folders as they are; without, makes them from the samples
 * @param {number} count
 */
export function photographs({ cache, photos }, count) {
  return inputSet(cache, `photographs-${count}${suffix({ cache, photos })}`, async (folder) => {
    const found = photos && (await photographsBelow(photos, (jpeg) => !jpeg.isProgressive && jpeg.megapixels <= 15));
    const distinct = found?.length ?? distinctPhotographs;
    for (let i = 0; i < count; i++) {
      const file = join(folder, numbered(i));
      if (i >= distinct) await copyFile(join(folder, numbered(i % distinct)), file);
      else if (found) await copyFile(found[i].path, file);
      else await makePhotograph(i, file);
    }
  });
}

/**
 * Progressive photographs.
 *
 * @param {Origin} origin with `photos`, uses the progressive files among them as they are; without, writes the first photographs again
 * @param {number} count the most; at most that of the photographs
 */
export function progressivePhotographs(origin, count) {
  const { photos } = origin;
  if (photos) return asFound(origin, `progressive-${count}`, count, (jpeg) => jpeg.isProgressive);
  return photographsAgain(origin, `progressive-${count}`, count, progressively);
}

/** @param {import('sharp').Sharp} photograph @param {string} file without its extension */
function progressively(photograph, file) {
  return photograph.jpeg({ quality: madeQuality, progressive: true }).toFile(`${file}.jpg`);
}

/**
 * The first photographs, with Adobe's segment in place of JFIF's.
 *
 * @param {Origin} origin
 * @param {number} count at most that of the photographs
 */
export function adobePhotographs(origin, count) {
  return inputSet(origin.cache, `adobe-${count}${suffix(origin)}`, async (folder) => {
    const { folder: from } = await photographs(origin, count);
    for (const name of await readdir(from)) await writeFile(join(folder, name), await markedByAdobe(join(from, name)));
  });
}

/**
 * Photographs of all kinds, as they lie on disks: baseline and progressive, some of them with Adobe's segment.
 *
 * @param {Origin} origin with `photos`, all JPEG files among them as they are; without, every third photograph is progressive, and every
 *   tenth has Adobe's segment
 * @param {number} count the most
 */
export function mixedPhotographs(origin, count) {
  if (origin.photos) return asFound(origin, `mixed-${count}`, count, () => true);
  return inputSet(origin.cache, `mixed-${count}`, async (folder) => {
    const { folder: from } = await photographs(origin, count);
    for (const [i, name] of (await readdir(from)).sort().entries()) {
      const [photograph, file] = [join(from, name), join(folder, name)];
      if (i % 3 === 2) await progressively(sharp(photograph), join(folder, parse(name).name));
      else if (i % 10 === 9) await writeFile(file, await markedByAdobe(photograph));
      else await copyFile(photograph, file);
    }
  });
}

/**
 * Photographs of the user, as they are.
 *
 * @param {Origin} origin
 * @param {string} name
 * @param {number} count the most
 * @param {(jpeg: import('./jpegs.mjs').FoundJpeg) => boolean} suits
 */
function asFound(origin, name, count, suits) {
  return inputSet(origin.cache, `${name}${suffix(origin)}`, async (folder) => {
    const found = await photographsBelow(origin.photos ?? [], suits);
    for (const [i, { path }] of found.slice(0, count).entries()) await copyFile(path, join(folder, numbered(i)));
  });
}

/** @param {readonly string[]} folders @param {(jpeg: import('./jpegs.mjs').FoundJpeg) => boolean} suits */
async function photographsBelow(folders, suits) {
  const found = (await jpegsBelow(folders)).filter((jpeg) => jpeg.megapixels >= 0.5 && suits(jpeg));
  if (found.length === 0) throw new Error(`no such JPEG photograph of 0.5 megapixels or more below ${folders.join(', ')}`);
  return found;
}

/**
 * The first photographs as 8-bit PNG files, as libvips writes them.
 *
 * @param {Origin} origin
 * @param {number} count at most that of the photographs
 */
export function pngPhotographs(origin, count) {
  return photographsAgain(origin, `png-${count}`, count, (photograph, file) => photograph.png().toFile(`${file}.png`));
}

/**
 * The first photographs as 16-bit grey PNG files, with sensor noise in the lower bits.
 *
 * @param {Origin} origin
 * @param {number} count at most that of the photographs
 */
export function deepPngPhotographs(origin, count) {
  const random = randomNumbers(16);
  return photographsAgain(origin, `png16-${count}`, count, async (photograph, file) => {
    const { data, info } = await photograph.greyscale().raw().toBuffer({ resolveWithObject: true });
    const deep = Uint16Array.from(data, (level) => level * 240 + random() * 240);
    const raw = { width: info.width, height: info.height, channels: 1 };
    await sharp(deep, { raw }).toColourspace('grey16').png().toFile(`${file}.png`);
  });
}

/**
 * The first photographs as 8-bit TIFF files, compressed with LZW and horizontal differencing.
 *
 * @param {Origin} origin
 * @param {number} count at most that of the photographs
 */
export function tiffPhotographs(origin, count) {
  return photographsAgain(origin, `tiff-${count}`, count, (photograph, file) =>
    photograph.tiff({ compression: 'lzw', predictor: 'horizontal' }).toFile(`${file}.tif`),
  );
}

/**
 * JPEG files of 500×375 pixels cut from the photographs.
 *
 * @param {Origin} origin
 * @param {number} count
 */
export function imagenetSized(origin, count) {
  const [width, height] = imagenetSides;
  return inputSet(origin.cache, `imagenet-${count}${suffix(origin)}`, async (folder) => {
    const { folder: from } = await photographs(origin, 16);
    const sheets = await Promise.all((await readdir(from)).sort().map((name) => sheet(join(from, name), 1000)));
    const random = randomNumbers(500);
    for (let i = 0; i < count; i++) {
      await cut(sheets[i % sheets.length], width, height, random)
        .jpeg({ quality: madeQuality })
        .toFile(join(folder, numbered(i)));
    }
  });
}

/**
 * JPEG files of 64×64 pixels cut from the photographs.
 *
 * @param {Origin} origin
 * @param {number} count
 */
export function thumbnails(origin, count) {
  return inputSet(origin.cache, `thumbnails-${count}${suffix(origin)}`, async (folder) => {
    const { folder: from } = await photographs(origin, 16);
    const sheets = await Promise.all((await readdir(from)).sort().map((name) => sheet(join(from, name), 800)));
    const random = randomNumbers(64);
    for (let i = 0; i < count; i++) {
      const file = join(folder, numbered(i));
      if (i >= distinctThumbnails) await copyFile(join(folder, numbered(i % distinctThumbnails)), file);
      else
        await cut(sheets[i % sheets.length], 64, 64, random)
          .jpeg({ quality: 85 })
          .toFile(file);
    }
  });
}

/**
 * Very many very small JPEG files, all alike, in folders of a thousand.
 *
 * @param {Origin} origin
 * @param {number} count
 */
export function tinyImages({ cache }, count) {
  return inputSet(cache, `tiny-${count}`, async (folder) => {
    const tiny = await sharp({ create: { width: 16, height: 16, channels: 3, background: '#446688' } })
      .jpeg()
      .toBuffer();
    for (let i = 0; i < count; i++) {
      const below = join(folder, `${Math.floor(i / 1000)}`);
      if (i % 1000 === 0) await mkdir(below);
      await writeFile(join(below, numbered(i)), tiny);
    }
    return { format: 'jpg', files: count, megapixels: (count * 256) / 1e6, megabytes: (count * tiny.length) / 1e6 };
  });
}

/**
 * One JPEG of tiles of 2048×1800 pixels, each a photograph.
 *
 * @param {Origin} origin
 * @param {number} rows the number of columns is one more
 */
export function giant(origin, rows) {
  const [width, height, columns] = [2048, 1800, rows + 1];
  return inputSet(origin.cache, `giant-${columns}x${rows}${suffix(origin)}`, async (folder) => {
    const { folder: from } = await photographs(origin, 16);
    const names = (await readdir(from)).sort();
    const tiles = Array.from({ length: columns * rows }, async (_, i) => ({
      input: await sharp(join(from, names[i % names.length]))
        .resize(width, height)
        .toColourspace('srgb')
        .png()
        .toBuffer(),
      left: (i % columns) * width,
      top: Math.floor(i / columns) * height,
    }));
    await sharp({ create: { width: columns * width, height: rows * height, channels: 3, background: 'grey' }, limitInputPixels: false })
      .composite(await Promise.all(tiles))
      .jpeg({ quality: madeQuality })
      .toFile(join(folder, 'giant.jpg'));
  });
}

/**
 * @param {Origin} origin
 * @param {string} name
 * @param {number} count
 * @param {(photograph: import('sharp').Sharp, file: string) => Promise<unknown>} write gets the new name without its extension
 */
function photographsAgain(origin, name, count, write) {
  return inputSet(origin.cache, `${name}${suffix(origin)}`, async (folder) => {
    const { folder: from } = await photographs(origin, count);
    for (const photograph of (await readdir(from)).sort()) await write(sharp(join(from, photograph)), join(folder, parse(photograph).name));
  });
}

/**
 * Makes a folder unless it is in the cache. Writes its description next to it once it is complete.
 *
 * @param {string} cache
 * @param {string} name
 * @param {(folder: string) => Promise<Omit<InputSet, 'folder'> | void>} make may return the size, which is otherwise measured
 * @returns {Promise<InputSet>}
 */
async function inputSet(cache, name, make) {
  const folder = join(cache, `${name}-${recipe}`);
  const description = `${folder}.json`;
  if (!existsSync(description)) {
    process.stderr.write(`making ${folder}\n`);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    const size = (await make(folder)) ?? (await sizeOf(folder));
    await writeFile(description, JSON.stringify(size));
  }
  return { folder, ...JSON.parse(await readFile(description, 'utf8')) };
}

/** @param {string} folder */
async function sizeOf(folder) {
  const names = await readdir(folder);
  let [pixels, bytes] = [0, 0];
  for (const name of names) {
    const { width, height } = await sharp(join(folder, name), { limitInputPixels: false }).metadata();
    pixels += width * height;
    bytes += (await stat(join(folder, name))).size;
  }
  return { format: extname(names[0]).slice(1), files: names.length, megapixels: pixels / 1e6, megabytes: bytes / 1e6 };
}

/**
 * Enlarges a crop of a sample and adds grain; without grain the enlargement would compress and decode unlike a photograph.
 *
 * @param {number} index decides sample, crop, size and chroma subsampling
 * @param {string} file
 */
async function makePhotograph(index, file) {
  const random = randomNumbers(index + 1);
  const sample = fileURLToPath(new URL(`../samples/${sampleNames[index % sampleNames.length]}`, import.meta.url));
  const pixels = photographMegapixels[index % photographMegapixels.length] * 1e6;
  const [width, height] = index % 5 === 4 ? sides(pixels, 3 / 4) : sides(pixels, 3 / 2);
  const { width: sampleWidth, height: sampleHeight } = await sharp(sample).metadata();
  const [cropWidth, cropHeight] = largestCrop(sampleWidth, sampleHeight, width / height, 0.6 + 0.4 * random());
  const { data, info } = await sharp(sample)
    .removeAlpha()
    .extract({
      left: Math.floor(random() * (sampleWidth - cropWidth)),
      top: Math.floor(random() * (sampleHeight - cropHeight)),
      width: cropWidth,
      height: cropHeight,
    })
    .resize(width, height, { kernel: 'cubic' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  addGrain(data, random);
  const chromaSubsampling = index % 4 === 3 ? '4:4:4' : '4:2:0';
  await sharp(data, { raw: { width, height, channels: info.channels } })
    .jpeg({ quality: madeQuality, chromaSubsampling })
    .toFile(file);
}

/** @param {number} pixels @param {number} aspect width divided by height */
function sides(pixels, aspect) {
  const width = Math.round(Math.sqrt(pixels * aspect));
  return [width, Math.round(pixels / width)];
}

/** Width and height of the largest crop of that aspect ratio, times `part`. */
function largestCrop(width, height, aspect, part) {
  const cropWidth = Math.min(width, height * aspect) * part;
  return [Math.floor(cropWidth), Math.floor(cropWidth / aspect)];
}

/** Adds sensor-like grain of about five levels, in place. @param {Uint8Array} samples @param {() => number} random */
function addGrain(samples, random) {
  const grain = Float32Array.from({ length: 1 << 20 }, () => (random() + random() + random() + random() - 2) * 9);
  for (let i = 0; i < samples.length; i++) {
    // The block repeats with a shift, so that no two rows have the same grain.
    samples[i] = Math.max(0, Math.min(255, samples[i] + grain[(i + (i >> 20) * 7919) & 0xfffff]));
  }
}

/** A photograph scaled so that a piece of it still shows something. @param {string} file @param {number} side the shorter side */
async function sheet(file, side) {
  const { data, info } = await sharp(file).resize(side, side, { fit: 'outside' }).raw().toBuffer({ resolveWithObject: true });
  return { data, raw: { width: info.width, height: info.height, channels: info.channels } };
}

/** A random piece of a sheet. */
function cut({ data, raw }, width, height, random) {
  const left = Math.floor(random() * (raw.width - width));
  const top = Math.floor(random() * (raw.height - height));
  return sharp(data, { raw }).extract({ left, top, width, height });
}

/** Numbers from 0 up to 1, the same for the same seed (mulberry32). @param {number} seed */
function randomNumbers(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** @param {number} index */
const numbered = (index) => `${String(index).padStart(6, '0')}.jpg`;

/** Distinguishes sets made from other photographs. @param {Origin} origin */
function suffix({ photos }) {
  if (!photos) return '';
  const folders = photos.map((folder) => resolve(folder)).join('\n');
  return `-${createHash('sha256').update(folders).digest('hex').slice(0, 8)}`;
}
