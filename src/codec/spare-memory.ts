/**
 * Memory that waits for the next image, as the system takes its time to give fresh one: reading PNGs of 1 to 8 megapixels, RGB, takes some
 * 0.3 ms a megapixel less with it. Right because an image gives its memory back only when nobody is to use it any more.
 */
const waiting: ArrayBuffer[] = [];

const maxWaiting = 1;

/** A larger one is not kept. */
const maxWaitingBytes = 64 * 2 ** 20;

let keptBytes = Number.POSITIVE_INFINITY;

/** From now on, memory of more bytes does not wait for the next image, in which it may be needed elsewhere. */
export function keepAtMost(bytes: number): void {
  keptBytes = bytes;
  if (waiting[0] && waiting[0].byteLength > bytes) waiting.pop();
}

/** What may wait at most. */
export function mostSpareBytes(): number {
  return keptBytes;
}

/** Memory of so many bytes or more; what is in it means nothing. */
export function takeMemory(bytes: number): ArrayBuffer {
  const index = waiting.findIndex(({ byteLength }) => byteLength >= bytes);
  if (index >= 0) return waiting.splice(index, 1)[0]!;
  // The smaller one has had its time.
  waiting.shift();
  return new ArrayBuffer(Math.max(bytes, 2 ** 16));
}

/** Gives memory back that nobody is to use any more. */
export function giveBack(memory: ArrayBuffer): void {
  if (memory.byteLength <= Math.min(maxWaitingBytes, keptBytes) && waiting.length < maxWaiting) waiting.push(memory);
}
