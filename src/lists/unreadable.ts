import { ImgparError } from '../errors.js';
import { reasonOf } from '../storage/reasons.js';

export function unreadableList(given: string, error: unknown): ImgparError {
  return new ImgparError('usage', `the list ${given} cannot be read: ${reasonOf(error)}`, { cause: error });
}
