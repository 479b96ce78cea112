import { describe, expect, test, vi } from 'vitest';
import { formatInterval, formatMeter, Progress, progress, range } from '../../src/progress/index.js';
import { plain, recorded, runAnywhere, stream } from './bars.js';

// What tqdm's tests say of the texts of a bar (tests_tqdm.py), row by row.

runAnywhere();

describe('tqdm: text', () => {
  test("66 `setDescription('Bye')` → `Bye: `; `…Str` raw; none empties; `refresh: false` shows nothing yet", () => {
    const { all, options } = recorded({ desc: 'Hello' });
    const bar = progress(undefined, options);
    bar.setDescriptionStr('World');
    expect(bar.desc).toBe('World');
    expect(all()).toContain('World');
    bar.setDescription();
    expect(bar.desc).toBe('');
    bar.setDescription('Bye');
    expect(bar.desc).toBe('Bye: ');
    const quiet = recorded({ desc: 'Hello' });
    const silent = progress(undefined, quiet.options);
    silent.setDescriptionStr('World', { refresh: false });
    expect(silent.desc).toBe('World');
    silent.setDescription(undefined, { refresh: false });
    expect(silent.desc).toBe('');
    silent.setDescription('áéíóú');
    expect(quiet.all()).not.toContain('World');
    expect(quiet.all()).toContain('áéíóú: ');
  });

  test('67 postfix from a record: numbers shortened (0.321), strings raw, sorted, ordered entries first; `setPostfixStr`; any object in `bar_format` (`{postfix[0][name]}`)', () => {
    const postfix = { float: 0.321_034, gen: 543, str: 'h', lst: [2] };
    const sorted = 'float=0.321, gen=543, lst=[2], str=h';
    const given = recorded({ total: 10, postfix, barFormat: '{r_bar}' });
    progress(undefined, given.options).refresh();
    expect(given.display.drawn.at(-1)).toContain(`, ${sorted}]`);
    const set = recorded({ total: 10, barFormat: '{r_bar}' });
    const bar = progress(undefined, set.options);
    bar.setPostfix(postfix);
    expect(set.display.drawn.at(-1)).toContain(`, ${sorted}]`);
    const drawn = set.display.drawn.length;
    const ordered = [
      ['w', 'w'],
      ['a', 0],
    ] as const;
    bar.setPostfix(ordered, { more: postfix, refresh: false });
    expect(set.display.drawn).toHaveLength(drawn);
    bar.refresh();
    expect(set.display.drawn.at(-1)).toContain(`, w=w, a=0, ${sorted}]`);
    bar.setPostfix(new Map<string, unknown>(ordered));
    expect(set.display.drawn.at(-1)).toContain(', w=w, a=0]');
    bar.setPostfixStr('Hello', { refresh: false });
    bar.setPostfixStr('World');
    expect(set.display.drawn.at(-1)).toContain(', World]');
    expect(set.all()).not.toContain('Hello');

    const parts: [{ name: string }, number] = [{ name: 'foo' }, 42];
    const named = recorded({ total: 10, miniters: 1, barFormat: '{postfix[0][name]} {postfix[1]:>5.2f}', postfix: parts });
    const direct = progress(undefined, named.options);
    for (let i = 0; i < 10; i++) {
      if (i % 2) parts[0].name = 'abcdefghij'[i]!;
      else parts[1] = i;
      direct.update();
    }
    expect(named.display.drawn).toEqual(expect.arrayContaining(['foo 42.00', 'f  6.00', 'h  6.00', 'h  8.00', 'j  8.00']));
  });

  test('68 own format fields by subclass or function (`total_time`)', () => {
    const { display, options } = recorded({ barFormat: '{total_time}: {percentage:.0f}%|{bar}{r_bar}' });
    class TotalTime extends Progress<number> {
      override meter(columns?: number) {
        const meter = super.meter(columns);
        const seconds = (meter.elapsed * (meter.total ?? 0)) / Math.max(meter.n, 1);
        return { ...meter, fields: { total_time: `${formatInterval(seconds)} in total` } };
      }
    }
    for (const _ of new TotalTime([1, 2, 3], { ...options, fields: { total_time: '' } }));
    expect(display.left[0]).toMatch(/^00:00 in total: 100%/);
    const fields = {
      get total_time() {
        return 'as given';
      },
    };
    for (const _ of range(3, { ...options, fields }));
    expect(display.left[1]).toMatch(/^as given: 100%/);
  });

  test('69 `{eta:%Y-%m-%d}` → a formatter', () => {
    const today = new Date();
    const two = (value: number) => String(value).padStart(2, '0');
    const date = `${today.getFullYear()}-${two(today.getMonth() + 1)}-${two(today.getDate())}`;
    const { display, options } = recorded({ miniters: 1, barFormat: '{l_bar}{eta:%Y-%m-%d}' });
    for (const _ of range(999, options));
    expect(display.left).toEqual([`100%|${date}`]);
    const nowMs = new Date(2026, 1, 28, 23, 59, 30).getTime();
    const eta = (barFormat: string) => formatMeter({ n: 1, total: 61, elapsed: 1, nowMs, barFormat });
    expect(eta('{eta:%Y-%m-%d}')).toBe('2026-03-01');
    expect(eta('{eta:%d/%m/%y %H:%M:%S}')).toBe('01/03/26 00:00:30');
    expect(eta('{eta:%I:%M %p 100%%}')).toBe('12:00 AM 100%');
  });

  test('70 `colour` name and `#beefed` → `38;2;190;239;237`; unknown: one warning', () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const [file, other, odd] = [stream(), stream(), stream()];
    for (const _ of range(9, { file, colour: '#beefed' }));
    expect(file.text).toContain('\x1b[38;2;190;239;237m');
    for (const _ of range(9, { file: other, colour: 'blue' }));
    expect(other.text).toContain('\x1b[34m');
    expect(warn).not.toHaveBeenCalled();
    const bar = progress(undefined, { total: 1, file: odd, colour: 'charm' });
    expect(warn).toHaveBeenCalledExactlyOnceWith('colour is "charm", expected a name such as green, or #rrggbb', 'ImgparWarning');
    bar.update();
    bar.close();
    expect(plain(odd.text)).toContain('1/1');
    expect(warn).toHaveBeenCalledOnce();
  });

  test('71 numeric `unitScale` 9: `81/81`', () => {
    const { display, options } = recorded({ unitScale: 9, miniters: 1 });
    for (const _ of range(9, options));
    expect(display.left[0]).toContain('81/81');
  });

  test('72 total 9.6: overrun is clamped with one warning, at the end only', () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const { display, options } = recorded({ total: 9.6, miniters: 1 });
    for (const i of range(10, options)) if (i <= 9) expect(warn).not.toHaveBeenCalled();
    expect(warn).toHaveBeenCalledExactlyOnceWith('the bar has come to 10 of 9.6; it is shown as full', 'ImgparWarning');
    expect(display.left[0]).toMatch(/^104%\|█{10}\| 10\/9\.6 /);
  });
});
