/** The memory of a kernel instance. Addresses are in bytes. */
export interface WasmMemory {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  /** The first byte of the memory that we may divide. */
  readonly freeFrom: { readonly value: number };
}

/** The start of the memory that we may divide, a multiple of 64. */
export function freeAddress({ freeFrom }: WasmMemory): number {
  return Math.ceil(freeFrom.value / 64) * 64;
}

/** All bytes of the memory as it is now. The same view each time, as each new one is garbage of 0.2 µs. */
export function bytesOf({ memory }: WasmMemory): Uint8Array<ArrayBuffer> {
  const { buffer } = memory;
  const known = views.get(memory);
  if (known?.buffer === buffer) return known;
  const view = new Uint8Array(buffer);
  views.set(memory, view);
  return view;
}

const views = new WeakMap<WasmMemory['memory'], Uint8Array<ArrayBuffer>>();

/**
 * The memory, grown if necessary to reach an address, and to twice its size, so that it grows only a few times: unused memory costs
 * nothing. A large memory grows once, as V8 collects all garbage each time: 2 collections instead of 4 save 0.02 s of CPU time in a run
 * over photographs. JavaScript sees a grown memory as a new buffer, and the former one is empty.
 */
export function memoryUpTo(end: number, { memory }: WasmMemory): ArrayBuffer {
  const hereBytes = memory.buffer.byteLength;
  const wantedBytes = Math.max(end, end > largeBytes ? mostSpareBytes : Math.min(2 * hereBytes, mostSpareBytes));
  if (end > hereBytes) {
    memory.grow(Math.ceil((wantedBytes - hereBytes) / pageBytes));
    grown += memory.buffer.byteLength;
  }
  return memory.buffer;
}

// One per thread, as V8 collects the garbage of each thread by itself.
let grown = 0;

/** Declares that an instance is no longer used; its memory is then garbage like any other. */
export function discard({ memory }: WasmMemory): void {
  grown -= memory.buffer.byteLength;
  gone += memory.buffer.byteLength;
}

// One per thread, as above.
let gone = 0;

/**
 * How much memory this thread has released since it started. V8 counts it as external memory until it is collected; in Node 26 it does not.
 */
export function discardedBytes(): number {
  return gone;
}

/**
 * How much this thread's memories in use have grown, as V8 counts it: each time by the whole new memory. It is external memory that no
 * garbage collection frees.
 */
export function grownBytes(): number {
  return grown;
}

const largeBytes = 16 * 2 ** 20;

/** A memory that is not fully needed is no larger. */
const mostSpareBytes = 128 * 2 ** 20;

const pageBytes = 65536;

/** The divided memory of an instance. */
export interface Divided<Exports extends WasmMemory> {
  readonly wasm: Exports;
  readonly memory: Uint8Array<ArrayBuffer>;
  /** Bytes that each of its places holds. */
  readonly room: number;
}

/** Beyond this size, an instance's memory is not kept for much smaller tasks, because memory never shrinks. */
const keptBytes = 16 * 1024 * 1024;

/** Room for the usual request, so that the memory seldom grows. */
const usualBytes = 320 * 1024;

/** The memory of one instance, which is made on first use. */
export interface DividedMemory<Places> {
  /** Makes room for this many bytes in each place. Places handed out before may be gone. */
  withRoom(bytes: number): Places;
  /** The memory that these bytes lie in, if it is this one in its present state. */
  holding(bytes: Uint8Array): Places | undefined;
}

/** @param divide makes room for this many bytes, a multiple of 64 */
export function dividedMemory<Exports extends WasmMemory, Places extends Divided<Exports>>(
  instantiate: () => Exports,
  divide: (wasm: Exports, room: number) => Places,
): DividedMemory<Places> {
  let places: Places | undefined;
  return {
    withRoom(bytes) {
      if (places && places.memory.length > keptBytes && bytes < keptBytes / 8) {
        discard(places.wasm);
        places = undefined;
      }
      if (!places || places.room < bytes) places = divide(places?.wasm ?? instantiate(), Math.ceil(Math.max(bytes, usualBytes) / 64) * 64);
      return places;
    },
    holding: ({ buffer }) => (buffer === places?.memory.buffer ? places : undefined),
  };
}
