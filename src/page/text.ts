import { visible } from '../report/visible.js';

/** Text for a page: what controls or reorders is made visible, and nothing is markup. */
export function text(given: string | number): string {
  return visible(String(given)).replace(/[&<>"']/g, (character) => entities[character]!);
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export function bytesText(bytes: number): string {
  const unit = bytes < 1e3 ? 'B' : bytes < 1e6 ? 'kB' : bytes < 1e9 ? 'MB' : 'GB';
  const divisor = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9 }[unit];
  return `${(bytes / divisor).toFixed(unit === 'B' ? 0 : 1)} ${unit}`;
}

export function durationText(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return seconds < 3600 ? `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s` : `${(seconds / 3600).toFixed(1)} h`;
}
