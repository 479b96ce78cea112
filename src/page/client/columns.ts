import type { Data } from './data.js';

/** A column of the list: what it sorts by, and what it shows. */
export interface Column {
  readonly title: string;
  readonly hint: string;
  readonly value: (data: Data, row: number) => number | string;
  readonly text: (data: Data, row: number) => string;
  /** Whether a click first shows the highest. */
  readonly highestFirst?: boolean;
}

function change(which: number, title: string, hint: string, digits: number, scale = 1, unit = ''): Column {
  const of = ({ figures }: Data) => figures[which]!;
  return {
    title,
    hint,
    value: (data, row) => of(data)[1][row]! - of(data)[0][row]!,
    text: (data, row) => {
      const [before, after] = of(data);
      if (Number.isNaN(before[row]!)) return '–';
      return `${(before[row]! * scale).toFixed(digits)} → ${(after[row]! * scale).toFixed(digits)}${unit}`;
    },
  };
}

export const columns: readonly Column[] = [
  { title: 'Name', hint: 'by name', value: ({ names }, row) => names[row]!, text: ({ names }, row) => names[row]! },
  {
    title: 'Worse',
    hint: 'how much it was made worse; 0: not at all',
    value: ({ harms }, row) => harms[row]!,
    text: ({ harms, failed }, row) => (failed[row] ? 'failed' : harms[row]!.toFixed(2)),
    highestFirst: true,
  },
  change(0, 'Entropy', 'by the change of entropy, in bits', 2),
  change(1, 'Contrast', 'by the change of RMS contrast', 3),
  change(2, 'Mean', 'by the change of the mean level', 3),
  change(3, 'Clipped', 'by the change of the share of clipped pixels', 1, 100, ' %'),
  {
    title: 'Time',
    hint: 'by the time it took',
    value: ({ times }, row) => times[row]!,
    text: ({ times }, row) => (times[row] === 0 ? '–' : `${times[row]!.toFixed(0)} ms`),
    highestFirst: true,
  },
];
