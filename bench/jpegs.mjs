import { readdir, readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';

/**
 * A JPEG file on this machine's disks.
 *
 * @typedef {object} FoundJpeg
 * @property {string} path
 * @property {number} megapixels
 * @property {boolean} isProgressive
 */

/**
 * The JPEG files below folders, in grey or YCbCr, in the order of their paths, each once even if links give it several names.
 *
 * @param {readonly string[]} folders
 * @returns {Promise<FoundJpeg[]>}
 */
export async function jpegsBelow(folders) {
  const names = await Promise.all(
    folders.map(async (folder) => (await readdir(folder, { recursive: true })).map((name) => join(folder, name))),
  );
  const paths = names
    .flat()
    .filter((name) => /\.jpe?g$/i.test(name))
    .map((name) => realpath(name));
  const found = [];
  for (const path of new Set((await Promise.all(paths)).sort())) {
    const unreadable = () => ({});
    const { format, width = 0, height = 0, space, isProgressive = false } = await sharp(path).metadata().catch(unreadable);
    if (format === 'jpeg' && space !== 'cmyk') found.push({ path, megapixels: (width * height) / 1e6, isProgressive });
  }
  return found;
}

const [jfifMarker, adobeMarker, startOfScan] = [0xe0, 0xee, 0xda];

/**
 * The same image with Adobe's segment in place of JFIF's, as Photoshop and others write it.
 *
 * @param {string} file
 */
export async function markedByAdobe(file) {
  const bytes = await readFile(file);
  const parts = [bytes.subarray(0, 2), adobeSegment(await isGrey(bytes))];
  let at = 2;
  while (bytes[at + 1] !== startOfScan) {
    const marker = bytes[at + 1];
    const end = at + 2 + bytes.readUInt16BE(at + 2);
    if (marker !== jfifMarker && marker !== adobeMarker) parts.push(bytes.subarray(at, end));
    at = end;
  }
  return Buffer.concat([...parts, bytes.subarray(at)]);
}

/** @param {Buffer} bytes */
const isGrey = async (bytes) => (await sharp(bytes).metadata()).channels === 1;

/** Version 100, no flags, and the transform: YCbCr, or none if there is but one component. @param {boolean} isGrey */
function adobeSegment(isGrey) {
  return Buffer.from([0xff, adobeMarker, 0, 14, ...Buffer.from('Adobe'), 0, 100, 0, 0, 0, 0, isGrey ? 0 : 1]);
}
