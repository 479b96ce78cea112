/** The memory of an instance of the kernels. Addresses are in bytes. */
export interface WasmMemory {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  /** The first byte of the memory that is ours to divide. */
  readonly freeFrom: { readonly value: number };
}

/** Where the part of the memory begins that is ours to divide, at a multiple of 64. */
export function freeAddress({ freeFrom }: WasmMemory): number {
  return Math.ceil(freeFrom.value / 64) * 64;
}

/**
 * The memory, grown if need be to reach up to an address, and to twice its size, so that it grows a few times only: what is not used costs
 * nothing. One that grew is another one to JavaScript: the former is empty.
 */
export function memoryUpTo(end: number, { memory }: WasmMemory): ArrayBuffer {
  const hereBytes = memory.buffer.byteLength;
  const wantedBytes = Math.max(end, Math.min(2 * hereBytes, mostSpareBytes));
  if (end > hereBytes) {
    memory.grow(Math.ceil((wantedBytes - hereBytes) / pageBytes));
    grown += memory.buffer.byteLength;
  }
  return memory.buffer;
}

let grown = 0;

/** Tells that nobody is to use an instance any more: then its memory is garbage like any other. */
export function letGo({ memory }: WasmMemory): void {
  grown -= memory.buffer.byteLength;
}

/**
 * By how much the memories of this thread that are in use have grown, as V8 counts it: each time by the whole of the new memory. It is
 * external memory that no collection of garbage brings back.
 */
export function grownBytes(): number {
  return grown;
}

/** A memory that is not needed whole has no more. */
const mostSpareBytes = 128 * 2 ** 20;

const pageBytes = 65536;
