import { discard, freeAddress, memoryUpTo, type WasmMemory } from './memory.js';

/** An instance of kernels on loan, with room in its memory. */
export interface Lent<Exports> {
  readonly wasm: Exports;
  readonly buffer: ArrayBuffer;
  /** Where the room begins, a multiple of 64. */
  readonly start: number;
}

/**
 * Instances whose memory holds images, so that neither the kernels nor their callers copy anything. A released instance waits for the next
 * image: on photographs of 5 megapixels, decoded, equalised and encoded, fresh pages cost 1 ms of 6.7 per megapixel. Unlike typed arrays,
 * this memory does not count for the garbage collector, which would find nothing there.
 */
export class InstancePool<Exports extends WasmMemory> {
  readonly #waiting: Exports[] = [];
  readonly #instantiate: () => Exports;

  constructor(instantiate: () => Exports) {
    this.#instantiate = instantiate;
  }

  /** An instance with this many bytes; undefined if that is more than the system can give. Throws if there are no kernels here. */
  take(bytes: number): Lent<Exports> | undefined {
    if (bytes > mostBytes) return undefined;
    const wasm = this.#takeWaiting(bytes) ?? this.#instantiate();
    const start = freeAddress(wasm);
    try {
      return { wasm, start, buffer: memoryUpTo(start + bytes, wasm) };
    } catch {
      return undefined;
    }
  }

  /** The smallest one that need not grow, else the largest one. */
  #takeWaiting(bytes: number): Exports | undefined {
    // Nearly always, image after image.
    if (this.#waiting.length < 2) return this.#waiting.pop();
    this.#waiting.sort((one, other) => memoryBytes(one) - memoryBytes(other));
    const fitting = this.#waiting.findIndex((wasm) => freeAddress(wasm) + bytes <= memoryBytes(wasm));
    return this.#waiting.splice(fitting, 1)[0];
  }

  /**
   * Memory never shrinks, so an instance that held a giant is released.
   *
   * @param mostBytes larger memory is not kept for the next image
   */
  release(wasm: Exports, mostBytes: number = keptBytes): void {
    const isKept = memoryBytes(wasm) <= Math.min(keptBytes, mostBytes);
    const hasRoom =
      this.#waiting.length < mostWaiting && this.#waiting.every((other) => Math.min(memoryBytes(other), memoryBytes(wasm)) <= smallBytes);
    // At the front, so that of two of equal size the one used last is reused.
    if (isKept && hasRoom) this.#waiting.unshift(wasm);
    else discard(wasm);
  }
}

/** Addresses and counts are signed. */
const mostBytes = 2 ** 31 - 1;

/** Enough for the planes of 28 megapixels with half-resolution colour, and the file made from them. */
const keptBytes = 128 * 2 ** 20;

/** A thread works on one image at a time, and besides on its thumbnail, which takes little. */
const mostWaiting = 2;
const smallBytes = 8 * 2 ** 20;

function memoryBytes({ memory }: WasmMemory): number {
  return memory.buffer.byteLength;
}
