import cliProgress from 'cli-progress';
import { inForeground } from './foreground.js';
import { formatFrame } from './frame.js';
import { noProgress, progressAfter } from './progress.js';
import { paint, wantsColour } from './terminal.js';
import { terminalBlock } from './terminal-block.js';
import { visible } from './visible.js';
/** The time between two frames. */
const frameMs = 90;
/** A window that is being dragged is left alone until it has kept its size for so long. */
const resizeSettleMs = 100;
/** How often a frame is drawn although nothing happened, for the time that is left. */
const idleFrameMs = 1000;
/** How often a process in the background looks whether it has come to the foreground: that alone no signal tells. */
const foregroundMs = 1000;
/**
 * Bars on a terminal: one for the run and one for every worker, with the file it told of last. They are gone after the end, so that
 * the summary stands where they were. Runs that end before the first frame is due show nothing, nor do those in the background, where
 * the lines at the cursor are the shell's.
 *
 * cli-progress draws the bars proper, through its formatter. Its MultiBar would leave wreckage: it counts the rows it has drawn, a
 * figure that resizing makes wrong, scrolls when there are more bars than rows, cuts text by UTF-16 units and keeps the process alive
 * by its timer. The cursor is therefore moved by terminal-block.ts.
 */
export function barsReporter({ stream, colour = wantsColour(stream) }) {
    const block = terminalBlock(stream);
    let progress = noProgress;
    let changed = false;
    let drawnAt = 0;
    let resizedAt = 0;
    let timer;
    /** Whether the terminal was ours when it was last looked at, and when that was. */
    let foreground = false;
    let lookedAt = 0;
    const mayDraw = (now) => {
        if (!foreground && now - lookedAt >= foregroundMs) {
            foreground = inForeground();
            lookedAt = now;
        }
        return foreground;
    };
    /** The one place from which frames are drawn. */
    const tick = () => {
        const now = Date.now();
        const due = changed || now - drawnAt >= idleFrameMs;
        // A terminal that does not take what it was sent, as when the user has stopped it, gets no more.
        if (!due || now - resizedAt < resizeSettleMs || stream.writableNeedDrain || !mayDraw(now))
            return;
        block.draw(formatFrame(progress, { ...sizeOf(stream), paint: paint(colour), bar }, now));
        changed = false;
        drawnAt = now;
    };
    const onResize = () => {
        block.moved();
        changed = true;
        resizedAt = Date.now();
    };
    /** Ctrl-Z hands a clean terminal to the shell; whatever that prints, the bars begin below it afterwards. */
    const onSuspend = () => {
        block.clear();
        process.kill(process.pid, 'SIGSTOP');
    };
    /** Every way into the background leads through here. */
    const onContinue = () => {
        foreground = inForeground();
        lookedAt = Date.now();
        if (foreground)
            block.moved();
        else
            block.abandon();
        changed = true;
    };
    const open = () => {
        timer = setInterval(tick, frameMs).unref();
        stream.on('resize', onResize);
        process.on('SIGTSTP', onSuspend).on('SIGCONT', onContinue).on('exit', close);
    };
    const close = () => {
        clearInterval(timer);
        stream.off('resize', onResize);
        process.off('SIGTSTP', onSuspend).off('SIGCONT', onContinue).off('exit', close);
        block.clear();
    };
    let state = 'new';
    const report = (event) => {
        if (state === 'closed')
            return;
        if (state === 'new')
            open();
        state = event.type === 'run-finished' ? 'closed' : 'open';
        progress = progressAfter(progress, event);
        changed = true;
        if (state === 'closed')
            close();
    };
    return Object.assign(report, {
        note(sentence) {
            block.clear();
            stream.write(`${visible(sentence)}\n`);
            changed = true;
        },
        close() {
            state = 'closed';
            close();
        },
    });
}
/** Some pseudo-terminals call themselves 0 × 0. */
function sizeOf({ rows, columns }) {
    return { rows: rows || 24, columns: columns || 80 };
}
const { barCompleteChar, barIncompleteChar } = cliProgress.Presets.shades_classic;
function bar(share, columns) {
    return cliProgress.Format.BarFormat(share, {
        barsize: columns,
        barCompleteString: barCompleteChar.repeat(columns),
        barIncompleteString: barIncompleteChar.repeat(columns),
        barGlue: '',
    });
}
