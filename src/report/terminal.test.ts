import { expect, test } from 'vitest';
import { canDrawBars, paint, wantsColour } from './terminal.js';

const terminal = { isTTY: true };
const pipe = {};

test.each([
  [terminal, { TERM: 'xterm' }, true],
  [terminal, {}, true],
  [terminal, { TERM: 'dumb' }, false],
  [terminal, { CI: 'true' }, false],
  [terminal, { CI: 'false' }, true],
  [pipe, { TERM: 'xterm' }, false],
])('bars on %j with %j: %j', (stream, env, expected) => {
  expect(canDrawBars(stream, env)).toBe(expected);
});

test.each([
  [terminal, {}, true],
  [terminal, { TERM: 'dumb' }, false],
  [terminal, { NO_COLOR: '1' }, false],
  [terminal, { NO_COLOR: '' }, true],
  [terminal, { FORCE_COLOR: '0' }, false],
  [pipe, {}, false],
  [pipe, { FORCE_COLOR: '1' }, true],
  [pipe, { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
])('colour on %j with %j: %j', (stream, env, expected) => {
  expect(wantsColour(stream, env)).toBe(expected);
});

test('without colour a text stays as it is', () => {
  expect(paint(false).failure('2 failed')).toBe('2 failed');
  expect(paint(true).failure('2 failed')).toBe('\x1b[31m2 failed\x1b[0m');
});
