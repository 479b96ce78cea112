import { type AnySamples, bytesFrom, bytesOfKind, type SampleKind, samplesFrom } from './samples.js';

/** Rows of samples as the bytes of a strip or tile. */
export interface StoredRows {
  readonly kind: SampleKind;
  /** 1 none, 2 differences of samples to those on the left, 3 the same for the bytes of floats (Adobe's technical note 3). */
  readonly predictor: number;
  /** Adjacent samples per pixel. */
  readonly channels: number;
  readonly rowSamples: number;
  readonly littleEndian: boolean;
}

/** The samples in such bytes, which may be modified. */
export function samplesOfRows(bytes: Buffer, { kind, predictor, channels, rowSamples, littleEndian }: StoredRows): AnySamples {
  const size = bytesOfKind(kind);
  if (predictor === 3) {
    const rowBytes = rowSamples * size;
    addUp(bytes, channels, rowBytes);
    for (let row = 0; row + rowBytes <= bytes.length; row += rowBytes) {
      const here = bytes.subarray(row, row + rowBytes);
      here.set(outOfPlanes(here, size));
    }
    return samplesFrom(bytes, kind, true);
  }
  const samples = samplesFrom(bytes, predictor === 2 ? asWhole(kind) : kind, littleEndian);
  if (predictor !== 2) return samples;
  addUp(samples, channels, rowSamples);
  return samplesFrom(bufferOf(samples), kind, true);
}

/** The reverse. */
export function bytesOfRows(samples: AnySamples, { kind, predictor, channels, rowSamples, littleEndian }: StoredRows): Buffer {
  const bytes = bytesFrom(samples, kind, predictor === 1 ? littleEndian : true);
  if (predictor === 1) return bytes;
  if (predictor === 3) {
    const size = bytesOfKind(kind);
    const rowBytes = rowSamples * size;
    for (let row = 0; row + rowBytes <= bytes.length; row += rowBytes) {
      const here = bytes.subarray(row, row + rowBytes);
      here.set(inPlanes(here, size));
    }
    subtract(bytes, channels, rowBytes);
    return bytes;
  }
  const whole = samplesFrom(bytes, asWhole(kind), true);
  subtract(whole, channels, rowSamples);
  return bytesFrom(whole, asWhole(kind), littleEndian);
}

/** Differences are those of integers, even for floats. */
function asWhole(kind: SampleKind): SampleKind {
  const bytes = bytesOfKind(kind);
  return bytes === 1 ? 'uint8' : bytes === 2 ? 'uint16' : 'uint32';
}

/** Whether a predictor supports such samples. */
export function canPredict(kind: SampleKind, predictor: number): boolean {
  if (predictor === 1) return true;
  if (predictor === 2) return bytesOfKind(kind) <= 4;
  return predictor === 3 && kind.startsWith('float');
}

function addUp(numbers: AnySamples, channels: number, rowLength: number): void {
  for (let row = 0; row < numbers.length; row += rowLength) {
    const end = Math.min(row + rowLength, numbers.length);
    for (let at = row + channels; at < end; at++) numbers[at]! += numbers[at - channels]!;
  }
}

function subtract(numbers: AnySamples, channels: number, rowLength: number): void {
  for (let row = 0; row < numbers.length; row += rowLength) {
    for (let at = Math.min(row + rowLength, numbers.length) - 1; at >= row + channels; at--) numbers[at]! -= numbers[at - channels]!;
  }
}

function bufferOf({ buffer, byteOffset, byteLength }: AnySamples): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}

/** Little-endian floats from bytes stored in planes, the most significant one first. */
function outOfPlanes(row: Buffer, size: number): Buffer {
  const values = row.length / size;
  const floats = Buffer.alloc(row.length);
  for (let value = 0; value < values; value++)
    for (let byte = 0; byte < size; byte++) floats[value * size + size - 1 - byte] = row[byte * values + value]!;
  return floats;
}

function inPlanes(row: Buffer, size: number): Buffer {
  const values = row.length / size;
  const planes = Buffer.alloc(row.length);
  for (let value = 0; value < values; value++)
    for (let byte = 0; byte < size; byte++) planes[byte * values + value] = row[value * size + size - 1 - byte]!;
  return planes;
}
