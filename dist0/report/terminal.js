/** Whether bars can be drawn on a stream: a terminal that can move its cursor, and nobody who reads a log of it. */
export function canDrawBars(stream, env = process.env) {
    return stream.isTTY === true && env.TERM !== 'dumb' && (!env.CI || env.CI === 'false');
}
/** Whether text on a stream may have colours: a terminal, unless NO_COLOR (no-color.org) or FORCE_COLOR says otherwise. NO_COLOR wins. */
export function wantsColour(stream, env = process.env) {
    if (env.NO_COLOR)
        return false;
    if (env.FORCE_COLOR !== undefined)
        return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
    return stream.isTTY === true && env.TERM !== 'dumb';
}
/** The colours of the reports: named ones only, so that the theme of the terminal decides how they look. */
export function paint(colour) {
    const sgr = (code) => (text) => (colour && text !== '' ? `\x1b[${code}m${text}\x1b[0m` : text);
    return { bar: sgr(36), failure: sgr(31), faint: sgr(2) };
}
