import { types } from 'node:util';

/** Numbers of one type in one piece of memory. */
export type TypedArray =
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array;

export function isTypedArray(value: unknown): value is TypedArray {
  return types.isTypedArray(value);
}

/** A typed array in pieces of this length, the last one shorter. Copies: a view would bring all of its memory along. */
export function piecesOf(array: TypedArray, length: number): TypedArray[] {
  const pieces: TypedArray[] = [];
  for (let start = 0; start < array.length; start += length) pieces.push(array.slice(start, start + length));
  return pieces;
}

/** Results of the pieces as one, if they can be joined: typed arrays of one kind, or lists. */
export function joined(results: unknown[]): unknown {
  const [first] = results;
  if (results.every((result) => Array.isArray(result))) return results.flat();
  if (!isTypedArray(first)) return results;
  const kind = first.constructor;
  if (!results.every((result) => isTypedArray(result) && result.constructor === kind)) return results;
  const arrays = results as TypedArray[];
  const length = arrays.reduce((sum, array) => sum + array.length, 0);
  // All of one kind, as was just seen.
  const whole = new (kind as Float64ArrayConstructor)(length);
  let at = 0;
  for (const array of arrays) {
    whole.set(array as Float64Array, at);
    at += array.length;
  }
  return whole;
}
