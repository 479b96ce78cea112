import { tmpdir } from 'node:os';
import { types } from 'node:util';
import { ImgparError } from '../errors.js';
import { reasonOf } from './reasons.js';

/**
 * Does something with a temporary file.
 *
 * @param kept what the file is for: `the list of images`
 * @throws {ImgparError} `unwritable`, with what to do about it
 */
export function temporarily<Value>(kept: string, act: () => Value): Value {
  try {
    const value = act();
    // A promise may still fail.
    return types.isPromise(value) ? (value.catch((error) => refuse(kept, error)) as Value) : value;
  } catch (error) {
    return refuse(kept, error);
  }
}

function refuse(kept: string, error: unknown): never {
  const message = `cannot keep ${kept} in ${tmpdir()}: ${reasonOf(error)}; free some space, or set TMPDIR to another folder`;
  throw new ImgparError('unwritable', message, { cause: error });
}
