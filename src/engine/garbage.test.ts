import { getHeapStatistics } from 'node:v8';
import { expect, test } from 'vitest';
import { wasmKernels } from '../pixels/kernels-wasm.js';
import { Garbage } from './garbage.js';
import type { Outcome } from './task.js';

const done: Outcome = {
  status: 'done',
  width: 10_000,
  height: 10_000,
  inputBytes: 1_000_000,
  outputBytes: 1_000_000,
  timings: { readMs: 0, decodeMs: 0, equalizeMs: 0, encodeMs: 0, writeMs: 0 },
};

const giantBytes = 300_000_000;

test('memory of giants that the kernels let go is collected before the next image', async () => {
  const kernels = wasmKernels();
  // On its own, so that nothing of it is still referred to afterwards.
  const useGiant = () => kernels.takeMemory(giantBytes)!.release();
  const garbage = new Garbage();
  await garbage.expect(done, 2 ** 30);
  const before = getHeapStatistics().external_memory;
  for (let giant = 0; giant < 3; giant++) {
    useGiant();
    await garbage.expect(done, 2 ** 30);
    expect(getHeapStatistics().external_memory - before).toBeLessThan(giantBytes / 2);
  }
});
