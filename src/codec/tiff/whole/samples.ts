import { corrupt } from '../../container.js';

/** The kinds of TIFF samples, with their bits. */
const sampleKinds = ['uint8', 'uint16', 'uint32', 'int8', 'int16', 'int32', 'float16', 'float32', 'float64'] as const;
export type SampleKind = (typeof sampleKinds)[number];

/** Samples of any kind, one array element each; 16-bit floats are held in 32 bits. */
export type AnySamples = Uint8Array | Uint16Array | Uint32Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array;

interface Held {
  readonly bytes: 1 | 2 | 4 | 8;
  readonly make: { new (length: number): AnySamples; new (buffer: ArrayBuffer, start: number, length: number): AnySamples };
}

const held: Readonly<Record<SampleKind, Held>> = {
  uint8: { bytes: 1, make: Uint8Array },
  uint16: { bytes: 2, make: Uint16Array },
  uint32: { bytes: 4, make: Uint32Array },
  int8: { bytes: 1, make: Int8Array },
  int16: { bytes: 2, make: Int16Array },
  int32: { bytes: 4, make: Int32Array },
  float16: { bytes: 2, make: Float32Array },
  float32: { bytes: 4, make: Float32Array },
  float64: { bytes: 8, make: Float64Array },
};

/**
 * The kind by SampleFormat and bits; unknown formats (0, 4) count as unsigned, as TIFF 6.0 requires. Undefined if there is no such kind.
 */
export function sampleKind(format: number, bits: number): SampleKind | undefined {
  const name = { 0: 'uint', 1: 'uint', 2: 'int', 3: 'float', 4: 'uint' }[format];
  return sampleKinds.find((kind) => kind === `${name}${bits}`);
}

/** Bytes per sample in a file. */
export function bytesOfKind(kind: SampleKind): number {
  return held[kind].bytes;
}

/** Bytes per sample in memory. */
export function heldBytes(kind: SampleKind): number {
  return kind === 'float16' ? 4 : held[kind].bytes;
}

/** This many samples, all 0. */
export function emptySamples(kind: SampleKind, length: number): AnySamples {
  return new held[kind].make(length);
}

/** Samples from the bytes of a file, which may be modified. */
export function samplesFrom(bytes: Buffer, kind: SampleKind, littleEndian: boolean): AnySamples {
  const size = held[kind].bytes;
  if (bytes.length % size !== 0) throw corrupt('the TIFF is broken: a strip or tile ends within a sample');
  const aligned = bytes.byteOffset % size === 0 ? bytes : Buffer.from(Uint8Array.from(bytes).buffer);
  swap(aligned, littleEndian ? 1 : size);
  if (kind === 'float16') return widened(new Uint16Array(aligned.buffer, aligned.byteOffset, aligned.length / 2));
  // Node's own memory, never shared.
  return new held[kind].make(aligned.buffer as ArrayBuffer, aligned.byteOffset, aligned.length / size);
}

/** The bytes of samples for a file, in new memory. */
export function bytesFrom(samples: AnySamples, kind: SampleKind, littleEndian: boolean): Buffer {
  const stored = kind === 'float16' ? narrowed(samples) : samples;
  const bytes = Buffer.from(Uint8Array.from(new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength)).buffer);
  return swap(bytes, littleEndian ? 1 : held[kind].bytes);
}

/** Reverses the bytes of every value, in place. */
export function swap(bytes: Buffer, size: number): Buffer {
  if (size === 2) return bytes.swap16();
  if (size === 4) return bytes.swap32();
  return size === 8 ? bytes.swap64() : bytes;
}

// ---- 16-bit floats ----

function widened(halves: Uint16Array): Float32Array {
  return Float32Array.from(halves, (half) => {
    const exponent = (half >> 10) & 31;
    const fraction = half & 1023;
    const sign = half & 0x8000 ? -1 : 1;
    if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
    return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
  });
}

function narrowed(samples: AnySamples): Uint16Array {
  return Uint16Array.from(samples, half);
}

/** The nearest 16-bit float; of two equally near, the even one. */
function half(value: number): number {
  if (Number.isNaN(value)) return 0x7e00;
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (size >= 65520) return sign | 0x7c00;
  const exponent = Math.max(Math.floor(Math.log2(size)), -14);
  const steps = size / 2 ** (exponent - 10);
  const floor = Math.floor(steps);
  const rounded = floor + (steps - floor > 0.5 || (steps - floor === 0.5 && floor % 2 === 1) ? 1 : 0);
  // Rounding up to the next power of two carries into the exponent.
  return sign | (size < 2 ** -14 ? rounded : ((exponent + 15) << 10) + (rounded - 1024));
}
