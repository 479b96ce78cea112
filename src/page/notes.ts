import { lossesText } from '../report/summary.js';
import { counted } from '../values/wording.js';
import type { Notes } from './html.js';
import type { RecordedRun } from './recorded-run.js';
import type { RunLog } from './run-log.js';

/** What there is to say about a run as a whole: by what and when it was made, and how it ended. */
export function endingNotes({ given, rows, triedAgain, damagedLines, last, ending }: RecordedRun, log?: RunLog): Notes {
  const notes: Notes = [
    {
      text: `${counted(rows.length, 'image')} in ${given}${last ? `, by imgpar ${last.versions?.imgpar ?? 'of an unknown version'}` : ''}.`,
    },
  ];
  const summary = log?.summary ?? (typeof ending === 'object' ? ending : undefined);
  if (last) notes.push({ text: `Last run: ${new Date(last.at).toISOString().slice(0, 19).replace('T', ' ')} UTC.` });
  if (summary?.interrupted) notes.push({ text: 'The run was interrupted; this is what was done by then.', isWarning: true });
  if (summary?.gaveUp) notes.push({ text: 'The run gave up, as too many images failed; this is what was done by then.', isWarning: true });
  if (!summary && ending === 'killed')
    notes.push({ text: 'The run was killed before its end; this is what was done by then.', isWarning: true });
  if (!summary && ending === 'running') notes.push({ text: 'A run is still at work; this is what it has done so far.', isWarning: true });
  const losses = log?.summary ? lossesText(log.summary) : '';
  if (losses !== '') notes.push({ text: `${losses}.`, isWarning: true });
  if (triedAgain > 0) notes.push({ text: `Tried again, as their worker was lost: ${counted(triedAgain, 'image')}.`, isWarning: true });
  if (damagedLines > 0)
    notes.push({
      text: `${counted(damagedLines, 'line')} of the manifest cannot be read; what they tell is not in this page.`,
      isWarning: true,
    });
  return notes;
}
