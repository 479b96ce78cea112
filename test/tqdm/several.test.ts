import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { describe, expect, test, vi } from 'vitest';
import { type Display, externalWrite, type ProgressOptions, progress, range, wrapConsole, write } from '../../src/progress/index.js';
import { framesOf, plain, runAnywhere, stream } from './bars.js';

// What tqdm's tests say of several bars (tests_tqdm.py, tests_contrib_logging.py), row by row.

runAnywhere();

const always: ProgressOptions = { miniters: 1, mininterval: 0, maxinterval: 0 };

/** Records each drawing as tqdm moves the cursor to it: down by the position, then the start of the text. */
function moves(): Display & { readonly seen: string[] } {
  const seen: string[] = [];
  const taken = new Set<number>();
  const short = (text: string) => /^.*?\d+%/.exec(text)?.[0] ?? text;
  return {
    ...{ seen, isTerminal: true },
    freePosition: () => [0, 1, 2, 3].find((position) => !taken.has(position))!,
    add: ({ position }) => taken.add(position),
    draw: (bar) => seen.push(`${'\n'.repeat(bar.position)}\r${short(bar.text(undefined))}`),
    remove(bar, { leave }) {
      taken.delete(bar.position);
      seen.push(`\r${leave ? short(bar.text(undefined)) : '      '}`);
    },
    write() {},
    clear() {},
  };
}

describe('tqdm: several bars', () => {
  test('57 position 2 alone draws at line 2', () => {
    const file = stream();
    const bar = progress(undefined, { file, total: 2, desc: 'pos2 bar', leave: false, position: 2, ...always });
    bar.update();
    // Two empty rows above it; two spaces wrap into the next one.
    const rows = (frame: string) => plain(frame).split('\n').at(0);
    const [, first, second] = file.text.split('\x1b[?25l');
    for (const [frame, percentage] of [
      [first!, '  0%'],
      [second!, ' 50%'],
    ] as const) {
      expect(frame.split('\x1b[9999G')).toHaveLength(3);
      expect(plain(frame.split('\x1b[9999G')[2]!)).toContain(`pos2 bar: ${percentage}`);
    }
    expect(rows(file.text)).toBeDefined();
    bar.close();
    expect(plain(file.text)).not.toMatch(/\n/);
    const display = moves();
    const other = progress(undefined, { display, total: 2, desc: 'pos2 bar', leave: false, position: 2, ...always });
    other.update();
    other.close();
    expect(display.seen).toEqual(['\n\n\rpos2 bar:   0%', '\n\n\rpos2 bar:  50%', '\r      ']);
  });

  test('58 three nested loops give the 29 cursor moves of test_position', () => {
    const display = moves();
    for (const _ of range(2, { desc: 'pos0 bar', position: 0, display, ...always }))
      for (const __ of range(2, { desc: 'pos1 bar', position: 1, display, ...always }))
        for (const ___ of range(2, { desc: 'pos2 bar', position: 2, display, ...always }));
    // The drawings between the line feeds that tqdm writes as it goes; the last of its moves is the end of the line.
    const inner = ['\n\n\rpos2 bar:   0%', '\n\n\rpos2 bar:  50%', '\n\n\rpos2 bar: 100%', '\rpos2 bar: 100%'];
    const middle = ['\n\rpos1 bar:   0%', ...inner, '\n\rpos1 bar:  50%', ...inner, '\n\rpos1 bar: 100%', '\rpos1 bar: 100%'];
    const all = ['\rpos0 bar:   0%', ...middle, '\rpos0 bar:  50%', ...middle, '\rpos0 bar: 100%', '\rpos0 bar: 100%'];
    expect(display.seen).toEqual(all);
    expect([...display.seen, '\n']).toHaveLength(29);
  });

  test('59 a bar closed early frees its line, the next takes it', () => {
    const display = moves();
    const options = { display, total: 10, ...always };
    const [t1, t2, t3] = ['1.pos0 bar', '2.pos1 bar', '3.pos2 bar'].map((desc) => progress(undefined, { ...options, desc }));
    t2!.close();
    const t4 = progress(undefined, { ...options, desc: '4.pos1 bar' });
    for (const bar of [t1!, t3!, t4]) bar.update();
    expect(display.seen).toEqual([
      ...['\r1.pos0 bar:   0%', '\n\r2.pos1 bar:   0%', '\n\n\r3.pos2 bar:   0%', '\r2.pos1 bar:   0%', '\n\r4.pos1 bar:   0%'],
      ...['\r1.pos0 bar:  10%', '\n\n\r3.pos2 bar:  10%', '\n\r4.pos1 bar:  10%'],
    ]);
  });

  test('60 three bars by hand', () => {
    const display = moves();
    const bars = [0, 1, 2].map((position) => progress(undefined, { display, total: 2, desc: `pos${position} bar`, position, ...always }));
    for (let i = 0; i < 2; i++) for (const index of [0, 2, 1]) bars[index]!.update();
    expect(display.seen).toEqual([
      ...['\rpos0 bar:   0%', '\n\rpos1 bar:   0%', '\n\n\rpos2 bar:   0%'],
      ...['\rpos0 bar:  50%', '\n\n\rpos2 bar:  50%', '\n\rpos1 bar:  50%'],
      ...['\rpos0 bar: 100%', '\n\n\rpos2 bar: 100%', '\n\rpos1 bar: 100%'],
    ]);
  });

  test('61 `nrows: 2` shows the first and "… (more hidden) …", no blank lines, all of ncols 50; with leave all appear in the end; a freed line is taken', () => {
    const nested = (leave: boolean) => {
      const file = stream();
      const options = { file, ncols: 50, nrows: 2, miniters: 0, mininterval: 0, leave };
      const [one, two, three] = ['one', 'two', 'three'].map((desc) => range(10, { ...options, desc }));
      expect(framesOf(file.text).at(-1)).toEqual([expect.stringMatching(/^one: /), '... (more hidden) ...']);
      expect(plain(file.text)).not.toContain('three');
      for (const loop of [three!, two!, one!]) for (const _ of loop);
      return file.text;
    };
    const hidden = nested(false);
    for (const frame of framesOf(hidden)) {
      expect(frame.length).toBeLessThanOrEqual(2);
      expect(frame[0]).toMatch(/^one: /);
      expect(frame[0]).toHaveLength(50);
      if (frame.length > 1) expect(frame[1]).toMatch(/more hidden|^two/);
    }
    expect(hidden).toContain(' ... (more hidden) ...');
    expect(hidden).not.toContain('\n');
    const left = nested(true);
    for (const desc of ['one', 'two', 'three']) expect(plain(left)).toMatch(new RegExp(`${desc}: 100%.{${50 - desc.length - 6}}\n`));
    expect(plain(left)).not.toContain('\n\n');
    const file = stream();
    const options = { file, total: 10, ncols: 50, nrows: 1, mininterval: 0, miniters: 0, leave: false };
    const one = progress(undefined, { ...options, desc: 'one' });
    const two = progress(undefined, { ...options, desc: 'two' });
    one.update();
    two.update();
    expect(plain(file.text)).not.toContain('two');
    one.close();
    two.update();
    expect(plain(file.text)).toContain('two');
    two.close();
  });

  test('62 `write()` above all bars, static and by instance; another file clears nothing; stdout and stderr count as one terminal; no stdout: no error', () => {
    const file = stream();
    const bars = ['pos0 bar', 'pos1 bar', 'pos2 bar'].map((desc) =>
      progress(undefined, { file, total: 10, desc, barFormat: '{l_bar}', ...always }),
    );
    for (const bar of bars) bar.update();
    file.text = '';
    bars[0]!.write('Hello world');
    write('Hello world', { file });
    const expected = 'Hello world\n';
    expect(plain(file.text).match(/Hello world\n/g)).toEqual([expected, expected]);
    expect(framesOf(file.text).at(-1)).toEqual([0, 1, 2].map((position) => `pos${position} bar:  10%|`));
    file.text = '';
    const other = stream(false);
    write('Hello world', { file: other });
    expect({ here: file.text, there: other.text }).toEqual({ here: '', there: expected });
    for (const bar of bars) bar.close();

    const [stderr, stdout] = [stream(), stream()];
    vi.spyOn(process, 'stderr', 'get').mockReturnValue(stderr as never);
    vi.spyOn(process, 'stdout', 'get').mockReturnValue(stdout as never);
    const bar = progress(undefined, { total: 10, desc: 'pos0 bar', barFormat: '{l_bar}' });
    stderr.text = '';
    write('Hello world', { file: process.stdout as never });
    expect(plain(stderr.text)).toMatch(/^Hello world\n.*pos0 bar: {3}0%/s);
    bar.close();

    vi.spyOn(process, 'stdout', 'get').mockReturnValue(undefined as never);
    vi.spyOn(process, 'stderr', 'get').mockReturnValue(stream(false) as never);
    write('test stdout none message');
  });

  test('63 `externalWrite(fn)`', async () => {
    const file = stream();
    for (const _ of range(3, { file })) {
      file.text = '';
      const result = externalWrite(
        () => {
          // The bar has left, and what is written comes at once.
          expect(file.text).toMatch(/\x1b\[J/);
          file.write('Such fun, ');
          expect(file.text).toMatch(/Such fun, $/);
          file.write('or not\n');
          return 7;
        },
        { file },
      );
      expect(result).toBe(7);
      expect(plain(file.text)).toMatch(/Such fun, or not\n.*\/3/s);
    }
    expect(plain(file.text)).toContain('3/3');
    const bar = progress(undefined, { file, total: 3 });
    const later = externalWrite(
      async () => {
        file.text = '';
        bar.refresh();
        file.write('no end');
        return 'done';
      },
      { file },
    );
    expect(file.text).toBe('no end');
    expect(await later).toBe('done');
    expect(plain(file.text)).toMatch(/^no end\n.*0\/3/s);
    expect(() =>
      externalWrite(
        () => {
          throw new Error('mine');
        },
        { file },
      ),
    ).toThrow('mine');
    file.text = '';
    bar.refresh();
    expect(plain(file.text)).toContain('0/3');
    bar.close();
    expect(externalWrite(() => 1, { file: stream(false) })).toBe(1);
  });

  test('64 redirected console prints three whole lines, also pieces without newline', () => {
    for (const file of [stream(), stream(false)]) {
      const console = new Console({ stdout: file as never });
      const giveBack = wrapConsole(console, { file });
      const bar = progress(undefined, { file, total: 3 });
      console.log('Such fun');
      bar.update();
      console.log('Such', 'fun');
      bar.update();
      file.write('Such ');
      file.write('fun\n');
      bar.update();
      bar.close();
      giveBack();
      expect(plain(file.text).match(/^ *Such fun$/gm)).toHaveLength(3);
      expect(plain(file.text)).toContain('3/3');
    }
  });

  describe('65 loggers go through it', () => {
    /** A place that records what is written above its bars. */
    const place = () => stream(false);

    test('65 what a console writes goes above the bars, whichever of its methods it is', () => {
      const [file, own] = [place(), place()];
      const console = new Console({ stdout: own as never, stderr: own as never });
      const giveBack = wrapConsole(console, { file });
      console.log('log');
      console.info('info %d', 1);
      console.warn('warn');
      console.error('error');
      console.debug({ debug: true });
      console.table([{ a: 1 }]);
      console.group('group');
      console.dir([1]);
      console.groupEnd();
      console.trace('trace');
      giveBack();
      expect(own.text).toBe('');
      expect(file.text).toMatch(/^log\ninfo 1\nwarn\nerror\n\{ debug: true \}\n┌.*│ a │.*┘\ngroup\n {2}\[ 1 \]\nTrace: trace\n/s);
    });

    test('65 a console writes to its own streams again afterwards', () => {
      const [file, own] = [place(), place()];
      const console = new Console({ stdout: own as never });
      wrapConsole(console, { file })();
      console.log('mine');
      expect({ file: file.text, own: own.text }).toEqual({ file: '', own: 'mine\n' });
    });

    test('65 a console that is not wrapped stays as it is', () => {
      const [file, own] = [place(), place()];
      const other = new Console({ stdout: own as never });
      const giveBack = wrapConsole(new Console({ stdout: place() as never }), { file });
      other.log('other');
      giveBack();
      expect({ file: file.text, own: own.text }).toEqual({ file: '', own: 'other\n' });
    });

    test('65 a logger of its own class keeps its methods, and gets back those of its class', () => {
      class Logger {
        readonly lines: string[] = [];
        info(text: string) {
          this.lines.push(text);
        }
      }
      const [file, logger] = [place(), new Logger()];
      const giveBack = wrapConsole(logger, { file });
      logger.info('above');
      expect(Object.keys(logger)).toContain('info');
      giveBack();
      logger.info('own');
      expect(Object.hasOwn(logger, 'info')).toBe(false);
      expect({ file: file.text, own: logger.lines }).toEqual({ file: 'above\n', own: ['own'] });
    });

    test('65 a logger without methods of a console is left alone', () => {
      const logger = { silly: () => 'silly' };
      wrapConsole(logger as never, { file: place() })();
      expect(logger.silly()).toBe('silly');
    });

    test('65 formats as the console does: its groups, its options', () => {
      const file = place();
      const console = new Console({ stdout: place() as never, groupIndentation: 4, inspectOptions: { depth: 0 } });
      const giveBack = wrapConsole(console, { file });
      console.group();
      console.log({ a: { b: 1 } });
      giveBack();
      expect(file.text).toBe('    { a: [Object] }\n');
    });

    test('65 an error of what is logged reaches its caller', () => {
      const file = place();
      const giveBack = wrapConsole(new Console({ stdout: place() as never }), { file });
      const logger = { info: (_: unknown) => {} };
      const giveLoggerBack = wrapConsole(logger, { file });
      const bad = {
        [Symbol.for('nodejs.util.inspect.custom')]() {
          throw new RangeError('mine');
        },
      };
      expect(() => logger.info(bad)).toThrow('mine');
      giveLoggerBack();
      giveBack();
    });

    test('65 a logger that writes to the terminal by itself goes above the bars without being wrapped', () => {
      const file = stream();
      const bar = progress(undefined, { file, total: 1 });
      file.text = '';
      // As winston, pino and others do: by the stream's own write, as bytes, with a callback.
      const done = vi.fn();
      file.write(Buffer.from('{"level":"info"}\n'), done);
      file.write('ZW5jb2RlZAo=', 'base64', done);
      expect(plain(file.text)).toMatch(/^ *\{"level":"info"\}\n.*0\/1.*encoded\n.*0\/1/s);
      bar.close();
      expect(done).not.toHaveBeenCalled();
    });

    test('65 a logger that writes to a file is no matter', () => {
      const [file, log] = [stream(), place()];
      const bar = progress(undefined, { file, total: 1 });
      new Console({ stdout: log as never }).log('to the file');
      bar.close();
      expect(log.text).toBe('to the file\n');
      expect(file.text).not.toContain('to the file');
    });

    test('65 streams that pipe into the terminal go above the bars', async () => {
      const file = stream();
      const bar = progress(undefined, { file, total: 1 });
      const pipe = new Writable({
        write(chunk, _, done) {
          file.write(chunk, done);
        },
      });
      await new Promise<void>((resolve) => pipe.end('piped\n', () => resolve()));
      expect(plain(file.text)).toMatch(/piped\n.*0\/1/s);
      bar.close();
    });
  });
});
