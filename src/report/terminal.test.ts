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
])('canDrawBars is %j on %j with %j', (stream, env, expected) => {
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
])('wantsColour is %j on %j with %j', (stream, env, expected) => {
  expect(wantsColour(stream, env)).toBe(expected);
});

test('paint leaves text unchanged without colour', () => {
  expect(paint(false).failure('2 failed')).toBe('2 failed');
  expect(paint(true).failure('2 failed')).toBe('\x1b[31m2 failed\x1b[0m');
});
