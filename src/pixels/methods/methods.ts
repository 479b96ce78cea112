import { ImgparError } from '../../errors.js';
import { nearest } from '../../values/nearest.js';
import { parameterValue } from '../../values/parameters.js';
import { bbhe } from './bbhe.js';
import { bright } from './bright.js';
import { ahe, clahe } from './clahe.js';
import { dsihe } from './dsihe.js';
import { he } from './he.js';
import { match } from './match.js';
import type { Method } from './method.js';
import { stretch } from './stretch.js';

/** Every method, in listing order. */
export const methods: readonly Method[] = [he, clahe, ahe, bbhe, dsihe, bright, stretch, match];

/** Throws an ImgparError with code `usage` for an unknown name. */
export function methodNamed(name: string): Method {
  const method = methods.find((candidate) => candidate.name === name);
  if (method) return method;
  throw new ImgparError('usage', `unknown method '${name}', expected one of: ${methods.map((known) => known.name).join(', ')}`);
}

/**
 * The method's defaults, overridden by the given values. Text is read as on the command line: `8x8`, `1,99`. Throws an ImgparError with
 * code `usage` for a parameter that the method does not have, or a value that it cannot use.
 */
export function methodParams(method: Method, given: Readonly<Record<string, unknown>> = {}): object {
  const params = { ...method.defaults, ...readParams(method, given) };
  method.check?.(params);
  return params;
}

/** The given values, each checked on its own, with text parsed. @throws {ImgparError} `usage`, as `methodParams` */
export function readParams(method: Method, given: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const values = Object.entries(given).map(([name, value]) => {
    if (!Object.hasOwn(method.defaults, name)) throw unknownParameter(method, name);
    return [name, parameterValue(method, name, value)];
  });
  return Object.fromEntries(values);
}

function unknownParameter({ name, defaults }: Method, given: string): ImgparError {
  const known = Object.keys(defaults);
  const meant = nearest(given, known);
  const advice = meant === undefined ? `, it takes: ${known.join(', ') || 'none'}` : `, did you mean '${meant}'?`;
  return new ImgparError('usage', `method '${name}' has no parameter '${given}'${advice}`);
}
