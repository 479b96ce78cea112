import { bytesOf, type Raster, type Samples } from '../../pixels/raster.js';
import { corrupt } from '../container.js';
import { isBlank, type PnmPage } from './header.js';

/** The samples of an image, mapped from 0..maxval to 0..maxSample: the nearest level, which maps back to the original. */
export function decodeSamples(page: PnmPage): Raster {
  const { shape, kind } = page;
  const samples = emptySamples(page);
  if (kind === 4) readBits(page, samples);
  else if (kind < 4) readText(page, samples);
  else readBytes(page, samples);
  return { ...shape, samples };
}

function emptySamples({ shape: { width, height, channels, maxSample } }: PnmPage): Samples {
  const length = width * height * channels;
  return maxSample === 255 ? new Uint8Array(length) : new Uint16Array(length);
}

/** The sample for each level of the file. */
function spread({ maxval, shape: { maxSample } }: PnmPage): Uint16Array {
  return Uint16Array.from({ length: maxval + 1 }, (_, level) => Math.round((level * maxSample) / maxval));
}

/** The level of the file for each sample. */
function gathered({ maxval, shape: { maxSample } }: PnmPage): Uint16Array {
  return Uint16Array.from({ length: maxSample + 1 }, (_, sample) => Math.round((sample * maxval) / maxSample));
}

function refuseLevel(level: number, { maxval }: PnmPage): void {
  if (level > maxval) throw corrupt(`the PNM has a sample of ${level}, but its header says that ${maxval} is the largest`);
}

// ---- as bytes ----

/** Eight pixels per byte, the first in the highest bit; 1 is black. */
function readBits({ shape: { width, height }, body }: PnmPage, samples: Samples): void {
  const rowBytes = Math.ceil(width / 8);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) samples[y * width + x] = (body[y * rowBytes + (x >> 3)]! >> (7 - (x & 7))) & 1 ? 0 : 255;
}

function bitsOf({ width, height, samples }: Raster): Buffer {
  const rowBytes = Math.ceil(width / 8);
  const bits = Buffer.alloc(rowBytes * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) if (samples[y * width + x]! < 128) bits[y * rowBytes + (x >> 3)]! |= 128 >> (x & 7);
  return bits;
}

/** One byte per sample, or two, the high one first. */
function readBytes(page: PnmPage, samples: Samples): void {
  const { maxval, body } = page;
  if (maxval === 255) {
    samples.set(body);
    return;
  }
  const table = spread(page);
  const isWide = maxval > 255;
  for (let i = 0; i < samples.length; i++) {
    const level = isWide ? (body[2 * i]! << 8) | body[2 * i + 1]! : body[i]!;
    if (level > maxval) refuseLevel(level, page);
    samples[i] = table[level]!;
  }
}

function bytesFrom(page: PnmPage, samples: Samples): Uint8Array {
  if (page.maxval === 255) return bytesOf(samples);
  const table = gathered(page);
  const isWide = page.maxval > 255;
  const bytes = new Uint8Array(samples.length * (isWide ? 2 : 1));
  for (let i = 0; i < samples.length; i++) {
    const level = table[samples[i]!]!;
    if (isWide) {
      bytes[2 * i] = level >> 8;
      bytes[2 * i + 1] = level & 255;
    } else bytes[i] = level;
  }
  return bytes;
}

// ---- as text ----

/** Decimal numbers between blanks and comments; the digits of a bitmap need no blanks. Ignores everything after the last one. */
function readText(page: PnmPage, samples: Samples): void {
  const { body, kind } = page;
  const isBitmap = kind === 1;
  const table = spread(page);
  let position = 0;
  for (let i = 0; i < samples.length; i++) {
    while (isBlank(body[position]) || body[position] === 0x23) {
      if (body[position] === 0x23) while (position < body.length && body[position] !== 0x0a) position++;
      else position++;
    }
    let level = 0;
    const start = position;
    for (let digit = body[position]! - 48; digit >= 0 && digit <= 9; digit = body[position]! - 48) {
      level = level * 10 + digit;
      position++;
      if (isBitmap || level > 65535) break;
    }
    if (position === start && position === body.length) throw corrupt(`the PNM is cut off: ${i} samples, expected ${samples.length}`);
    if (position === start) throw corrupt(`the PNM has a letter in place of sample ${i + 1}`);
    refuseLevel(level, page);
    samples[i] = isBitmap ? (level === 1 ? 0 : 255) : table[level]!;
  }
}

/** Writes lines of at most 70 characters, as the format requires. */
function textOf(page: PnmPage, { width, channels, samples }: Raster): Buffer {
  const isBitmap = page.kind === 1;
  const table = gathered(page);
  const digits = Array.from(table, (level) => Buffer.from(String(isBitmap ? 1 - level : level), 'latin1'));
  const text = Buffer.allocUnsafe(samples.length * (1 + String(page.maxval).length));
  const rowLength = width * channels;
  let [end, lineStart] = [0, 0];
  for (let i = 0; i < samples.length; i++) {
    const number = digits[samples[i]!]!;
    if (i % rowLength !== 0) {
      const isFull = end + 1 + number.length - lineStart > 70;
      text[end++] = isFull ? 0x0a : 0x20;
      if (isFull) lineStart = end;
    }
    end += number.copy(text, end);
    if ((i + 1) % rowLength === 0) {
      text[end++] = 0x0a;
      lineStart = end;
    }
  }
  return text.subarray(0, end);
}

/** The samples of a raster as stored in a file, in the form of an image of the same shape. */
export function encodeSamples(page: PnmPage, raster: Raster): Uint8Array {
  if (page.kind === 4) return bitsOf(raster);
  return page.kind < 4 ? textOf(page, raster) : bytesFrom(page, raster.samples);
}
