import { expect, test } from 'vitest';
import { ImgparError } from '../errors.js';
import { withRetries } from './retry.js';

const fault = (code: string) => new ImgparError('unreadable', `cannot read: ${code}`, { cause: Object.assign(new Error(code), { code }) });

/** Fails this many times and then returns the number of calls. */
function failing(times: number, code: string): () => number {
  let calls = 0;
  return () => {
    calls++;
    if (calls <= times) throw fault(code);
    return calls;
  };
}

test('a passing fault is retried', async () => {
  expect(await withRetries(2, failing(2, 'EIO'))).toBe(3);
});

test('after the last retry the error says how often it was tried', async () => {
  const act = failing(9, 'EBUSY');
  await expect(withRetries(1, act)).rejects.toMatchObject({ code: 'unreadable', message: 'cannot read: EBUSY (tried 2 times)' });
  expect(() => act()).toThrow();
});

test.each(['ENOENT', 'ENOSPC', 'EROFS', 'ENAMETOOLONG'])('%s does not pass and is reported at once', async (code) => {
  const act = failing(1, code);
  await expect(withRetries(5, act)).rejects.toThrow(/^cannot read: [A-Z]+$/);
  expect(act()).toBe(2);
});

test('without retries nothing is retried', async () => {
  await expect(withRetries(0, failing(1, 'EIO'))).rejects.toThrow(/^cannot read: EIO$/);
});
