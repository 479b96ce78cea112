/**
 * What the kernels of `kernels/jpeg/colours` do with decoded components, in plain code, exactly as libjpeg: its "fancy" upsampling
 * (`jdsample.c`), and its conversion of colours (`jdcolor.c`).
 */

/** Samples of one component, row by row. */
export interface ComponentPlane {
  readonly width: number;
  readonly height: number;
  readonly samples: Uint8Array;
}

/** A component at the resolution of the image. @param across how many samples of the image one of its samples is, likewise `down` */
export function upsampled(plane: ComponentPlane, across: number, down: number, width: number, height: number): Uint8Array {
  const samples = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) samples[y * width + x] = sampleAt(plane, across, down, x, y);
  return samples;
}

function sampleAt({ width, height, samples }: ComponentPlane, across: number, down: number, x: number, y: number): number {
  const at = (column: number, row: number) =>
    samples[Math.min(Math.max(row, 0), height - 1) * width + Math.min(Math.max(column, 0), width - 1)]!;
  const [column, row] = [Math.floor(x / across), Math.floor(y / down)];
  const [beside, below] = [column + (x % 2 === 0 ? -1 : 1), row + (y % 2 === 0 ? -1 : 1)];
  const smoothAcross = across === 2 && down <= 2 && width > 2;
  const smoothDown = down === 2 && (across === 1 || smoothAcross);
  const sum = (each: number) => 3 * at(each, row) + at(each, below);
  if (smoothAcross && smoothDown) return (3 * sum(column) + sum(beside) + (x % 2 === 0 ? 8 : 7)) >> 4;
  if (smoothAcross) return (3 * at(column, row) + at(beside, row) + (x % 2 === 0 ? 1 : 2)) >> 2;
  return smoothDown ? (sum(column) + (y % 2 === 0 ? 1 : 2)) >> 2 : at(column, row);
}

/** R, G and B. */
export function rgbOf(y: number, cb: number, cr: number): [red: number, green: number, blue: number] {
  const [b, r] = [cb - 128, cr - 128];
  const level = (value: number) => Math.min(Math.max(value, 0), 255);
  return [
    level(y + ((91881 * r + 32768) >> 16)),
    level(y + ((-22554 * b - 46802 * r + 32768) >> 16)),
    level(y + ((116130 * b + 32768) >> 16)),
  ];
}
