import { readFileSync } from 'node:fs';
/**
 * Kernels that each thread chooses at their first use: the fast ones, or the plain ones where this machine has no SIMD, or where
 * `IMGPAR_KERNELS=reference` in the environment asks for them. Both give the same samples.
 */
export function kernelsOf(fast, plain) {
    let chosen;
    return () => {
        chosen ??= process.env.IMGPAR_KERNELS === 'reference' ? plain : fastest(fast, plain);
        return chosen;
    };
}
function fastest(fast, plain) {
    try {
        kernelModule();
        return fast();
    }
    catch {
        return plain;
    }
}
// One a thread: all instances in it share what was compiled.
let compiled;
function kernelModule() {
    // The same place as seen from src/wasm and from any folder of dist.
    compiled ??= new WebAssembly.Module(readFileSync(new URL('../../dist/kernels.wasm', import.meta.url)));
    return compiled;
}
/**
 * A new instance of the kernels of `kernels/`, with a memory of its own. The caller's type names those of their exports that it uses.
 * Throws where the file is missing or SIMD is.
 */
export function instantiate() {
    return new WebAssembly.Instance(kernelModule()).exports;
}
