import type { Raster, Samples } from '../../pixels/raster.js';
import { type BmpFile, type BmpLayout, bitsOf, rowBytesOf } from './header.js';
import { unpackRuns } from './runs.js';

export function decodePixels({ shape, layout, pixels }: BmpFile): Raster {
  const { width, height, channels, maxSample } = shape;
  const length = width * height * channels;
  const samples = maxSample === 255 ? new Uint8Array(length) : new Uint16Array(length);
  const raster = { ...shape, samples };
  if (layout.palette) readIndices(raster, layout, pixels);
  else if (layout.masks) readMasked(raster, layout, layout.masks, pixels);
  else readTriples(raster, layout, pixels);
  return raster;
}

/** The row of the file that holds a row of the image. */
function rowIn({ topDown, height }: BmpLayout, y: number): number {
  return topDown ? y : height - 1 - y;
}

function readIndices({ width, height, channels, samples }: Raster, layout: BmpLayout, pixels: Buffer): void {
  const { bits, runs } = layout;
  // Indices beyond the palette are black.
  const colours = Uint32Array.from({ length: 256 }, (_, index) => layout.palette![index] ?? 0);
  const stored = runs === 'none' ? pixels : unpackRuns(pixels, layout);
  const [stride, depth] = runs === 'none' ? [rowBytesOf(layout), bits] : [width, 8];
  const mask = 2 ** depth - 1;
  for (let y = 0, to = 0; y < height; y++) {
    const start = rowIn(layout, y) * stride;
    for (let x = 0; x < width; x++, to += channels) {
      const bit = x * depth;
      const colour = colours[(stored[start + (bit >> 3)]! >> (8 - depth - (bit & 7))) & mask]!;
      if (channels === 1) samples[to] = colour & 255;
      else {
        samples[to] = colour >> 16;
        samples[to + 1] = (colour >> 8) & 255;
        samples[to + 2] = colour & 255;
      }
    }
  }
}

function readTriples({ width, height, samples }: Raster, layout: BmpLayout, pixels: Buffer): void {
  const stored = layout.runs === 'none' ? pixels : unpackRuns(pixels, layout);
  const stride = layout.runs === 'none' ? rowBytesOf(layout) : width * 3;
  for (let y = 0, to = 0; y < height; y++) {
    for (let from = rowIn(layout, y) * stride, x = 0; x < width; x++, from += 3, to += 3) {
      samples[to] = stored[from + 2]!;
      samples[to + 1] = stored[from + 1]!;
      samples[to + 2] = stored[from]!;
    }
  }
}

// ---- masks ----

/** The place of a sample in a pixel, and its levels. */
interface Field {
  readonly mask: number;
  readonly shift: number;
  /** The sample for each level, spread over 0..maxSample, and the nearest level for each sample. */
  readonly samples: Samples;
  readonly levels: Samples;
}

function fieldsOf({ channels, maxSample }: Raster, masks: readonly number[]): Field[] {
  return masks.slice(0, channels).map((mask) => {
    const most = 2 ** bitsOf(mask) - 1;
    const table = (length: number, of: (index: number) => number) => Uint16Array.from({ length }, (_, index) => Math.round(of(index)));
    return {
      mask,
      shift: mask === 0 ? 0 : 31 - Math.clz32(mask & -mask),
      samples: table(most + 1, (level) => (most === 0 ? 0 : (level * maxSample) / most)),
      levels: table(maxSample + 1, (sample) => (sample * most) / maxSample),
    };
  });
}

function readMasked(raster: Raster, layout: BmpLayout, masks: readonly number[], pixels: Buffer): void {
  const { width, height, samples } = raster;
  const fields = fieldsOf(raster, masks);
  const [stride, bytes] = [rowBytesOf(layout), layout.bits / 8];
  for (let y = 0, to = 0; y < height; y++) {
    for (let from = rowIn(layout, y) * stride, x = 0; x < width; x++, from += bytes) {
      const pixel = bytes === 2 ? pixels[from]! | (pixels[from + 1]! << 8) : wordAt(pixels, from);
      for (const { mask, shift, samples: table } of fields) samples[to++] = table[(pixel & mask) >>> shift]!;
    }
  }
}

function wordAt(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}

/** The pixels of a file with other samples. Bits outside the masks stay unchanged. */
export function withSamples(raster: Raster, layout: BmpLayout, masks: readonly number[], pixels: Buffer): Buffer {
  const { width, height, samples } = raster;
  const fields = fieldsOf(raster, masks);
  const [stride, bytes] = [rowBytesOf(layout), layout.bits / 8];
  const written = Buffer.alloc(stride * height);
  pixels.copy(written);
  const others = ~fields.reduce((sum, { mask }) => sum | mask, 0);
  for (let y = 0, from = 0; y < height; y++) {
    for (let to = rowIn(layout, y) * stride, x = 0; x < width; x++, to += bytes) {
      let pixel = (bytes === 2 ? written[to]! | (written[to + 1]! << 8) : wordAt(written, to)) & others;
      for (const { mask, shift, levels } of fields) pixel |= (levels[samples[from++]!]! << shift) & mask;
      for (let byte = 0; byte < bytes; byte++) written[to + byte] = pixel >> (8 * byte);
    }
  }
  return written;
}

/** Rows of 24 bits per pixel. */
export function tripleRows({ width, height, channels, samples }: Raster, layout: BmpLayout): Buffer {
  const stride = rowBytesOf(layout);
  const [green, blue] = channels < 3 ? [0, 0] : [1, 2];
  const rows = Buffer.alloc(stride * height);
  for (let y = 0, from = 0; y < height; y++) {
    for (let to = rowIn(layout, y) * stride, x = 0; x < width; x++, to += 3, from += channels) {
      rows[to] = samples[from + blue]!;
      rows[to + 1] = samples[from + green]!;
      rows[to + 2] = samples[from]!;
    }
  }
  return rows;
}

// ---- palettes ----

/** The colour of a pixel as 0xRRGGBB. */
function colourAt({ channels, samples }: Raster, at: number): number {
  const first = samples[at]!;
  return channels < 3 ? first * 0x10101 : (first << 16) | (samples[at + 1]! << 8) | samples[at + 2]!;
}

/** The colours of an image, greys sorted, others in order of appearance; undefined if there are more than `most`. */
export function coloursOf(raster: Raster, most: number): number[] | undefined {
  const found = new Set<number>();
  let last = -1;
  for (let at = 0; at < raster.samples.length; at += raster.channels) {
    const colour = colourAt(raster, at);
    if (colour === last) continue;
    last = colour;
    found.add(colour);
    if (found.size > most) return undefined;
  }
  return raster.channels < 3 ? [...found].sort((a, b) => a - b) : [...found];
}

/** Rows of indices, the first pixel in the highest bits of a byte. The palette must contain every colour of the image. */
export function indexRows(raster: Raster, layout: BmpLayout, palette: readonly number[]): Buffer {
  const { width, height, channels } = raster;
  const { bits } = layout;
  // The first of two equal colours counts.
  const indexOf = new Map(palette.map((colour, index) => [colour, index] as const).reverse());
  const stride = rowBytesOf(layout);
  const rows = Buffer.alloc(stride * height);
  let [last, index] = [-1, 0];
  for (let y = 0, from = 0; y < height; y++) {
    const start = rowIn(layout, y) * stride;
    for (let x = 0; x < width; x++, from += channels) {
      const colour = colourAt(raster, from);
      if (colour !== last) [last, index] = [colour, indexOf.get(colour)!];
      const bit = x * bits;
      rows[start + (bit >> 3)]! |= index << (8 - bits - (bit & 7));
    }
  }
  return rows;
}
