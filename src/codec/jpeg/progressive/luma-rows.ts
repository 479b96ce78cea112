import type { Frame } from '../coder/frame.js';
import type { ReadImage } from './read.js';
import type { Workspace } from './workspace.js';

/** The size of an image, or of a band of it, in samples. */
type Size = Pick<Frame, 'width' | 'height'>;

// ---- edges ----

/** The histogram of the samples inside the image. Those beyond its edges then repeat them, as in other encoders. */
export function countedInside(space: Workspace, { tiles, columns, rows }: ReadImage, { width, height }: Size): Uint32Array {
  const counts = new Uint32Array(space.bytes.buffer, space.histograms, 8 * 256);
  const histogram = new Uint32Array(256);
  for (let level = 0; level < 256; level++) for (let at = level; at < counts.length; at += 256) histogram[level]! += counts[at]!;
  const samples = space.bytes.subarray(tiles, tiles + 64 * columns * rows);
  const [across, down] = [width - 8 * (columns - 1), height - 8 * (rows - 1)];
  const takeOut = (tile: number, from: number) => {
    for (let at = from; at < 64; at++) histogram[samples[tile + at]!]!--;
  };
  if (across < 8)
    for (let row = 0; row < rows; row++) {
      const tile = 64 * (columns * (row + 1) - 1);
      takeOut(tile, 8 * across);
      // Columns of a tile lie one after the other.
      for (let column = across; column < 8; column++) samples.copyWithin(tile + 8 * column, tile + 8 * across - 8, tile + 8 * across);
    }
  if (down < 8)
    for (let column = 0; column < columns; column++) {
      const tile = 64 * (columns * (rows - 1) + column);
      for (let x = 0; x < 8; x++) {
        const isInside = column < columns - 1 || x < across;
        for (let y = down; y < 8; y++) {
          if (isInside) histogram[samples[tile + 8 * x + y]!]!--;
          samples[tile + 8 * x + y] = samples[tile + 8 * x + down - 1]!;
        }
      }
    }
  return histogram;
}

// ---- rows of samples ----

export function copyLuma(space: Workspace, { tiles, columns, rows }: ReadImage, { width, height }: Size, to: Uint8Array): void {
  const stride = 8 * columns;
  const strip = space.take(8 * stride);
  const { bytes, wasm } = space;
  for (let row = 0; row < rows; row++) {
    wasm.tilesToRows(tiles + 8 * stride * row, columns, strip);
    for (let y = 8 * row; y < Math.min(8 * row + 8, height); y++) {
      const from = strip + stride * (y - 8 * row);
      to.set(bytes.subarray(from, from + width), width * y);
    }
  }
  space.giveBack(strip);
}

/** Samples beyond the edges repeat them. */
export function replaceLuma(space: Workspace, { tiles, columns, rows }: ReadImage, { width, height }: Size, samples: Uint8Array): void {
  const stride = 8 * columns;
  const strip = space.take(8 * stride);
  const { bytes, wasm } = space;
  for (let row = 0; row < rows; row++) {
    for (let y = 0; y < 8; y++) {
      const from = width * Math.min(8 * row + y, height - 1);
      const at = strip + stride * y;
      bytes.set(samples.subarray(from, from + width), at);
      if (width < stride) bytes.fill(bytes[at + width - 1]!, at + width, at + stride);
    }
    wasm.rowsToTiles(strip, columns, tiles + 8 * stride * row);
  }
  space.giveBack(strip);
}
