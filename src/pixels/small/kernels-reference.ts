import type { SmallKernels } from './contract.js';

/** The plain version of `kernels/small`, which tests hold that to. */
export const referenceKernels: SmallKernels = {
  bytes: (count) => new Uint8Array(count),
  words: (count) => new Uint16Array(count),
  floats: (count) => new Float32Array(count),
  numbers: (count) => new Uint32Array(count),

  addRows(rows, first, count, stride, columns, weight, sums) {
    for (let row = 0; row < count; row++) for (let x = 0; x < columns; x++) sums[x]! += weight * rows[first + row * stride + x]!;
  },

  addFloats(row, first, columns, weight, sums) {
    for (let x = 0; x < columns; x++) sums[x]! += weight * row[first + x]!;
  },

  mix(sums, from, weights, channels, to, first) {
    const taps = weights.length / from.length;
    for (let x = 0; x < from.length; x++)
      for (let channel = 0; channel < channels; channel++) {
        let sum = 0.5;
        for (let tap = 0; tap < taps; tap++) sum += weights[x * taps + tap]! * (sums[(from[x]! + tap) * channels + channel] ?? 0);
        to[first + x * channels + channel] = Math.min(Math.max(Math.floor(sum), 0), 255);
      }
  },

  release() {},
};
