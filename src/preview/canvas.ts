import type { Raster } from '../pixels/raster.js';

export type Rgb = readonly [red: number, green: number, blue: number];

/** An 8-bit RGB picture to draw on. Whatever falls outside is not drawn. */
export interface Canvas extends Raster {
  readonly channels: 3;
  readonly samples: Uint8Array;
}

/** A canvas of one colour. */
export function canvas(width: number, height: number, background: Rgb): Canvas {
  const drawn: Canvas = { width, height, channels: 3, maxSample: 255, samples: new Uint8Array(width * height * 3) };
  fill(drawn, 0, 0, width, height, background);
  return drawn;
}

export function fill({ width, height, samples }: Canvas, x: number, y: number, w: number, h: number, colour: Rgb): void {
  for (let row = Math.max(0, y); row < Math.min(height, y + h); row++) {
    for (let column = Math.max(0, x); column < Math.min(width, x + w); column++) samples.set(colour, (row * width + column) * 3);
  }
}

/** Draws an 8-bit RGB picture on the canvas, with its top left at (x, y). */
export function paste(onto: Canvas, picture: Canvas, x: number, y: number): void {
  const columns = Math.min(picture.width, onto.width - x);
  for (let row = 0; row < Math.min(picture.height, onto.height - y); row++) {
    const from = row * picture.width * 3;
    onto.samples.set(picture.samples.subarray(from, from + columns * 3), ((y + row) * onto.width + x) * 3);
  }
}

/** Draws counts as bars on the lower edge of a box. The highest bar is as high as the box, apart from outliers (see below). */
export function drawHistogram(onto: Canvas, counts: ArrayLike<number>, x: number, y: number, w: number, h: number, colour: Rgb): void {
  const bins = Array.from({ length: w }, (_, column) => binned(counts, column, w));
  // A single level with most of the pixels, such as a black border, would flatten all others to nothing.
  const top = bins.toSorted((a, b) => a - b)[Math.floor(w * 0.99)]! || Math.max(1, ...bins);
  bins.forEach((count, column) => {
    const barHeight = Math.min(h, Math.round((count / top) * h));
    fill(onto, x + column, y + h - barHeight, 1, barHeight, colour);
  });
}

function binned(counts: ArrayLike<number>, column: number, columns: number): number {
  const start = Math.floor((column * counts.length) / columns);
  const end = Math.max(start + 1, Math.floor(((column + 1) * counts.length) / columns));
  let highest = 0;
  for (let level = start; level < end; level++) highest = Math.max(highest, counts[level]!);
  return highest;
}
