import type { WriteStream } from 'node:tty';
/** The part of a terminal's screen, below everything that was printed before, that is drawn over and over. */
export interface TerminalBlock {
    /** Shows these lines in place of those before. None may be wider than the terminal, and all must go on the screen together. */
    draw(lines: readonly string[]): void;
    /** To be called when the terminal was resized, or somebody else wrote on it: the block now begins wherever the cursor stands. */
    moved(): void;
    /** Leaves what was drawn where it is, as others write around it now, and gives the cursor back. */
    abandon(): void;
    /** Takes the block off the screen and gives the cursor back. Nothing is written if nothing was drawn. */
    clear(): void;
}
/**
 * A block that leaves nothing behind when the window is resized. What a terminal does with the lines on its screen then differs:
 * some cut them off, most wrap them anew. No count of rows survives that, so none is kept. Instead:
 *
 * - Between two frames the cursor waits at the first column of the block. Every terminal keeps the cursor with the text that it
 *   stands in, so wherever the block went, it begins at the cursor, and all below the cursor may be erased.
 * - The lines are joined by wrapping, not by line feeds, so that to the terminal the block is one long line with the cursor in it.
 *   xterm.js (VS Code) moves the cursor by every row that wraps anew, even by those below; but the line of the cursor it leaves alone.
 * - Each line is written with wrapping off: one that turns out wider than thought, because the terminal draws an emoji otherwise or
 *   has just become narrower, is cut off at the edge and does not push the next ones down.
 * - Unless the window was resized, a frame begins by restoring the position that the frame before has saved, so that keys pressed
 *   meanwhile, Enter above all, do not shift it.
 */
export declare function terminalBlock(stream: Pick<WriteStream, 'write'>): TerminalBlock;
