import { inflateSync } from 'node:zlib';
import type { Canvas, Rgb } from './canvas.js';
import { letterCoverage, letterHeight, letterWidths } from './letters.js';

/** Height of a line of text, in pixels. */
export const labelHeight = letterHeight;

const firstCode = ' '.charCodeAt(0);
const stripWidth = letterWidths.reduce((sum, width) => sum + width);

/** Writes a line of ASCII, with its top left at (x, y). Other letters become question marks. Whatever falls outside is not drawn. */
export function writeLabel(onto: Canvas, text: string, x: number, y: number, colour: Rgb): void {
  const coverage = inflateSync(Buffer.from(letterCoverage, 'base64'));
  let left = x;
  for (const letter of text) {
    const index = (letter >= ' ' && letter <= '~' ? letter : '?').charCodeAt(0) - firstCode;
    const start = letterWidths.slice(0, index).reduce((sum, each) => sum + each, 0);
    const width = letterWidths[index]!;
    for (let row = 0; row < letterHeight; row++)
      for (let column = 0; column < width; column++)
        cover(onto, left + column, y + row, colour, coverage[row * stripWidth + start + column]!);
    left += width;
  }
}

/** Mixes a colour into a pixel, which it covers by 0 to 255. */
function cover({ width, height, samples }: Canvas, x: number, y: number, colour: Rgb, coverage: number): void {
  if (x < 0 || x >= width || y < 0 || y >= height) return;
  const at = (y * width + x) * 3;
  for (let i = 0; i < 3; i++) samples[at + i] = Math.round((samples[at + i]! * (255 - coverage) + colour[i]! * coverage) / 255);
}
