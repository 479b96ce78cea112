import { resolve } from 'node:path';
import { defaultMaxPixels } from '../codec/codec.js';
import { ImgparError } from '../errors.js';
import { usableMemoryBytes } from '../parallel/memory-limit.js';
import { baseBytes, leastMemoryBytes } from './process-memory.js';

/** What a run may take, and how it deals with what goes wrong. */
export interface LimitOptions {
  /** Memory of all processes of the run together, in bytes. Default: 70 per cent of what the machine, or the cgroup, allows. */
  readonly maxMemoryBytes: number;
  /** Pixels of an image, over all its pages, 1 or more; a larger one fails as `too-large`. Default: 268,402,689 (16,383²). */
  readonly maxPixels: number;
  /** How often reading or writing is tried again after a fault that may pass, as of a network drive, 0..100. Default: 2. */
  readonly retries: number;
  /** Failures that the run bears: a number of images, or a share of those found such as `5%`. One more ends it. Default: any. */
  readonly maxFailures?: number | `${number}%`;
  /** A folder to which images that fail of themselves are copied, each beside a `.reason.json`. Default: none. */
  readonly quarantine?: string;
}

export const defaultRetries = 2;
export const maxRetries = 100;

/** Of the memory there is, what a run takes unless told: the rest is for the system, its file cache and other programs. */
const memoryShare = 0.7;

/** @throws {ImgparError} `usage` */
export function checkLimits(given: Partial<LimitOptions> = {}): LimitOptions {
  const limits = {
    maxMemoryBytes: Math.max(leastMemoryBytes(1), Math.floor(memoryShare * usableMemoryBytes())),
    maxPixels: defaultMaxPixels,
    retries: defaultRetries,
    ...given,
  };
  requireWhole('maxPixels', limits.maxPixels, 1, Number.MAX_SAFE_INTEGER);
  requireWhole('retries', limits.retries, 0, maxRetries);
  const least = leastMemoryBytes(1);
  if (!(limits.maxMemoryBytes >= least))
    throw usage('maxMemoryBytes', limits.maxMemoryBytes, `${least} or more (${least >> 20} MiB), which one worker needs`);
  if (limits.maxFailures !== undefined && !isAmount(limits.maxFailures))
    throw usage('maxFailures', limits.maxFailures, 'a whole number of images, or a percentage such as 5%');
  return limits.quarantine === undefined ? limits : { ...limits, quarantine: resolve(limits.quarantine) };
}

/** As many of the workers as the memory is enough for, at least 1. */
export function workersWithin({ maxMemoryBytes }: LimitOptions, workers: number): number {
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

/** A start takes 0.15 s; the longer limit is for cold disks and machines with far too much to do, the shorter one for impatient users. */
const leastStartMs = 5_000;
const longestStartMs = 30_000;

/** How long the process of the workers may take to start: as long as an image, within reason. */
export function startTimeoutMs(timeoutMs: number): number {
  return Math.min(longestStartMs, Math.max(leastStartMs, timeoutMs));
}

/** Whether more images have failed than the run bears. @param found images in all */
export function tooManyFailures({ maxFailures }: LimitOptions, failed: number, found: number): boolean {
  if (maxFailures === undefined) return false;
  const allowed = typeof maxFailures === 'number' ? maxFailures : Math.floor((Number.parseFloat(maxFailures) / 100) * found);
  return failed > allowed;
}

function isAmount(value: number | string): boolean {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0;
  return /^\d+(\.\d+)?%$/.test(value) && Number.parseFloat(value) <= 100;
}

function requireWhole(option: string, value: number, min: number, max: number): void {
  if (!Number.isSafeInteger(value) || value < min || value > max) throw usage(option, value, `a whole number from ${min} to ${max}`);
}

function usage(option: string, value: unknown, expected: string): ImgparError {
  return new ImgparError('usage', `${option} is ${JSON.stringify(value)}, expected ${expected}`);
}
