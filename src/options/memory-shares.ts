import { usableMemoryBytes } from '../parallel/memory-limit.js';
import type { LimitOptions } from './run-options.js';

// How the memory of a run is divided.

/**
 * What the processes of a run hold before any large image comes: the caller with its list and records 85 MiB, the workers' process
 * 90 and 40 more for each worker, where half is what the garbage collector has not come to yet. Chosen to lie above what was seen
 * with images of 256 × 192, resident sets added up, one run each, Node 20.20: 246 MiB with 2 workers (2,000 images), 190 with 1 and
 * 250 with 4 (110 images).
 */
export function baseBytes(workers: number): number {
  return (175 + 40 * workers) * 2 ** 20;
}

/** The smallest budget that leaves something to work with beside the processes themselves. */
export function leastMemoryBytes(workers: number): number {
  return baseBytes(workers) + workers * leastShareBytes;
}

/** Less than this is given to no batch. */
export const leastShareBytes = 32 * 2 ** 20;

/** As many of the workers as the memory is enough for, at least 1. */
export function workersWithin(maxMemoryBytes: number, workers: number): number {
  let affordable = workers;
  while (affordable > 1 && leastMemoryBytes(affordable) > maxMemoryBytes) affordable--;
  return affordable;
}

/** What is left for images. */
export function imageMemoryBytes({ maxMemoryBytes }: LimitOptions, workers: number): number {
  return maxMemoryBytes - baseBytes(workers);
}

/**
 * What the workers' process is ended at, as an operation takes memory without end: half as much again as is allowed, but always before
 * the machine has none left.
 */
export function intolerableMemoryBytes({ maxMemoryBytes }: LimitOptions, usableBytes = usableMemoryBytes()): number {
  return Math.min(1.5 * maxMemoryBytes, Math.max(maxMemoryBytes, (maxMemoryBytes + usableBytes) / 2));
}

/** However small its share, the heap of a worker may be as large as this. */
const leastHeapBytes = 64 * 2 ** 20;

/**
 * JavaScript's heap of one worker. A user's method that takes memory without end ends its own thread when the share of its worker is used
 * up, not the machine. By default it may take 4 GB. Pixels lie outside of this heap.
 */
export function heapBytes(limits: LimitOptions, workers: number): number {
  return Math.max(leastHeapBytes, imageMemoryBytes(limits, workers) / workers);
}
