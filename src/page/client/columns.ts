import type { Data } from './data.js';

/** A column of the list: what it sorts by, and what it shows. */
export interface Column {
  readonly title: string;
  readonly hint: string;
  /** By row, NaN where it is not known, made when asked for the first time; undefined for names, in whose order rows are. */
  readonly values: (() => Float32Array) | undefined;
  readonly text: (row: number) => string;
  /** Whether a click first shows the highest. */
  readonly highestFirst?: boolean;
}

/** @returns the column of names, then that of harm, then the others */
export function columnsOf({ length, name, harms, statuses, times, figure, labels, isComparison }: Data): readonly Column[] {
  const change = (which: number, title: string, hint: string, digits: number, scale = 1, unit = ''): Column => {
    const changeOf = (row: number) => figure(which, 'after', row) - figure(which, 'before', row);
    let made: Float32Array | undefined;
    const values = () => {
      if (!made) {
        made = new Float32Array(length);
        for (let row = 0; row < length; row++) made[row] = changeOf(row);
      }
      return made;
    };
    const text = (row: number) => {
      const difference = changeOf(row);
      if (Number.isNaN(difference)) return '–';
      const shown = (value: number) => (value * scale).toFixed(digits);
      const signed = shown(difference).replace(/^-/, '−').replace(/^\d/, '+$&');
      return `${shown(figure(which, 'before', row))} → ${shown(figure(which, 'after', row))}${unit}\n${signed}`;
    };
    return { title, hint, values, text };
  };
  return [
    { title: 'Name', hint: 'by name', values: undefined, text: name },
    {
      title: 'Worse',
      hint: isComparison ? `how much worse it is in ${labels.after}; 0: not at all` : 'how much it was made worse; 0: not at all',
      values: () => harms,
      text: (row) => ['', 'failed', 'only in A', 'only in B'][statuses[row]!] || known(harms[row]!, 2),
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
            values: () => times,
            text: (row: number) => known(times[row]!, 0, ' ms'),
            highestFirst: true,
          },
        ]),
  ];
}

function known(value: number, digits: number, unit = ''): string {
  return Number.isNaN(value) ? '–' : `${value.toFixed(digits)}${unit}`;
}
