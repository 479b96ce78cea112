import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { coefficientsIn, greyJpeg, hasLibjpeg, lumaIn } from '../../../../test/libjpeg.js';
import { randomNumbers } from '../../../../test/pictures.js';
import { instantiate } from '../../../wasm/instance.js';
import { freeAddress, memoryUpTo, type WasmMemory } from '../../../wasm/memory.js';
import { blockOf, tileOf } from './dct-reference.js';

/** The exports of `kernels/jpeg/dct.ts`. */
interface DctExports extends WasmMemory {
  blocksToTiles(blocks: number, steps: number, tiles: number, count: number): void;
  tilesToBlocks(tiles: number, divisors: number, blocks: number, count: number): void;
}

const wasm = instantiate<DctExports>('jpeg');

/** The tile of each block, by the kernels. */
function fastTiles(blocks: readonly Int16Array[], steps: Uint16Array): Uint8Array[] {
  const at = freeAddress(wasm);
  const tiles = at + 128 + blocks.length * 128;
  const memory = new Uint8Array(memoryUpTo(tiles + blocks.length * 64, wasm));
  new Uint16Array(memory.buffer, at, 64).set(steps);
  blocks.forEach((block, i) => {
    new Int16Array(memory.buffer, at + 128 + i * 128, 64).set(block);
  });
  wasm.blocksToTiles(at + 128, at, tiles, blocks.length);
  return blocks.map((_, i) => memory.slice(tiles + i * 64, tiles + i * 64 + 64));
}

/** The block of each tile, by the kernels. */
function fastBlocks(tiles: readonly Uint8Array[], steps: Uint16Array): Int16Array[] {
  const at = freeAddress(wasm);
  const blocks = at + 384 + tiles.length * 64;
  const memory = new Uint8Array(memoryUpTo(blocks + tiles.length * 128, wasm));
  const divisors = new Uint16Array(memory.buffer, at, 192);
  steps.forEach((step, i) => {
    divisors[i] = 8 * step;
    divisors[64 + i] = Math.round(32768 / (8 * step));
    divisors[128 + i] = 4 * step;
  });
  tiles.forEach((tile, i) => {
    memory.set(tile, at + 384 + i * 64);
  });
  wasm.tilesToBlocks(at + 384, at, blocks, tiles.length);
  return tiles.map((_, i) => new Int16Array(memory.slice(blocks + i * 128, blocks + i * 128 + 128).buffer));
}

/** Tiles as in pictures: flat, smooth, sharp and noisy ones, and steps of any quality. */
const anyTile = fc
  .record({ seed: fc.integer(), spread: fc.constantFrom(0, 3, 40, 255), slope: fc.constantFrom(0, 5, 36) })
  .map((wanted) => {
    const random = randomNumbers(wanted.seed);
    const level = random() * 255;
    const [across, down] = [(random() - 0.5) * wanted.slope, (random() - 0.5) * wanted.slope];
    return Uint8Array.from({ length: 64 }, (_, i) => {
      const sample = level + across * (i >> 3) + down * (i % 8) + (random() - 0.5) * wanted.spread;
      return Math.min(Math.max(Math.round(sample), 0), 255);
    });
  });
const anySteps = fc.uint8Array({ minLength: 64, maxLength: 64 }).map((steps) => Uint16Array.from(steps, (step) => Math.max(step, 1)));
const anyTiles = fc.array(anyTile, { minLength: 1, maxLength: 20 });

test('the SIMD transform of tiles to blocks matches the plain one', () => {
  fc.assert(
    fc.property(anyTiles, anySteps, (tiles, steps) => {
      expect(fastBlocks(tiles, steps)).toEqual(tiles.map((tile) => blockOf(tile, steps)));
    }),
  );
});

test('the quantiser rounds levels right at every step', () => {
  for (let step = 1; step <= 255; step++) {
    const steps = new Uint16Array(64).fill(step);
    const tiles = Array.from({ length: 26 }, (_, i) => {
      const level = (i * 10 + step) % 256;
      const tile = new Uint8Array(64).fill(level);
      // Not quite flat, which has a way of its own.
      tile[63] = level ^ 1;
      return tile;
    });
    expect(fastBlocks(tiles, steps)).toEqual(tiles.map((tile) => blockOf(tile, steps)));
    const flat = tiles.map((tile) => new Uint8Array(64).fill(tile[0]!));
    expect(fastBlocks(flat, steps)).toEqual(flat.map((tile) => blockOf(tile, steps)));
  }
});

test('the SIMD transform of blocks to tiles matches the plain one, with and without vertical frequencies', () => {
  const anyBlocks = fc.tuple(anyTiles, anySteps, fc.constantFrom(64, 8, 1)).map(([tiles, steps, kept]) => ({
    steps,
    blocks: tiles.map((tile) => blockOf(tile, steps).fill(0, kept)),
  }));
  fc.assert(
    fc.property(anyBlocks, ({ blocks, steps }) => {
      expect(fastTiles(blocks, steps)).toEqual(blocks.map((block) => tileOf(block, steps)));
    }),
  );
});

// ---- compared with libjpeg ----

const folder = new URL('../../../../test/jpeg-planes/', import.meta.url);
const files = readdirSync(fileURLToPath(folder)).map((name) => readFileSync(fileURLToPath(new URL(name, folder))));
const withLibjpeg = test.skipIf(!hasLibjpeg);

withLibjpeg('tiles are the samples that libjpeg decodes', () => {
  const jpegs = [
    ...files.filter((file) => file[0] === 0xff),
    readFileSync(fileURLToPath(new URL('../../../../samples/hazy-valley.jpg', import.meta.url))),
  ];
  const [read, planes] = [coefficientsIn(jpegs), lumaIn(jpegs)];
  for (const [i, plane] of planes.entries()) {
    const { columns, rows, steps, coefficients } = read[i]![0]!;
    const blocks = Array.from({ length: columns * rows }, (_, block) => coefficients.subarray(block * 64, block * 64 + 64));
    expect(planeOf(fastTiles(blocks, steps), columns, plane!)).toEqual(plane!.samples);
  }
});

withLibjpeg('blocks are the coefficients that libjpeg encodes, at every quality', () => {
  const random = randomNumbers(1);
  const [width, height] = [64, 48];
  for (const quality of [1, 20, 50, 75, 90, 97, 100]) {
    const samples = Uint8Array.from({ length: width * height }, (_, i) => (i % width < 32 ? random() * 256 : 100 + 3 * (i % 7)));
    const { steps, coefficients } = coefficientsIn([greyJpeg(samples, width, height, quality)])[0]![0]!;
    expect(fastBlocks(tilesOf(samples, width, height), steps).flatMap((block) => [...block])).toEqual([...coefficients]);
  }
});

function planeOf(tiles: readonly Uint8Array[], columns: number, { width, height }: { width: number; height: number }): Uint8Array {
  return Uint8Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    return tiles[(y >> 3) * columns + (x >> 3)]![(x & 7) * 8 + (y & 7)]!;
  });
}

/** Of a plane of whole blocks. */
function tilesOf(samples: Uint8Array, width: number, height: number): Uint8Array[] {
  const columns = width / 8;
  return Array.from({ length: columns * (height / 8) }, (_, tile) => {
    const [left, top] = [(tile % columns) * 8, Math.floor(tile / columns) * 8];
    return Uint8Array.from({ length: 64 }, (_, i) => samples[(top + (i & 7)) * width + left + (i >> 3)]!);
  });
}
