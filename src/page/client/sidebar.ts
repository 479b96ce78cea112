import type { Column } from './columns.js';
import type { Data } from './data.js';
import type { Filter } from './list.js';

const bars = 24;

/** A histogram of each column, whose bars filter. */
export function startSidebar(data: Data, columns: readonly Column[], narrow: (filter: Filter | undefined) => void): void {
  const sidebar = document.getElementById('sidebar')!;
  const chosen = new Map<number, Filter>();
  for (const [which, { title, values: valuesOf }] of columns.entries()) {
    if (!valuesOf) continue;
    const values = valuesOf();
    let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let row = 0; row < values.length; row++) {
      const value = values[row]!;
      // Neither holds for NaN.
      if (value < least && data.statuses[row] === 0) least = value;
      if (value > most && data.statuses[row] === 0) most = value;
    }
    if (least > most) continue;
    const width = (most - least) / bars || 1;
    const barOf = (each: number) => Math.min(bars - 1, Math.floor((each - least) / width));
    const counts = new Uint32Array(bars);
    for (let row = 0; row < values.length; row++)
      if (data.statuses[row] === 0 && !Number.isNaN(values[row]!)) counts[barOf(values[row]!)]! += 1;
    sidebar.append(
      group(which, title, counts, least, width, (bar) => {
        if (bar === undefined) chosen.delete(which);
        else chosen.set(which, (row) => data.statuses[row] === 0 && !Number.isNaN(values[row]!) && barOf(values[row]!) === bar);
        narrow(chosen.size === 0 ? undefined : (row) => [...chosen.values()].every((admits) => admits(row)));
      }),
    );
  }
}

function group(
  which: number,
  title: string,
  counts: Uint32Array,
  least: number,
  width: number,
  choose: (bar: number | undefined) => void,
): HTMLElement {
  const made = document.createElement('fieldset');
  const legend = document.createElement('legend');
  legend.textContent = which === 1 || title === 'Time' ? title : `${title}, change`;
  const holder = document.createElement('div');
  holder.className = 'bars';
  const highest = Math.max(...counts);
  let pressed: HTMLElement | undefined;
  for (const [index, count] of counts.entries()) {
    if (count === 0) {
      holder.append(document.createElement('span'));
      continue;
    }
    const bar = document.createElement('button');
    bar.type = 'button';
    const from = least + index * width;
    const label = `${title} ${short(from)} to ${short(from + width)}: ${count} ${count === 1 ? 'image' : 'images'}`;
    bar.setAttribute('aria-label', label);
    bar.title = label;
    bar.setAttribute('aria-pressed', 'false');
    bar.style.setProperty('--share', String(count === 0 ? 0 : Math.max(0.04, count / highest)));
    bar.addEventListener('click', () => {
      const isPressed = pressed === bar;
      pressed?.setAttribute('aria-pressed', 'false');
      pressed = isPressed ? undefined : bar;
      pressed?.setAttribute('aria-pressed', 'true');
      choose(isPressed ? undefined : index);
    });
    holder.append(bar);
  }
  const ends = document.createElement('div');
  ends.className = 'ends';
  for (const end of [least, least + width * bars]) {
    const span = document.createElement('span');
    span.textContent = short(end);
    ends.append(span);
  }
  made.append(legend, holder, ends);
  return made;
}

function short(value: number): string {
  return Number(value.toPrecision(3)).toString();
}
