import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import * as built from '../dist/index.js';
import { codeOf, failureOf, ImgparError, isError, messageOf } from './errors.js';

describe('an error', () => {
  it('from another copy of the class is recognised by name and code, and keeps its code', () => {
    const thrown = new built.ImgparError('plugin', 'as told');
    expect(thrown.constructor).not.toBe(ImgparError);
    expect(thrown).toBeInstanceOf(ImgparError);
    expect(failureOf(thrown)).toEqual({ code: 'plugin', message: 'as told' });
  });

  it.each([
    ['has no code', Object.assign(new Error('odd'), { name: 'ImgparError' })],
    ['has a code that is not on the list', Object.assign(new Error('odd'), { name: 'ImgparError', code: 'ENOENT' })],
    ['has another name', Object.assign(new Error('odd'), { code: 'usage' })],
    ['is no error', { name: 'ImgparError', code: 'usage', message: 'odd' }],
  ])('that %s is not one of ours', (_, thrown) => {
    expect(thrown).not.toBeInstanceOf(ImgparError);
    expect(failureOf(thrown).code).toBe('internal');
  });

  it('about memory refused to V8 says what to do', () => {
    expect(failureOf(new RangeError('Array buffer allocation failed'))).toEqual({
      code: 'too-large',
      message: expect.stringContaining('lower --workers'),
    });
    expect(failureOf(new RangeError('Invalid array length')).code).toBe('internal');
  });
});

describe('an error from another realm', () => {
  const foreign = runInNewContext("Object.assign(new TypeError('as told'), { code: 'ENOENT' })");

  it('is recognised as an error, with its message and its code', () => {
    expect(foreign).not.toBeInstanceOf(Error);
    expect([isError(foreign), messageOf(foreign), codeOf(foreign)]).toEqual([true, 'as told', 'ENOENT']);
    expect(failureOf(foreign)).toEqual({ code: 'internal', message: 'as told' });
  });

  it('is one of ours by name and code', () => {
    expect(Object.assign(foreign, { name: 'ImgparError', code: 'corrupt' })).toBeInstanceOf(ImgparError);
  });
});

it('the reason of an aborted signal counts as an error', () => {
  expect(isError(AbortSignal.abort().reason)).toBe(true);
});

it.each(['text', undefined, { message: 'odd' }])('%j is not an error', (thrown) => {
  expect([isError(thrown), codeOf(thrown)]).toEqual([false, undefined]);
});
