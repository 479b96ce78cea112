import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { recorded, recorder } from '../../test/tqdm/bars.js';
import { logDisplay } from './display/log-display.js';
import { optionsFrom } from './environment.js';
import { enumerate, gather, MovingAverage, map, Progress, product, progress, range, stream, zip } from './index.js';

const counts = (drawn: readonly string[]) => drawn.map((text) => Number(/(\d+)(?:\/\d+|it)/.exec(text)?.[1]));

describe('a loop', () => {
  test('gives the items of its source, in order, with all defaults', () => {
    const { options } = recorded();
    expect([...progress([3, 1, 2], options)]).toEqual([3, 1, 2]);
    expect([...range(3, options)]).toEqual([0, 1, 2]);
    expect([...range(2, 5, options)]).toEqual([2, 3, 4]);
    expect([...range(5, 0, -2, options)]).toEqual([5, 3, 1]);
    expect([...progress(new Set('ab'), options)]).toEqual(['a', 'b']);
    expect([...progress('äb', options)]).toEqual(['ä', 'b']);
  });

  test('knows its length if the source does', () => {
    const { options } = recorded();
    expect(progress([1, 2], options).total).toBe(2);
    expect(progress(new Map([[1, 2]]), options).total).toBe(1);
    expect(range(1, 10, 4, options).total).toBe(3);
    expect(progress([1, 2, 3][Symbol.iterator](), options).total).toBeUndefined();
    expect(progress([1], { ...options, total: Number.POSITIVE_INFINITY }).total).toBeUndefined();
  });

  test('is shown from the start, and stays at its end', () => {
    const { display, options } = recorded();
    for (const _ of range(3, options)) expect(display.drawn[0]).toContain('0/3');
    expect(display.left).toEqual([expect.stringContaining('3/3')]);
    expect(display.bars.size).toBe(0);
  });

  test('leaves nothing with leave: false', () => {
    const { display, options } = recorded({ leave: false });
    for (const _ of range(3, options));
    expect(display.left).toEqual([]);
    expect(display.bars.size).toBe(0);
  });

  test('leaves only the top bar on request', () => {
    const { display, options } = recorded({ leave: null });
    for (const _ of range(2, { ...options, desc: 'outer' })) for (const __ of range(2, { ...options, desc: 'inner' }));
    expect(display.left).toEqual([expect.stringContaining('outer')]);
  });

  test('left midway keeps its count, and ends the source', () => {
    const { display, options } = recorded();
    const ended = vi.fn();
    function* source() {
      try {
        for (let i = 0; ; i++) yield i;
      } finally {
        ended();
      }
    }
    for (const i of progress(source(), options)) if (i === 9) break;
    expect(display.left).toEqual([expect.stringMatching(/^9it/)]);
    expect(ended).toHaveBeenCalledOnce();
  });

  test('that throws leaves its bar at the last state', () => {
    const { display, options } = recorded();
    expect(() => {
      for (const i of range(5, options)) if (i === 3) throw new Error('stop');
    }).toThrow('stop');
    expect(display.left).toEqual([expect.stringContaining('3/5')]);
  });

  test('passes on the return value of the source', () => {
    const { options } = recorded();
    function* source(): Generator<number, string> {
      yield 1;
      return 'the end';
    }
    const steps = progress(source(), options)[Symbol.iterator]();
    steps.next();
    expect(steps.next()).toEqual({ done: true, value: 'the end' });
  });

  test('writes nothing if disabled, by loop and by hand', () => {
    const { display, options } = recorded({ disable: true });
    expect([...range(3, options)]).toEqual([0, 1, 2]);
    const bar = progress(undefined, { ...options, total: 10 });
    bar.update(3);
    for (const method of ['clear', 'refresh', 'reset', 'unpause', 'close'] as const) bar[method]();
    bar.setDescription('x');
    expect(String(bar)).toContain('0/10 [00:00<?, ?it/s]');
    expect(display).toMatchObject({ drawn: [], left: [] });
  });

  test('with disable: null is shown only on terminals', () => {
    const { display, options } = recorded({ disable: null });
    for (const _ of range(3, options));
    expect(display.drawn.length).toBeGreaterThan(0);
    const log = { ...recorder(), isTerminal: false };
    for (const _ of range(3, { ...options, display: log }));
    expect(log.drawn).toEqual([]);
  });

  test('runs without a total, and counts', () => {
    const { display, options } = recorded();
    for (const _ of progress([1, 2, 3].values(), options));
    expect(display.left).toEqual([expect.stringMatching(/^3it \[/)]);
  });

  test('over an async source counts like any other', async () => {
    const { display, options } = recorded();
    async function* late() {
      for (let i = 0; i < 3; i++) {
        await sleep(0);
        yield i;
      }
    }
    const seen = [];
    for await (const i of progress(late(), options)) seen.push(i);
    expect(seen).toEqual([0, 1, 2]);
    expect(display.left).toEqual([expect.stringMatching(/^3it/)]);
    for await (const i of range(2, options)) seen.push(i);
    expect(seen).toEqual([0, 1, 2, 0, 1]);
    for await (const i of progress(late(), options)) if (i === 1) break;
    expect(display.left.at(-1)).toMatch(/^1it/);
  });

  test('over an async source that fails ends its bar', async () => {
    const { display, options } = recorded();
    async function* late() {
      yield 1;
      throw new Error('lost');
    }
    const loop = async () => {
      for await (const _ of progress(late(), options));
    };
    await expect(loop()).rejects.toThrow('lost');
    expect(display.bars.size).toBe(0);
  });

  test('over nothing says what to do', () => {
    const { options } = recorded();
    expect(() => [...progress(undefined, options)]).toThrow('call update');
  });
});

describe('a bar moved by hand', () => {
  test('counts updates, and goes back', () => {
    const { display, options } = recorded({ total: 10 });
    const bar = progress(undefined, options);
    bar.update(2);
    bar.update(4);
    bar.update(-1);
    expect(bar.n).toBe(5);
    bar.close();
    expect(display.left).toEqual([expect.stringContaining('5/10')]);
  });

  test('ignores a second close, and moves after it', () => {
    const { display, options } = recorded({ total: 3 });
    const bar = progress(undefined, options);
    bar.close();
    bar.close();
    bar.update();
    bar.refresh();
    expect(display.left).toHaveLength(1);
    expect(bar.n).toBe(1);
  });

  test('accepts another description and total while running', () => {
    const { display, options } = recorded({ total: 3, desc: 'Hello' });
    const bar = progress(undefined, options);
    expect(display.drawn.at(-1)).toMatch(/^Hello: {3}0%/);
    bar.total = 6;
    bar.setDescription('Bye');
    expect(display.drawn.at(-1)).toMatch(/^Bye: .*0\/6/);
    bar.setDescription('later', { refresh: false });
    expect(display.drawn.at(-1)).toMatch(/^Bye/);
    bar.setDescription();
    expect(display.drawn.at(-1)).toMatch(/^ {2}0%/);
    bar.setDescriptionStr('raw>');
    expect(display.drawn.at(-1)).toMatch(/^raw>/);
  });

  test('shows its postfix, with shortened numbers', () => {
    const { display, options } = recorded({ total: 10, postfix: { loss: 0.32108, name: 'net ', n: 1_234_567 } });
    const bar = progress(undefined, options);
    expect(display.drawn.at(-1)).toContain(', loss=0.321, n=1234567, name=net]');
    bar.setPostfix({ loss: 1 });
    expect(display.drawn.at(-1)).toContain(', loss=1]');
    bar.setPostfixStr('as it is');
    expect(display.drawn.at(-1)).toContain(', as it is]');
  });

  test('shows any field of its postfix that the bar format names', () => {
    const { display, options } = recorded({
      total: 10,
      barFormat: '{postfix[name]} {postfix[n]:>8,.2f}',
      postfix: { name: 'a', n: 1234.125 },
    });
    progress(undefined, options);
    expect(display.drawn.at(-1)).toBe('a 1,234.12');
  });

  test('counts from its initial value, and its rate from there', () => {
    const { display, clock, options } = recorded({ total: 19, initial: 10, smoothing: 0 });
    const bar = progress(undefined, options);
    clock.sleep(3);
    bar.update(3);
    expect(display.drawn.at(-1)).toContain('13/19 [00:03<00:06,  1.00it/s]');
  });

  test('starts again, with another total if given', () => {
    const { display, clock, options } = recorded({ total: 10 });
    const bar = progress(undefined, options);
    clock.sleep(5);
    bar.update(9);
    bar.reset();
    expect(display.drawn.at(-1)).toContain('0/10 [00:00<?');
    bar.reset(12);
    expect(display.drawn.at(-1)).toContain('0/12 [00:00<?');
  });

  test('forgets a pause', () => {
    const { clock, options } = recorded({ total: 10, smoothing: 0 });
    const bar = progress(undefined, options);
    clock.sleep(1);
    bar.update(2);
    clock.sleep(100);
    bar.unpause();
    clock.sleep(1);
    bar.update(2);
    expect(String(bar)).toContain(' 2.00it/s');
  });

  test('is drawn at once by refresh, even if not due', () => {
    const { display, options } = recorded({ total: 10, mininterval: 1000, miniters: 1 });
    const bar = progress(undefined, options);
    bar.update(5);
    expect(display.drawn).toHaveLength(1);
    bar.refresh();
    expect(display.drawn.at(-1)).toContain('5/10');
  });

  test('converts itself to a string', () => {
    const { options } = recorded({ total: 10 });
    expect(String(progress(undefined, options))).toBe('  0%|          | 0/10 [00:00<?, ?it/s]');
  });

  test('ends with its scope', () => {
    const { display, options } = recorded({ total: 1 });
    const bar = progress(undefined, options);
    bar[Symbol.dispose]();
    expect(display.left).toHaveLength(1);
  });

  test('scales its numbers', () => {
    const { display, options } = recorded({ total: 9, unitScale: 9, barFormat: '{n_fmt}/{total_fmt}' });
    progress(undefined, options).update(9);
    expect(display.drawn.at(-1)).toBe('81/81');
  });
});

describe('a bar is drawn', () => {
  test('at every change with the smallest interval, and never in between with a huge one', () => {
    const each = recorded({ total: 10, miniters: 1 });
    const bar = progress(undefined, each.options);
    for (let i = 0; i < 3; i++) bar.update();
    expect(counts(each.display.drawn)).toEqual([0, 1, 2, 3]);
    const never = recorded({ mininterval: 1e6 });
    for (const _ of range(10, never.options));
    expect(counts(never.display.drawn)).toEqual([0]);
    expect(counts(never.display.left)).toEqual([10]);
  });

  test('after miniters steps', () => {
    const { display, options } = recorded({ miniters: 2 });
    for (const _ of range(3, options));
    expect(counts(display.drawn)).toEqual([0, 2]);
    expect(counts(display.left)).toEqual([3]);
  });

  test('seldom enough after a large step, without smoothing', () => {
    const { display, clock, options } = recorded({ total: 10, smoothing: 0 });
    const bar = progress(undefined, options);
    clock.sleep(1);
    bar.update(5);
    clock.sleep(1);
    bar.update(3);
    expect(counts(display.drawn)).toEqual([0, 5]);
    bar.update(2);
    expect(counts(display.drawn)).toEqual([0, 5, 10]);
  });

  test('as often as its rate requires, with smoothing', () => {
    const { display, clock, options } = recorded({ total: 1000, mininterval: 0.1 });
    const bar = progress(undefined, options);
    for (let i = 0; i < 1000; i++) {
      clock.sleep(0.01);
      bar.update();
    }
    // One tenth of a second is ten steps.
    expect(display.drawn.length).toBeGreaterThan(60);
    expect(display.drawn.length).toBeLessThanOrEqual(101);
  });

  test('again soon after a pause longer than maxinterval', () => {
    const { display, clock, options } = recorded({ total: 10_000, mininterval: 0.1, maxinterval: 10 });
    const bar = progress(undefined, options);
    clock.sleep(1);
    bar.update(1000);
    clock.sleep(20);
    bar.update(1000);
    const before = display.drawn.length;
    for (let i = 0; i < 20; i++) {
      clock.sleep(0.1);
      bar.update(1);
    }
    expect(display.drawn.length).toBeGreaterThan(before);
  });

  test('not before its delay, and not at all if it ends before that', () => {
    const { display, clock, options } = recorded({ total: 10, delay: 3, miniters: 1 });
    const bar = progress(undefined, options);
    clock.sleep(2);
    bar.update(1);
    expect(display.drawn).toEqual([]);
    clock.sleep(2);
    bar.update(1);
    expect(counts(display.drawn)).toEqual([2]);
    const short = recorded({ delay: 3 });
    for (const _ of range(3, short.options));
    expect(short.display).toMatchObject({ drawn: [], left: [] });
  });

  test('with a rate between the mean and the current one, according to smoothing', () => {
    const rates = [0.1, 0.5, 1].map((smoothing) => {
      const { clock, options } = recorded({ total: 100, smoothing, miniters: 1 });
      const bar = progress(undefined, options);
      for (const seconds of [1, 1, 1, 4]) {
        clock.sleep(seconds);
        bar.update(1);
      }
      return bar.rate!;
    });
    expect(rates[0]).toBeGreaterThan(rates[1]!);
    expect(rates[1]).toBeGreaterThan(rates[2]!);
    expect(rates[2]).toBe(0.25);
  });
});

test('a moving average starts without bias', () => {
  const average = new MovingAverage(0.5);
  expect(average.value).toBe(0);
  expect(average.add(10)).toBe(10);
  expect(average.add(1)).toBeCloseTo(4);
  expect(new MovingAverage(1).add(7)).toBe(7);
});

describe('loops with a bar', () => {
  test('enumerate numbers items, from the given start', () => {
    const { display, options } = recorded();
    expect([...enumerate('ab', options)]).toEqual([
      [0, 'a'],
      [1, 'b'],
    ]);
    expect([...enumerate(['a'], { ...options, start: 5 })]).toEqual([[5, 'a']]);
    expect(display.left[0]).toContain('2/2');
  });

  test('zip goes side by side until one ends, with the total of the first', () => {
    const { display, options } = recorded();
    expect([...zip([[1, 2, 3], 'ab'], options)]).toEqual([
      [1, 'a'],
      [2, 'b'],
    ]);
    expect(display.drawn[0]).toContain('0/3');
  });

  test('map gives the results of a function', () => {
    const { display, options } = recorded();
    expect([...map([1, 2], (n) => n * 2, options)]).toEqual([2, 4]);
    expect(display.left[0]).toContain('2/2');
  });

  test('product gives every combination, and knows their number', () => {
    const { display, options } = recorded();
    expect([...product([[1, 2], 'ab'], options)]).toEqual([
      [1, 'a'],
      [1, 'b'],
      [2, 'a'],
      [2, 'b'],
    ]);
    expect(display.left[0]).toContain('4/4');
  });

  test('gather keeps the order, and counts settled promises', async () => {
    const { display, options } = recorded();
    const late = [30, 10, 20].map((ms) => sleep(ms, ms));
    expect(await gather(late, options)).toEqual([30, 10, 20]);
    expect(display.left[0]).toContain('3/3');
    await expect(gather([Promise.reject(new Error('lost')), 1], options)).rejects.toThrow('lost');
  });

  test('a stream counts bytes and passes them on', async () => {
    const { display, options } = recorded({ total: 3000 });
    const bytes = new Uint8Array(1500);
    const source = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(bytes);
        controller.enqueue(bytes);
        controller.close();
      },
    });
    const seen = [];
    for await (const chunk of source.pipeThrough(stream<Uint8Array>(options))) seen.push(chunk);
    expect(seen).toEqual([bytes, bytes]);
    expect(display.left[0]).toContain('2.93k/2.93k');
  });
});

describe('the environment', () => {
  test('sets options by name and type, ours before those of tqdm', () => {
    const env = {
      TQDM_MININTERVAL: '5',
      TQDM_DISABLE: '1',
      TQDM_UNIT_SCALE: 'true',
      IMGPAR_PROGRESS_DISABLE: 'false',
      IMGPAR_PROGRESS_NCOLS: '60',
      TQDM_ASCII: ' .#',
    };
    expect(optionsFrom(env)).toEqual({ mininterval: 5, disable: false, unitScale: true, ncols: 60, ascii: ' .#' });
  });

  test('is ignored for unknown options and invalid values', () => {
    expect(optionsFrom({ TQDM_NOTHING: '1', TQDM_TOTAL: 'many', IMGPAR_PROGRESS: 'log' })).toEqual({});
  });
});

describe('the log', () => {
  test('has one line every ten seconds or ten per cent, whichever comes later, and one at the end', () => {
    let now = 0;
    let text = '';
    const display = logDisplay({ write: (chunk) => (text += chunk) }, () => now);
    const bar = progress(undefined, { display, clock: () => now / 1000, total: 100, miniters: 1 });
    for (let i = 0; i < 100; i++) {
      now += 500;
      bar.update();
    }
    bar.close();
    expect(counts(text.trimEnd().split('\n'))).toEqual([20, 40, 60, 80, 100]);
    expect(text).not.toContain('\r');
    for (let i = 0; i < 50; i++) for (const _ of progress([1], { display, leave: false }));
    expect(text.split('\n')).toHaveLength(6);
  });
});

test('bars count as alive until they end', () => {
  const { display, options } = recorded({ total: 1 });
  const bars = [progress(undefined, options), progress(undefined, options)];
  expect(display.bars.size).toBe(2);
  expect(bars.map(({ position }) => position)).toEqual([0, 1]);
  for (const bar of bars) bar.close();
  expect(display.bars.size).toBe(0);
  expect(bars[0]).toBeInstanceOf(Progress);
});
