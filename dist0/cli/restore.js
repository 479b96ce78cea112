import { visible } from '../report/visible.js';
import { EXIT } from './exit.js';
/** Brings originals back, and says so line by line on stdout. @returns the exit code */
export async function restoreOriginals(backup, options, quiet, stdout) {
    const { restore } = await import('../index.js');
    const counts = { restored: 0, original: 0, changed: 0, 'not-kept': 0, failed: 0 };
    for (const { source, state, reason } of restore(backup, options)) {
        counts[state] += 1;
        const isGood = state === 'restored' || state === 'original';
        if (isGood && (quiet || state === 'original'))
            continue;
        const words = state === 'restored' && options.dryRun ? 'would be restored' : stateWords[state];
        const isRead = await stdout.write(`${visible(source)}: ${words}${reason === undefined ? '' : `: ${visible(reason)}`}\n`);
        // Who reads no further still wants the originals back.
        if (!isRead && options.dryRun)
            return EXIT.ok;
    }
    const left = counts.changed + counts['not-kept'] + counts.failed;
    if (!quiet)
        process.stderr.write(`${summaryOf(counts, left, options.dryRun ?? false)}\n`);
    return left > 0 ? EXIT.imagesFailed : EXIT.ok;
}
function summaryOf({ restored, original }, left, dryRun) {
    const parts = [
        `${restored} ${dryRun ? 'would be restored; nothing was written' : 'restored'}`,
        original > 0 && `${original} already the original`,
        left > 0 && `${left} not restored`,
    ];
    return parts.filter((part) => part !== false).join(', ');
}
const stateWords = {
    restored: 'restored',
    original: 'already the original',
    changed: 'changed since it was equalised, so it is left as it is; --force replaces it',
    'not-kept': 'the backup does not hold its original',
    failed: 'not restored',
};
