import { expect, test } from 'vitest';
import { formats } from '../codec/formats.js';
import { ImgparError } from '../errors.js';
import { checkOperation, checkOptions, checkOutput } from './resolve.js';
import type { Option } from './row.js';
import type { OperationOptions } from './run-options.js';
import { outputOptions, tables } from './table.js';

const places = { sources: 'in', destination: 'out' };

test.each<[Partial<OperationOptions>, string]>([
  [{ strength: 2 }, 'strength is 2, expected a number from 0 to 1'],
  [{ strength: Number.NaN }, 'strength is NaN, expected a number from 0 to 1'],
  [{ nodata: Number.NaN }, 'nodata is NaN, expected a number, or none'],
  [{ bits: 8 }, 'bits is 8, expected a whole number from 9 to 16'],
  [{ range: [1, 1] }, 'range is [ 1, 1 ], expected two numbers [min, max] with min < max'],
  [{ roi: { x: -1, y: 0, width: 1, height: 1 } }, 'roi is '],
  [{ roi: { x: 0, y: 0.5, width: 1, height: 1 } }, 'roi is '],
  [{ roi: { x: 0, y: 0, width: 0, height: 1 } }, 'roi is '],
  [{ roi: { x: 0, y: 0, width: 1, height: Number.NaN } }, 'roi is '],
  [{ on: 'red' as 'rgb' }, 'on is "red", expected one of: luma, rgb'],
  [{ method: 'stretch', params: { percentiles: '60,40' } }, 'percentiles of method \'stretch\' is "60,40", expected two numbers'],
])('refuses %j and names the expected values', (operation, message) => {
  expect(() => checkOptions({ ...places, operation })).toThrow(expect.objectContaining({ code: 'usage' }));
  expect(() => checkOptions({ ...places, operation })).toThrow(message);
});

test('reads a parameter that is given as text', () => {
  expect(checkOperation({ method: 'clahe', params: { tiles: '4x2', clipLimit: '2.5' } }).params).toEqual({
    tiles: { columns: 4, rows: 2 },
    clipLimit: 2.5,
  });
});

test('fills in the defaults of the tables', () => {
  expect(checkOutput({ quality: 50 })).toMatchObject({ format: 'keep', quality: 50, overwrite: true, codec: 'auto' });
});

const rows = tables.flatMap(({ options }) => Object.entries(options));

test.each(rows)('%s has one line of help, and a default that it allows', (_, row: Option<unknown, unknown>) => {
  expect(row.help).toMatch(/^\S[^\n]*[^.\s]$/);
  if (row.default !== undefined) expect(row.kind.allows(row.default)).toBe(true);
});

test.each(rows)('%s reads the text form of its default', (_, { kind, default: value }: Option<unknown, unknown>) => {
  if (value !== undefined) expect(kind.fromText(kind.toText(value))).toEqual(value);
});

test('options that a format ignores are among those that decide the bytes of results', () => {
  const decisive = Object.entries<Option<unknown, unknown>>(outputOptions).filter(([, { bytes }]) => bytes !== undefined);
  const names = decisive.map(([name]) => name);
  for (const { ignores } of Object.values(formats)) expect(names).toEqual(expect.arrayContaining([...ignores]));
});

test('no two options share a name on the command line', async () => {
  const { equalizeFlags, flagsOf } = await import('../cli/flags.js');
  const flags = tables.flatMap(({ options }) => Object.keys(flagsOf(options)));
  expect(new Set(flags).size).toBe(flags.length);
  expect(Object.keys(equalizeFlags)).toEqual(expect.arrayContaining(flags));
});

test('a wrong option throws an ImgparError', () => {
  expect(() => checkOutput({ effort: 10 })).toThrow(ImgparError);
});
