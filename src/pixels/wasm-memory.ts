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

/** The memory, grown if need be to reach up to an address. One that grew is another one to JavaScript: the former is empty. */
export function memoryUpTo(end: number, { memory }: WasmMemory): ArrayBuffer {
  const missing = end - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
  return memory.buffer;
}

const pageBytes = 65536;
