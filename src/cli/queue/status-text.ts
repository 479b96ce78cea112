import type { RunProgress, WorkerProgress } from '../../distributed/progress-of-run.js';
import { formatRate, formatRemaining } from '../../report/progress-text.js';
import { visible } from '../../report/visible.js';
import { counted, formatCount } from '../../values/wording.js';

/** How far a run is, as lines of text: the run, then each worker. */
export function statusLines(progress: RunProgress, columns = 80): string[] {
  const { run, destination, state, share, images, imagesPerSecond, remainingMs, ranges, workers, broken } = progress;
  const figures = [
    `${Math.floor(share * 100)} %`,
    counted(images.done, 'image'),
    imagesPerSecond > 0 && `${formatRate(imagesPerSecond)}/s`,
    state === 'running' && remainingMs !== undefined && `${formatRemaining(remainingMs)} left`,
    images.skipped > 0 && `${formatCount(images.skipped)} skipped`,
    images.failed > 0 && `${formatCount(images.failed)} failed (${failuresText(images.failures)})`,
  ];
  const waiting = `${formatCount(ranges.waiting)} waiting, ${formatCount(ranges.running)} running, ${formatCount(ranges.done)} done`;
  return [
    `run ${run}: ${state}, to ${visible(destination)}`,
    `  ${bar(share, columns)} ${figures.filter(Boolean).join(', ')}`,
    `  ranges: ${waiting}${ranges.stalled > 0 ? `, ${formatCount(ranges.stalled)} stalled` : ''}`,
    ...broken.map((reason) => `  cannot be done: ${visible(reason)}`),
    ...workers.map((worker) => `  ${workerLine(worker, columns)}`),
  ];
}

function workerLine(
  { host, worker, start, end, finished, lines, failed, imagesPerSecond, silentMs }: WorkerProgress,
  columns: number,
): string {
  const name = visible(`${host} ${worker}`);
  if (silentMs !== undefined) return `${name}: range ${start}-${end} stalled, nothing heard for ${formatRemaining(silentMs)}`;
  const failures = failed > 0 ? `, ${formatCount(failed)} failed` : '';
  const share = lines > 0 ? finished / lines : 0;
  return `${bar(share, columns)} ${formatCount(finished)}/${formatCount(lines)}, ${formatRate(imagesPerSecond)}/s${failures}, ${name}, range ${start}-${end}`;
}

function failuresText(failures: RunProgress['images']['failures']): string {
  return Object.entries(failures)
    .map(([code, count]) => `${code} ${formatCount(count)}`)
    .join(', ');
}

function bar(share: number, columns: number): string {
  const length = Math.max(5, Math.min(30, Math.floor(columns / 4)));
  const full = Math.floor(share * length);
  return '█'.repeat(full) + '░'.repeat(length - full);
}

type Labels = Readonly<Record<string, string>>;
type Sample = readonly [labels: Labels, value: number];

/** The same as metrics in the text format of Prometheus. */
export function prometheusText(runs: readonly RunProgress[]): string {
  const of = (samples: (run: RunProgress) => readonly Sample[]) =>
    runs.flatMap((run) => samples(run).map(([labels, value]): Sample => [{ run: run.run, ...labels }, value]));
  const outcomes = ['done', 'skipped', 'failed'] as const;
  const states = ['waiting', 'running', 'done', 'stalled'] as const;
  return [
    metric(
      'imgpar_images',
      'Images by outcome',
      of(({ images }) => outcomes.map((outcome) => [{ outcome }, images[outcome]])),
    ),
    metric(
      'imgpar_failures',
      'Failed images by code',
      of(({ images }) => Object.entries(images.failures).map(([code, count]) => [{ code }, count])),
    ),
    metric(
      'imgpar_ranges',
      'Ranges by state',
      of(({ ranges }) => states.map((state) => [{ state }, ranges[state]])),
    ),
    metric(
      'imgpar_share_done',
      'How much of the list is done, 0 to 1',
      of(({ share }) => [[{}, share]]),
    ),
    metric(
      'imgpar_images_per_second',
      'Images per second of all workers',
      of(({ imagesPerSecond }) => [[{}, imagesPerSecond]]),
    ),
    metric(
      'imgpar_worker_images_per_second',
      'Images per second by worker',
      of(({ workers }) => workers.map(({ host, worker, imagesPerSecond }) => [{ host, worker }, imagesPerSecond])),
    ),
  ].join('');
}

function metric(name: string, help: string, samples: readonly Sample[]): string {
  return [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} gauge`,
    ...samples.map(([labels, value]) => `${name}{${labelled(labels)}} ${value}`),
    '',
  ].join('\n');
}

/** Backslashes, quotes and line breaks are escaped as the format asks for, which is how JSON does. */
function labelled(labels: Labels): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${JSON.stringify(visible(value))}`)
    .join(',');
}
