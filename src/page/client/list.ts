import { orderBy } from '../order.js';
import type { Column } from './columns.js';
import { type Data, lookOf, pictureUrl } from './data.js';
import { nameSearch } from './name-search.js';

/** Whether a row is shown. */
export type Filter = (row: number) => boolean;

const rowHeight = 56;

/** In the order of their numbers. */
const statusNames = ['done', 'failed', 'only-a', 'only-b'];

export interface List {
  /** The rows as listed now. */
  order(): Uint32Array;
  /** Shows only rows that a filter admits, besides those of the fields above the list. */
  narrow(filter: Filter | undefined): void;
  /** Lists these rows instead, as the user has asked for by now. */
  become(data: Data, columns: readonly Column[]): void;
}

/** A list of which only the rows in view are in the page. */
export function startList(first: Data, itsColumns: readonly Column[]): List {
  let [data, columns] = [first, itsColumns];
  const body = document.getElementById('rows')!;
  const spacer = document.getElementById('spacer')!;
  const head = document.getElementById('head')!;
  const search = document.getElementById('search') as HTMLInputElement;
  const outcome = document.getElementById('outcome') as HTMLSelectElement;
  const count = document.getElementById('count')!;
  let sorted = new Uint32Array();
  let shown = sorted;
  let rowsNamed: ReturnType<typeof nameSearch> | undefined;
  const searching = () => (rowsNamed ??= nameSearch(data.lines.toLowerCase(), data.length));
  let narrowing: Filter | undefined;
  let sortedBy = 1;
  let descending = true;
  /** Reused, so that scrolling makes no nodes. */
  const made = new Map<number, HTMLElement>();

  const buttons = columns.map(({ title, hint, highestFirst = false }, index) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = title;
    button.title = `Sort ${hint}`;
    button.addEventListener('click', () => {
      descending = index === sortedBy ? !descending : highestFirst;
      sortedBy = index;
      sort();
    });
    const cell = document.createElement('div');
    cell.setAttribute('role', 'columnheader');
    cell.append(button);
    head.append(cell);
    return cell;
  });
  const pictures = document.createElement('div');
  pictures.setAttribute('role', 'columnheader');
  pictures.textContent = `${data.labels.before} | ${data.labels.after}`;
  head.prepend(pictures);

  function sort(): void {
    const { values } = columns[sortedBy]!;
    sorted = values ? orderBy(values(), descending) : inOrder(data.length, descending);
    for (const [index, cell] of buttons.entries())
      cell.setAttribute('aria-sort', index === sortedBy ? (descending ? 'descending' : 'ascending') : 'none');
    filter();
  }

  function filter(): void {
    const wanted = search.value.toLowerCase();
    const hits = wanted === '' ? undefined : searching()(wanted);
    const { value: state } = outcome;
    const admits = admission(data, state);
    shown = sorted.filter((row) => (!hits || hits[row] === 1) && admits(row) && (narrowing === undefined || narrowing(row)));
    const total = `${data.total} ${data.total === 1 ? 'image' : 'images'}`;
    if (data.length < data.total) count.textContent = `${total}, opening`;
    else count.textContent = shown.length === data.total ? total : `${shown.length} of ${total}`;
    spacer.style.height = `${shown.length * rowHeight}px`;
    document.getElementById('table')!.setAttribute('aria-rowcount', String(shown.length + 1));
    body.scrollTop = 0;
    for (const row of made.values()) row.remove();
    made.clear();
    draw();
  }

  function draw(): void {
    const first = Math.max(0, Math.floor(body.scrollTop / rowHeight) - 3);
    const last = Math.min(shown.length, Math.ceil((body.scrollTop + body.clientHeight) / rowHeight) + 3);
    for (const [at, row] of made) {
      if (at >= first && at < last) continue;
      row.remove();
      made.delete(at);
    }
    for (let at = first; at < last; at++) {
      if (made.has(at)) continue;
      const row = rowAt(at);
      made.set(at, row);
      spacer.append(row);
    }
  }

  function rowAt(at: number): HTMLElement {
    const index = shown[at]!;
    const row = document.createElement('div');
    row.className = data.statuses[index] === 1 ? 'row failed' : 'row';
    row.style.transform = `translateY(${at * rowHeight}px)`;
    row.setAttribute('role', 'row');
    row.setAttribute('aria-rowindex', String(at + 2));
    const look = lookOf(data, index);
    const pictures = cell('pictures', '');
    for (const jpeg of [look?.before, look?.after]) {
      if (jpeg === undefined) continue;
      const picture = document.createElement('img');
      picture.src = pictureUrl(jpeg);
      picture.alt = '';
      pictures.append(picture);
    }
    row.append(pictures);
    for (const [which, { title, text }] of columns.entries()) {
      const each = cell(which === 0 ? 'name' : 'figure', which === 0 ? '' : text(index));
      if (which === 0) each.append(linkTo(index));
      else each.dataset.title = title;
      row.append(each);
    }
    const message = data.messages[index];
    if (message !== undefined) row.title = message;
    return row;
  }

  function cell(name: string, text: string): HTMLElement {
    const made = document.createElement('div');
    made.className = name;
    made.setAttribute('role', 'cell');
    made.textContent = text;
    return made;
  }

  function linkTo(index: number): HTMLElement {
    const link = document.createElement('a');
    link.href = hashOf(data.name(index));
    link.textContent = data.name(index);
    return link;
  }

  search.addEventListener('input', filter);
  outcome.addEventListener('change', filter);
  body.addEventListener('scroll', draw, { passive: true });
  new ResizeObserver(draw).observe(body);
  document.addEventListener('keydown', (event) => {
    const isTyping = (event.target as Element).matches('input, select');
    if (event.key !== '/' || isTyping) return;
    event.preventDefault();
    search.focus();
  });
  sort();
  return {
    order: () => shown,
    narrow(filtering) {
      narrowing = filtering;
      filter();
    },
    become(next, nextColumns) {
      [data, columns, rowsNamed] = [next, nextColumns, undefined];
      const { scrollTop } = body;
      sort();
      body.scrollTop = scrollTop;
      // Before anyone types.
      setTimeout(searching);
    },
  };
}

function inOrder(length: number, descending: boolean): Uint32Array<ArrayBuffer> {
  const rows = new Uint32Array(length);
  for (let at = 0; at < length; at++) rows[at] = descending ? length - 1 - at : at;
  return rows;
}

/** @param state the name of a status, or `all`, `worse`, `seen` */
function admission({ statuses, harms, looks }: Data, state: string): Filter {
  if (state === 'all') return () => true;
  if (state === 'worse') return (row) => harms[row]! > 0;
  if (state === 'seen') return (row) => looks.has(row);
  const wanted = statusNames.indexOf(state);
  return (row) => statuses[row] === wanted;
}

/** The address of an image's own view. */
export function hashOf(name: string): string {
  return `#image=${encodeURIComponent(name)}`;
}
