import { readFileSync } from 'node:fs';
import type { WasmMemory } from './memory.js';

/**
 * Kernels that each thread chooses on first use: the fast ones, or the plain ones if this machine has no SIMD or `IMGPAR_KERNELS=reference`
 * in the environment asks for them. Both give the same samples.
 */
export function kernelsOf<Kernels>(fast: () => Kernels, plain: Kernels): () => Kernels {
  let chosen: Kernels | undefined;
  return () => {
    chosen ??= globalThis.process?.env.IMGPAR_KERNELS === 'reference' ? plain : fastest(fast, plain);
    return chosen;
  };
}

function fastest<Kernels>(fast: () => Kernels, plain: Kernels): Kernels {
  try {
    kernelModule('kernels');
    return fast();
  } catch {
    return plain;
  }
}

/** Node has it, but TypeScript only declares it together with the whole browser. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Instance<Exports> {
    constructor(module: Module);
    readonly exports: Exports;
  }
}

/** The files of kernels: what only some images need is in a file of its own, as V8 takes time to compile each. */
export type KernelFile = 'kernels' | 'colours' | 'jpeg' | 'jpeg-progressive' | 'jpeg-colours' | 'small';

// One each per thread: all its instances share the compiled module.
const compiled = new Map<KernelFile, WebAssembly.Module>();

function kernelModule(file: KernelFile): WebAssembly.Module {
  const known = compiled.get(file);
  if (known) return known;
  // The same place from src/wasm and from any folder of dist.
  const loaded = new WebAssembly.Module(readFileSync(new URL(`../../dist/${file}.wasm`, import.meta.url)));
  compiled.set(file, loaded);
  return loaded;
}

/** Has the kernels of a file made from these bytes: pages have no files. */
export function provideKernels(file: KernelFile, bytes: Uint8Array): void {
  compiled.set(file, new WebAssembly.Module(bytes));
}

/**
 * A new instance of the kernels of `kernels/`, with its own memory. The caller's type names the exports it uses. Throws if the file or SIMD
 * is missing.
 */
export function instantiate<Exports extends WasmMemory>(file: KernelFile = 'kernels'): Exports {
  return new WebAssembly.Instance<Exports>(kernelModule(file)).exports;
}
