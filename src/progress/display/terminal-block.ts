/** The part of a terminal's screen, below all earlier output, that is redrawn again and again. */
export interface TerminalBlock {
  /**
   * Replaces the lines shown before. No line may be wider than the terminal, and all must fit on the screen together.
   *
   * @param showsCursor whether the cursor is seen until the next frame, for programs that may end in between. Default: false
   */
  draw(lines: readonly string[], options?: { readonly showsCursor?: boolean }): void;
  /** Call after the terminal was resized or somebody else wrote on it: the block now starts at the cursor. */
  moved(): void;
  /** Leaves what was drawn where it is, as others now write around it, and shows the cursor again. */
  abandon(): void;
  /** Removes the block from the screen and shows the cursor again. Writes nothing if nothing was drawn. */
  clear(): void;
}

/**
 * A block that leaves nothing behind when the window is resized. Terminals then treat the lines on their screen differently: some cut them
 * off, most rewrap them. No row count survives that, so none is kept. Instead:
 *
 * - Between two frames the cursor waits at the first column of the block. Every terminal keeps the cursor with its text, so wherever the
 * block went, it starts at the cursor, and everything below may be erased.
 * - The lines are joined by wrapping, not by line feeds, so that the terminal sees the block as one long line with the cursor in it.
 * xterm.js (VS Code) moves the cursor by every row that rewraps, even below it, but leaves the cursor's own line alone.
 * - Each line is written with wrapping off. A line that turns out wider than expected, because the terminal draws an emoji differently or
 * has just become narrower, is cut off at the edge and does not push the next ones down.
 * - Unless the window was resized, a frame starts by restoring the position saved by the frame before, so that keys pressed meanwhile,
 * above all Enter, do not shift it.
 */
export function terminalBlock(stream: { write(text: string): unknown }): TerminalBlock {
  let drawn = false;
  let positionSaved = false;
  const toStart = () => (positionSaved ? restorePosition : firstColumn);
  return {
    draw(lines, { showsCursor = false } = {}) {
      const block = lines.map((line) => wrapOff + line + eraseToLineEnd).join(nextLine) + eraseBelow + wrapOn;
      const erased = positionSaved ? '' : eraseBelow;
      stream.write(
        hideCursor + toStart() + erased + block + up(lines.length - 1) + firstColumn + savePosition + (showsCursor ? showCursor : ''),
      );
      drawn = true;
      positionSaved = true;
    },
    moved() {
      positionSaved = false;
    },
    abandon() {
      if (drawn) stream.write(wrapOn + showCursor);
      drawn = false;
      positionSaved = false;
    },
    clear() {
      if (drawn) stream.write(toStart() + eraseBelow + wrapOn + showCursor);
      drawn = false;
      positionSaved = false;
    },
  };
}

// From DEC's VT100 and VT510 manuals and xterm's ctlseqs; every terminal with a cursor understands them, including the Windows console.
const hideCursor = '\x1b[?25l';
const showCursor = '\x1b[?25h';
const wrapOff = '\x1b[?7l';
const wrapOn = '\x1b[?7h';
const savePosition = '\x1b7';
const restorePosition = '\x1b8';
const eraseToLineEnd = '\x1b[K';
const eraseBelow = '\x1b[J';
const firstColumn = '\r';
const lastColumn = '\x1b[9999G';

/** A space in the last column and another that wraps: the only way to reach the next row without starting a new line for the terminal. */
const nextLine = `${lastColumn}${wrapOn}  ${firstColumn}`;

function up(rows: number): string {
  return rows > 0 ? `\x1b[${rows}A` : '';
}
