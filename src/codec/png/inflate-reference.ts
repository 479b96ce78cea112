import { types } from 'node:util';
import { inflateSync } from 'node:zlib';
import type { Samples } from '../../pixels/raster.js';
import { predictors } from './filter-reference.js';
import type { InflateKernels } from './inflate.js';

/** The plain version, which defines what the fast one must do. */
export const referenceInflate: InflateKernels = {
  readRows(parts, { width, height, channels }, samples) {
    const bytesPerPixel = channels * samples.BYTES_PER_ELEMENT;
    const rowBytes = width * bytesPerPixel;
    const rows = unpacked(Buffer.concat(parts), (rowBytes + 1) * height);
    const bytes = new Uint8Array(samples.byteLength);
    if (!rows || !unfilterRows(rows, rowBytes, bytesPerPixel, new Uint8Array(rowBytes), bytes)) return false;
    putSamples(bytes, samples);
    return true;
  },

  unfilterRows,
};

function unfilterRows(filtered: Uint8Array, rowBytes: number, bytesPerPixel: number, above: Uint8Array, to: Uint8Array): boolean {
  let over = above;
  for (let y = 0; y * (rowBytes + 1) < filtered.length; y++) {
    const row = filtered.subarray(y * (rowBytes + 1), (y + 1) * (rowBytes + 1));
    const predict = predictors[row[0]!];
    if (!predict) return false;
    const found = to.subarray(y * rowBytes, (y + 1) * rowBytes);
    for (let i = 0; i < rowBytes; i++) {
      const hasLeft = i >= bytesPerPixel;
      found[i] = row[i + 1]! + predict(hasLeft ? found[i - bytesPerPixel]! : 0, over[i]!, hasLeft ? over[i - bytesPerPixel]! : 0);
    }
    over = found;
  }
  return true;
}

/** Inflates the stream with zlib; undefined unless it gives exactly this many bytes and ends there. */
function unpacked(stream: Buffer, bytes: number): Uint8Array | undefined {
  try {
    // With `info` the result is an object; Node's types declare only the buffer.
    const inflated: unknown = inflateSync(stream, { info: true, maxOutputLength: bytes + 1 });
    if (!isInflated(inflated)) return undefined;
    const { buffer, engine } = inflated;
    return buffer.length === bytes && engine.bytesWritten === stream.length ? new Uint8Array(buffer) : undefined;
  } catch {
    return undefined;
  }
}

interface Inflated {
  readonly buffer: Buffer;
  /** `bytesWritten` is how many bytes of the input were used. */
  readonly engine: { readonly bytesWritten: number };
}

function isInflated(value: unknown): value is Inflated {
  return typeof value === 'object' && value !== null && 'buffer' in value && 'engine' in value;
}

/** 16 bits are big-endian. */
function putSamples(bytes: Uint8Array, samples: Samples): void {
  if (types.isUint8Array(samples)) samples.set(bytes);
  else for (let i = 0; i < samples.length; i++) samples[i] = bytes[2 * i]! * 256 + bytes[2 * i + 1]!;
}
