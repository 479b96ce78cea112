import { ImgparError } from '../errors.js';
import { boolean, callback, group, number } from '../values/arguments.js';
/**
 * Bars on a terminal: one for the run, one for each worker. They are gone at the end.
 *
 * @throws {ImgparError} `usage`, if the stream is no terminal
 */
export function barsReporter(options) {
    const { stream, ...others } = readBarsOptions(options, 'options');
    if (!stream)
        throw missing('stream', 'a terminal such as process.stderr');
    return loadedLate(async () => {
        const bars = await import('./bars.js');
        // Of a terminal, the bars use what TerminalStream asks for.
        return bars.barsReporter({ stream: stream, ...others });
    });
}
/** A line of progress now and then, for logs; none before the first interval is over. */
export function linesReporter(options) {
    const { write, ...others } = readLinesOptions(options, 'options');
    if (!write)
        throw missing('write', 'a function that takes a line');
    return loadedLate(async () => (await import('./lines.js')).linesReporter({ write, ...others }));
}
/** Every event as a line of JSON, `{"v":1,"type":"image-done",…}`, as `--progress json` prints them. */
export function jsonReporter(options) {
    const { write } = readJsonOptions(options, 'options');
    if (!write)
        throw missing('write', 'a function that takes a line');
    return loadedLate(async () => {
        const { formatJsonEvent } = await import('./json.js');
        return async (event) => {
            await write(`${formatJsonEvent(event)}\n`);
        };
    });
}
/** A reporter whose module is loaded with the first event, so that programs that report otherwise need not wait for it. */
function loadedLate(load) {
    let loading;
    let closed = false;
    const report = async (event) => {
        if (closed)
            return;
        loading ??= load();
        // Those who wait for one promise go on in the order in which they came, so events stay in order.
        const reporter = await loading;
        if (!closed)
            await reporter(event);
    };
    const close = () => {
        closed = true;
        // Why it could not be loaded was told to whoever reported.
        loading?.then((reporter) => reporter.close?.()).catch(() => { });
    };
    return Object.assign(report, { close });
}
const terminal = (value, name) => {
    // A terminal of Node's has all the rest.
    if (typeof value === 'object' && value !== null && 'isTTY' in value && value.isTTY === true)
        return value;
    throw new ImgparError('usage', `${name} is no terminal, expected one such as process.stderr; linesReporter writes anywhere`);
};
const interval = (value, name) => {
    const intervalMs = number(value, name);
    if (intervalMs >= 1 && intervalMs < 2 ** 31)
        return intervalMs;
    throw new ImgparError('usage', `${name} is ${intervalMs}, expected milliseconds from 1 to ${2 ** 31 - 1}`);
};
const readBarsOptions = group({ stream: terminal, colour: boolean });
const readLinesOptions = group({ write: callback(), intervalMs: interval });
const readJsonOptions = group({ write: callback() });
function missing(option, expected) {
    return new ImgparError('usage', `no ${option} given, expected ${expected}`);
}
