import { inspect, types } from 'node:util';
import { serialize } from 'node:v8';
import { ImgparError, messageOf } from '../../errors.js';
import type { Runtime } from '../protocol.js';

/** What pools, futures and the like have as a property, so that they are no plain data: they would arrive as empty objects. */
export const staysHere = 'staysHere';

/** Tries whether a value can be sent. @throws if it cannot */
export type Try = (value: unknown) => void;

/** What threads share cannot go to processes. */
export const tryFor = (runtime: Runtime): Try => (runtime === 'processes' ? serialize : structuredClone);

/** Why a value cannot be sent to another thread or process, where it is, and what to do; undefined if it can be. */
export function explainUnsendable(value: unknown, attempt: Try, what = 'the result'): ImgparError | undefined {
  const fault = faultOf(value, attempt);
  if (fault === undefined) return undefined;
  const { path, found, cause } = pathTo(value, fault, attempt, 20);
  const where = path === '' ? what : `${what}, at ${path},`;
  return new ImgparError('usage', `${where} ${found}; it is part of ${startOf(value)}`, { cause });
}

interface Found {
  readonly path: string;
  readonly found: string;
  readonly cause: unknown;
}

interface Fault {
  readonly cause: unknown;
}

function faultOf(value: unknown, attempt: Try): Fault | undefined {
  try {
    attempt(value);
    return undefined;
  } catch (cause) {
    return { cause };
  }
}

/** Goes down to the first part that cannot be sent by itself. */
function pathTo(value: unknown, { cause }: Fault, attempt: Try, depth: number): Found {
  if (typeof value === 'object' && value !== null && !(staysHere in value) && depth > 0) {
    for (const [step, read] of partsOf(value)) {
      let part: unknown;
      try {
        part = read();
      } catch (thrown) {
        return { path: step, found: `cannot be read: ${messageOf(thrown)}`, cause: thrown };
      }
      const fault = faultOf(part, attempt);
      if (!fault) continue;
      const deeper = pathTo(part, fault, attempt, depth - 1);
      return { ...deeper, path: step + deeper.path };
    }
  }
  return { path: '', found: `cannot be sent: ${adviceFor(value, cause)}`, cause };
}

function* partsOf(value: object): Generator<readonly [step: string, read: () => unknown]> {
  if (types.isMap(value)) {
    for (const [key, each] of value) {
      yield ['.keys()', () => key];
      yield [`.get(${inspect(key, { depth: 0 })})`, () => each];
    }
  } else if (types.isSet(value)) for (const each of value) yield ['.values()', () => each];
  for (const key of Object.keys(value)) yield [Array.isArray(value) ? `[${key}]` : `.${key}`, () => Reflect.get(value, key)];
}

function adviceFor(value: unknown, cause: unknown): string {
  if (typeof value === 'function')
    return `it is a function (${value.name || 'without a name'}); put it into a module that both sides import, or send what it needs to know`;
  if (typeof value === 'symbol') return `it is a symbol (${String(value)}); send a string`;
  if (types.isPromise(value)) return 'it is a promise; await it before';
  if (typeof value === 'object' && value !== null && staysHere in value)
    return `it is ${String(Reflect.get(value, 'constructor')?.name)}, which belongs to the thread that made it; make one where you need it`;
  return messageOf(cause);
}

function startOf(value: unknown): string {
  try {
    const text = inspect(value, { depth: 1, breakLength: Number.POSITIVE_INFINITY, maxArrayLength: 3, maxStringLength: 60 });
    return text.length > 120 ? `${text.slice(0, 120)}…` : text;
  } catch {
    return 'a value that cannot be shown';
  }
}
