import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { processTurnstile, Turnstile } from './turnstile.js';

/** The same turnstile, as several threads see it. */
function turnstiles(threads: number): Turnstile[] {
  const memory = Turnstile.newMemory();
  return Array.from({ length: threads }, (_, thread) => new Turnstile(memory, thread));
}

test('the turnstile lets calls run side by side', async () => {
  const [first, second] = turnstiles(2);
  const both = deferred();
  await Promise.all([first!.beside(() => both.promise), second!.beside(async () => both.resolve())]);
});

test('a call alone waits for running ones, and later ones wait for it', async () => {
  const [first, second, third] = turnstiles(3);
  const order: string[] = [];
  const running = deferred();
  const calls = [
    first!.beside(async () => {
      await running.promise;
      order.push('one that ran');
    }),
    second!.alone(async () => {
      order.push('alone');
      await sleep(1);
      order.push('no longer alone');
    }),
    third!.beside(async () => order.push('one that came')),
    first!.beside(async () => order.push('another that came')),
  ];
  await sleep(1);
  expect(order).toEqual([]);
  running.resolve();
  await Promise.all(calls);
  expect(order.slice(0, 3)).toEqual(['one that ran', 'alone', 'no longer alone']);
  expect(order).toHaveLength(5);
});

test('no call runs beside one that is alone, with many calls from many threads', async () => {
  let running = 0;
  let alone = 0;
  const call = (isAlone: boolean) => async () => {
    running++;
    if (isAlone) alone++;
    expect(alone === 0 || running === 1).toBe(true);
    await sleep(0);
    running--;
    if (isAlone) alone--;
  };
  const threads = turnstiles(8).map(async (turnstile, thread) => {
    for (let i = 0; i < 50; i++) await ((i * 7 + thread) % 3 === 0 ? turnstile.alone(call(true)) : turnstile.beside(call(false)));
  });
  await Promise.all(threads);
});

test('a failed call makes room like any other', async () => {
  const [first, second] = turnstiles(2);
  await expect(first!.alone(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  await expect(first!.beside(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await second!.alone(async () => 'alone')).toBe('alone');
  expect(await second!.beside(async () => 'beside')).toBe('beside');
});

test.each(['beside', 'alone'] as const)('a thread that ends during a call %s blocks nobody', async (way) => {
  const turnstile = processTurnstile();
  const thread = new Worker(
    `const { parentPort, workerData } = require('node:worker_threads');
     import(workerData.url).then(({ processTurnstile }) => processTurnstile()[workerData.way](() => {
       parentPort.postMessage('inside');
       return new Promise((resolve) => setTimeout(resolve, 2 ** 30));
     }));`,
    // A thread needs a built module.
    { eval: true, workerData: { url: new URL('../../../dist/codec/sharp/turnstile.js', import.meta.url).href, way } },
  );
  await once(thread, 'message');
  let entered = false;
  const calls = [turnstile.alone(async () => 'alone'), turnstile.beside(async () => 'beside')];
  void Promise.any(calls).then(() => {
    entered = true;
  });
  await sleep(10);
  expect(entered).toBe(false);
  await thread.terminate();
  expect(await Promise.all(calls)).toEqual(['alone', 'beside']);
});

interface Deferred {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
}

function deferred(): Deferred {
  let resolve: () => void = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
