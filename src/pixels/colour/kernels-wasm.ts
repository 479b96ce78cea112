import { instantiate } from '../../wasm/instance.js';
import type { WasmMemory } from '../../wasm/memory.js';
import { roomForPlane } from '../plane-memory.js';
import { colourCount, type MaxSample, type Raster, type Samples } from '../raster.js';
import type { ColourKernels } from './contract.js';
import { moveLightness } from './kernels-reference.js';
import { curvesOf, type Levels, startsInRoot, stepOf, toRgb, toXyz } from './lab-curves.js';

/**
 * The kernels of `kernels/colours`. Samples pass through the instance's memory in chunks. Throws if the file or SIMD is missing.
 *
 * Gain, CPU time in ms a megapixel of 8-bit RGB: L* read 3.3 instead of 7.7, and moved 17.5 instead of 70; V read 1.0 instead of 2.4, and
 * scaled 4.2 instead of 6.8. Of 16-bit RGB, L* moved 42, of which a search for levels took 50 more. With 2 megapixels, OpenCV's CLAHE on R, G and B, which are taken apart and put together, takes 19 ms instead of 33,
 * and OpenCV's equalisation by YCrCb 14 instead of 40.
 *
 * L* is moved with other roundings than the plain version has. Of 8-bit pixels the lights are off by at most 6e-6 of the largest of X, Y and
 * Z (32-bit floats, of which f, its cube and the matrix lose four bits), of 16-bit pixels by 1e-11. A pixel that comes nearer to the border
 * between two samples than its tolerance is left to the plain version. So both give the same samples. Of 1.5 million pixels of random
 * colours, none came out differently with a tolerance of 1e-6, and six with 3e-7.
 */
export function wasmColours(tolerances = { 255: 8e-6, 65535: 1e-10 }): ColourKernels {
  const wasm = instantiate<ColourExports>('colours');
  const planeOf = (colour: number) => ({ value: wasm.levels.value + colour * wasm.planeBytes.value });
  let curvesLoaded: MaxSample | undefined;

  function withCurves({ maxSample }: Raster): void {
    if (curvesLoaded !== maxSample) loadCurves(wasm, maxSample);
    curvesLoaded = maxSample;
  }

  return {
    takeApart(raster) {
      const { channels, samples } = raster;
      const planes = Array.from({ length: colourCount(raster) }, () => roomForPlane(raster));
      wasm.prepareChannels(channels, samples.BYTES_PER_ELEMENT);
      forEachChunk(wasm, raster, ({ firstPixel, pixels }) => {
        wasm.takeApart(pixels, channels, samples.BYTES_PER_ELEMENT);
        for (const [colour, plane] of planes.entries()) fetch(wasm, planeOf(colour), plane.subarray(firstPixel, firstPixel + pixels));
      });
      return planes;
    },

    putTogether(raster, planes) {
      const { channels } = raster;
      const { BYTES_PER_ELEMENT } = raster.samples;
      wasm.prepareChannels(channels, BYTES_PER_ELEMENT);
      forEachChunk(wasm, raster, ({ samples, firstPixel, pixels }) => {
        for (const [colour, plane] of planes.entries()) store(wasm, planeOf(colour), plane.subarray(firstPixel, firstPixel + pixels));
        wasm.putTogether(pixels, channels, BYTES_PER_ELEMENT);
        fetch(wasm, wasm.chunk, samples);
      });
    },

    lightness(raster) {
      withCurves(raster);
      const levels = roomForPlane(raster);
      forEachChunk(wasm, raster, ({ firstPixel, pixels }) => {
        if (raster.maxSample === 255) wasm.lightness8(pixels, raster.channels);
        else wasm.lightness16(pixels, raster.channels);
        fetch(wasm, wasm.levels, levels.subarray(firstPixel, firstPixel + pixels));
      });
      return levels;
    },

    moveLightness(raster, levels, changed) {
      withCurves(raster);
      forEachChunk(wasm, raster, ({ samples, firstPixel, pixels }) => {
        store(wasm, wasm.levels, levels.subarray(firstPixel, firstPixel + pixels));
        store(wasm, wasm.changed, changed.subarray(firstPixel, firstPixel + pixels));
        const left =
          raster.maxSample === 255
            ? wasm.move8(pixels, raster.channels, tolerances[255])
            : wasm.move16(pixels, raster.channels, tolerances[65535]);
        fetch(wasm, wasm.chunk, samples);
        for (const pixel of new Uint32Array(wasm.memory.buffer, wasm.left.value, left))
          moveLightness(raster, firstPixel + pixel, changed[firstPixel + pixel]! - levels[firstPixel + pixel]!);
      });
    },

    highest(raster) {
      const values = roomForPlane(raster);
      forEachChunk(wasm, raster, ({ firstPixel, pixels }) => {
        if (raster.maxSample === 255) wasm.highest8(pixels, raster.channels);
        else wasm.highest16(pixels, raster.channels);
        fetch(wasm, wasm.levels, values.subarray(firstPixel, firstPixel + pixels));
      });
      return values;
    },

    scale: changing(wasm, wasm.scale8, wasm.scale16),
    replaceY: changing(wasm, wasm.replaceY8, wasm.replaceY16),
  };
}

/** Changes the samples of a raster by the levels of a plane before and after, with the loop for their depth. */
function changing(wasm: ColourExports, loop8: ColourExports['scale8'], loop16: ColourExports['scale16']) {
  return (raster: Raster, from: Samples, to: Samples): void =>
    forEachChunk(wasm, raster, ({ samples, firstPixel, pixels }) => {
      store(wasm, wasm.levels, from.subarray(firstPixel, firstPixel + pixels));
      store(wasm, wasm.changed, to.subarray(firstPixel, firstPixel + pixels));
      (raster.maxSample === 255 ? loop8 : loop16)(pixels, raster.channels);
      fetch(wasm, wasm.chunk, samples);
    });
}

function loadCurves(wasm: ColourExports, maxSample: MaxSample): void {
  const { linear, encoded, lightness } = curvesOf(maxSample);
  const numbers = (address: Address, values: ArrayLike<number>) => new Float64Array(wasm.memory.buffer, address.value).set(values);
  numbers(wasm.matrices, [...toXyz, ...toRgb, stepOf(maxSample)]);
  numbers(wasm.light, linear);
  const levels = (borders: Address, starts: Address, { upperBorders }: Levels) => {
    numbers(borders, [Number.NEGATIVE_INFINITY]);
    numbers({ value: borders.value + 8 }, upperBorders);
    new Uint16Array(wasm.memory.buffer, starts.value).set(startsInRoot(upperBorders));
  };
  levels(wasm.lightnessBorders, wasm.lightnessStarts, lightness);
  levels(wasm.encodedBorders, wasm.encodedStarts, encoded);
  if (maxSample === 255) loadCurves8(wasm, linear, encoded);
}

/** Samples are looked up in so many parts of 0..1; 1 is a part of its own. */
const parts8 = 4096;

/** A border that is never reached. */
const far = Number.POSITIVE_INFINITY;

/** Borders between 8-bit samples are at least 3.03e-4 apart. So within 2.9e-5 of each part, which is 2.44e-4 long, there is one at most. */
function loadCurves8(wasm: ColourExports, linear: Float64Array, { upperBorders }: Levels): void {
  const floats = (address: Address, values: ArrayLike<number>) => new Float32Array(wasm.memory.buffer, address.value).set(values);
  floats(
    wasm.matrices8,
    [...toXyz, ...toRgb, stepOf(255)].flatMap((number) => [number, number, number, number]),
  );
  floats(wasm.light8, linear);
  const below = Uint8Array.from({ length: parts8 + 1 }, (_, part) => upperBorders.findIndex((border) => border > part / parts8 - 2.9e-5));
  new Uint8Array(wasm.memory.buffer, wasm.below8.value).set(below);
  floats(
    wasm.borders8,
    Array.from(below, (level, part) => (upperBorders[level]! < (part + 1) / parts8 + 2.9e-5 && level < 255 ? upperBorders[level]! : far)),
  );
}

interface Chunk {
  /** The image's own samples, of which the kernels' memory holds a copy. */
  readonly samples: Samples;
  readonly firstPixel: number;
  readonly pixels: number;
}

function forEachChunk(wasm: ColourExports, { samples, channels }: Raster, work: (chunk: Chunk) => void): void {
  const most = wasm.chunkBytes.value / samples.BYTES_PER_ELEMENT;
  for (let start = 0; start < samples.length; start += most) {
    const part = samples.subarray(start, start + most);
    store(wasm, wasm.chunk, part);
    work({ samples: part, firstPixel: start / channels, pixels: part.length / channels });
  }
}

function store({ memory }: ColourExports, { value }: Address, { buffer, byteOffset, byteLength }: Samples): void {
  new Uint8Array(memory.buffer, value).set(new Uint8Array(buffer, byteOffset, byteLength));
}

function fetch({ memory }: ColourExports, { value }: Address, { buffer, byteOffset, byteLength }: Samples): void {
  new Uint8Array(buffer, byteOffset, byteLength).set(new Uint8Array(memory.buffer, value, byteLength));
}

interface Address {
  readonly value: number;
}

/** The exports of `kernels/colours/index.ts`. */
interface ColourExports extends WasmMemory {
  readonly chunkBytes: { readonly value: number };
  readonly planeBytes: { readonly value: number };
  readonly chunk: Address;
  readonly levels: Address;
  readonly changed: Address;
  readonly left: Address;
  readonly matrices: Address;
  readonly light: Address;
  readonly lightnessBorders: Address;
  readonly lightnessStarts: Address;
  readonly encodedBorders: Address;
  readonly encodedStarts: Address;
  readonly matrices8: Address;
  readonly light8: Address;
  readonly borders8: Address;
  readonly below8: Address;
  prepareChannels(channels: number, sampleBytes: number): void;
  takeApart(pixels: number, channels: number, sampleBytes: number): void;
  putTogether(pixels: number, channels: number, sampleBytes: number): void;
  replaceY8(pixels: number, channels: number): void;
  replaceY16(pixels: number, channels: number): void;
  lightness8(pixels: number, channels: number): void;
  lightness16(pixels: number, channels: number): void;
  move8(pixels: number, channels: number, tolerance: number): number;
  move16(pixels: number, channels: number, tolerance: number): number;
  highest8(pixels: number, channels: number): void;
  highest16(pixels: number, channels: number): void;
  scale8(pixels: number, channels: number): void;
  scale16(pixels: number, channels: number): void;
}
