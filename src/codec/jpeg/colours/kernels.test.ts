import fc from 'fast-check';
import { expect, test } from 'vitest';
import { randomNumbers } from '../../../../test/pictures.js';
import { colourNumbers, takeColourKernels } from './kernels.js';
import { rgbOf, upsampled } from './reference.js';

/** The pixels that the kernels make of planes, and those that plain code does. */
function pixels(
  colours: keyof typeof colourNumbers,
  sampling: ReadonlyArray<readonly [number, number]>,
  [width, height]: [number, number],
) {
  const [mostAcross, mostDown] = [0, 1].map((side) => Math.max(...sampling.map((factors) => factors[side]!))) as [number, number];
  const random = randomNumbers(width * 1000 + height);
  const components = sampling.map(([across, down]) => {
    const plane = { width: Math.ceil((width * across) / mostAcross), height: Math.ceil((height * down) / mostDown) };
    // Steep, so that every sample counts.
    const samples = Uint8Array.from({ length: plane.width * plane.height }, () => 256 * random());
    return { ...plane, across, down, samples };
  });
  const room = 4096;
  const kernels = takeColourKernels(room * 4 + components.length * 65536 + 4 * width * height)!;
  const { wasm, start, buffer } = kernels;
  const memory = new Uint8Array(buffer);
  wasm.beginComponents(mostAcross, mostDown);
  wasm.placeSums(start);
  wasm.placeFullRows(start + room, room / 2);
  for (const [i, component] of components.entries()) {
    const [first, stride] = [start + 4 * room + i * 65536, component.width + 5];
    for (let y = 0; y < component.height; y++)
      memory.set(component.samples.subarray(y * component.width, (y + 1) * component.width), first + y * stride);
    wasm.setComponent(i, component.across, component.down, stride, component.width, component.height);
    wasm.placeRows(i, first);
  }
  const to = start + 4 * room + components.length * 65536 - 64;
  wasm.rowsToPixels(0, height, colourNumbers[colours], width, 0, to);
  const found = memory.slice(to, to + components.length * width * height);
  kernels.release();
  const full = components.map((each) => upsampled(each, mostAcross / each.across, mostDown / each.down, width, height));
  const pixel = full[0]!.length;
  const wanted = Array.from({ length: pixel }, (_, i) =>
    meaning(
      colours,
      full.map((plane) => plane[i]!),
    ),
  ).flat();
  return { found, wanted: Uint8Array.from(wanted) };
}

function meaning(colours: keyof typeof colourNumbers, samples: number[]): number[] {
  const [y, cb, cr, k] = samples;
  if (colours === 'ycbcr') return rgbOf(y!, cb!, cr!);
  return colours === 'ycck' ? [...rgbOf(y!, cb!, cr!).map((level) => 255 - level), k!] : samples;
}

const factors = fc.constantFrom([1, 1], [2, 1], [1, 2], [2, 2], [4, 1], [4, 2], [1, 4], [4, 4]) as fc.Arbitrary<[number, number]>;
const size = fc.tuple(fc.integer({ min: 1, max: 70 }), fc.integer({ min: 1, max: 20 }));

test.each([
  ['grey', 1],
  ['ycbcr', 3],
  ['rgb', 3],
  ['cmyk', 4],
  ['ycck', 4],
] as const)('pixels of %s are those of the plain loops, whatever the sampling of %i components', (colours, count) => {
  fc.assert(
    fc.property(fc.array(factors, { minLength: count, maxLength: count }), size, (sampling, side) => {
      const { found, wanted } = pixels(colours, sampling, side);
      expect(Buffer.compare(found, wanted)).toBe(0);
    }),
  );
});

test('every Y, Cb and Cr gives the R, G and B of the plain formula', () => {
  const kernels = takeColourKernels(1 << 20)!;
  const { wasm, start, buffer } = kernels;
  const memory = new Uint8Array(buffer);
  wasm.beginComponents(1, 1);
  for (let i = 0; i < 3; i++) wasm.setComponent(i, 1, 1, 65536, 65536, 1);
  for (let i = 0; i < 3; i++) wasm.placeRows(i, start + i * 65536);
  for (let i = 0; i < 65536; i++) memory.set([i & 255], start + 65536 + i);
  for (let i = 0; i < 65536; i++) memory.set([i >> 8], start + 131072 + i);
  // Y is only added, so a few tell all.
  for (const y of [0, 1, 99, 128, 254, 255]) {
    memory.fill(y, start, start + 65536);
    wasm.rowsToPixels(0, 1, colourNumbers.ycbcr, 65536, 0, start + 196608);
    const wanted = Uint8Array.from(Array.from({ length: 65536 }, (_, i) => rgbOf(y, i & 255, i >> 8)).flat());
    expect(Buffer.compare(memory.subarray(start + 196608, start + 196608 + 3 * 65536), wanted)).toBe(0);
  }
  kernels.release();
});
