import { asGiven } from '../given.js';
import { figuresOf, preparationOf } from './progress.js';
import { counted, formatCount, formatRate, formatRemaining } from './progress-text.js';
import { columnsOf, shorten } from './text-columns.js';
import { visible } from './visible.js';
/**
 * The lines of the bars at `now` (milliseconds since the epoch): one for the run and one for every worker that there is room for. Each
 * is at most `columns - 1` columns wide, and there are at most `rows - 1` of them: the last column and the last row are where
 * terminals wrap and scroll.
 */
export function formatFrame(progress, style, now) {
    const preparation = preparationOf(progress);
    if (preparation !== undefined)
        return [painted([{ text: preparation }], style)];
    const countColumns = widestCount(progress);
    const { shown, hidden } = lanesInView(progress.lanes, style.rows - 2);
    const nameOf = asGiven(progress.totals.given);
    return [
        painted(totalParts(progress, style, countColumns, now), style),
        ...shown.map((lane) => painted(laneParts({ ...lane, source: nameOf(lane.source) }, style, countColumns), style)),
        ...(hidden > 0 ? [painted([{ text: hiddenText(shown.length, hidden, style), look: 'faint' }], style)] : []),
    ];
}
/**
 * The workers to show in so many lines, by their number: those that still have work first, as the finished ones have nothing to
 * tell; by number rather than by speed, as lines that change places cannot be read.
 */
function lanesInView(lanes, lines) {
    const numbered = lanes.map((lane, i) => ({ ...lane, number: i + 1 }));
    if (lines < 1)
        return { shown: [], hidden: 0 };
    if (lanes.length <= lines)
        return { shown: numbered, hidden: 0 };
    const byNeed = [...numbered.filter(hasWork), ...numbered.filter((lane) => !hasWork(lane))];
    const shown = byNeed.slice(0, lines - 1).sort((a, b) => a.number - b.number);
    return { shown, hidden: lanes.length - shown.length };
}
function hasWork({ finished, total }) {
    return finished < total;
}
function hiddenText(shown, hidden, { columns }) {
    const texts = shown > 0 ? [`+${counted(hidden, 'more worker')}`, `+${formatCount(hidden)} more`] : [counted(hidden, 'worker')];
    const room = columns - 1 - labelColumns;
    return ' '.repeat(labelColumns) + (texts.find((text) => columnsOf(text) <= room) ?? texts.at(-1));
}
/** `100% `, and `  #8 ` above each other. */
const labelColumns = 5;
function totalParts(progress, style, countColumns, now) {
    const { finished, total } = figuresOf(progress, now);
    const share = shareOf(finished, total);
    const start = [
        { text: `${Math.floor(share * 100)}% `.padStart(labelColumns) },
        ...barParts(share, style),
        { text: countText(finished, total).padStart(countColumns) },
    ];
    return [...start, ...detailParts(progress, style.columns - 1 - columnsOfParts(start), now)];
}
function laneParts({ number, finished, total, source }, style, countColumns) {
    const start = [
        { text: `#${number} `.padStart(labelColumns) },
        ...barParts(shareOf(finished, total), style),
        { text: countText(finished, total).padStart(countColumns) },
    ];
    const room = style.columns - 1 - columnsOfParts(start) - separator.length;
    return [...start, { text: separator }, { text: shorten(visible(source), room), look: 'faint' }];
}
/** A bar of a fifth of the terminal's width: fixed, so that it does not jump when the text beside it changes; none where it is narrow. */
function barParts(share, { columns, bar }) {
    const barColumns = Math.min(40, Math.floor(columns / 5));
    return barColumns < 6 ? [] : [{ text: bar(share, barColumns), look: 'bar' }, { text: ' ' }];
}
/** What there is to tell beside the bar, in reading order, as much of it as goes into `room` columns. */
function detailParts(progress, room, now) {
    const { failed, skipped, workersLost } = progress.totals;
    const { megapixelsPerSecond, imagesPerSecond, remainingMs } = figuresOf(progress, now);
    const failures = failed > 0 ? [detail(`${formatCount(failed)} failed`, 0, 'failure')] : [];
    const remaining = remainingMs === undefined ? [] : [detail(`${formatRemaining(remainingMs)} left`)];
    const pixelRate = megapixelsPerSecond === undefined ? [] : [detail(`${formatRate(megapixelsPerSecond)} MP/s`, '99.9 MP/s'.length)];
    const skips = skipped > 0 ? [detail(`${formatCount(skipped)} skipped`)] : [];
    const imageRate = imagesPerSecond === undefined ? [] : [detail(`${formatRate(imagesPerSecond)} images/s`, '99.9 images/s'.length)];
    const losses = workersLost > 0 ? [detail(counted(workersLost, 'worker lost', 'workers lost'), 0, 'failure')] : [];
    const kept = thatFit([failures, remaining, pixelRate, skips, imageRate, losses].flat(), room);
    const readingOrder = [imageRate, pixelRate, failures, skips, losses, remaining].flat();
    return readingOrder.filter((part) => kept.has(part)).flatMap((part) => [{ text: separator }, part]);
}
function detail(text, columns = 0, look) {
    return { text, columns: Math.max(columns, columnsOf(text)), ...(look && { look }) };
}
/** The details that go into `room` columns, the first being the most important. */
function thatFit(details, room) {
    let left = room;
    return new Set(details.filter(({ columns }) => {
        const fits = columns + separator.length <= left;
        if (fits)
            left -= columns + separator.length;
        return fits;
    }));
}
const separator = '  ';
/** The line as it is drawn: cut to the width of the terminal first and coloured then, as colours take bytes but no columns. */
function painted(parts, { columns, paint }) {
    let left = columns - 1;
    const pieces = parts.map(({ text, look }) => {
        const piece = shorten(text, left);
        left -= columnsOf(piece);
        return look ? paint[look](piece) : piece;
    });
    return pieces.join('').trimEnd();
}
function columnsOfParts(parts) {
    return parts.reduce((columns, { text }) => columns + columnsOf(text), 0);
}
function shareOf(finished, total) {
    return total === 0 ? 1 : Math.min(1, finished / total);
}
function countText(finished, total) {
    return `${formatCount(finished)}/${formatCount(total)}`;
}
/** The columns of the longest count of the frame once it is complete, so that counts stand below each other. */
function widestCount({ totals, lanes }) {
    return Math.max(...[totals.found, ...lanes.map(({ total }) => total)].map((total) => countText(total, total).length));
}
