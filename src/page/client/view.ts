import { curveChart, histogramChart } from '../charts.js';
import type { Column } from './columns.js';
import { type Data, lookOf, pictureUrl, type ShownLook } from './data.js';
import { hashOf } from './list.js';

/**
 * The view of one image, whose address is its name.
 *
 * @param order where the next and the previous image come from
 */
export function startView(data: Data, columns: readonly Column[], order: () => Uint32Array): void {
  const dialog = document.getElementById('view') as HTMLDialogElement;
  const content = document.getElementById('view-content')!;
  const title = document.getElementById('view-title')!;
  let row = -1;
  let mode: 'slider' | 'side' | 'blink' = 'slider';

  function follow(): void {
    const named = /^#image=(.*)$/s.exec(location.hash)?.[1];
    const found = named === undefined ? -1 : data.rowNamed(decoded(named));
    if (found < 0) {
      if (dialog.open) dialog.close();
      return;
    }
    row = found;
    draw();
    if (!dialog.open) dialog.showModal();
  }

  function draw(): void {
    const hadFocus = content.contains(document.activeElement);
    title.textContent = data.name(row);
    const look = lookOf(data, row);
    content.replaceChildren();
    const message = data.messages[row];
    if (message !== undefined) content.append(paragraph(message, data.statuses[row] === 1 ? 'failure' : 'note'));
    if (look) content.append(...pictures(look));
    else if (data.statuses[row] === 0)
      content.append(paragraph('This image is not in the sample that was looked at; --report-samples takes more.', 'note'));
    content.append(figures());
    if (look) content.append(charts(look));
    if (hadFocus) content.querySelector<HTMLElement>('.modes [aria-pressed="true"]')?.focus();
  }

  function pictures(look: ShownLook): HTMLElement[] {
    if (look.before === undefined || look.after === undefined)
      return [paragraph('One of the two pictures cannot be shown: the file is gone, or cannot be drawn.', 'note')];
    const choice = document.createElement('div');
    choice.className = 'modes';
    choice.setAttribute('role', 'group');
    choice.setAttribute('aria-label', 'How to compare');
    const stage = document.createElement('div');
    const button = (text: string, to: typeof mode) => {
      const made = document.createElement('button');
      made.type = 'button';
      made.textContent = text;
      made.setAttribute('aria-pressed', String(mode === to));
      made.addEventListener('click', () => {
        mode = to;
        draw();
      });
      choice.append(made);
    };
    button('Slider', 'slider');
    button('Side by side', 'side');
    button('Blink (b)', 'blink');
    stage.className = `stage ${mode}`;
    const before = picture(look.before, 'before');
    const after = picture(look.after, 'after');
    stage.append(before, after);
    if (mode === 'slider') {
      const range = document.createElement('input');
      range.type = 'range';
      range.min = '0';
      range.max = '100';
      range.value = '50';
      range.setAttribute('aria-label', `How much of the picture shows ${data.isComparison ? 'A' : 'the source'}`);
      const move = () => stage.style.setProperty('--cut', `${range.value}%`);
      range.addEventListener('input', move);
      move();
      // On the picture as well, by mouse, pen or finger.
      const follow = ({ clientX, buttons }: PointerEvent) => {
        if (buttons === 0) return;
        const { left, width } = after.getBoundingClientRect();
        range.value = String(Math.round(((clientX - left) * 100) / width));
        move();
      };
      for (const each of ['pointerdown', 'pointermove'] as const) stage.addEventListener(each, follow);
      // Also beyond its edges, so that both ends can be reached.
      stage.addEventListener('pointerdown', ({ pointerId, target }) => {
        if (target !== range) stage.setPointerCapture(pointerId);
      });
      stage.append(range);
    }
    return [choice, stage];
  }

  function picture(jpeg: string, which: 'before' | 'after'): HTMLElement {
    const caption = data.labels[which];
    const made = document.createElement('figure');
    const image = document.createElement('img');
    image.src = pictureUrl(jpeg);
    image.alt = `${caption}: ${data.name(row).slice(0, 200)}`;
    const text = document.createElement('figcaption');
    text.textContent = caption;
    made.className = which;
    made.append(image, text);
    return made;
  }

  function figures(): HTMLElement {
    const list = document.createElement('dl');
    for (const { title, text } of columns.slice(1)) {
      const term = document.createElement('dt');
      term.textContent = title;
      const value = document.createElement('dd');
      value.textContent = text(row);
      list.append(term, value);
    }
    return list;
  }

  function charts({ histograms, curves }: ShownLook): HTMLElement {
    const made = document.createElement('div');
    made.className = 'charts';
    // Numbers only.
    made.innerHTML = `<figure>${histogramChart(histograms.before, histograms.after)}<figcaption>Luma: ${data.labels.before} filled, ${data.labels.after} as a line</figcaption></figure>${
      curves ? `<figure>${curveChart(curves.planes, curves.highest)}<figcaption>The table that was applied</figcaption></figure>` : ''
    }`;
    return made;
  }

  function step(by: number): void {
    const rows = order();
    const at = rows.indexOf(row);
    const next = rows[at + by];
    if (at >= 0 && next !== undefined) location.replace(hashOf(data.name(next)));
  }

  function leave(): void {
    // Keeps the list where it is.
    if (location.hash.startsWith('#image=')) history.pushState(undefined, '', location.pathname + location.search);
    if (dialog.open) dialog.close();
  }

  dialog.addEventListener('close', leave);
  document.getElementById('view-close')!.addEventListener('click', leave);
  document.getElementById('view-next')!.addEventListener('click', () => step(1));
  document.getElementById('view-previous')!.addEventListener('click', () => step(-1));
  // Of the whole page, as nothing in the view has the focus after a click on a picture.
  document.addEventListener('keydown', (event) => {
    if (!dialog.open || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'b' || event.key === 'B') {
      const isAnew = mode !== 'blink';
      mode = 'blink';
      if (isAnew) draw();
      content.querySelector('.stage')?.classList.toggle('swapped');
    }
    if ((event.target as Element).matches('input')) return;
    if (event.key === 'ArrowRight') step(1);
    if (event.key === 'ArrowLeft') step(-1);
  });
  content.addEventListener('click', ({ target }) => {
    if (mode === 'blink') (target as Element).closest('.stage')?.classList.toggle('swapped');
  });
  addEventListener('hashchange', follow);
  addEventListener('popstate', follow);
  follow();
}

function paragraph(text: string, name: string): HTMLElement {
  const made = document.createElement('p');
  made.className = name;
  made.textContent = text;
  return made;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
