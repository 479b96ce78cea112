import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { formatMeter, type MeterOptions } from './meter.js';
import { formatInterval, formatNum, formatSizeof } from './numbers.js';

/** Made by tqdm 4.64.1, with `test/golden/make-meters.py`. */
const golden: Array<[Record<string, unknown>, string]> = gunzipSync(
  readFileSync(new URL('../../../test/golden/meters.jsonl.gz', import.meta.url)),
)
  .toString()
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line));

const camelCase = (name: string) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

test('2,000 random meters match those of tqdm, byte for byte', () => {
  expect(golden).toHaveLength(2000);
  const differing = golden
    .map(([options, expected]) => {
      const own = Object.fromEntries(Object.entries(options).map(([name, value]) => [camelCase(name), value]));
      return { options, expected, received: formatMeter(own as unknown as MeterOptions) };
    })
    .filter(({ expected, received }) => expected !== received);
  expect(differing.slice(0, 5)).toEqual([]);
});

describe('formatInterval', () => {
  test.each([
    [60, '01:00'],
    [6160, '1:42:40'],
    [238_113, '66:08:33'],
    [-1, '-00:01'],
    [-100_000, '-27:46:40'],
    [0, '00:00'],
  ])('writes %d seconds as %s', (seconds, text) => expect(formatInterval(seconds)).toBe(text));
});

describe('formatNum', () => {
  test.each([
    [1e6, '1e+6'],
    [1_239_876, '1239876'],
    [0.000_012_34, '1.23e-5'],
    [-0.1234, '-0.123'],
    [10, '10'],
    [0, '0'],
  ])('writes %d as %s', (value, text) => expect(formatNum(value)).toBe(text));
});

describe('formatSizeof', () => {
  test.each([
    [9, '9.00'],
    [99, '99.0'],
    [999, '999'],
    [9994, '9.99k'],
    [9999, '10.0k'],
    [99_499, '99.5k'],
    [99_999, '100k'],
    [999_999, '1.00M'],
    [999_999_999, '1.00G'],
    [9.999e23, '1.0Y'],
    [1e27, '1000.0Y'],
  ])('writes %d as %s', (value, text) => expect(formatSizeof(value)).toBe(text));
});

describe('formatMeter', () => {
  const at0 = { n: 0, total: 1000, elapsed: 13 };

  test('shows no rate before anything is done', () => {
    expect(formatMeter(at0)).toBe('  0%|          | 0/1000 [00:13<?, ?it/s]');
    expect(formatMeter({ ...at0, ncols: 68, prefix: 'desc: ' })).toBe(`desc:   0%|${' '.repeat(32)}| 0/1000 [00:13<?, ?it/s]`);
  });

  test('shows seconds per item if items take longer than a second', () => {
    expect(formatMeter({ n: 231, total: 1000, elapsed: 392 })).toBe(' 23%|██▎       | 231/1000 [06:32<21:44,  1.70s/it]');
  });

  test('omits bar and total if more is done than expected, or the total is unknown', () => {
    expect(formatMeter({ ...at0, n: 10_000 })).toBe('10000it [00:13, 769.23it/s]');
    expect(formatMeter({ n: 10_000, total: Number.POSITIVE_INFINITY, elapsed: 13 })).toBe('10000it [00:13, 769.23it/s]');
  });

  test('draws in ASCII, and with custom characters', () => {
    expect(formatMeter({ n: 231, total: 1000, elapsed: 392, ncols: 56, ascii: true })).toBe(
      ' 23%|###6            | 231/1000 [06:32<21:44,  1.70s/it]',
    );
    expect(formatMeter({ n: 20, total: 100, elapsed: 12, ncols: 14, barFormat: '{l_bar}{bar}', ascii: ' .oO0' })).toBe(
      ' 20%|0O'.padEnd(14),
    );
  });

  test('shortens numbers on request', () => {
    expect(formatMeter({ n: 100_000, total: undefined, elapsed: 13, unitScale: true, unit: 'iB' })).toBe('100kiB [00:13, 7.69kiB/s]');
    expect(formatMeter({ n: 9, total: 9, elapsed: 1, unitScale: 9, barFormat: '{n_fmt}/{total_fmt}' })).toBe('81/81');
  });

  test('shows only statistics without columns', () => {
    expect(formatMeter({ ...at0, ncols: 0, barFormat: undefined })).toBe('  0% 0/1000 [00:13<?, ?it/s]');
  });

  test('is cut to its columns, and resets a colour that it cuts', () => {
    for (const ncols of [10, 20, 30]) {
      const text = formatMeter({ n: 500, total: 1000, elapsed: 13, ncols, barFormat: '{l_bar}{bar}|{r_bar}' });
      expect(Array.from(text)).toHaveLength(ncols);
    }
    const coloured = formatMeter({ n: 1, total: 2, elapsed: 1, ncols: 8, barFormat: '\x1b[31m{l_bar}\x1b[0m and more {bar}' });
    expect(coloured).toMatch(/^\x1b\[31m.*\x1b\[0m$/);
  });

  test('gives the bar the room that wide characters and colours leave', () => {
    expect(formatMeter({ n: 1, total: 2, elapsed: 1, ncols: 30, prefix: 'ニッポン', barFormat: '{l_bar}{bar}|' })).toHaveLength(26);
    expect(formatMeter({ n: 1, total: 2, elapsed: 1, ncols: 30, prefix: '\x1b[31mred\x1b[0m', barFormat: '{l_bar}{bar}|' })).toHaveLength(
      43,
    );
  });

  test('colours the bar by name or by hexadecimal numbers', () => {
    expect(formatMeter({ n: 1, total: 2, elapsed: 1, colour: '#beefed' })).toContain('\x1b[38;2;190;239;237m█████     \x1b[0m');
    expect(formatMeter({ n: 1, total: 2, elapsed: 1, colour: 'green' })).toContain('\x1b[32m█');
  });

  test('shows when it will end, and custom fields', () => {
    const nowMs = new Date(2026, 0, 2, 3, 4, 5).getTime();
    expect(
      formatMeter({
        n: 1,
        total: 61,
        elapsed: 1,
        nowMs,
        barFormat: '{eta:%Y-%m-%d %H:%M:%S} {loss[best]:.2f}',
        fields: { loss: { best: 0.125 } },
      }),
    ).toBe('2026-01-02 03:05:05 0.12');
  });

  test('throws an error that names an unknown field in a bar format', () => {
    expect(() => formatMeter({ ...at0, barFormat: '{nowhere}' })).toThrow('names {nowhere}, which does not exist');
    expect(() => formatMeter({ ...at0, barFormat: '{n' })).toThrow('there is a single brace in');
  });
});
