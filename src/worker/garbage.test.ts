import { expect, test } from 'vitest';
import { wasmKernels } from '../pixels/kernels/kernels-wasm.js';
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

test('memory of huge images that the kernels drop is collected before the next image', async () => {
  const kernels = wasmKernels();
  // A separate function, so that nothing refers to it afterwards.
  const useGiant = () => {
    const giant = kernels.takeMemory(giantBytes)!;
    giant.bytes.fill(1);
    giant.release();
  };
  const garbage = new Garbage();
  expect(garbage.expect(done)).toBe(true);
  await garbage.collect(2 ** 30);
  const before = process.memoryUsage.rss();
  for (let giant = 0; giant < 3; giant++) {
    useGiant();
    expect(garbage.expect(done)).toBe(true);
    await garbage.collect(2 ** 30);
    expect(process.memoryUsage.rss() - before).toBeLessThan(giantBytes / 2);
  }
});
