import type { Restored, RestoreOptions } from '../history/restore.js';
import { visible } from '../report/visible.js';
import { EXIT } from './exit.js';
import type { Output } from './output.js';

/** Restores originals and prints a line for each on stdout. @returns the exit code */
export async function restoreOriginals(backup: string, options: RestoreOptions, quiet: boolean, stdout: Output): Promise<number> {
  const { restore } = await import('../index.js');
  const counts: Record<Restored['state'], number> = { restored: 0, original: 0, changed: 0, 'not-kept': 0, failed: 0 };
  for (const { source, state, reason } of restore(backup, options)) {
    counts[state] += 1;
    const isGood = state === 'restored' || state === 'original';
    if (isGood && (quiet || state === 'original')) continue;
    const words = state === 'restored' && options.dryRun ? 'would be restored' : stateWords[state];
    const isRead = await stdout.write(`${visible(source)}: ${words}${reason === undefined ? '' : `: ${visible(reason)}`}\n`);
    // A reader that has left still wants the originals back.
    if (!isRead && options.dryRun) return EXIT.ok;
  }
  const left = counts.changed + counts['not-kept'] + counts.failed;
  if (!quiet) process.stderr.write(`${summaryOf(counts, left, options.dryRun ?? false)}\n`);
  return left > 0 ? EXIT.imagesFailed : EXIT.ok;
}

function summaryOf({ restored, original }: Record<Restored['state'], number>, left: number, dryRun: boolean): string {
  const parts = [
    `${restored} ${dryRun ? 'would be restored; nothing was written' : 'restored'}`,
    original > 0 && `${original} already the original`,
    left > 0 && `${left} not restored`,
  ];
  return parts.filter((part) => part !== false).join(', ');
}

const stateWords: Readonly<Record<Restored['state'], string>> = {
  restored: 'restored',
  original: 'already the original',
  changed: 'changed since it was equalised, so it was left alone; --force replaces it',
  'not-kept': 'the backup does not hold its original',
  failed: 'not restored',
};
