/**
 * Room for the file of an image, and after it for that of the next one: a worker has one image at a time, and memory that is used again is
 * neither fetched from the system nor collected as garbage. Large files get memory of their own.
 *
 * @returns `bytes` bytes, whose content means nothing; they are another's with the next call
 */
export function fileRoom(bytes: number): Uint8Array {
  if (bytes > mostKeptBytes) return Buffer.allocUnsafeSlow(bytes);
  // In powers of two, so that it grows a few times only.
  if (room.length < bytes) room = Buffer.allocUnsafeSlow(2 ** Math.ceil(Math.log2(bytes)));
  return room.subarray(0, bytes);
}

// One per thread, as a worker does one image at a time.
let room = Buffer.allocUnsafeSlow(2 ** 16);

/** Most photographs are smaller. */
const mostKeptBytes = 8 * 2 ** 20;
