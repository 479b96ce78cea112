import xterm from '@xterm/headless';
import { expect, test } from 'vitest';
import { terminalBlock } from './terminal-block.js';

/** A block on an emulated terminal of 6 × 20, and what its screen shows. */
function blockOnScreen() {
  const terminal = new xterm.Terminal({ rows: 6, cols: 20, allowProposedApi: true });
  let bytes = '';
  const write = (text: string) => {
    bytes += text;
    terminal.write(text);
    return true;
  };
  const screen = async () => {
    await new Promise<void>((resolve) => terminal.write('', resolve));
    const { length, getLine } = terminal.buffer.active;
    const lines = Array.from({ length }, (_, i) => getLine.call(terminal.buffer.active, i)?.translateToString(true).trimEnd());
    return lines.join('\n').trimEnd();
  };
  return { block: terminalBlock({ write }), write, screen, bytes: () => bytes };
}

test('every frame replaces the one before, whether longer or shorter', async () => {
  const { block, write, screen } = blockOnScreen();
  write('before\r\n');
  block.draw(['one, a long line', 'two']);
  block.draw(['1', '2', '3']);
  expect(await screen()).toBe('before\n1\n2\n3');
  block.draw(['uno']);
  expect(await screen()).toBe('before\nuno');
  block.clear();
  expect(await screen()).toBe('before');
});

test('a block at the bottom of the screen pushes earlier output up', async () => {
  const { block, write, screen } = blockOnScreen();
  write('a\r\nb\r\nc\r\nd\r\ne\r\n');
  block.draw(['1']);
  block.draw(['1', '2', '3']);
  block.draw(['4', '5', '6']);
  expect(await screen()).toBe('a\nb\nc\nd\ne\n4\n5\n6');
});

test('a line wider than expected is cut off and does not move others', async () => {
  const { block, screen } = blockOnScreen();
  block.draw(['x'.repeat(30), 'two']);
  block.draw(['y'.repeat(30), 'two']);
  expect((await screen()).split('\n').map((line) => line.slice(0, 19))).toEqual(['y'.repeat(19), 'two']);
});

test('after the terminal has moved it, the block starts at the cursor and what was below is erased', async () => {
  const { block, write, screen } = blockOnScreen();
  write('a\r\nb\r\n');
  block.draw(['1', '2']);
  // Imitates a terminal that rewraps the lines above: the block has moved down one row, and the cursor with it.
  write('\x1b[Hab\r\ncd\r\nef\r\n1\x1b[K\r\n2\x1b[K\x1b[4;1H');
  block.moved();
  block.draw(['3']);
  expect(await screen()).toBe('ab\ncd\nef\n3');
});

test('what was never drawn is not cleared', () => {
  const { block, bytes } = blockOnScreen();
  block.moved();
  block.clear();
  expect(bytes()).toBe('');
});

test('an abandoned block stays where it is, and nothing is erased later', async () => {
  const { block, write, screen, bytes } = blockOnScreen();
  block.draw(['1', '2']);
  block.abandon();
  write('\r\n\n$ typed');
  block.clear();
  expect(await screen()).toBe('1\n2\n$ typed');
  expect(bytes().lastIndexOf('\x1b[?25h')).toBeGreaterThan(bytes().lastIndexOf('\x1b[?25l'));
});
