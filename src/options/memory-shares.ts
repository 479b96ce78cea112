import { usableMemoryBytes } from '../parallel/memory-limit.js';
import type { LimitOptions } from './run-options.js';

// How the memory of a run is divided.

/**
 * The memory in bytes that the processes of a run hold before the first large image: 85 MiB for the caller with its list and records, 90
 * for the workers' process and 40 for each worker, half of which is garbage not yet collected. Chosen above all measurements with images of
 * 256 × 192, resident sets added up, one run each, Node 20.20: 246 MiB with 2 workers (2,000 images), 190 with 1 and 250 with 4 (110
 * images).
 */
export function baseBytes(workers: number): number {
  return (175 + 40 * workers) * 2 ** 20;
}

/** The smallest memory limit in bytes that leaves something to work with besides the processes themselves. */
export function leastMemoryBytes(workers: number): number {
  return baseBytes(workers) + workers * leastShareBytes;
}

/** No batch gets less than this, in bytes. */
export const leastShareBytes = 32 * 2 ** 20;

/** As many of the workers as fit in the memory, at least 1. */
export function workersWithin(maxMemoryBytes: number, workers: number): number {
  let affordable = workers;
  while (affordable > 1 && leastMemoryBytes(affordable) > maxMemoryBytes) affordable--;
  return affordable;
}

/** Memory left for images, in bytes. */
export function imageMemoryBytes({ maxMemoryBytes }: LimitOptions, workers: number): number {
  return maxMemoryBytes - baseBytes(workers);
}

/**
 * The memory in bytes at which the workers' process is ended, in case an operation keeps allocating: one and a half times the limit,
 * but always less than would use up the machine's memory.
 */
export function intolerableMemoryBytes({ maxMemoryBytes }: LimitOptions, usableBytes = usableMemoryBytes()): number {
  return Math.min(1.5 * maxMemoryBytes, Math.max(maxMemoryBytes, (maxMemoryBytes + usableBytes) / 2));
}

/** The heap of a worker may be this large, however small its share. */
const leastHeapBytes = 64 * 2 ** 20;

/**
 * The JavaScript heap of one worker, in bytes. If a user's method keeps allocating, this ends its thread once the worker's share is
 * used up, before the machine runs out; V8's own limit is 4 GB. Pixels lie outside this heap.
 */
export function heapBytes(limits: LimitOptions, workers: number): number {
  return Math.max(leastHeapBytes, imageMemoryBytes(limits, workers) / workers);
}
