import type { Samples } from '../../pixels/raster.js';
import type { LzwKernels } from './lzw.js';

/** The plain version, which defines what the fast one must do. */
export const referenceLzw: LzwKernels = {
  writeStrip({ samples, width, channels, maxSample }, firstRow, rows) {
    const rowSamples = width * channels;
    const here = samples.subarray(firstRow * rowSamples, (firstRow + rows) * rowSamples);
    const differences = here.map((sample, i) => (i % rowSamples < channels ? sample : sample - here[i - channels]!));
    return packed(codesOf(maxSample === 255 ? Uint8Array.from(differences) : lowBytesFirst(differences)));
  },

  readStrip(strip, { width, channels, maxSample }, differences, samples) {
    const bytes = decodedBytes(strip, samples.byteLength);
    if (!bytes) return false;
    const size = maxSample === 255 ? 1 : 2;
    for (let i = 0; i < samples.length; i++) {
      const sample = bytes[i * size]! + (size === 2 ? bytes[i * size + 1]! * 256 : 0);
      const isFirst = i % (width * channels) < channels;
      samples[i] = differences && !isFirst ? sample + samples[i - channels]! : sample;
    }
    return true;
  },
};

function lowBytesFirst(samples: Samples): Uint8Array {
  return Uint8Array.from(Array.from(samples, (sample) => [sample & 255, sample >> 8]).flat());
}

const clearCode = 256;
const endCode = 257;
const firstString = 258;

/** The writer clears its codes when this one would be next, as libtiff does. */
const lastString = 4094;

/** A reader, which is always one code behind, may get this many. */
const mostStrings = 4095;

// ---- writing ----

interface Code {
  readonly code: number;
  readonly width: number;
}

/** The longest strings that have codes, one after the other. Each, plus the byte after it, then gets the next code. */
function* codesOf(bytes: Uint8Array): Generator<Code> {
  const strings = new Map<number, number>();
  let [width, next] = [9, firstString];
  const grown = function* (): Generator<Code> {
    next++;
    if (next > 2 ** width - 1) width++;
    if (next < lastString) return;
    yield { code: clearCode, width };
    strings.clear();
    [width, next] = [9, firstString];
  };
  yield { code: clearCode, width };
  let prefix = bytes[0]!;
  for (const byte of bytes.subarray(1)) {
    const string = prefix * 256 + byte;
    const known = strings.get(string);
    if (known === undefined) {
      yield { code: prefix, width };
      strings.set(string, next);
      yield* grown();
    }
    prefix = known ?? byte;
  }
  yield { code: prefix, width };
  yield* grown();
  yield { code: endCode, width };
}

/** Packs codes from the highest bit down; fills up the last byte with zeros. */
function packed(codes: Iterable<Code>): Uint8Array {
  const bytes: number[] = [];
  let [bits, count] = [0, 0];
  for (const { code, width } of codes) {
    bits = ((bits << width) | code) & 0xfffff;
    for (count += width; count >= 8; count -= 8) bytes.push((bits >> (count - 8)) & 255);
  }
  if (count > 0) bytes.push((bits << (8 - count)) & 255);
  return Uint8Array.from(bytes);
}

// ---- reading ----

/**
 * The first bytes that the codes give, as many as wanted; undefined if there are fewer, if a string goes beyond, or if a code is
 * impossible.
 */
function decodedBytes(strip: Uint8Array, wanted: number): number[] | undefined {
  const bytes: number[] = [];
  let strings: number[][] | undefined;
  let before: readonly number[] | undefined;
  let [width, position] = [9, 0];
  while (bytes.length < wanted) {
    if (position + width > strip.length * 8) return undefined;
    const code = bitsAt(strip, position, width);
    position += width;
    if (code === clearCode) {
      strings = [];
      before = undefined;
      width = 9;
      continue;
    }
    if (!strings || code === endCode || (!before && code > 255)) return undefined;
    const known = code < clearCode ? [code] : strings[code - firstString];
    if (before) {
      if (!known && code !== firstString + strings.length) return undefined;
      strings.push([...before, (known ?? before)[0]!]);
      const next = firstString + strings.length;
      if (next === mostStrings) return undefined;
      if (next === 2 ** width - 1) width++;
    }
    before = known ?? strings.at(-1)!;
    bytes.push(...before);
  }
  return bytes.length === wanted ? bytes : undefined;
}

function bitsAt(strip: Uint8Array, position: number, width: number): number {
  let bits = 0;
  for (let bit = position; bit < position + width; bit++) bits = bits * 2 + ((strip[bit >> 3]! >> (7 - (bit & 7))) & 1);
  return bits;
}
