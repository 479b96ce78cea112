import { asGiven } from '../given-paths.js';
import { counted, formatCount } from '../values/wording.js';
import { figuresOf, type LaneProgress, preparationOf, type RunProgress } from './progress.js';
import { formatRate, formatRemaining } from './progress-text.js';
import type { Paint } from './terminal.js';
import { columnsOf, shorten } from './text-columns.js';
import { visible } from './visible.js';

/** How to draw a frame. */
export interface FrameStyle {
  /** Size of the terminal. */
  readonly rows: number;
  readonly columns: number;
  readonly paint: Paint;
  /** A bar of this many columns for a share of 0..1. */
  bar(share: number, columns: number): string;
}

/**
 * The lines of the bars at `now` (milliseconds since the epoch): one for the run and one for every worker that there is room for. Each is
 * at most `columns - 1` columns wide, and there are at most `rows - 1`: at the last column and row, terminals wrap and scroll.
 */
export function formatFrame(progress: RunProgress, style: FrameStyle, now: number): string[] {
  const preparation = preparationOf(progress);
  if (preparation !== undefined) return [painted([{ text: preparation }], style)];
  const countColumns = widestCount(progress);
  const { shown, hidden } = lanesInView(progress.lanes, style.rows - 2);
  const nameOf = asGiven(progress.totals.given);
  return [
    painted(totalParts(progress, style, countColumns, now), style),
    ...shown.map((lane) => painted(laneParts({ ...lane, source: nameOf(lane.source) }, style, countColumns), style)),
    ...(hidden > 0 ? [painted([{ text: hiddenText(shown.length, hidden, style), look: 'faint' }], style)] : []),
  ];
}

interface NumberedLane extends LaneProgress {
  /** From 1, as people count. */
  readonly number: number;
}

/**
 * The workers to show in this many lines, by number. Those with work left come first, as finished ones have nothing to report. Sorting by
 * number rather than speed keeps lines in place, so that they can be read.
 */
function lanesInView(lanes: readonly LaneProgress[], lines: number): { shown: NumberedLane[]; hidden: number } {
  const numbered = lanes.map((lane, i) => ({ ...lane, number: i + 1 }));
  if (lines < 1) return { shown: [], hidden: 0 };
  if (lanes.length <= lines) return { shown: numbered, hidden: 0 };
  const byNeed = [...numbered.filter(hasWork), ...numbered.filter((lane) => !hasWork(lane))];
  const shown = byNeed.slice(0, lines - 1).sort((a, b) => a.number - b.number);
  return { shown, hidden: lanes.length - shown.length };
}

function hasWork({ finished, total }: LaneProgress): boolean {
  return finished < total;
}

function hiddenText(shown: number, hidden: number, { columns }: FrameStyle): string {
  const texts = shown > 0 ? [`+${counted(hidden, 'more worker')}`, `+${formatCount(hidden)} more`] : [counted(hidden, 'worker')];
  const room = columns - 1 - labelColumns;
  return ' '.repeat(labelColumns) + (texts.find((text) => columnsOf(text) <= room) ?? texts.at(-1));
}

/** A part of a line, and how it looks. */
interface Part {
  readonly text: string;
  readonly look?: keyof Paint;
}

/** Width of `100% ` and ` #8 `, which are aligned. */
const labelColumns = 5;

function totalParts(progress: RunProgress, style: FrameStyle, countColumns: number, now: number): Part[] {
  const { finished, total } = figuresOf(progress, now);
  const share = shareOf(finished, total);
  const start = [
    { text: `${Math.floor(share * 100)}% `.padStart(labelColumns) },
    ...barParts(share, style),
    { text: countText(finished, total).padStart(countColumns) },
  ];
  return [...start, ...detailParts(progress, style.columns - 1 - columnsOfParts(start), now)];
}

function laneParts({ number, finished, total, source }: NumberedLane, style: FrameStyle, countColumns: number): Part[] {
  const start = [
    { text: `#${number} `.padStart(labelColumns) },
    ...barParts(shareOf(finished, total), style),
    { text: countText(finished, total).padStart(countColumns) },
    ...(style.columns < wideColumns ? [] : [{ text: `  ${Math.floor(shareOf(finished, total) * 100)}%`.padStart(6) }]),
  ];
  const room = style.columns - 1 - columnsOfParts(start) - separator.length;
  return [...start, { text: separator }, { text: shorten(visible(source), room), look: 'faint' }];
}

/** From this width on there is room for more than the necessary. */
const wideColumns = 100;

/**
 * A bar of a fifth of the terminal's width, and of half of what is beyond 100 columns; none if that is narrow. Its width is fixed, so that
 * it does not jump when the text beside it changes.
 */
function barParts(share: number, { columns, bar }: FrameStyle): Part[] {
  const barColumns = Math.min(60, Math.floor(columns / 5 + Math.max(0, columns - wideColumns) / 2));
  return barColumns < 6 ? [] : [{ text: bar(share, barColumns), look: 'bar' }, { text: ' ' }];
}

/** A fact about the run, shown if the line has room. */
interface Detail extends Part {
  /** Reserved for it even while it is shorter, so that details do not come and go as figures change. */
  readonly columns: number;
}

/** The facts beside the bar, in reading order, as many as fit into `room` columns. */
function detailParts(progress: RunProgress, room: number, now: number): Part[] {
  const { failed, skipped, workersLost } = progress.totals;
  const { megapixelsPerSecond, imagesPerSecond, remainingMs } = figuresOf(progress, now);
  const failures: Detail[] = failed > 0 ? [detail(`${formatCount(failed)} failed`, 0, 'failure')] : [];
  const remaining = remainingMs === undefined ? [] : [detail(`${formatRemaining(remainingMs)} left`)];
  const pixelRate = megapixelsPerSecond === undefined ? [] : [detail(`${formatRate(megapixelsPerSecond)} MP/s`, '99.9 MP/s'.length)];
  const skips = skipped > 0 ? [detail(`${formatCount(skipped)} skipped`)] : [];
  const imageRate = imagesPerSecond === undefined ? [] : [detail(`${formatRate(imagesPerSecond)} images/s`, '99.9 images/s'.length)];
  const losses = workersLost > 0 ? [detail(counted(workersLost, 'worker lost', 'workers lost'), 0, 'failure')] : [];
  const thefts = progress.thefts > 0 ? [detail(counted(progress.thefts, 'theft'))] : [];
  const kept = thatFit([failures, remaining, pixelRate, skips, imageRate, losses, thefts].flat(), room);
  const readingOrder = [imageRate, pixelRate, failures, skips, losses, thefts, remaining].flat();
  return readingOrder.filter((part) => kept.has(part)).flatMap((part) => [{ text: separator }, part]);
}

function detail(text: string, columns = 0, look?: keyof Paint): Detail {
  return { text, columns: Math.max(columns, columnsOf(text)), ...(look && { look }) };
}

/** The details that fit into `room` columns, most important first. */
function thatFit(details: readonly Detail[], room: number): Set<Detail> {
  let left = room;
  return new Set(
    details.filter(({ columns }) => {
      const fits = columns + separator.length <= left;
      if (fits) left -= columns + separator.length;
      return fits;
    }),
  );
}

const separator = '  ';

/** The line as drawn: first cut to the terminal's width, then coloured, as colours take bytes but no columns. */
function painted(parts: readonly Part[], { columns, paint }: FrameStyle): string {
  let left = columns - 1;
  const pieces = parts.map(({ text, look }) => {
    const piece = shorten(text, left);
    left -= columnsOf(piece);
    return look ? paint[look](piece) : piece;
  });
  return pieces.join('').trimEnd();
}

function columnsOfParts(parts: readonly Part[]): number {
  return parts.reduce((columns, { text }) => columns + columnsOf(text), 0);
}

function shareOf(finished: number, total: number): number {
  return total === 0 ? 1 : Math.min(1, finished / total);
}

function countText(finished: number, total: number): string {
  return `${formatCount(finished)}/${formatCount(total)}`;
}

/** The width of the longest count in the frame once it is complete, so that counts are aligned. */
function widestCount({ totals, lanes }: RunProgress): number {
  return Math.max(...[totals.found, ...lanes.map(({ total }) => total)].map((total) => countText(total, total).length));
}
