import type { Histogram } from '../../pixels/raster.js';
import type { MethodControls, Setting } from '../settings.js';
import { Cell, type Scale } from './cell.js';
import { button, byId, element, labelled, select } from './elements.js';
import { Panel } from './panel.js';
import { askOfImage, images, load, shownNames } from './workers.js';

// The page: the settings that are compared, and for each image a row of pictures.

const letters = ['A', 'B', 'C'];

/** The usual scales, in pixels of the screen for one of the image. */
const scales = [1 / 16, 1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8, 16, 32];

async function main(): Promise<void> {
  const methods = await load();
  const rows = images.map((_, image) =>
    ['original', ...letters.map((letter) => `setting ${letter}`)].map((title, column) => new Cell(image, column, title)),
  );
  for (const [image, row] of rows.entries()) {
    const figures = row.map((cell) => cell.element);
    byId('pictures').append(
      element('div', { className: 'row' }, [element('h2', { textContent: shownNames[image]!, id: `image-${image}` }), ...figures]),
    );
    scrollTogether(row);
  }
  const panels = letters.map((letter, index) => {
    const method = methods[index] ?? methods[0]!;
    return new Panel(letter, method.name, methods, (setting) => show(rows, methods, setting, index + 1));
  });
  byId('settings').append(...panels.map((panel) => panel.element));
  const zoom = zoomControls(rows);
  for (const row of rows) zoomByWheel(row, zoom);
  const originals = rows.map(([original]) => original!.show({ setting: undefined, model: undefined }));
  await Promise.all([...originals, ...panels.map((panel) => panel.update())]);
  byId('status').textContent = 'ready';
}

/** Shows in a column what a setting makes of each image. */
async function show(rows: readonly Cell[][], methods: readonly MethodControls[], setting: Setting, column: number): Promise<void> {
  const { needsReference } = methods.find(({ name }) => name === setting.method)!;
  const model = needsReference ? await modelOf(setting) : undefined;
  await Promise.all(rows.map((row) => row[column]!.show({ setting, model })));
}

function modelOf(setting: Setting): Promise<readonly Histogram[]> {
  return askOfImage(setting.reference, { kind: 'model', setting });
}

/** How all pictures are enlarged. */
interface Zoom {
  readonly scale: Scale;
  set(scale: Scale, change?: (cell: Cell, scale: Scale) => void): void;
}

function zoomControls(rows: readonly Cell[][]): Zoom {
  const cells = rows.flat();
  let now: Scale = 'fit';
  const choice = select([['fit', 'fit'], ...scales.map((each): [string, string] => [String(each), percent(each)])], 'fit');
  const odd = element('option');
  const set: Zoom['set'] = (scale, change = (cell) => cell.zoom(scale)) => {
    now = scale;
    odd.remove();
    if (scale !== 'fit' && !scales.includes(scale)) {
      Object.assign(odd, { value: String(scale), textContent: percent(scale) });
      choice.append(odd);
    }
    choice.value = String(scale);
    for (const cell of cells) change(cell, scale);
  };
  const step = (by: 1 | -1) => {
    const current = now === 'fit' ? cells[0]!.factor * devicePixelRatio : now;
    const next = by > 0 ? scales.find((each) => each > current * 1.01) : scales.findLast((each) => each < current * 0.99);
    if (next !== undefined) set(next);
  };
  choice.onchange = () => set(choice.value === 'fit' ? 'fit' : Number(choice.value));
  addEventListener('resize', () => set(now));
  addEventListener('keydown', (event) => {
    // What the page is made of can only be elements.
    if ((event.target as Element).closest('input, select') || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === '+' || event.key === '=') step(1);
    else if (event.key === '-') step(-1);
    else if (event.key === '0') set('fit');
    else if (event.key === '1') set(1);
  });
  byId('bar').append(
    labelled('zoom', choice),
    button('−', 'smaller', () => step(-1)),
    button('+', 'larger', () => step(1)),
  );
  set('fit');
  return {
    get scale() {
      return now;
    },
    set,
  };
}

function percent(scale: number): string {
  return `${Number((scale * 100).toPrecision(3))} %`;
}

/** The wheel with Ctrl, or two fingers on a touchpad, enlarge what is under the pointer. */
function zoomByWheel(row: readonly Cell[], zoom: Zoom): void {
  for (const cell of row)
    cell.view.addEventListener(
      'wheel',
      (event) => {
        if (!event.ctrlKey) return;
        event.preventDefault();
        const current = zoom.scale === 'fit' ? cell.factor * devicePixelRatio : zoom.scale;
        const { left, top } = cell.view.getBoundingClientRect();
        const wanted = Math.min(Math.max(current * Math.exp(-event.deltaY / 200), scales[0]!), scales.at(-1)!);
        zoom.set(wanted, (each, scale) =>
          row.includes(each) ? each.zoom(scale, event.clientX - left, event.clientY - top) : each.zoom(scale),
        );
      },
      { passive: false },
    );
}

/** Views of one image show the same part of it. A mouse moves it by dragging. */
function scrollTogether(row: readonly Cell[]): void {
  for (const cell of row) {
    const { view } = cell;
    view.onscroll = () => {
      void cell.look();
      for (const other of row) if (other !== cell) other.view.scrollTo(view.scrollLeft, view.scrollTop);
    };
    view.onpointerdown = (event) => {
      if (event.pointerType === 'mouse' && event.button === 0) view.setPointerCapture(event.pointerId);
    };
    view.onpointermove = (event) => {
      if (view.hasPointerCapture(event.pointerId)) view.scrollBy(-event.movementX, -event.movementY);
    };
  }
}

// For programs that drive the page.
Object.assign(globalThis, {
  imgparTune: {
    /** The samples that a setting makes of an image. */
    async result(image: number, setting: Setting) {
      const model = setting.method === 'match' ? await modelOf(setting) : undefined;
      const view = { left: 0, top: 0, width: 1, height: 1, scale: 1 };
      // In a column that is not on the page.
      await askOfImage(image, { kind: 'result', column: -1, setting, model, view });
      return askOfImage(image, { kind: 'samples', column: -1 });
    },
  },
});

main().catch((error) => {
  byId('status').textContent = String(error);
});
