import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { nodePath, programPath, samplesFolder } from './program.js';
import { hasTerminals, type Screen, terminal } from './terminal.js';
import { throwAwayFolder } from './throw-away.js';

// AVIF is slow to encode, so the bars of a few small photographs stay long enough to look at.
describe.runIf(hasTerminals)('the program on a terminal', () => {
  let screen: Screen | undefined;
  afterEach(() => screen?.close());

  const photo = join(samplesFolder, 'faded-handwriting.jpg');
  const longName = `${'长🐱e\u0301'.repeat(12)}${'x'.repeat(110)}.jpg`;

  function photos(count: number): string {
    const folder = throwAwayFolder('src/');
    for (let index = 0; index < count; index++) cpSync(photo, join(folder, 'src', `${index}-${longName}`));
    return folder;
  }

  async function equalize(folder: string, rows: number, columns: number, ...options: string[]): Promise<Screen> {
    const args = [programPath, 'equalize', 'src', 'out', '--format', 'avif', ...options];
    screen = await terminal({ command: nodePath, args, rows, columns, cwd: folder, before: '$ imgpar\n' });
    return screen;
  }

  const summary = /^\$ imgpar\n(interrupted: )?\d+ images? equalised in [^\n]+\n {2}read [^\n]+(\n {2}[^\n]+)*$/;

  test('shows a bar for the run and one per worker, then only the summary', async () => {
    const shown = await equalize(photos(60), 24, 80, '--workers', '2');
    await shown.until((text) => /#1 .*\n.*#2 /.test(text));
    for (const line of shown.text().split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect(await shown.exitCode).toBe(0);
    expect(shown.text()).toMatch(summary);
    expect(shown.scrollback()).toBe('');
    expect(shown.cursor().visible).toBe(true);
  });

  test('keeps its place in a small window that is resized during the run', async () => {
    const shown = await equalize(photos(60), 6, 80, '--workers', '8');
    await shown.until((text) => /more workers/.test(text));
    await shown.resize(12, 50);
    await shown.until((text) => (text.match(/#\d/g) ?? []).length > 4);
    await shown.resize(5, 100);
    await shown.until((text) => /more workers/.test(text));
    expect(await shown.exitCode).toBe(0);
    expect(shown.text().replace(/^(\$ imgpar\n)?/, '$ imgpar\n')).toMatch(summary);
    expect(shown.text().match(/#\d|%/g)).toBeNull();
    expect(shown.cursor().visible).toBe(true);
  });

  test('says on Ctrl-C what it does, leaves the summary and restores the cursor', async () => {
    const shown = await equalize(photos(200), 24, 80, '--workers', '2');
    await shown.until((text) => /#1 /.test(text));
    shown.press('\x03');
    expect(await shown.exitCode).toBe(130);
    expect(shown.text()).toMatch(/stopping after the images in flight; press Ctrl-C again to stop at once/);
    expect(shown.text()).toMatch(/^interrupted: \d+ images? equalised/m);
    expect(shown.text().match(/#\d/g)).toBeNull();
    expect(shown.cursor().visible).toBe(true);
  });

  test('ends on Ctrl-\\ as if the signal were not caught, but restores the cursor', async () => {
    const shown = await equalize(photos(200), 24, 80, '--workers', '2');
    await shown.until((text) => /#1 /.test(text));
    expect(shown.cursor().visible).toBe(false);
    shown.press('\x1c');
    // What script(1) makes of SIGQUIT.
    expect(await shown.exitCode).toBe(131);
    expect(shown.text().match(/#\d/g)).toBeNull();
    expect(shown.cursor().visible).toBe(true);
  });
});
