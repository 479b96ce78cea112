import xterm from '@xterm/headless';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { columnsOf, fit, shorten } from './text-columns.js';
import { visible } from './visible.js';

test.each([
  ['', 0],
  ['photo.jpg', 9],
  ['é', 1],
  ['e\u0301', 1],
  ['写真', 4],
  ['ｶﾒﾗ', 3],
  ['Ａ', 2],
  ['한글', 4],
  ['\u1112\u1161\u11ab', 2],
  ['שלום', 4],
  ['هَٰذَا', 3],
  ['👍', 2],
  ['👍🏽', 2],
  ['👨‍👩‍👧‍👦', 2],
  ['🇩🇪', 2],
  ['❤️', 2],
  ['❤', 1],
  ['1️⃣', 2],
  ['…█░', 3],
  ['\u200d', 0],
])('%j takes %i columns', (text, columns) => {
  expect(columnsOf(text)).toBe(columns);
});

test('a terminal emulator counts the same columns', async () => {
  const letters = fc.constantFrom(...'aZ9 ~éßжあ漢字한ｶＡ、שع…█', 'e\u0301', 'a\u0308\u0323', 'が\u3099');
  await fc.assert(
    fc.asyncProperty(fc.array(letters, { maxLength: 30 }), async (parts) => {
      const text = parts.join('');
      expect(columnsOf(text)).toBe(await columnsOnScreen(text));
    }),
  );
});

test('fit gives exactly the columns asked for, whatever the text', () => {
  fc.assert(
    fc.property(anyText, fc.nat(60), (text, columns) => {
      expect(columnsOf(fit(text, columns))).toBe(columns);
      expect(columnsOf(shorten(text, columns))).toBeLessThanOrEqual(columns);
    }),
  );
});

test('a text that fits is left unchanged', () => {
  fc.assert(
    fc.property(anyText, fc.nat(9), (text, spare) => {
      expect(shorten(text, columnsOf(text) + spare)).toBe(text);
    }),
  );
});

test('shorten removes only from the middle, and no more than necessary', () => {
  fc.assert(
    fc.property(anyText, fc.integer({ min: 1, max: 60 }), (text, columns) => {
      const short = shorten(text, columns);
      fc.pre(columnsOf(text) > columns);
      const cut = text.includes('…') ? undefined : short.split('…');
      if (cut) expect(text.startsWith(cut[0]!) && text.endsWith(cut[1]!)).toBe(true);
      // A wide character does not fit into the one column that may be left.
      expect(columnsOf(short)).toBeGreaterThanOrEqual(columns - 1);
    }),
  );
});

test.each([
  ['photos/2019/IMG_0001.jpg', 12, 'pho…0001.jpg'],
  ['photos/2019/IMG_0001.jpg', 1, '…'],
  ['photos/2019/IMG_0001.jpg', 0, ''],
  ['写真写真写真', 6, '…写真'],
  ['写真写真写真', 7, '写…写真'],
  ['👨‍👩‍👧‍👦👍🏽🇩🇪e\u0301', 5, '…🇩🇪e\u0301'],
])('%j in %i columns becomes %j', (text, columns, expected) => {
  expect(shorten(text, columns)).toBe(expected);
});

/** Names as they are fitted: anything at all, made visible. */
const anyText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.string({ maxLength: 8 }),
      fc.constantFrom('👨‍👩‍👧', '❤️', '写真', '🇩🇪', 'e\u0301'),
    ),
  )
  .map((parts) => visible(parts.join('')));

async function columnsOnScreen(text: string): Promise<number> {
  const terminal = new xterm.Terminal({ cols: 200, rows: 2, allowProposedApi: true });
  await new Promise<void>((resolve) => terminal.write(text, resolve));
  return terminal.buffer.active.cursorX;
}
