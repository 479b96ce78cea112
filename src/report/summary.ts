import type { ErrorCode } from '../errors.js';
import type { RunSummary, SkipReason } from '../events.js';
import { asGiven } from '../given.js';
import { counted, formatBytes, formatCount, formatDuration, formatRate } from './progress-text.js';
import { paint } from './terminal.js';
import { visible } from './visible.js';

export interface SummaryOptions {
  /** Default: none. */
  readonly colour?: boolean;
}

/** The totals of a run as people read them, its lines ended by '\n': what was done how fast, what was not, and why. */
export function formatSummary(summary: RunSummary, { colour = false }: SummaryOptions = {}): string {
  return `${linesOf([headline(summary, colour), ...details(summary)])}${formatMisnamed(summary)}${linesOf(failures(summary, colour))}`;
}

/** Files that are named like images and are none, as lines; nothing if there are none. */
export function formatMisnamed({ misnamed, skippedByReason, given }: RunSummary): string {
  const count = skippedByReason.misnamed ?? 0;
  if (count === 0) return '';
  const shown = asGiven(given);
  const listed = misnamed.slice(0, mostMisnamed);
  return linesOf([
    `  ${count === 1 ? '1 file named like an image is none' : `${formatCount(count)} files named like images are none`} by content:`,
    ...listed.map(({ source, looksLike }) => `    ${visible(shown(source))}: ${looksLike}`),
    ...(count > listed.length ? [`    … and ${formatCount(count - listed.length)} more`] : []),
  ]);
}

/** Files that are misnamed, listed one by one. */
const mostMisnamed = 20;

function linesOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

function headline(summary: RunSummary, colour: boolean): string {
  const { done, skipped, failed, interrupted, gaveUp, elapsedMs } = summary;
  const counts = [
    `${counted(done, 'image')} equalised in ${formatDuration(elapsedMs)}${rates(summary)}`,
    skipped > 0 ? `${formatCount(skipped)} skipped` : '',
    failed > 0 ? paint(colour).failure(`${formatCount(failed)} failed`) : '',
  ];
  const ended = interrupted ? 'interrupted: ' : gaveUp ? 'gave up, too many images failed: ' : '';
  return `${ended}${counts.filter(Boolean).join(', ')}`;
}

function rates({ done, pixels, elapsedMs }: RunSummary): string {
  if (done === 0 || elapsedMs <= 0) return '';
  const seconds = elapsedMs / 1000;
  return ` (${formatRate(done / seconds)} images/s, ${formatRate(pixels / 1e6 / seconds)} MP/s)`;
}

function details(summary: RunSummary): string[] {
  const { found, done, skipped, failed, inputBytes, outputBytes, removed, workersLost, damagedLines, interrupted, gaveUp } = summary;
  const untouched = found - done - skipped - failed;
  return [
    done > 0 ? `read ${formatBytes(inputBytes)}, wrote ${formatBytes(outputBytes)}` : '',
    (interrupted || gaveUp) && untouched > 0 ? `not started: ${counted(untouched, 'image')}` : '',
    skipped > 0 ? `skipped: ${skips(summary)}` : '',
    removed > 0 ? `removed: ${counted(removed, 'result')} whose source is gone` : '',
    workersLost > 0 ? `${counted(workersLost, 'worker')} crashed and ${workersLost === 1 ? 'was' : 'were'} replaced` : '',
    damagedLines > 0 ? `${counted(damagedLines, 'damaged line')} of the manifest ${damagedLines === 1 ? 'was' : 'were'} passed over` : '',
  ]
    .filter(Boolean)
    .map((line) => `  ${line}`);
}

function skips({ skippedByReason }: RunSummary): string {
  return entriesOf(skippedByReason)
    .map(([reason, count]) => `${formatCount(count)} ${skipWords[reason][count === 1 ? 0 : 1]}`)
    .join(', ');
}

/** The words for one file and for several. */
const skipWords: Readonly<Record<SkipReason, readonly [string, string]>> = {
  'up-to-date': ['up to date', 'up to date'],
  'original-not-kept': [
    'done in place with other options, its original not kept',
    'done in place with other options, their originals not kept',
  ],
  'not-failed': ['that did not fail', 'that did not fail'],
  'not-an-image': ['not an image', 'not images'],
  misnamed: ['named like an image only', 'named like images only'],
  exists: ['already there', 'already there'],
  'symbolic-link': ['symbolic link', 'symbolic links'],
  'special-file': ['device, pipe or socket', 'devices, pipes or sockets'],
};

function failures(summary: RunSummary, colour: boolean): string[] {
  if (summary.failed === 0) return [];
  const shown = asGiven(summary.given);
  const unlisted = summary.failed - summary.failures.length;
  return [
    `  ${paint(colour).failure('failed:')}`,
    ...summary.failures.map((failure) => `    ${visible(shown(failureText(failure)))}`),
    ...(unlisted > 0 ? [`    … and ${formatCount(unlisted)} more${unlistedCodes(summary)}`] : []),
  ];
}

function failureText({ source, failure }: RunSummary['failures'][number]): string {
  const message = failure.message.trim().replace(/\s*[\r\n]+\s*/g, ' ') || failure.code;
  return message.includes(source) ? message : `${source}: ${message}`;
}

/** ` (20 corrupt, 3 timeout)`: of what kinds the failures are that are not listed. */
function unlistedCodes({ failedByCode, failures }: RunSummary): string {
  const counts = entriesOf(failedByCode)
    .map(([code, count]) => [code, count - failures.filter(({ failure }) => failure.code === code).length] as const)
    .filter(([, count]) => count > 0);
  return counts.length > 0 ? ` (${counts.map(([code, count]) => `${formatCount(count)} ${code}`).join(', ')})` : '';
}

function entriesOf<Key extends ErrorCode | SkipReason>(counts: Readonly<Partial<Record<Key, number>>>): [Key, number][] {
  // Object.entries forgets the type of the keys; the record has no others.
  return Object.entries(counts) as [Key, number][];
}
