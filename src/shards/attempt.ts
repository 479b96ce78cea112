import { randomBytes } from 'node:crypto';

/** A name for an attempt that no other has: two machines may try the same part at the same time. */
export function newAttempt(): string {
  return randomBytes(6).toString('hex');
}
