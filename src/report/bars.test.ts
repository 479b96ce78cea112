import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { events } from '../../test/events.js';
import { hasTerminals, type Screen, type TerminalOptions, terminal } from '../../test/terminal.js';
import { emptySummary, type RunEvent, summarize } from '../events.js';
import { columnsOf } from './text-columns.js';

/** What happens on a key press; see test/fixtures/replay-bars.mjs. */
interface Step {
  readonly events?: readonly RunEvent[];
  readonly note?: string;
  readonly end?: 'finish' | 'close' | 'exit';
  /** How long the program continues by itself. */
  readonly staysMs?: number;
}

const before = '$ earlier command\nits output\n';
const replay = fileURLToPath(new URL('../../test/fixtures/replay-bars.mjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'imgpar-bars-'));
afterAll(() => rmSync(folder, { recursive: true }));

const screens: Screen[] = [];
afterEach(() => {
  for (const screen of screens.splice(0)) screen.close();
});

async function play(steps: readonly Step[], options: Omit<TerminalOptions, 'command'> & { raw?: boolean } = {}): Promise<Screen> {
  const scenario = writeScenario(steps, options.raw ?? true);
  const screen = await terminal({ before, ...options, command: process.execPath, args: [replay, scenario] });
  screens.push(screen);
  return screen;
}

function writeScenario(steps: readonly Step[], raw: boolean): string {
  const path = join(folder, 'scenario.json');
  writeFileSync(path, JSON.stringify({ raw, steps: steps.map(withSummary) }));
  return path;
}

/** Adds the totals of all steps to a step that finishes the run. */
function withSummary(step: Step, index: number, steps: readonly Step[]): Step {
  if (step.end !== 'finish') return step;
  const told = steps.slice(0, index + 1).flatMap(({ events = [] }) => events);
  const summary = { ...told.reduce(summarize, emptySummary), elapsedMs: 2000 };
  return { ...step, events: [...(step.events ?? []), { type: 'run-finished', at: 0, summary }] };
}

/** A run with this many workers of 10 images each, none finished. */
function runOf(workers: number): RunEvent[] {
  return [events.started(workers), events.planned(10 * workers), ...lanesOf(workers).map((lane) => events.lane(lane, 10))];
}

const lanesOf = (workers: number) => Array.from({ length: workers }, (_, lane) => lane);
const oneImageEach = (workers: number, name: (lane: number) => string) => lanesOf(workers).map((lane) => events.done(lane, name(lane)));

const linesOf = (text: string) => text.split('\n');
const bars = (text: string) => linesOf(text).filter((line) => /^( {0,2}\d+% | {2}#\d+ | {5}\+?\d+ (more|workers))/.test(line));
const widest = (text: string) => Math.max(...bars(text).map(columnsOf));
const barsShow = (count: string) => (text: string) => bars(text)[0]?.includes(count) ?? false;

/** Checks that the bars start right below the earlier output, have the right number, and nothing else is on the screen. */
function expectCleanBars(screen: Screen, rows: number, columns: number, workers: number): void {
  const lines = linesOf([screen.scrollback(), screen.text()].filter(Boolean).join('\n'));
  expect(lines.slice(0, 2).join('\n')).toBe(before.trimEnd());
  expect(lines.slice(2)).toEqual(bars(screen.text()));
  expect(lines.length - 2).toBe(Math.min(workers + 1, rows - 1));
  for (const line of lines.slice(2)) expect(columnsOf(line)).toBeLessThan(columns);
  expect(screen.cursor().visible).toBe(false);
}

/** Checks that the summary has replaced the bars, with nothing of them left on the screen or above it. */
async function expectCleanEnd(screen: Screen, end: string): Promise<void> {
  expect(await screen.exitCode).toBe(0);
  const lines = [screen.scrollback(), screen.text()].filter(Boolean).join('\n');
  expect(lines).toBe((before + end).trimEnd());
  expect(screen.cursor()).toMatchObject({ column: 0, visible: true });
  expect(screen.bytes.lastIndexOf('\x1b[?7h')).toBeGreaterThan(screen.bytes.lastIndexOf('\x1b[?7l'));
}

const summaryOf = (images: number) =>
  `${images} images equalised in 2.0 s (${(images / 2).toFixed(1)} images/s, ${images.toFixed(1)} MP/s)\n  read ${images}.0 MB, wrote ${images * 2}.0 MB`;

describe.runIf(hasTerminals)('bars on a terminal', () => {
  test('show the run and every worker, and at the end only the summary', async () => {
    const screen = await play([
      { events: [events.started(2), events.listing(12_345)] },
      { events: [...runOf(2).slice(1), events.done(1, 'photos/a.jpg')] },
      { events: [events.failed(0, 'photos/b.jpg'), events.skipped(1, 'notes.txt')] },
      { events: [events.done(0, 'photos/c.jpg')], end: 'finish' },
    ]);
    await screen.until((text) => text.endsWith('listing… 12,345 found'));
    screen.press('n');
    await screen.until(barsShow(' 1/20'));
    screen.press('n');
    await screen.until(barsShow(' 3/20'));
    expect(screen.text()).toBe(
      [
        '$ earlier command',
        'its output',
        ' 15% ██░░░░░░░░░░░░░░  3/20  1 failed  1 skipped',
        '  #1 ██░░░░░░░░░░░░░░  1/10  photos/b.jpg',
        '  #2 ███░░░░░░░░░░░░░  2/10  notes.txt',
      ].join('\n'),
    );
    expectCleanBars(screen, 24, 80, 2);
    screen.press('n');
    await expectCleanEnd(
      screen,
      [
        '2 images equalised in 2.0 s (1.0 images/s, 2.0 MP/s), 1 skipped, 1 failed',
        '  read 2.0 MB, wrote 4.0 MB',
        '  skipped: 1 not an image',
        '  failed:',
        '    corrupt  photos/b.jpg: cut off',
      ].join('\n'),
    );
  });

  const names = [
    ['long names', (lane: number) => `${lane}${'x'.repeat(200)}.jpg`],
    ['wide names', (lane: number) => `${lane}${'写真/二〇一九年の夏休み'.repeat(12)}.png`],
    [
      'emoji, accents and right-to-left names',
      (lane: number) => `${lane}👨‍👩‍👧‍👦❤️🇩🇪1️⃣${'e\u0301'.repeat(90)}תמונות/${'👍🏽'.repeat(60)}.webp`,
    ],
    ['names that want to drive the terminal', (lane: number) => `${lane}\x1b[2J\x1b[H\n\r\t\x9b31m\u202egpj.exe\x1b]0;title\x07`],
  ] as const;
  const sizes = [
    [24, 80],
    [6, 80],
    [5, 20],
  ] as const;
  test.each(names.flatMap((name) => sizes.map(([rows, columns]) => [name[0], rows, columns, name[1]] as const)))(
    'keep names of %s within lines of %i × %i',
    async (_, rows, columns, name) => {
      const screen = await play([{ events: runOf(8) }, { events: oneImageEach(8, name) }, { end: 'finish' }], { rows, columns });
      await screen.until(barsShow(' 0/80'));
      screen.press('n');
      await screen.until(barsShow(' 8/80'));
      expectCleanBars(screen, rows, columns, 8);
      screen.press('n');
      await screen.exitCode;
      const end = [screen.scrollback(), screen.text()].filter(Boolean).join('\n');
      expect(end.replaceAll('\n', '')).toBe(before.replaceAll('\n', '') + summaryOf(8).replaceAll('\n', ''));
      expect(screen.cursor()).toMatchObject({ column: 0, visible: true });
    },
  );

  test.each([
    ['narrower', 24, 80, 24, 40],
    ['much narrower', 24, 80, 24, 20],
    ['wider', 24, 40, 24, 120],
    ['shorter', 24, 80, 6, 80],
    ['taller', 6, 80, 24, 80],
    ['smaller', 24, 80, 8, 40],
    ['larger', 6, 40, 30, 100],
  ])('are shown once after a window becomes %s during the run', async (_, rows, columns, newRows, newColumns) => {
    const name = (lane: number) => `${lane}${'x'.repeat(200)}.jpg`;
    const steps = [{ events: runOf(8) }, { events: oneImageEach(8, name) }, { events: oneImageEach(8, name) }, { end: 'finish' as const }];
    const screen = await play(steps, { rows, columns });
    await screen.until(barsShow(' 0/80'));
    screen.press('n');
    await screen.until(barsShow(' 8/80'));
    await screen.resize(newRows, newColumns);
    screen.press('n');
    const drawnFor = (rows: number, columns: number) => (text: string) =>
      barsShow('16/80')(text) && widest(text) === columns - 1 && bars(text).length === Math.min(9, rows - 1);
    await screen.until(drawnFor(newRows, newColumns));
    expectCleanBars(screen, newRows, newColumns, 8);
    await screen.resize(rows, columns);
    await screen.until(drawnFor(rows, columns));
    expectCleanBars(screen, rows, columns, 8);
    screen.press('n');
    await screen.exitCode;
    const end = [screen.scrollback(), screen.text()].filter(Boolean).join('\n');
    expect(end.replaceAll('\n', '')).toBe(before.replaceAll('\n', '') + summaryOf(16).replaceAll('\n', ''));
  });

  test('are shown once after a window is dragged through many sizes while images finish', async () => {
    const steps = Array.from({ length: 10 }, () => ({ events: oneImageEach(4, (lane) => `${lane}${'写'.repeat(99)}.jpg`) }));
    const screen = await play([{ events: runOf(4) }, ...steps, { end: 'finish' }]);
    await screen.until(barsShow(' 0/40'));
    for (let i = 0; i < 10; i++) {
      screen.press('n');
      await screen.resize(24 - i, 80 - 5 * i);
    }
    await screen.until((text) => barsShow('40/40')(text) && widest(text) === 34);
    expectCleanBars(screen, 15, 35, 4);
  });

  test('are not disturbed by keys pressed meanwhile, above all Enter', async () => {
    const steps = [{ events: runOf(2) }, ...lanesOf(5).map(() => ({ events: oneImageEach(2, () => 'a.jpg') })), { end: 'finish' as const }];
    const screen = await play(steps, { rows: 6, raw: false });
    await screen.until(barsShow(' 0/20'));
    for (const count of [' 2/20', ' 4/20', ' 6/20', ' 8/20', '10/20']) {
      screen.press('is it stuck?\n');
      await screen.until(barsShow(count));
      expectCleanBars(screen, 6, 80, 2);
    }
    screen.press('\n');
    await expectCleanEnd(screen, summaryOf(10));
  });

  test('hand a clean terminal to the shell on Ctrl-Z, and continue below what it printed', async () => {
    const scenario = writeScenario([{ events: runOf(2) }, { end: 'finish', events: oneImageEach(2, () => 'a') }], false);
    const screen = await terminal({ before, command: 'bash', args: ['--norc', '-i'], env: { PS1: '$ ' } });
    screens.push(screen);
    screen.press(`'${process.execPath}' '${replay}' '${scenario}'\n`);
    await screen.until(barsShow(' 0/20'));
    screen.press('\x1a');
    await screen.until((text) => text.endsWith('$'));
    expect(bars(screen.text())).toEqual([]);
    expect(screen.cursor().visible).toBe(true);
    screen.press('fg\n');
    await screen.until((text) => text.includes('$ fg') && barsShow(' 0/20')(text));
    expect(bars(screen.text())).toEqual(linesOf(screen.text()).slice(-3));
    screen.press('\n');
    await screen.until((text) => text.endsWith('wrote 4.0 MB\n$'));
    expect(bars(screen.text())).toEqual([]);
  });

  test('are not drawn in the background, keep what is typed meanwhile, and come back in the foreground', async () => {
    // With a single step the program does not read the terminal, which would stop it in the background.
    const scenario = writeScenario([{ events: runOf(2), staysMs: 60_000 }], false);
    const screen = await terminal({ before, command: 'bash', args: ['--norc', '-i'], env: { PS1: '$ ' } });
    screens.push(screen);
    const drawn = () => screen.bytes.split('\x1b[?25l').length;
    screen.press(`'${process.execPath}' '${replay}' '${scenario}' &\n`);
    await screen.until((text) => /\[1\] \d+/.test(text));
    // Many frames would be due while these are typed and run.
    for (let typed = 0; typed < 3; typed++) {
      screen.press(`sleep 0.4; echo ty''ped ${typed}\n`);
      await screen.until((text) => text.includes(`typed ${typed}`));
    }
    expect(drawn()).toBe(1);
    expect(bars(screen.text())).toEqual([]);
    screen.press('fg\n');
    await screen.until(barsShow(' 0/20'));
    expect(screen.text()).toContain('typed 2');
  });

  test('stay below a note', async () => {
    const screen = await play([
      { events: runOf(2) },
      { note: 'finishing 2 images\x1b[2J' },
      { end: 'finish', events: oneImageEach(2, () => 'a') },
    ]);
    await screen.until(barsShow(' 0/20'));
    screen.press('n');
    await screen.until((text) => text.includes('finishing') && bars(text).length === 3);
    expect(linesOf(screen.text()).slice(2, -3)).toEqual(['finishing 2 images\\x1b[2J']);
    screen.press('n');
    await expectCleanEnd(screen, `finishing 2 images\\x1b[2J\n${summaryOf(2)}`);
  });

  test('give the terminal back when a run ends with an error or the program just exits', async () => {
    for (const end of ['close', 'exit'] as const) {
      const screen = await play([{ events: runOf(2) }, { end }]);
      await screen.until(barsShow(' 0/20'));
      screen.press('n');
      await expectCleanEnd(screen, '');
    }
  });

  test('write nothing but the summary if the run ends before the first frame', async () => {
    const screen = await play([{ events: [...runOf(2), ...oneImageEach(2, () => 'a')], end: 'finish' }]);
    await screen.exitCode;
    expect(screen.bytes.replaceAll('\r', '').trimEnd()).toBe(summaryOf(2));
  });

  test('have no colours if the user wants none', async () => {
    const play1 = (env: Record<string, string>) => play([{ events: [...runOf(1), events.failed(0, 'a')] }, { end: 'close' }], { env });
    for (const [env, coloured] of [
      [{ NO_COLOR: '1' }, false],
      [{}, true],
    ] as const) {
      const screen = await play1(env);
      await screen.until(barsShow(' 1/10'));
      expect(/\x1b\[[\d;]*m/.test(screen.bytes)).toBe(coloured);
    }
  });

  test('do not keep the process alive', async () => {
    const screen = await play([{ events: runOf(2) }], { raw: true });
    expect(await screen.exitCode).toBe(0);
  });
});
