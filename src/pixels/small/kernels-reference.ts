import type { MadePicture, SmallKernels } from './contract.js';

/** The plain version of `kernels/small`, which tests hold that to. */
export const referenceKernels: SmallKernels = {
  bytes: (count) => new Uint8Array(count),
  words: (count) => new Uint16Array(count),
  signedWords: (count) => new Int16Array(count),
  floats: (count) => new Float32Array(count),
  numbers: (count) => new Uint32Array(count),

  average({ rows, stride, columns, height }, picture) {
    const unit = rows.BYTES_PER_ELEMENT === 1 ? 1 : 257;
    const cell = height / picture.height;
    let [row, added, given] = [0, 0, 0];
    return (count) => {
      const end = Math.min(given + count, height);
      while (added < end) {
        const cellEnd = row === picture.height - 1 ? height : (row + 1) * cell;
        const first = Math.floor(added);
        const next = Math.min(cellEnd, first + 1, end);
        const weight = (next - added) / cell / unit;
        for (let x = 0; x < columns; x++) picture.sums[x]! += weight * rows[(first - given) * stride + x]!;
        added = next;
        if (next === cellEnd) makeRow(picture, row++);
      }
      given += count;
    };
  },

  spread({ numbers, first, step, rowStep, columns, rows }, scale, _, values) {
    for (let y = 0; y < rows; y++)
      for (let x = 0; x < columns; x++) values[y * columns + x] = 128 + scale * numbers[first + y * rowStep + x * step]!;
  },

  interpolate({ values, columns, from, weights }, picture) {
    const taps = weights.length / from.length;
    for (let y = 0; y < picture.height; y++) {
      for (let tap = 0; tap < taps; tap++)
        for (let x = 0; x < columns; x++) picture.sums[x]! += weights[y * taps + tap]! * (values[(from[y]! + tap) * columns + x] ?? 0);
      makeRow(picture, y);
    }
  },

  release() {},
};

/** Makes a row of the sums, which are then 0. */
function makeRow({ width, channels, sums, from, weights, to }: MadePicture, row: number): void {
  const taps = weights.length / width;
  const first = row * width * channels;
  for (let x = 0; x < width; x++)
    for (let channel = 0; channel < channels; channel++) {
      let sum = 0.5;
      for (let tap = 0; tap < taps; tap++) sum += weights[x * taps + tap]! * sums[(from[x]! + tap) * channels + channel]!;
      to[first + x * channels + channel] = Math.min(Math.max(Math.floor(sum), 0), 255);
    }
  sums.fill(0);
}
