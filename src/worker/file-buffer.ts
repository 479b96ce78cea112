/**
 * Memory for the file of an image, reused for that of the next one: a worker has one image at a time, and reused memory need neither be
 * requested from the system nor collected as garbage. Large files get memory of their own.
 *
 * @returns `bytes` bytes with undefined content, valid until the next call
 */
export function fileBuffer(bytes: number): Uint8Array {
  if (bytes > mostKeptBytes) return Buffer.allocUnsafeSlow(bytes);
  // In powers of two, so that it grows only a few times.
  if (buffer.length < bytes) buffer = Buffer.allocUnsafeSlow(2 ** Math.ceil(Math.log2(bytes)));
  return buffer.subarray(0, bytes);
}

// One per thread, as a worker does one image at a time.
let buffer = Buffer.allocUnsafeSlow(2 ** 16);

/** Most photographs are smaller. */
const mostKeptBytes = 8 * 2 ** 20;
