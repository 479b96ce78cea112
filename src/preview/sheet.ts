import { formats } from '../codec/formats.js';
import { ImgparError } from '../errors.js';
import { methods } from '../pixels/methods/methods.js';
import { rasterPicture } from '../pixels/pictures/raster-picture.js';
import type { Raster } from '../pixels/raster.js';
import { openSource } from '../storage/file.js';
import { writeAtomic } from '../storage/write-atomic.js';
import { path, bytes as readBytes } from '../values/arguments.js';
import { equalizeImage } from '../worker/equalize-image.js';
import { type Canvas, canvas, drawHistogram, fill, paste, type Rgb } from './canvas.js';
import { labelHeight, writeLabel } from './label.js';

const background: Rgb = [28, 28, 30];
const box: Rgb = [44, 44, 48];
const ink: Rgb = [235, 235, 230];

/** Sizes in pixels. */
const margin = 16;
const columns = 3;
const pictureWidth = 384;
const pictureHeight = 288;
const histogramHeight = 64;
const labelSpace = labelHeight + 6;
const cellWidth = pictureWidth + margin;
const cellHeight = labelSpace + pictureHeight + 4 + histogramHeight + margin;

/**
 * One picture that shows the original and the result of every method side by side, each with its histogram of luma, to choose by eye. Uses
 * each method's default parameters and leaves out methods that need a second image.
 *
 * @param bytes the content of an image file
 * @returns a PNG of 8-bit RGB
 * @throws {ImgparError} as `equalizeImage` does
 */
export async function previewSheet(bytes: Uint8Array): Promise<Uint8Array> {
  readBytes(bytes, 'bytes');
  // Loaded when needed, as in equalize-image.ts.
  const { thumbnail } = await import('../codec/sharp/sharp.js');
  const { encodePng, pngSamplesFor } = await import('../codec/png/writer.js');
  const original = await drawable(bytes);
  const shown = [{ label: 'original', picture: await thumbnail(original, pictureWidth, pictureHeight) }];
  for (const { name } of methods.filter(needsNothingElse)) {
    const result = await equalizeImage(original, { operation: { method: name }, output: { quality: 95 } });
    shown.push({ label: name, picture: await thumbnail(result, pictureWidth, pictureHeight) });
  }
  const rows = Math.ceil(shown.length / columns);
  const sheet = canvas(columns * cellWidth + margin, rows * cellHeight + margin, background);
  shown.forEach(({ label, picture }, index) => {
    drawCell(sheet, label, picture, margin + (index % columns) * cellWidth, margin + Math.floor(index / columns) * cellHeight);
  });
  return encodePng(sheet, pngSamplesFor(sheet, 8), [], []);
}

/** The file itself, or the same picture as PNG if sharp cannot read its format. Throws if anything is wrong with the file. */
async function drawable(bytes: Uint8Array): Promise<Uint8Array> {
  const { probeImage } = await import('../codec/decode.js');
  const { format } = await probeImage(bytes);
  if (formats[format].reader === 'sharp') return bytes;
  return equalizeImage(bytes, { operation: { strength: 0 }, output: { format: 'png' } });
}

/**
 * Writes the sheet of an image file.
 *
 * @throws {ImgparError} `usage`, with the file and why it cannot be drawn, or `unwritable`
 */
export async function previewFile(image: string | URL, output: string | URL): Promise<void> {
  const [source, destination] = [path(image, 'image'), path(output, 'output')];
  const sheet = await sheetOf(source);
  writeAtomic(destination, sheet, { owner: { token: 'preview', id: process.pid } });
}

async function sheetOf(image: string): Promise<Uint8Array> {
  try {
    const file = openSource(image);
    try {
      return await previewSheet(file.readAll());
    } finally {
      file.close();
    }
  } catch (error) {
    if (error instanceof ImgparError) throw new ImgparError('usage', `${image}: ${error.message}`, { cause: error });
    throw error;
  }
}

function needsNothingElse({ defaults }: (typeof methods)[number]): boolean {
  return !Object.hasOwn(defaults, 'reference');
}

function drawCell(sheet: Canvas, label: string, picture: Raster, x: number, y: number): void {
  // `thumbnail` returns 8-bit RGB.
  const drawn = picture as Canvas;
  writeLabel(sheet, label, x, y, ink);
  paste(sheet, drawn, x + Math.floor((pictureWidth - drawn.width) / 2), y + labelSpace + Math.floor((pictureHeight - drawn.height) / 2));
  const below = y + labelSpace + pictureHeight + 4;
  fill(sheet, x, below, pictureWidth, histogramHeight, box);
  drawHistogram(sheet, rasterPicture(drawn).histograms('luma')[0]!, x, below, pictureWidth, histogramHeight, ink);
}
