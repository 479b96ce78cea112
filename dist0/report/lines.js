import { asGiven } from '../given.js';
import { figuresOf, noProgress, preparationOf, progressAfter } from './progress.js';
import { counted, formatProgress } from './progress-text.js';
import { visible } from './visible.js';
/**
 * One line now and then, for logs: nothing before the first interval is over, so a short run has its summary only. A line is also
 * written when a worker was lost.
 */
export function linesReporter({ write, intervalMs = 5000 }) {
    let progress = noProgress;
    let lastLineAt;
    let timer;
    let closed = false;
    /** Images whose worker was lost. */
    const suspects = new Set();
    const lineAt = (at) => {
        lastLineAt ??= at;
        if (at - lastLineAt < intervalMs)
            return;
        lastLineAt = at;
        write(`${preparationOf(progress) ?? formatProgress(figuresOf(progress, at))}\n`);
    };
    const close = () => {
        closed = true;
        clearInterval(timer);
    };
    const report = (event) => {
        if (closed)
            return;
        progress = progressAfter(progress, event);
        if (event.type === 'run-finished')
            return close();
        if (event.type === 'worker-lost') {
            write(`${formatWorkerLost(event, suspects, asGiven(progress.totals.given))}\n`);
            for (const source of event.sources)
                suspects.add(source);
        }
        lineAt(event.at);
        // Some services take a silent program for a dead one, and a single image may last minutes.
        timer ??= setInterval(() => lineAt(Date.now()), intervalMs).unref();
    };
    return Object.assign(report, { note: (sentence) => write(`${visible(sentence)}\n`), close });
}
const lossWords = {
    timeout: () => 'a worker was killed at the time limit',
    'out-of-memory': () => 'a worker ran out of memory',
    killed: (exit) => `a worker was killed from outside (${exit})`,
    crash: (exit) => `a worker crashed (${exit})`,
};
function formatWorkerLost({ exit, cause, sources }, suspects, shown) {
    const [first, ...others] = sources;
    const held = first === undefined
        ? ''
        : ` while it worked on ${visible(shown(first))}${others.length > 0 ? ` and ${counted(others.length, 'more image')}` : ''}`;
    if (first === undefined || suspects.has(first))
        return `${lossWords[cause](visible(exit))}${held}${first === undefined ? '' : ' again'}`;
    return `${lossWords[cause](visible(exit))}${held}; ${others.length > 0 ? 'each' : 'it'} is tried again alone`;
}
