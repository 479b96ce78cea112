import type { Data } from './data.js';

/** A column of the list: what it sorts by, and what it shows. */
export interface Column {
  readonly title: string;
  readonly hint: string;
  /** By row, NaN where it is not known; undefined for names, in whose order rows are. */
  readonly values: Float32Array | undefined;
  readonly text: (row: number) => string;
  /** Whether a click first shows the highest. */
  readonly highestFirst?: boolean;
}

/** @returns the column of names, then that of harm, then the others */
export function columnsOf({ names, harms, statuses, times, figures, labels, isComparison }: Data): readonly Column[] {
  const change = (which: number, title: string, hint: string, digits: number, scale = 1, unit = ''): Column => {
    const [before, after] = figures[which]!;
    const values = new Float32Array(after.length);
    for (let row = 0; row < values.length; row++) values[row] = after[row]! - before[row]!;
    const text = (row: number) => {
      if (Number.isNaN(values[row]!)) return '–';
      const [one, other, difference] = [before[row]!, after[row]!, values[row]!].map((value) => (value * scale).toFixed(digits)) as [
        string,
        string,
        string,
      ];
      return `${one} → ${other}${unit}\n${difference.startsWith('-') ? `−${difference.slice(1)}` : `+${difference}`}`;
    };
    return { title, hint, values, text };
  };
  return [
    { title: 'Name', hint: 'by name', values: undefined, text: (row) => names[row]! },
    {
      title: 'Worse',
      hint: isComparison ? `how much worse it is in ${labels.after}; 0: not at all` : 'how much it was made worse; 0: not at all',
      values: harms,
      text: (row) => ['', 'failed', 'only in A', 'only in B'][statuses[row]!] || harms[row]!.toFixed(2),
      highestFirst: true,
    },
    change(0, 'Entropy', 'by the change of entropy, in bits', 2),
    change(1, 'Contrast', 'by the change of RMS contrast', 3),
    change(2, 'Mean', 'by the change of the mean level', 3),
    change(3, 'Clipped', 'by the change of the share of clipped pixels', 1, 100, ' %'),
    ...(isComparison
      ? []
      : [
          {
            title: 'Time',
            hint: 'by the time it took',
            values: times,
            text: (row: number) => (times[row] === 0 ? '–' : `${times[row]!.toFixed(0)} ms`),
            highestFirst: true,
          },
        ]),
  ];
}
