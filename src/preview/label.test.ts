import { expect, test } from 'vitest';
import { canvas } from './canvas.js';
import { labelHeight, writeLabel } from './label.js';

function drawn(text: string, width = 100, x = 0): string[] {
  const sheet = canvas(width, labelHeight, [0, 0, 0]);
  writeLabel(sheet, text, x, 0, [255, 255, 255]);
  return Array.from({ length: labelHeight }, (_, row) =>
    Array.from({ length: width }, (_, column) => ' .:#'[sheet.samples[(row * width + column) * 3]! >> 6])
      .join('')
      .trimEnd(),
  );
}

test('letters are drawn with soft edges, on a common line', () => {
  expect(drawn('Ag-1')).toMatchInlineSnapshot(`
    [
      "",
      "",
      "",
      "    ##                     .:##",
      "   .##:                   .:.:#",
      "   :#:#                      :#",
      "   #. #.    :###.#           :#",
      "  .#  #:   .#. .##           :#",
      "  #:  .#   #.   .#           :#",
      "  #.   #.  #.    #  .###:    :#",
      " :#######  #.   .#           :#",
      " #:     #  #.   .#           :#",
      ".#      #: .#. .##           :#",
      ":#      :#  :###.#         ######",
      "                .#",
      "            :  .#:",
      "            .###.",
      "",
    ]
  `);
});

test('every printable letter of ASCII differs from the others, but for I and l, which this font draws alike', () => {
  const letters = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i)).filter((letter) => letter !== 'l');
  expect(new Set(letters.map((letter) => drawn(letter).join('\n'))).size).toBe(letters.length);
});

test('what is no letter of ASCII becomes a question mark, and what falls outside is not drawn', () => {
  expect(drawn('é😀')).toEqual(drawn('??'));
  expect(drawn('cut off', 20, -10).every((row) => row.length <= 20)).toBe(true);
});
