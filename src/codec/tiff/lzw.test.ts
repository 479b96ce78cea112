import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyRaster, expectSame, randomNumbers, samplesOf } from '../../../test/pictures.js';
import type { Raster, Samples } from '../../pixels/raster.js';
import { instantiate } from '../../wasm/instance.js';
import { referenceLzw } from './lzw-reference.js';
import { wasmLzw } from './lzw-wasm.js';

const wasm = wasmLzw(instantiate);

function grey(bytes: Uint8Array): Raster {
  return { width: bytes.length, height: 1, channels: 1, maxSample: 255, samples: bytes };
}

/** Reads a strip; undefined if the reader refuses it. */
function read(lzw: typeof wasm, strip: Uint8Array, raster: Raster, differences = true): Samples | undefined {
  const samples = samplesOf(raster.maxSample, new Uint8Array(raster.samples.length));
  return lzw.readStrip(strip, raster, differences, samples) ? samples : undefined;
}

/** One row without anything new, one with it, and lengths at which codes become longer or start again. */
function telling(): Uint8Array[] {
  const noise = randomBytes(500_000, 7);
  const lengths = [254, 766, 1790, 3836, 2 * 3836].flatMap((length) => [-2, -1, 0, 1, 2].map((more) => length + more));
  return [noise, new Uint8Array(40_000), Uint8Array.of(9), ...lengths.map((length) => noise.subarray(0, length))];
}

function randomBytes(length: number, seed: number): Uint8Array {
  const random = randomNumbers(seed);
  return Uint8Array.from({ length }, () => random() * 256);
}

/** A strip of codes of 9 bits and more, each with its number of bits. */
function strip(...codes: ReadonlyArray<readonly [code: number, width: number]>): Uint8Array {
  const bits = codes.map(([code, width]) => code.toString(2).padStart(width, '0')).join('');
  return Uint8Array.from({ length: Math.ceil(bits.length / 8) }, (_, i) => Number.parseInt(bits.slice(i * 8, i * 8 + 8).padEnd(8, '0'), 2));
}

describe('the SIMD LZW kernels match the plain ones', () => {
  test('on strips of any image, from the first row and from any other', () => {
    fc.assert(
      fc.property(anyRaster(), fc.nat(), (raster, at) => {
        for (const first of [0, at % raster.height]) {
          const rows = raster.height - first;
          expectSame(wasm.writeStrip(raster, first, rows).slice(), referenceLzw.writeStrip(raster, first, rows));
        }
      }),
      { numRuns: 300 },
    );
  });

  test('on strips that end wherever codes do, and on one longer than the memory allows for', () => {
    for (const bytes of telling()) expectSame(wasm.writeStrip(grey(bytes), 0, 1).slice(), referenceLzw.writeStrip(grey(bytes), 0, 1));
  });

  test('on strips that are broken somewhere', () => {
    const random = randomNumbers(8);
    for (let round = 0; round < 600; round++) {
      const raster = grey(randomBytes(1 + Math.floor(random() * 900), round).map((byte) => byte >> Math.floor(random() * 8)));
      const written = referenceLzw.writeStrip(raster, 0, 1);
      for (let change = 0; change < 2; change++) written[Math.floor(random() ** 2 * written.length)] = Math.floor(random() * 256);
      const cut = written.subarray(0, round % 3 === 0 ? Math.floor(random() * (written.length + 1)) : written.length);
      const expected = read(referenceLzw, cut, raster);
      const found = read(wasm, cut, raster);
      if (expected) expectSame(found!, expected);
      else expect(found).toBeUndefined();
    }
  });
});

describe.each([
  ['SIMD', wasm],
  ['plain', referenceLzw],
])('the %s LZW kernels', (_, lzw) => {
  test('read the samples of any image as written', () => {
    fc.assert(
      fc.property(anyRaster(), (raster) => {
        expectSame(read(lzw, lzw.writeStrip(raster, 0, raster.height).slice(), raster)!, raster.samples);
      }),
      { numRuns: 200 },
    );
    for (const bytes of telling()) expectSame(read(lzw, lzw.writeStrip(grey(bytes), 0, 1).slice(), grey(bytes))!, bytes);
  });

  test('read samples that are not differences', () => {
    const written = strip([256, 9], [7, 9], [258, 9], [8, 9], [257, 9]);
    expect(read(lzw, written, grey(new Uint8Array(4)), false)).toEqual(Uint8Array.of(7, 7, 7, 8));
    const deep: Raster = { width: 2, height: 1, channels: 1, maxSample: 65535, samples: new Uint16Array(2) };
    expect(read(lzw, written, deep, false)).toEqual(Uint16Array.of(0x0707, 0x0807));
  });

  test('write the codes of the worked example in TIFF 6.0, for rows whose differences are its bytes', () => {
    const levels = [7, 7, 7, 8, 8, 7, 7, 6, 6].map(
      (
        (sum) => (byte) =>
          (sum += byte)
      )(0),
    );
    const codes = [256, 7, 258, 8, 8, 258, 6, 6, 257].map((code) => [code, 9] as const);
    expect([...lzw.writeStrip(grey(Uint8Array.from(levels)), 0, 1)]).toEqual([...strip(...codes)]);
  });

  test('start differences anew in every row, and wrap them around at the ends of the range', () => {
    const raster: Raster = { width: 3, height: 2, channels: 1, maxSample: 255, samples: Uint8Array.of(10, 20, 15, 11, 0, 255) };
    const codes = [256, 10, 10, 251, 11, 245, 255, 257].map((code) => [code, 9] as const);
    expect([...lzw.writeStrip(raster, 0, 2)]).toEqual([...strip(...codes)]);
  });

  test.each([
    ['does not begin with the code that clears', strip([7, 9], [257, 9])],
    ['has a string right behind it', strip([256, 9], [258, 9], [257, 9])],
    ['has a code that nothing stands for', strip([256, 9], [7, 9], [260, 9], [257, 9])],
    ['ends before all is there', strip([256, 9], [7, 9], [257, 9], [7, 9], [7, 9], [7, 9])],
    ['is cut off', strip([256, 9], [7, 9])],
    ['goes on behind the last sample with the same string', strip([256, 9], [7, 9], [258, 9], [259, 9], [257, 9])],
    ['is empty', new Uint8Array(0)],
  ])('refuse a strip that %s', (_why, broken) => {
    expect(read(lzw, broken, grey(new Uint8Array(4)), false)).toBeUndefined();
  });

  test('refuse a strip of more strings than there are codes', () => {
    const codes = Array.from({ length: 4000 }, (_, i): [number, number] => [
      (i * 7919) % 256,
      i < 254 ? 9 : i < 766 ? 10 : i < 1790 ? 11 : 12,
    ]);
    const endless = strip([256, 9], ...codes);
    expect(read(lzw, endless, grey(new Uint8Array(3800)), false)).toBeDefined();
    expect(read(lzw, endless, grey(new Uint8Array(3900)), false)).toBeUndefined();
  });
});
