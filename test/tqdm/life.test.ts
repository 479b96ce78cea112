import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, test, vi } from 'vitest';
import { progress, range } from '../../src/progress/index.js';
import { throwAwayFolder } from '../throw-away.js';
import { plain, recorded, recorder, runAnywhere, stream } from './bars.js';

// What tqdm's tests say of the life of a bar (tests_tqdm.py), row by row.

runAnywhere();

const start = '  0%|          | 0/10 [00:00<?, ?it/s]';

describe('tqdm: life', () => {
  test('20 all defaults over 10 items; length 10', () => {
    const bar = progress(Array.from('0123456789'), { file: stream(false) });
    expect(bar.length).toBe(10);
    expect([...bar].join('')).toBe('0123456789');
  });

  test('21 writes to any stream given, default stderr', () => {
    const file = stream(false);
    for (const _ of range(3, { file }));
    expect(file.text).toContain('| 3/3 ');
    const [stderr, stdout] = [process.stderr, process.stdout].map((each) => vi.spyOn(each, 'write').mockReturnValue(true));
    for (const _ of range(3));
    expect(stderr!.mock.calls.join('')).toContain('| 3/3 ');
    expect(stdout).not.toHaveBeenCalled();
  });

  test('22 the first line is there at item 1', () => {
    const file = stream();
    for (const i of range(3, { file })) if (i === 1) expect(plain(file.text)).toContain('0/3');
  });

  test('23 `leave: true` ends with `3/3` and a newline; `false` leaves neither', () => {
    for (const file of [stream(), stream(false)]) {
      for (const _ of progress([1, 2, 3], { file, leave: true }));
      expect(plain(file.text)).toMatch(/\| 3\/3 .*\n$/);
    }
    for (const file of [stream(), stream(false)]) {
      for (const _ of progress([1, 2, 3], { file, leave: false }));
      expect(file.text).not.toMatch(/\| 3\/3 |\n/);
    }
  });

  test('24 `range(3)` likewise', () => {
    const [file, other] = [stream(), stream()];
    for (const _ of range(3, { file, leave: true }));
    expect(plain(file.text)).toMatch(/\| 3\/3 .*\n$/);
    for (const _ of range(3, { file: other, leave: false }));
    expect(other.text).not.toMatch(/\| 3\/3 |\n/);
  });

  test('25 iterating what has no length (rows of a reader)', () => {
    const { display, options } = recorded();
    function* rows() {
      for (const line of ['test,test', 'test,test', 'test,test']) yield line.split(',');
    }
    expect([...progress(rows(), options)]).toHaveLength(3);
    expect(display.left).toEqual([expect.stringMatching(/^3it \[/)]);
  });

  test('26 `disable: true` writes nothing, by loop and by hand', () => {
    const file = stream();
    for (const _ of range(3, { file, disable: true }));
    const bar = progress(undefined, { total: 3, file, miniters: 1, disable: true });
    bar.update(3);
    bar.close();
    expect(file.text).toBe('');
  });

  test('27 `disable: null` = only on a terminal, both ways', () => {
    const [log, terminal] = [stream(false), stream()];
    for (const file of [log, terminal]) {
      const bar = progress(undefined, { total: 10, disable: null, file });
      bar.update(3);
      bar.close();
    }
    expect(log.text).toBe('');
    expect(plain(terminal.text)).toContain('3/10');
  });

  test('28 `total: ∞` runs', () => {
    const { display, options } = recorded({ total: Number.POSITIVE_INFINITY });
    expect([...range(3, options)]).toEqual([0, 1, 2]);
    expect(display.left).toEqual([expect.stringMatching(/^3it \[/)]);
  });

  test('29 unknown total: `100it` with unit_scale 10, `10/?` with bar_format', () => {
    const items = () => Array(10).values();
    const scaled = recorded({ unitScale: 10 });
    for (const _ of progress(items(), scaled.options));
    expect(scaled.display.left[0]).toContain('100it');
    const formatted = recorded({ barFormat: '{l_bar}{bar}{r_bar}' });
    for (const _ of progress(items(), formatted.options));
    expect(formatted.display.left[0]).toContain('10/?');
  });

  test("30 `unit: 'bytes'`", () => {
    const { display, options } = recorded({ unit: 'bytes', miniters: 1 });
    for (const _ of range(3, options));
    expect(display.left[0]).toContain('bytes/s');
  });

  test('31 `ascii` found by itself; forced both ways; own characters', () => {
    const barAt = (n: number, given: object = {}) => {
      const { options } = recorded({ total: 15, ...given });
      const bar = progress(undefined, options);
      bar.update(n);
      return /\|(.*)\|/.exec(String(bar))?.[1]?.trimEnd();
    };
    vi.stubEnv('LC_ALL', 'de_DE.ISO-8859-1');
    expect(barAt(1)).toBe('6');
    vi.stubEnv('LC_ALL', 'de_DE.UTF-8');
    expect(barAt(1)).toBe(process.platform === 'win32' ? expect.any(String) : '▋');
    vi.stubEnv('TERM', 'linux');
    if (process.platform !== 'win32') expect(barAt(1)).toBe('6');
    expect([1, 2, 3].map((n) => barAt(n, { ascii: true }))).toEqual(['6', '#3', '##']);
    expect([1, 2, 3].map((n) => barAt(n, { ascii: false }))).toEqual(['▋', '█▎', '██']);
    for (const ascii of [' .oO0', ' #']) {
      const { display, options } = recorded({ ascii, ncols: 27, miniters: 1 });
      for (const _ of range(ascii.length - 1, options));
      const lines = [...display.drawn.slice(0, ascii.length - 1), display.left[0]!];
      for (const [index, character] of Array.from(ascii).entries()) expect(lines[index]).toContain(`|${character}|`);
    }
  });

  test('32 `update(2)`, change of `desc` and `total` while running, `update(-1)`', () => {
    const { display, options } = recorded({ total: 2, miniters: 1 });
    const bar = progress(undefined, options);
    expect(bar.length).toBe(2);
    bar.update(2);
    expect(display.drawn.at(-1)).toContain('| 2/2');
    bar.setDescription('dynamically notify of 4 increments in total');
    bar.total = 4;
    bar.update(-1);
    bar.update(2);
    bar.close();
    expect(display.left[0]).toMatch(/^dynamically notify of 4 increments in total: .*\| 3\/4 /);
  });

  test('33 `close()` draws the last state if it leaves; twice harmless; after the stream has closed no error', async () => {
    const file = stream();
    const bar = progress(undefined, { total: 3, file, miniters: 10 });
    bar.update(3);
    expect(plain(file.text)).not.toContain('| 3/3 ');
    bar.close();
    bar.close();
    expect(plain(file.text).match(/\| 3\/3 /g)).toHaveLength(1);
    const other = stream();
    const hidden = progress(undefined, { total: 3, file: other, miniters: 10, leave: false });
    hidden.update(3);
    hidden.close();
    expect(plain(other.text)).not.toContain('| 3/3 ');
    const closed = createWriteStream(join(throwAwayFolder(), 'log'));
    const late = progress(undefined, { total: 2, file: closed as never });
    late.update();
    closed.end();
    await once(closed, 'close');
    late.update();
    late.close();
  });

  test('34 the count of living bars goes up and down', () => {
    const { display, options } = recorded({ total: 3 });
    expect(display.bars.size).toBe(0);
    const bar = progress(undefined, options);
    expect(display.bars.size).toBe(1);
    for (const _ of range(2, options)) expect(display.bars.size).toBe(2);
    bar.close();
    expect(display.bars.size).toBe(0);
  });

  test('35 the stream closing in the middle of a loop does not break the loop', async () => {
    for (const isTTY of [true, false]) {
      const file = Object.assign(new PassThrough(), { isTTY, columns: 60, rows: 20 });
      const seen = [];
      for (const i of range(9, { file: file as never, miniters: 1, mininterval: 0 })) {
        if (i === 3) file.end();
        if (i === 6) file.destroy();
        seen.push(i);
      }
      expect(seen).toHaveLength(9);
    }
    const broken = {
      write() {
        throw new Error('closed');
      },
    };
    expect([...range(9, { file: broken, miniters: 1, mininterval: 0 })]).toHaveLength(9);
    // An error that comes later would end the program.
    await new Promise((resolve) => setImmediate(resolve));
  });

  test('36 `initial` 10 of 19 counts from 10, rate from what was done since', () => {
    const { display, clock, options } = recorded({ initial: 10, total: 19, miniters: 1, smoothing: 0 });
    for (const _ of range(9, options)) clock.sleep(1);
    expect(display.drawn[0]).toContain('10/19');
    expect(display.left[0]).toContain('19/19 [00:09<00:00,  1.00it/s]');
  });

  test('37 `reset()`, `reset({total})`', () => {
    const { display, options } = recorded({ total: 10, miniters: 1, maxinterval: 0 });
    const bar = progress(undefined, options);
    bar.update(9);
    bar.reset();
    bar.update();
    expect(display.drawn.at(-1)).toContain('| 1/10');
    bar.reset({ total: 12 });
    bar.update(10);
    expect(display.drawn.at(-1)).toContain('| 10/12');
    bar.reset(13);
    expect(bar.total).toBe(13);
  });

  test('38 `unpause()` forgets the pause: rates equal before and after', () => {
    const { display, clock, options } = recorded({ miniters: 1 });
    const bar = range(10, options);
    const step = () => {
      clock.sleep(0.01);
      bar.update();
    };
    step();
    step();
    const [before] = /[\d.]+it\/s/.exec(display.drawn.at(-1)!)!;
    clock.sleep(0.1);
    bar.unpause();
    step();
    expect(/[\d.]+it\/s/.exec(display.drawn.at(-1)!)![0]).toBe(before);
    step();
    bar.close();
  });

  test('39 `refresh()` shows the present state though nothing is due', () => {
    const { display, options } = recorded({ total: 10, barFormat: '{l_bar}', mininterval: 999, miniters: 999 });
    const bars = ['pos0 bar', 'pos1 bar'].map((desc) => progress(undefined, { ...options, desc }));
    for (const bar of bars) bar.update();
    expect(display.drawn).toEqual(['pos0 bar:   0%|', 'pos1 bar:   0%|']);
    for (const bar of bars) bar.refresh();
    expect(display.drawn.slice(2)).toEqual(['pos0 bar:  10%|', 'pos1 bar:  10%|']);
  });

  test('40 `clear()` empties the lines', () => {
    const file = stream();
    const bars = ['pos0 bar', 'pos1 bar'].map((desc) => progress(undefined, { file, desc, total: 10, barFormat: '{l_bar}' }));
    expect(plain(file.text)).toContain('pos1 bar:   0%|');
    file.text = '';
    for (const bar of bars) bar.clear();
    // Back to where the bars begin, and all below is erased; nothing is written.
    expect(file.text).toMatch(/^\x1b8\x1b\[J/);
    expect(plain(file.text).trim()).toBe('');
    for (const bar of bars) bar.close();
  });

  test('41 `toString()` of a bar, disabled too: `  0%|          | 0/10 [00:00<?, ?it/s]`', () => {
    const { options } = recorded({ total: 10 });
    expect(String(progress(undefined, options))).toBe(start);
    const disabled = progress(undefined, { ...options, disable: true });
    disabled.update();
    expect(`${disabled}`).toBe(start);
  });

  test('42 disabled: `clear`, `refresh`, `reset`, `unpause`, `setDescription` are harmless', () => {
    const file = stream();
    const bar = progress(undefined, { total: 10, file, disable: true });
    bar.update(9);
    bar.clear();
    bar.refresh();
    bar.unpause();
    bar.setDescription('none');
    bar.setDescription();
    bar.reset();
    bar.update();
    bar.reset({ total: 12 });
    bar.update(10);
    bar.close();
    expect(String(bar)).toBe('  0%|          | 0/12 [00:00<?, ?it/s]');
    expect(file.text).toBe('');
  });

  test('43 truth: total 0 or `[]` is empty, unknown is not', () => {
    for (const disable of [false, true]) {
      const options = { display: recorder(), disable };
      const emptiness = (bar: { readonly isEmpty: boolean }) => bar.isEmpty;
      expect([range(10, options), progress(undefined, { ...options, total: 10 }), progress([0], options)].map(emptiness)).not.toContain(
        true,
      );
      expect([range(0, options), progress(undefined, { ...options, total: 0 }), progress([], options)].map(emptiness)).not.toContain(false);
      expect([progress([].values(), options), progress([1, 2, 3].values(), options), progress(undefined, options)].map(emptiness)).toEqual([
        false,
        false,
        false,
      ]);
    }
  });

  test('44 `includes` does not iterate', () => {
    const { display, options } = recorded({ total: 9 });
    for (const bar of [
      range(9, options),
      progress([0, 1, 2, 3, 4, 5, 6, 7, 8], options),
      progress(new Set([0, 1, 2, 3, 4, 5, 6, 7, 8]), options),
    ]) {
      expect(bar.includes(9)).toBe(false);
      for (let i = 0; i < 9; i++) expect(bar.includes(i)).toBe(true);
      expect(bar.includes(0.5)).toBe(false);
      expect(bar.n).toBe(0);
    }
    expect(display.drawn.join()).not.toContain('100%');
    expect(range(10, 0, -3, options).includes(4)).toBe(true);
    expect(range(10, 0, -3, options).includes(0)).toBe(false);
  });

  test('45 reversed iteration', () => {
    const { display, options } = recorded();
    expect([...range(9, options).reversed()]).toEqual([8, 7, 6, 5, 4, 3, 2, 1, 0]);
    expect(display.drawn[0]).toContain('  0%');
    expect(display.left[0]).toContain('100%');
    expect([...progress([1, 2, 3], options).reversed()]).toEqual([3, 2, 1]);
    expect(display.left[1]).toContain('3/3');
    expect([...range(10, 0, -3, options).reversed()]).toEqual([1, 4, 7, 10]);
  });

  test('46 comparing bars compares positions', () => {
    const { options } = recorded({ total: 10 });
    const [t0, t1, t2, t3] = [0, 1, 2, 3].map(() => progress(undefined, options));
    expect([t0! < t1!, t2! >= t0!, t0! <= t2!, t3! > t2!, t3! < t2!]).toEqual([true, true, true, true, false]);
    const t4 = progress(undefined, options);
    t4.close();
    const t5 = progress(undefined, options);
    expect([t4 <= t5, t4 >= t5]).toEqual([true, true]);
  });
});
