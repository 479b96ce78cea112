import { describe, expect, test, vi } from 'vitest';
import { plain, runAnywhere, stream } from '../../test/tqdm/bars.js';
import { progress, range, wrapConsole, write } from './index.js';

// What tests of tqdm say of its bars, over streams as programs have them.

runAnywhere();

describe('bars', () => {
  test('are written to the stream that is given', () => {
    const file = stream(false);
    for (const _ of range(3, { file }));
    expect(file.text).toMatch(/^100%.* 3\/3 /);
  });

  test('take the first row that is free', () => {
    const file = stream();
    const [one, two, three] = [1, 2, 3].map((total) => progress(undefined, { file, total }));
    expect([one, two, three].map((bar) => bar!.position)).toEqual([0, 1, 2]);
    two!.close();
    const next = progress(undefined, { file });
    expect(next.position).toBe(1);
    for (const bar of [one, three, next]) bar!.close();
  });

  test('take no more rows than nrows, and say that there are more', () => {
    const file = stream();
    const bars = [1, 2, 3, 4].map((n) => progress(undefined, { file, desc: `bar ${n}`, total: 1, nrows: 2, mininterval: 0 }));
    file.text = '';
    bars[0]!.refresh();
    expect(plain(file.text)).toMatch(/bar 1: .* \.\.\. \(more hidden\) \.\.\./s);
    expect(plain(file.text)).not.toContain('bar 2');
    file.text = '';
    for (const bar of bars) bar.close();
    for (const n of [1, 2, 3, 4]) expect(plain(file.text)).toContain(`bar ${n}: `);
  });

  test('are taken off by clear, and come back with the next drawing', () => {
    const file = stream();
    const bar = progress(undefined, { file, total: 3 });
    file.text = '';
    bar.clear();
    expect(plain(file.text).trim()).toBe('');
    bar.refresh();
    expect(plain(file.text)).toContain('0/3');
    bar.close();
  });

  test('let a text through above them, on their own stream only', () => {
    const [file, other] = [stream(), stream(false)];
    const bar = progress(undefined, { file, total: 3 });
    file.text = '';
    write('hello', { file: other });
    expect({ here: file.text, there: other.text }).toEqual({ here: '', there: 'hello\n' });
    write('above', { file });
    expect(plain(file.text)).toMatch(/above\n.*0\/3/s);
    bar.close();
  });

  test('take in what a console writes, and give it back', () => {
    const file = stream(false);
    const log = vi.fn();
    const nothing = (..._: unknown[]) => {};
    const own = { log, info: nothing, warn: nothing, error: nothing, debug: nothing };
    const giveBack = wrapConsole(own as never, { file });
    own.log('%s and %d', 'one', 2);
    own.warn('three');
    giveBack();
    own.log('four');
    expect(file.text).toBe('one and 2\nthree\n');
    expect(log).toHaveBeenCalledExactlyOnceWith('four');
  });

  test('hold back a piece of a line that others write until its end has come', () => {
    const file = stream();
    const bar = progress(undefined, { file, total: 3 });
    file.text = '';
    file.write('half');
    expect(file.text).toBe('');
    file.write(' a line\n');
    expect(plain(file.text)).toContain('half a line\n');
    file.write('no end');
    bar.close();
    expect(plain(file.text)).toMatch(/0\/3.*\nno end$/s);
  });

  test('that stand still are drawn again after maxinterval, and watched no longer once closed', () => {
    vi.useFakeTimers();
    const file = stream();
    const bar = progress(undefined, { file, total: 1000, miniters: 500, maxinterval: 1, mininterval: 0, clock: () => Date.now() / 1000 });
    bar.update(3);
    file.text = '';
    vi.advanceTimersByTime(2000);
    expect(plain(file.text)).toContain('3/1000 [00:0');
    bar.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('show fields of a program of its own', () => {
    const file = stream(false);
    for (const _ of range(1, { file, barFormat: '{mine} {n}', fields: { mine: 'yours' } }));
    expect(file.text).toBe('yours 1\n');
  });

  test('leave nothing of a loop over nothing but that it is done', () => {
    const file = stream(false);
    for (const _ of progress([], { file }));
    expect(file.text).toMatch(/^0it \[00:00, \?it\/s\]\n$/);
  });

  test('are cut to the columns of their terminal', () => {
    const file = stream();
    file.columns = 30;
    const bar = progress(undefined, { file, total: 10, desc: 'a description that is wider than the terminal' });
    expect(
      Math.max(
        ...plain(file.text)
          .split(/[\r\n]/)
          .map((line) => line.trimEnd().length),
      ),
    ).toBeLessThanOrEqual(30);
    bar.close();
  });

  test('do not end a loop whose stream takes nothing', () => {
    const file = { isTTY: false, write: () => false };
    let sum = 0;
    for (const i of range(5, { file })) sum += i;
    expect(sum).toBe(10);
  });
});
