import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { htmlDisplay } from '../../src/progress/display/html-display.js';
import { optionsFrom } from '../../src/progress/environment.js';
import {
  asCompleted,
  batched,
  chain,
  combinations,
  combinationsWithReplacement,
  enumerate,
  gather,
  map,
  permutations,
  product,
  progress,
  range,
  stream,
  zip,
} from '../../src/progress/index.js';
import { recorded } from './bars.js';

// What tqdm's tests say of its wrappers (tests_contrib.py, tests_itertools.py, tests_asyncio.py, tests_utils.py, notebook.py), row by row.

const nine = [0, 1, 2, 3, 4, 5, 6, 7, 8];

/** An iterable that does not tell its length. */
function* noLength<Item>(items: Iterable<Item>) {
  yield* items;
}

/** What stays of a loop. */
function leftBy(loop: (options: ReturnType<typeof recorded>['options']) => Iterable<unknown>): string {
  const { display, options } = recorded();
  for (const _ of loop(options));
  return display.left[0]!;
}

describe('tqdm: wrappers', () => {
  test("73 `wrapAttr(stream,'write',{bytes})` → in ours `progress.stream()`: a TransformStream", async () => {
    const data = new TextEncoder().encode('a twenty-char string');
    for (const [given, expected] of [
      [{}, '20.0B ['],
      [{ unit: 'it', unitScale: false }, '20it ['],
    ] as const) {
      const { display, options } = recorded(given);
      const passed = new Blob([data]).stream().pipeThrough(stream<Uint8Array>(options));
      expect(new Uint8Array(await new Response(passed).arrayBuffer())).toEqual(data);
      expect(display.left[0]).toContain(expected);
    }
    const { display, options } = recorded();
    const counting = stream<string>(options);
    await counting.readable.cancel();
    expect(display.bars.size).toBe(0);
  });

  test('74 `enumerate` with start, `zip` with total from the first, `map`', () => {
    const { options } = recorded();
    expect([...enumerate(nine, options)]).toEqual(nine.map((i) => [i, i]));
    expect([...enumerate(nine, { ...options, start: 42 })]).toEqual(nine.map((i) => [42 + i, i]));
    expect(leftBy((given) => enumerate(noLength(nine), given))).not.toContain('100%');
    expect(leftBy((given) => enumerate(noLength(nine), { ...given, total: 9 }))).toContain('100%');
    const more = nine.map((i) => i + 1);
    expect([...zip([nine, more], options)]).toEqual(nine.map((i) => [i, i + 1]));
    expect(leftBy((given) => zip([nine, noLength(more)], given))).toContain('9/9');
    expect([...map(nine, (i) => i + 1, options)]).toEqual(more);
  });

  test('75 `chain`, `product`, `permutations`, `combinations`, `batched` know their totals', () => {
    const { options } = recorded();
    const five = nine.slice(0, 5);

    expect([...chain([nine, nine], options)]).toEqual([...nine, ...nine]);
    expect(leftBy((given) => chain([nine, nine], given))).toContain('18/18');
    expect(leftBy((given) => chain([nine, noLength(nine)], given))).toMatch(/^18it/);
    expect(leftBy((given) => chain([nine, noLength(nine)], { ...given, total: 18 }))).toContain('18/18');

    expect([...product([nine, 'ab'], options)]).toEqual(nine.flatMap((i) => [...'ab'].map((letter) => [i, letter])));
    expect(leftBy((given) => product([nine, nine], given))).toContain('81/81');
    expect(leftBy((given) => product([nine, noLength(nine)], given))).toContain('81/81');

    expect([...permutations([1, 2, 3], undefined, options)].join(' ')).toBe('1,2,3 1,3,2 2,1,3 2,3,1 3,1,2 3,2,1');
    expect([...permutations([1, 2, 3], 2, options)].join(' ')).toBe('1,2 1,3 2,1 2,3 3,1 3,2');
    expect(leftBy((given) => permutations(five, undefined, given))).toContain('120/120');
    expect(leftBy((given) => permutations(noLength(five), 3, given))).toContain('60/60');
    expect([...permutations(five, 10, options)]).toEqual([]);
    expect([...permutations(five, 0, options)]).toEqual([[]]);

    expect([...combinations('abcd', 2, options)].map((each) => each.join(''))).toEqual(['ab', 'ac', 'ad', 'bc', 'bd', 'cd']);
    expect(leftBy((given) => combinations(nine, 3, given))).toContain('84/84');
    expect(leftBy((given) => combinations(noLength(nine), 3, given))).toContain('84/84');
    expect([...combinations(nine, 10, options)]).toEqual([]);

    const doubled = [...combinationsWithReplacement('abc', 2, options)].map((each) => each.join(''));
    expect(doubled).toEqual(['aa', 'ab', 'ac', 'bb', 'bc', 'cc']);
    expect(leftBy((given) => combinationsWithReplacement(nine, 3, given))).toContain('165/165');
    expect(leftBy((given) => combinationsWithReplacement(five, 6, given))).toContain('210/210');

    expect([...batched([...nine, 9], 3, options)]).toEqual([[0, 1, 2], [3, 4, 5], [6, 7, 8], [9]]);
    expect(leftBy((given) => batched([...nine, 9], 3, given))).toContain('12/12');
    expect(leftBy((given) => batched(noLength([...nine, 9]), 3, given))).toMatch(/^12it/);
    expect(leftBy((given) => batched(noLength([...nine, 9]), 3, { ...given, total: 10 }))).toContain('12/12');
    expect(() => batched(nine, 0)).toThrow('size is 0, expected a whole number, 1 or more');
  });

  test('76 async: break keeps the count (9 of ∞), ranges, nested, `asCompleted` 30/30, `gather` keeps order, errors as results', async () => {
    async function* count() {
      for (let i = 0; ; i++) yield i;
    }
    function* countNow() {
      for (let i = 0; ; i++) yield i;
    }
    for (const source of [count(), countNow()]) {
      const { display, options } = recorded({ desc: 'counter' });
      // Counted once the next one is asked for.
      for await (const i of progress<number>(source, options)) if (i >= 9) break;
      expect(display.left[0]).toMatch(/^counter: 9it/);
    }
    const { display, options } = recorded();
    for await (const _ of range(9, options));
    for await (const _ of progress(nine, options));
    expect(display.left).toEqual([expect.stringContaining('9/9'), expect.stringContaining('9/9')]);
    const nested = recorded();
    for await (const _ of progress(range(9, { ...nested.options, desc: 'inner' }), { ...nested.options, desc: 'outer' }));
    expect(nested.display.left).toEqual([expect.stringMatching(/^inner: 100%.*9\/9/), expect.stringMatching(/^outer: 100%.*9\/9/)]);

    const thirty = Array.from({ length: 30 }, (_, index) => index);
    const completed = recorded();
    // The last one is the first.
    const sleeping = thirty.map((i) => sleep((30 - i) * 20, i));
    const seen = [];
    for await (const i of asCompleted(sleeping, completed.options)) seen.push(i);
    expect(seen).toEqual([...thirty].reverse());
    expect(completed.display.left[0]).toContain('30/30');
    const failing = asCompleted([sleep(1, 1), Promise.reject(new Error('lost')), sleep(5, 2)], completed.options);
    const loop = async () => {
      for await (const _ of failing);
    };
    await expect(loop()).rejects.toThrow('lost');
    expect(completed.display.bars.size).toBe(0);

    const gathered = recorded();
    const later = thirty.map((i) => sleep(30 - i, i * 2));
    expect(await gather(later, gathered.options)).toEqual(thirty.map((i) => i * 2));
    expect(gathered.display.left[0]).toContain('30/30');
    const mixed = [0, Promise.reject(new RangeError('test')), 4];
    expect(await gather(mixed, { ...gathered.options, returnExceptions: true })).toEqual([0, new RangeError('test'), 4]);
    expect(gathered.display.left[1]).toContain('3/3');
  });

  test('78 environment: `TQDM_*` read by type, unknown ones ignored, arguments win', () => {
    const env = {
      TQDM_TOTAL: '42',
      TQDM_MinInterval: '0.5',
      TQDM_DESC: '1',
      TQDM_LEAVE: 'no',
      TQDM_Unused: 'x',
      TQDM_NCOLS: 'wide',
      PATH: '/bin',
    };
    expect(optionsFrom(env)).toEqual({ total: 42, mininterval: 0.5, desc: '1', leave: false });
    expect(optionsFrom({ ...env, IMGPAR_PROGRESS_TOTAL: '43' })).toMatchObject({ total: 43 });
    const { options } = recorded();
    process.env.TQDM_TOTAL = '42';
    try {
      expect(progress(undefined, options).total).toBe(42);
      expect(progress(undefined, { ...options, total: 99 }).total).toBe(99);
    } finally {
      delete process.env.TQDM_TOTAL;
    }
  });

  test('80 notebook: error turns the bar red and keeps it, `leave: false` hides it, success green, no total = full "info" bar, HTML escaped', () => {
    const places: string[] = [];
    const display = htmlDisplay({
      newPlace: () => {
        const index = places.push('') - 1;
        return {
          set(html) {
            places[index] = html;
          },
        };
      },
      write: () => {},
      intervalMs: 0,
    });
    const [red, green, blue] = ['#f44336', '#4caf50', '#2196f3'];
    const failed = progress(undefined, { display, total: 2, leave: false });
    failed.update();
    failed.fail();
    expect(places[0]).toMatch(new RegExp(`data-state="failed".*width:50.0%.*${red}.*1/2`));
    for (const _ of range(2, { display, leave: false }));
    expect(places[1]).toBe('');
    for (const _ of range(2, { display, desc: '<b>&"bold"' }));
    expect(places[2]).toMatch(new RegExp(`data-state="done".*&lt;b&gt;&amp;&quot;bold&quot;.*width:100.0%.*${green}`));
    const endless = progress(undefined, { display, mininterval: 0, miniters: 1 });
    endless.update();
    expect(places[3]).toMatch(new RegExp(`data-state="running".*width:100.0%.*${blue}.*1it`));
    expect(places.join('')).not.toContain('<script');
    endless.close();
  });
});
