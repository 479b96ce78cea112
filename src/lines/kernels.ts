import { kernelsOf } from '../wasm/instance.js';
import type { LineBuffer } from './line-buffer.js';
import { plainLineBuffer } from './line-buffer-reference.js';
import { wasmLineBuffer } from './line-buffer-wasm.js';

const maker = kernelsOf<() => LineBuffer>(() => wasmLineBuffer, plainLineBuffer);

/** Makes the fast one, or the plain one if this machine has no SIMD. */
export function newLineBuffer(): LineBuffer {
  return maker()();
}
