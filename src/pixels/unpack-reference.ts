import { inflateSync } from 'node:zlib';
import type { ImageShape, Samples } from './raster.js';
import { predictors } from './rows-reference.js';
import type { RowReader } from './unpack.js';

/** The plain version, which says what the fast one must do. */
export const referenceReadRows: RowReader = (parts, shape, samples) => {
  const { height, width, channels } = shape;
  const size = channels * samples.BYTES_PER_ELEMENT;
  const rowBytes = width * size;
  const rows = unpacked(Buffer.concat(parts), (rowBytes + 1) * height);
  if (!rows) return false;
  let above = new Uint8Array(rowBytes);
  for (let y = 0; y < height; y++) {
    const row = rows.subarray(y * (rowBytes + 1), (y + 1) * (rowBytes + 1));
    const predict = predictors[row[0]!];
    if (!predict) return false;
    const found = row.slice(1);
    for (let i = 0; i < rowBytes; i++) {
      const hasLeft = i >= size;
      found[i]! += predict(hasLeft ? found[i - size]! : 0, above[i]!, hasLeft ? above[i - size]! : 0);
    }
    putRow(found, shape, samples, y);
    above = found;
  }
  return true;
};

/** What zlib makes of the stream, if that is so many bytes and nothing is left. */
function unpacked(stream: Buffer, bytes: number): Uint8Array | undefined {
  try {
    // With `info` there is an object; the type that Node's own types give for it is that of the buffer alone.
    const { buffer, engine } = inflateSync(stream, { info: true, maxOutputLength: bytes + 1 }) as unknown as Inflated;
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

function putRow(bytes: Uint8Array, { width, channels }: ImageShape, samples: Samples, y: number): void {
  const start = y * width * channels;
  if (samples instanceof Uint8Array) samples.set(bytes, start);
  else for (let i = 0; i < width * channels; i++) samples[start + i] = bytes[2 * i]! * 256 + bytes[2 * i + 1]!;
}
