import { describe, expect, test } from 'vitest';
import { formatInterval, formatMeter, formatNum, formatSizeof, progress } from '../../src/progress/index.js';
import { columnsOf } from '../../src/progress/text/columns.js';
import { recorded } from './bars.js';

// What tqdm's tests say of its texts (tests_tqdm.py), row by row.

const at0 = { n: 0, total: 1000, elapsed: 13 };

describe('tqdm: formats', () => {
  test('1 `formatInterval`: 60→`01:00`, 6160→`1:42:40`, 238113→`66:08:33`, −1→`-00:01`, −100000→`-27:46:40`, 0→`00:00`', () => {
    expect([60, 6160, 238_113, -1, -60, -100_000, 0].map(formatInterval)).toEqual([
      ...['01:00', '1:42:40', '66:08:33', '-00:01', '-01:00', '-27:46:40', '00:00'],
    ]);
  });

  test('2 `formatNum`: 1e6→`1e+6`, 1239876→`1239876`, 0.00001234→`1.23e-5`, −0.1234→`-0.123`', () => {
    expect([1e6, 1_239_876, 0.000_012_34, -0.1234].map(formatNum)).toEqual(['1e+6', '1239876', '1.23e-5', '-0.123']);
    expect(Number(formatNum(1337))).toBe(1337);
  });

  test('3 `formatSizeof`: 9.00, 99.0, 999, 9.99k (9994), 10.0k (9999), 99.5k, 100k, 1.00M (999999) … 1.00Z, 1.0Y, 1000.0Y', () => {
    const numbers = [9, 99, 999, 9994, 9999, 99_499, 99_999, 999_999, 999_999_999, 999_999_999_999, 999_999_999_999_999];
    const large = [1e18, 1e21, 1e24, 1e25, 1e26, 1e27];
    expect(numbers.map((each) => formatSizeof(each))).toEqual([
      ...['9.00', '99.0', '999', '9.99k', '10.0k', '99.5k', '100k', '1.00M', '1.00G', '1.00T', '1.00P'],
    ]);
    expect(large.map((each) => formatSizeof(each))).toEqual(['1.00E', '1.00Z', '1.0Y', '10.0Y', '100.0Y', '1000.0Y']);
    expect(formatMeter({ n: 1, total: 9994, elapsed: 1, unitScale: true })).toContain('9.99k ');
  });

  test('4 meter at 0: `  0%|          | 0/1000 [00:13<?, ?it/s]`', () => {
    expect(formatMeter(at0)).toBe('  0%|          | 0/1000 [00:13<?, ?it/s]');
  });

  test('5 with ncols 68 and a description', () => {
    expect(formatMeter({ ...at0, ncols: 68, prefix: 'desc: ' })).toBe(
      'desc:   0%|                                | 0/1000 [00:13<?, ?it/s]',
    );
  });

  test('6 231 of 1000 in 392 s: ` 23%|██▎       | 231/1000 [06:32<21:44,  1.70s/it]`', () => {
    expect(formatMeter({ n: 231, total: 1000, elapsed: 392 })).toBe(' 23%|██▎       | 231/1000 [06:32<21:44,  1.70s/it]');
  });

  test('7 n beyond the total drops bar and total: `10000it [00:13, 769.23it/s]`', () => {
    expect(formatMeter({ ...at0, n: 10_000 })).toBe('10000it [00:13, 769.23it/s]');
  });

  test('8 total ∞ = unknown', () => {
    expect(formatMeter({ n: 5, total: Number.POSITIVE_INFINITY, elapsed: 1 })).toBe(formatMeter({ n: 5, elapsed: 1 }));
  });

  test('9 ASCII bar `###6`', () => {
    expect(formatMeter({ n: 231, total: 1000, elapsed: 392, ncols: 56, ascii: true })).toBe(
      ' 23%|###6            | 231/1000 [06:32<21:44,  1.70s/it]',
    );
  });

  test('10 unit_scale with `iB`: `100kiB [00:13, 7.69kiB/s]`', () => {
    expect(formatMeter({ ...at0, n: 100_000, unitScale: true, unit: 'iB' })).toBe('100kiB [00:13, 7.69kiB/s]');
  });

  test('11 ncols 0: statistics only', () => {
    expect(formatMeter({ n: 100, total: 1000, elapsed: 12, ncols: 0, rate: 7.33 })).toBe(' 10% 100/1000 [00:12<02:02,  7.33it/s]');
  });

  test('12 bar_format cut to ncols 10, 20, 30', () => {
    const cut = (ncols: number) => formatMeter({ ...at0, ncols, barFormat: '************{bar:10}$$$$$$$$$$' });
    expect([10, 20, 30].map(cut)).toEqual(['**********', '************        ', '************          $$$$$$$$']);
  });

  test('13 colours are cut right: three cases around the cut, with a reset added', () => {
    const cut = (barFormat: string) => formatMeter({ ...at0, ncols: 10, barFormat });
    expect(cut('*****\x1b[22m****\x1b[0m***{bar:10}$$$$$$$$$$')).toBe('*****\x1b[22m****\x1b[0m*\x1b[0m');
    expect(cut('*****\x1b[22m*****\x1b[0m**{bar:10}$$$$$$$$$$')).toBe('*****\x1b[22m*****\x1b[0m');
    expect(cut('*****\x1b[22m******\x1b[0m*{bar:10}$$$$$$$$$$')).toBe('*****\x1b[22m*****\x1b[0m');
  });

  test('14 `{bar}` takes what the rest leaves (13 and 14 columns)', () => {
    const meter = { n: 20, total: 100, elapsed: 12, rate: 8.1, barFormat: '{l_bar}{bar}|{n_fmt}/{total_fmt}' };
    expect(formatMeter({ ...meter, ncols: 13 })).toBe(' 20%|▏|20/100');
    expect(formatMeter({ ...meter, ncols: 14 })).toBe(' 20%|▍ |20/100');
  });

  test('15 wide characters count two (ｆｕｌｌ, ニッポン, ﾆｯﾎﾟﾝ)', () => {
    expect(formatMeter({ ...at0, ncols: 68, prefix: 'ｆｕｌｌｗｉｄｔｈ: ' })).toBe(
      'ｆｕｌｌｗｉｄｔｈ:   0%|                  | 0/1000 [00:13<?, ?it/s]',
    );
    expect(formatMeter({ ...at0, ncols: 68, prefix: 'ニッポン [ﾆｯﾎﾟﾝ]: ' })).toBe(
      'ニッポン [ﾆｯﾎﾟﾝ]:   0%|                    | 0/1000 [00:13<?, ?it/s]',
    );
  });

  test('16 only `{bar}`, only one side', () => {
    const meter = { n: 20, total: 100, elapsed: 12, rate: 8.1 };
    expect(formatMeter({ ...meter, ncols: 2, barFormat: '{bar}' })).toBe('▍ ');
    expect(formatMeter({ ...meter, ncols: 7, barFormat: '{l_bar}{bar}' })).toBe(' 20%|▍ ');
    expect(formatMeter({ ...meter, ncols: 6, barFormat: '{bar}|test' })).toBe('▏|test');
  });

  test('17 ncols without `{bar}`, without total; 0 and none mean no cut (5 cases)', () => {
    const { options } = recorded();
    const desc = 'x'.repeat(50);
    const textOf = (given: object) => String(progress(undefined, { ...options, barFormat: '{desc}', desc, ...given }));
    expect(textOf({ total: 100, ncols: 10 })).toBe('x'.repeat(10));
    expect(textOf({ ncols: 10 })).toBe('x'.repeat(10));
    expect(String(progress(undefined, { ...options, ncols: 10 }))).toHaveLength(10);
    expect(textOf({ total: 100 })).toBe(`${desc}: `);
    expect(textOf({ ncols: 0 })).toBe(`${desc}: `);
  });

  test('18 description with ANSI has its visible width', () => {
    const meter = { n: 0, total: 100, elapsed: 0, ncols: 123 };
    expect(formatMeter({ ...meter, prefix: 'Colored description' })).toHaveLength(123);
    const coloured = formatMeter({ ...meter, prefix: '\x1b[1m\x1b[91mColored\x1b[0m description' });
    expect(coloured).toHaveLength(123 + '\x1b[1m\x1b[91m\x1b[0m\x1b[0m'.length);
    expect(columnsOf(coloured)).toBe(123);
  });

  test('19 bar specs `5a`, `2`, `-6a`, `2b`, own characters ` .oO0`', () => {
    const barOf = (share: number, spec: string, ascii?: string) =>
      formatMeter({ n: share, total: 1, elapsed: 1, barFormat: `{bar:${spec}}`, ascii });
    expect(barOf(0.3, '5a')).toBe('#5   ');
    expect(barOf(0.5, '2', ' .oO0')).toBe('0 ');
    expect(barOf(0.5, '2a', ' .oO0')).toBe('# ');
    expect(barOf(0.5, '-6a')).toBe('##  ');
    expect(barOf(0.5, '2b')).toBe('  ');
  });
});
