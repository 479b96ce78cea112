import { describe, expect, test } from 'vitest';
import { ImgparError } from '../../errors.js';
import type { Method } from './method.js';
import { methodNamed, methodParams, methods } from './methods.js';
import { stretch } from './stretch.js';

test('every method is found by name', () => {
  expect(methods.map(({ name }) => methodNamed(name))).toEqual(methods);
});

test('an unknown method is refused with a list of the known ones', () => {
  expect(() => methodNamed('hee')).toThrow(
    new ImgparError('usage', `unknown method 'hee', expected one of: ${methods.map(({ name }) => name).join(', ')}`),
  );
  expect(() => methodNamed('hee')).toThrow(expect.objectContaining({ code: 'usage' }));
});

test.each(methods)('$name has a one-line summary', ({ summary }) => {
  expect(summary).toMatch(/^\w[^\n]{10,100}$/);
});

describe('the parameters of a method', () => {
  const inverted: Method = { kind: 'table', name: 'invert', summary: 'light becomes dark', defaults: {}, table: () => new Uint8Array(256) };

  test('are its defaults, overridden by what was given', () => {
    expect(methodParams(methodNamed('he'))).toEqual({ dialect: 'opencv' });
    expect(methodParams(methodNamed('he'), { dialect: 'vips' })).toEqual({ dialect: 'vips' });
    expect(methodParams(stretch, {})).toEqual(stretch.defaults);
    expect(methodParams(inverted)).toEqual({});
  });

  test.each([
    ['he', { tiles: 8 }, "method 'he' has no parameter 'tiles', it takes: dialect"],
    ['bbhe', { tiles: 8 }, "method 'bbhe' has no parameter 'tiles', it takes: none"],
    ['he', { toString: 8 }, "method 'he' has no parameter 'toString', it takes: dialect"],
    [
      'he',
      { dialect: 'gimp' },
      'dialect of method \'he\' is "gimp", expected one of: opencv, pillow, skimage, imagemagick, vips, notebook',
    ],
    ['he', { dialect: ['opencv'] }, "dialect of method 'he' is [ 'opencv' ], expected a string"],
    ['stretch', { percentiles: [5] }, "percentiles of method 'stretch' is [ 5 ], expected two numbers"],
    ['match', {}, "method 'match' needs a reference"],
  ] as const)('of %s cannot be %j', (name, given, message) => {
    expect(() => methodParams(methodNamed(name), given)).toThrow(message);
    expect(() => methodParams(methodNamed(name), given)).toThrow(expect.objectContaining({ code: 'usage' }));
  });
});
