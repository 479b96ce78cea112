import { counted, formatCount } from '../values/wording.js';

/** The figures of a progress line. Rates and remaining time are left out while unknown, failures while there are none. */
export interface ProgressFigures {
  /** Images done, skipped and failed. */
  readonly finished: number;
  readonly total: number;
  readonly failed: number;
  readonly imagesPerSecond?: number | undefined;
  readonly megapixelsPerSecond?: number | undefined;
  readonly remainingMs?: number | undefined;
}

/** One line without line end, such as `1,200/20,000 images, 85.2/s, 12.3 MP/s, 3 min 40 s left, 2 failed`. */
export function formatProgress(figures: ProgressFigures): string {
  const { finished, total, failed, imagesPerSecond, megapixelsPerSecond, remainingMs } = figures;
  return [
    `${formatCount(finished)}/${counted(total, 'image')}`,
    imagesPerSecond === undefined ? '' : `${formatRate(imagesPerSecond)}/s`,
    megapixelsPerSecond === undefined ? '' : `${formatRate(megapixelsPerSecond)} MP/s`,
    remainingMs === undefined ? '' : `${formatRemaining(remainingMs)} left`,
    failed === 0 ? '' : `${formatCount(failed)} failed`,
  ]
    .filter(Boolean)
    .join(', ');
}

/** `listing… 12,345 found`. */
export function formatListing(found: number): string {
  return `listing… ${formatCount(found)} found`;
}

/** `measuring… 1,200/20,000`. */
export function formatMeasuring(measured: number, found: number): string {
  return `measuring… ${formatCount(measured)}/${formatCount(found)}`;
}

/** A number per second with about three digits: `0.042`, `6.7`, `1,234`. */
export function formatRate(perSecond: number): string {
  if (perSecond >= 99.95) return formatCount(perSecond);
  if (perSecond >= 0.95 || perSecond === 0) return perSecond.toFixed(1);
  return perSecond >= 0.001 ? String(Number(perSecond.toPrecision(2))) : 'under 0.001';
}

/** A duration in its two largest units: `3.4 s`, `42 s`, `3 min 40 s`, `1 h 02 min`, `2 d 03 h`. */
export function formatDuration(durationMs: number): string {
  if (durationMs < 9950) return `${(durationMs / 1000).toFixed(1)} s`;
  const seconds = Math.round(durationMs / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return inTwoUnits(seconds, 60, 'min', 's');
  const minutes = Math.round(seconds / 60);
  if (minutes < 24 * 60) return inTwoUnits(minutes, 60, 'h', 'min');
  return inTwoUnits(Math.round(minutes / 60), 24, 'd', 'h');
}

/** An estimate of the time left, no finer than it can be known: `4 s`, `3 min 40 s`, `12 min`, `1 h 02 min`. */
export function formatRemaining(remainingMs: number): string {
  const seconds = Math.max(1, Math.ceil(remainingMs / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 600) return formatDuration(seconds * 1000);
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : formatDuration(minutes * 60_000);
}

/** An amount of data in powers of a thousand: `999 B`, `1.5 kB`, `48.2 MB`, `1,234 TB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 999.5) return `${Math.round(bytes)} B`;
  let [amount, unit] = [bytes, 0];
  while (amount >= 999.5 && unit < byteUnits.length - 1) [amount, unit] = [amount / 1000, unit + 1];
  return `${amount < 99.95 ? amount.toFixed(1) : formatCount(amount)} ${byteUnits[unit]}`;
}

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

function inTwoUnits(amount: number, perUnit: number, unit: string, smallerUnit: string): string {
  return `${Math.floor(amount / perUnit)} ${unit} ${String(amount % perUnit).padStart(2, '0')} ${smallerUnit}`;
}
