import { inspect } from 'node:util';
import { ImgparError } from '../errors.js';

// How messages describe values.

/** A `usage` error with the name of the option, the value received and the values expected. */
export function unexpected(name: string, value: unknown, expected: string): ImgparError {
  return new ImgparError('usage', `${name} is ${shown(value)}, expected ${expected}`);
}

function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  return inspect(value, { depth: 0, maxArrayLength: 3, maxStringLength: 100, breakLength: Number.POSITIVE_INFINITY });
}

/** Bytes in MiB, rounded up. */
export function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)} MiB`;
}

/** A whole number in groups of three: `12,345`. */
export function formatCount(count: number): string {
  return Math.round(count)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A count with its noun in the right number: `1 image`, `12,345 images`. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : plural}`;
}
