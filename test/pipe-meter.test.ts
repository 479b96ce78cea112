import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, describe, expect, test } from 'vitest';
import { nodePath, programPath } from './program.js';
import { hasTerminals, type Screen, terminal } from './terminal.js';

const { IMGPAR_PROGRESS: _, ...env } = process.env;

/** Runs `imgpar progress` with this on its standard input. */
function meter(args: readonly string[], input: string | Uint8Array) {
  const { status, stdout, stderr } = spawnSync(nodePath, [programPath, 'progress', ...args], { input, env, maxBuffer: 2 ** 28 });
  return { status, stdout, stderr: stderr.toString() };
}

const lines = (count: number) => Array.from({ length: count }, (_, index) => `${index + 1}\n`).join('');
/** Every byte, and no UTF-8. */
const anyBytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7 + (index >> 8)) & 0xff));

describe('imgpar progress', () => {
  test('passes bytes through unchanged, and counts lines', () => {
    const { status, stdout, stderr } = meter(['--total', '1000'], lines(1000));
    expect(status).toBe(0);
    expect(stdout.toString()).toBe(lines(1000));
    expect(stderr).toMatch(/^100%\|█{10}\| 1000\/1000 \[\d\d:\d\d<\d\d:\d\d, .*it\/s\]\n$/);
    expect(meter([], anyBytes).stdout.equals(anyBytes)).toBe(true);
  });

  test('counts a last line without an end, and no line in nothing', () => {
    expect(meter([], 'a\nb').stderr).toMatch(/^2it /);
    expect(meter([], 'a\nb\n').stderr).toMatch(/^2it /);
    expect(meter([], '').stderr).toMatch(/^0it /);
  });

  test('counts bytes with --bytes, shortened', () => {
    const { stdout, stderr } = meter(['--bytes', '--total', '300000'], anyBytes);
    expect(stdout.equals(anyBytes)).toBe(true);
    expect(stderr).toMatch(/293k\/293k \[.*B\/s\]\n$/);
  });

  test('passes nothing on with --null', () => {
    const { stdout, stderr } = meter(['--null'], lines(5));
    expect(stdout).toHaveLength(0);
    expect(stderr).toMatch(/^5it /);
  });

  test('reads how much is done from each line, with --update and --update-to', () => {
    expect(meter(['--update', '--total', '10'], '1\n2\n-1\n0.5').stderr).toMatch(/2.5\/10 /);
    expect(meter(['--update-to', '--total', '10'], '3\n7\n5\n').stderr).toMatch(/ 5\/10 /);
    const { status, stderr } = meter(['--update'], '1\nmany\n');
    expect(status).toBe(2);
    expect(stderr).toContain('imgpar: received the line "many", expected a number on each line\n');
  });

  test('counts what another character ends', () => {
    expect(meter(['--delim', '\\0'], 'a\nb\0c\0').stderr).toMatch(/^2it /);
    expect(meter(['--delim', ','], 'a,b').stderr).toMatch(/^2it /);
  });

  test('takes the options of tqdm', () => {
    const args = ['--desc', 'rows', '--unit', ' rows', '--total', '8', '--initial', '4', '--ascii', '--ncols', '60', '--postfix', 'x=1'];
    const line = meter(args, lines(4)).stderr.trimEnd();
    expect(line).toMatch(/^rows: 100%\|#+\| 8\/8 \[.* rows\/s, x=1\]$/);
    expect(line).toHaveLength(60);
    expect(meter(['--bar-format', '{n_fmt} of {total_fmt}', '--total', '5'], lines(5)).stderr).toBe('5 of 5\n');
    expect(meter(['--leave', 'no'], lines(5)).stderr).toBe('');
    expect(meter(['--disable'], lines(5)).stderr).toBe('');
  });

  test.each([
    [['--total', '-1'], '--total is "-1", expected a number, 0 or more'],
    [['--delim', 'ab'], '--delim is "ab", expected one character of ASCII'],
    [['--colour', 'blurple'], '--colour is "blurple", expected a name such as green, or #rrggbb'],
    [['--bar-format', '{x}'], '--bar-format is "{x}": the format string names {x}, which does not exist'],
    [['--bytes', '--update'], 'give only one of them'],
    [['--unit_scale'], 'did you mean --unit-scale?'],
    [['file'], 'imgpar progress takes no arguments, received "file"'],
  ])('refuses %j in one sentence', (args, sentence) => {
    const { status, stderr } = meter(args, lines(1));
    expect(status).toBe(2);
    expect(stderr.trimEnd().split('\n')).toEqual([expect.stringContaining(sentence)]);
  });

  test('ends when its reader has left', async () => {
    const child = spawn(nodePath, [programPath, 'progress'], { env, stdio: ['pipe', 'pipe', 'pipe'] });
    child.stdin.on('error', () => {});
    const feed = () => child.stdin.writable && child.stdin.write(lines(10_000), () => setImmediate(feed));
    feed();
    await once(child.stdout, 'data');
    child.stdout.destroy();
    const [code] = await once(child, 'exit');
    expect(code).toBe(0);
  });

  test('does not wait for a whole line, nor for the end, before it passes bytes on', async () => {
    const child = spawn(nodePath, [programPath, 'progress'], { env, stdio: ['pipe', 'pipe', 'ignore'] });
    child.stdin.write('half a li');
    const [chunk] = await once(child.stdout, 'data');
    expect(String(chunk)).toBe('half a li');
    child.stdin.end('ne\n');
    await once(child, 'close');
  });
});

describe.skipIf(!hasTerminals)('imgpar progress on a terminal', () => {
  const screens: Screen[] = [];
  afterAll(() => {
    for (const screen of screens) screen.close();
  });

  async function shell(script: string): Promise<Screen> {
    const screen = await terminal({ before: '$ before\n', rows: 12, columns: 70, command: '/bin/sh', args: ['-c', script] });
    screens.push(screen);
    return screen;
  }
  const program = `'${nodePath}' '${programPath}' progress`;
  const plain = (screen: Screen) =>
    screen
      .text()
      .replace(/\|.*\| /, '')
      .replace(/ \[.*\]/, '')
      .split('\n');

  test('shows its bar below what is written on the same terminal', async () => {
    const screen = await shell(`(for i in 1 2 3; do echo "línea $i"; sleep 0.3; done) | ${program} --total 3`);
    expect(await screen.exitCode).toBe(0);
    expect(plain(screen)).toEqual(['$ before', 'línea 1', 'línea 2', 'línea 3', '100%3/3']);
    expect(screen.cursor()).toMatchObject({ column: 0, visible: true });
  });

  test('leaves its bar as it is, and the cursor shown, on Ctrl-C', async () => {
    const screen = await shell(`(echo 1; echo 2; exec sleep 60) | ${program} --total 3 > /dev/null`);
    await screen.until((text) => text.includes('2/3'));
    screen.press('\x03');
    expect(await screen.exitCode).toBe(130);
    expect(plain(screen)).toEqual(['$ before', expect.stringMatching(/^ 67%.*2\/3/)]);
    expect(screen.cursor()).toMatchObject({ visible: true });
  });
});
