import type { ErrorCode } from '../errors.js';
import type { LossCause, RunSummary, SkipReason, Withheld } from '../events.js';
import { asGiven } from '../given-paths.js';
import { counted, formatCount } from '../values/wording.js';
import { formatBytes, formatDuration, formatRate } from './progress-text.js';
import { paint } from './terminal.js';
import { visible } from './visible.js';

export interface SummaryOptions {
  /** Default: no colour. */
  readonly colour?: boolean;
}

/** The totals of a run for people, in lines ended by '\n': what was done and how fast, what was not, and why. */
export function formatSummary(summary: RunSummary, { colour = false }: SummaryOptions = {}): string {
  const lines = [headline(summary, colour), ...details(summary), ...misnamed(summary), ...warnings(summary), ...failures(summary, colour)];
  return linesOf(lines);
}

/** What went wrong, one line each: all that remains of a summary with --quiet. */
export function formatTroubles(summary: RunSummary): string {
  const more = unlisted(summary);
  const shown = asGiven(summary.given);
  const failures = summary.failures.map(({ source, failure }) => visible(shown(`${source}: ${failure.message}`)));
  return linesOf([...failures, ...(more ? [more] : []), ...withheldSentences(summary)]);
}

/** Why results were not removed, and what to do about it, as lines; empty if there are none. */
export function formatWithheld(summary: RunSummary): string {
  return linesOf(withheldSentences(summary));
}

/** Files with an image name that are not images, as lines; empty if there are none. */
export function formatMisnamed(summary: RunSummary): string {
  return linesOf(misnamed(summary));
}

function linesOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

function withheldSentences({ withheld, given }: RunSummary): string[] {
  const shown = asGiven(given);
  return withheld.map((each) => visible(shown(withheldSentence(each))));
}

/** Why results were not removed, and what to do about it. */
export function withheldSentence(withheld: Withheld): string {
  const { reason, results } = withheld;
  const kept = `not removed: ${counted(results, 'result')}`;
  if (reason === 'too-many')
    return `${kept} of ${formatCount(withheld.recorded)} whose source is gone, because that is more than half; add --prune-any to remove them`;
  const { place, why } = withheld;
  const words = {
    unreadable: `${kept} whose source cannot be seen, because ${place} cannot be read: ${why}`,
    empty: `${kept} whose source was in ${place}, which is now empty; mount its disk, or remove the results yourself`,
    unremovable: `${kept} whose source is gone, such as ${place}: ${why}`,
  };
  return words[reason];
}

function headline(summary: RunSummary, colour: boolean): string {
  const { done, skipped, failed, interrupted, gaveUp, gaveUpWhy = 'too-many-failures', elapsedMs } = summary;
  const counts = [
    `${counted(done, 'image')} equalised in ${formatDuration(elapsedMs)}${rates(summary)}`,
    skipped > 0 ? `${formatCount(skipped)} skipped` : '',
    failed > 0 ? paint(colour).failure(`${formatCount(failed)} failed`) : '',
  ];
  const ended = interrupted ? 'interrupted: ' : gaveUp ? `stopped, ${giveUpWords[gaveUpWhy]}: ` : '';
  return `${ended}${counts.filter(Boolean).join(', ')}`;
}

const giveUpWords: Readonly<Record<NonNullable<RunSummary['gaveUpWhy']>, string>> = {
  'too-many-failures': 'too many images failed',
  'out-of-room': 'nothing more can be written there',
};

function rates({ done, pixels, elapsedMs }: RunSummary): string {
  if (done === 0 || elapsedMs <= 0) return '';
  const seconds = elapsedMs / 1000;
  return ` (${formatRate(done / seconds)} images/s, ${formatRate(pixels / 1e6 / seconds)} MP/s)`;
}

function details(summary: RunSummary): string[] {
  const { found, done, skipped, failed, inputBytes, outputBytes, removed, triedAgain, damagedLines, interrupted, gaveUp, manifestFailure } =
    summary;
  const untouched = found - done - skipped - failed;
  return [
    done > 0 ? `read ${formatBytes(inputBytes)}, wrote ${formatBytes(outputBytes)}` : '',
    (interrupted || gaveUp) && untouched > 0 ? `not started: ${counted(untouched, 'image')}` : '',
    skipped > 0 ? `skipped: ${skips(summary)}` : '',
    removed > 0 ? `removed: ${counted(removed, 'result')} whose source is gone` : '',
    ...withheldSentences(summary),
    lossesText(summary),
    triedAgain > 0 ? `retried alone: ${counted(triedAgain, 'image')} whose worker was lost` : '',
    manifestFailure ? `${visible(manifestFailure.message)}; the next run redoes the images it does not list` : '',
    damagedLines > 0 ? `${counted(damagedLines, 'damaged line')} of the manifest ${damagedLines === 1 ? 'was' : 'were'} ignored` : '',
  ]
    .filter(Boolean)
    .map((line) => `  ${line}`);
}

function skips({ skippedByReason }: RunSummary): string {
  return entriesOf(skippedByReason)
    .map(([reason, count]) => `${formatCount(count)} ${skipWords[reason][count === 1 ? 0 : 1]}`)
    .join(', ');
}

/** How many workers were lost, and to what; empty if none was. */
export function lossesText({ workersLost, lostByCause }: Pick<RunSummary, 'workersLost' | 'lostByCause'>): string {
  if (workersLost === 0) return '';
  const causes = entriesOf(lostByCause).map(([cause, count]) => `${formatCount(count)} ${lossWords[cause]}`);
  return `${counted(workersLost, 'worker')} lost and replaced: ${causes.join(', ')}`;
}

const lossWords: Readonly<Record<LossCause, string>> = {
  timeout: 'killed at the time limit',
  'out-of-memory': 'out of memory',
  killed: 'killed from outside',
  crash: 'crashed',
};

/** The words for one file and for several. */
const skipWords: Readonly<Record<SkipReason, readonly [string, string]>> = {
  'up-to-date': ['up to date', 'up to date'],
  'original-not-kept': [
    'already equalised in place with other options, with no backup of its original',
    'already equalised in place with other options, with no backup of their originals',
  ],
  'hard-linked': [
    'hard-linked and left alone (--break-hard-links replaces it)',
    'hard-linked and left alone (--break-hard-links replaces them)',
  ],
  'not-failed': ['did not fail last time', 'did not fail last time'],
  'not-an-image': ['not an image', 'not images'],
  misnamed: ['named like an image but not one', 'named like images but not images'],
  copied: ['not an image, copied', 'not images, copied'],
  exists: ['already there', 'already there'],
  'symbolic-link': ['symbolic link', 'symbolic links'],
  'special-file': ['device, pipe or socket', 'devices, pipes or sockets'],
  unsettled: ['may still be being written', 'may still be being written'],
  'failed-before': ['failed before and has not changed', 'failed before and have not changed'],
};

function misnamed({ misnamed, skippedByReason, given }: RunSummary): string[] {
  const count = skippedByReason.misnamed ?? 0;
  if (count === 0) return [];
  const shown = asGiven(given);
  const listed = misnamed.slice(0, mostMisnamed);
  return [
    `  ${count === 1 ? '1 file is named like an image but is not one' : `${formatCount(count)} files are named like images but are not`}:`,
    ...listed.map(({ source, looksLike }) => `    ${visible(shown(source))}: ${looksLike}`),
    ...(count > listed.length ? [`    … and ${formatCount(count - listed.length)} more`] : []),
  ];
}

/** The most misnamed files to list one by one. */
const mostMisnamed = 20;

/** Warnings about images. Those about the whole run are shown when it starts. */
function warnings({ warned, warnings, given }: RunSummary): string[] {
  const shown = asGiven(given);
  const listed = warnings.flatMap(({ source, message }) =>
    source === undefined ? [] : [`    ${visible(shown(`${source}: ${message}`))}`],
  );
  const unlisted = warned - warnings.length;
  if (listed.length + unlisted === 0) return [];
  return ['  done, with warnings:', ...listed, ...(unlisted > 0 ? [`    … and ${formatCount(unlisted)} more`] : [])];
}

function failures(summary: RunSummary, colour: boolean): string[] {
  if (summary.failed === 0) return [];
  const more = unlisted(summary);
  const shown = asGiven(summary.given);
  const codeColumns = Math.max(...summary.failures.map(({ failure }) => failure.code.length));
  return [
    `  ${paint(colour).failure('failed:')}`,
    ...summary.failures.map((each) => `    ${each.failure.code.padEnd(codeColumns)}  ${visible(shown(failureText(each)))}`),
    ...(more ? [`    ${more}`] : []),
  ];
}

/** How many failures are not listed, and where to find them; undefined if all are listed. */
function unlisted(summary: RunSummary): string | undefined {
  const { failed, failures, manifest, given } = summary;
  const more = failed - failures.length;
  if (more <= 0) return undefined;
  const where = manifest === undefined ? '--progress json lists them all' : `all are in ${visible(asGiven(given)(manifest))}`;
  return `… and ${formatCount(more)} more${unlistedCodes(summary)}; ${where}`;
}

function failureText({ source, failure }: RunSummary['failures'][number]): string {
  const lines = failure.message.split(/[\r\n]+/).map((line) => line.trim());
  const message = lines.filter(Boolean).join(' ') || failure.code;
  return message.includes(source) ? message : `${source}: ${message}`;
}

/** ` (20 corrupt, 3 timeout)`: the unlisted failures by code. */
function unlistedCodes({ failedByCode, failures }: RunSummary): string {
  const counts = entriesOf(failedByCode)
    .map(([code, count]) => [code, count - failures.filter(({ failure }) => failure.code === code).length] as const)
    .filter(([, count]) => count > 0);
  return counts.length > 0 ? ` (${counts.map(([code, count]) => `${formatCount(count)} ${code}`).join(', ')})` : '';
}

function entriesOf<Key extends ErrorCode | SkipReason | LossCause>(counts: Readonly<Partial<Record<Key, number>>>): [Key, number][] {
  // Object.entries forgets the type of the keys; the record has no others.
  return Object.entries(counts) as [Key, number][];
}
