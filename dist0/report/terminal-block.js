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
export function terminalBlock(stream) {
    let drawn = false;
    let positionSaved = false;
    const toStart = () => (positionSaved ? restorePosition : firstColumn);
    return {
        draw(lines) {
            const block = lines.map((line) => wrapOff + line + eraseToLineEnd).join(nextLine) + eraseBelow + wrapOn;
            const erased = positionSaved ? '' : eraseBelow;
            stream.write(hideCursor + toStart() + erased + block + up(lines.length - 1) + firstColumn + savePosition);
            drawn = true;
            positionSaved = true;
        },
        moved() {
            positionSaved = false;
        },
        abandon() {
            if (drawn)
                stream.write(wrapOn + showCursor);
            drawn = false;
            positionSaved = false;
        },
        clear() {
            if (drawn)
                stream.write(toStart() + eraseBelow + wrapOn + showCursor);
            drawn = false;
            positionSaved = false;
        },
    };
}
// DEC's VT100 and VT510 manuals, and xterm's ctlseqs; understood by every terminal with a cursor, Windows' console included.
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
/** A space in the last column and one more, which wraps: the only way to a next line that the terminal takes for the same one. */
const nextLine = `${lastColumn}${wrapOn}  ${firstColumn}`;
function up(rows) {
    return rows > 0 ? `\x1b[${rows}A` : '';
}
