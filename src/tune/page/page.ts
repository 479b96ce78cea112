import type { Figures } from '../../pixels/figures.js';
import type { TunedImage } from '../engine.js';
import type { Control, MethodControls, Setting } from '../settings.js';

// The page: controls, pictures, and questions to the worker that does the work.

interface Described extends Omit<TunedImage, 'samples' | 'luma'> {
  readonly name: string;
  readonly hasLuma: boolean;
  readonly embedded?: readonly string[];
}

interface Data {
  readonly kernels: string;
  readonly worker: string;
  readonly images: readonly Described[];
}

/** What a cell is to show. */
interface Wanted {
  readonly setting: Setting | undefined;
}

interface Result {
  readonly shown: Uint8ClampedArray<ArrayBuffer>;
  readonly histogram: readonly number[];
  readonly figures: Figures;
  readonly samples?: Uint8Array | Uint16Array;
}

const { kernels, worker: program, images }: Data = JSON.parse(byId('data').textContent);
const names = images.map(({ name }) => name);
const letters = ['A', 'B', 'C'];

// ---- the worker ----

const worker = new Worker(URL.createObjectURL(new Blob([program], { type: 'text/javascript' })));
const waiting = new Map<number, { resolve: (answer: never) => void; reject: (error: Error) => void }>();
// The number of the last question.
let asked = 0;

worker.onmessage = ({ data: { id, answer, error } }) => {
  const asker = waiting.get(id);
  waiting.delete(id);
  if (error === undefined) asker?.resolve(answer as never);
  else asker?.reject(new Error(error));
};

function ask<Answer>(request: object, transferred: Transferable[] = []): Promise<Answer> {
  const id = asked++;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    worker.postMessage({ ...request, id }, transferred);
  });
}

async function load(): Promise<readonly MethodControls[]> {
  const methods = await ask<readonly MethodControls[]>({ kind: 'start', kernels: bytesOf(kernels) });
  for (const [index, described] of images.entries()) {
    const [samples, luma] = await partsOf(index, described);
    const { embedded: _, hasLuma, name: __, ...shape } = described;
    const typed = (bytes: ArrayBuffer) => (described.maxSample === 255 ? new Uint8Array(bytes) : new Uint16Array(bytes));
    await ask({ kind: 'image', image: { ...shape, samples: typed(samples!), ...(hasLuma && { luma: typed(luma!) }) } });
  }
  return methods;
}

async function partsOf(index: number, { embedded, hasLuma }: Described): Promise<ArrayBuffer[]> {
  if (embedded)
    return Promise.all(
      embedded.map((packed) =>
        new Response(new Blob([bytesOf(packed)]).stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer(),
      ),
    );
  const parts = hasLuma ? [0, 1] : [0];
  return Promise.all(parts.map(async (part) => (await fetch(`image/${index}/${part}`)).arrayBuffer()));
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

// ---- pictures ----

/** A picture with its histogram: an image as one of the settings leaves it. */
class Cell {
  readonly element = element('figure');
  readonly view = element('div', { className: 'view', tabIndex: 0 });
  readonly #canvas = element('canvas');
  readonly #path: SVGPathElement;
  readonly #figures = element('span');
  readonly #image: number;
  #wanted: Wanted | undefined;
  #isBusy = false;

  constructor(image: number, title: string) {
    this.#image = image;
    const { width, height } = images[image]!;
    Object.assign(this.#canvas, { width, height });
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    svg.setAttribute('viewBox', '0 0 256 64');
    svg.setAttribute('preserveAspectRatio', 'none');
    svg.setAttribute('class', 'histogram');
    svg.setAttribute('role', 'img');
    svg.setAttribute('aria-label', `Histogram of ${names[image]}, ${title}`);
    this.#path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    svg.append(this.#path);
    this.view.setAttribute('role', 'img');
    this.view.setAttribute('aria-label', `${names[image]}, ${title}`);
    this.view.append(this.#canvas);
    const caption = element('figcaption');
    caption.append(element('span', { textContent: title }), this.#figures);
    this.element.append(caption, this.view, svg);
  }

  /** Shows what a setting makes of the image. While one is at work, only the last of those that follow is done. */
  async show(setting: Setting | undefined): Promise<void> {
    this.#wanted = { setting };
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      for (let wanted: Wanted | undefined = this.#wanted; wanted; wanted = this.#wanted) {
        this.#wanted = undefined;
        this.#draw(await ask<Result>({ kind: 'result', image: this.#image, setting: wanted.setting }));
      }
    } finally {
      this.#isBusy = false;
    }
  }

  zoom(scale: number | 'fit'): void {
    const { width, height } = images[this.#image]!;
    const factor = scale === 'fit' ? Math.min(this.view.clientWidth / width, this.view.clientHeight / height) : scale / devicePixelRatio;
    this.#canvas.style.width = `${width * factor}px`;
    this.#canvas.style.height = `${height * factor}px`;
    this.view.classList.toggle('near', factor * devicePixelRatio >= 2);
  }

  #draw({ shown, histogram, figures }: Result): void {
    const { width, height } = images[this.#image]!;
    this.#canvas.getContext('2d')!.putImageData(new ImageData(shown, width, height), 0, 0);
    // The highest bars would hide all others if they were clipped levels.
    const highest = Math.max(...histogram.slice(1, 255), 1);
    const points = histogram.map((count, level) => `V${64 - 64 * Math.min(count / highest, 1)}H${level + 1}`);
    this.#path.setAttribute('d', `M0 64${points.join('')}V64Z`);
    const { entropyBits, rmsContrast, clippedShare } = figures;
    this.#figures.textContent = `${entropyBits.toFixed(2)} bits, contrast ${rmsContrast.toFixed(3)}, clipped ${(clippedShare * 100).toFixed(1)} %`;
  }
}

// ---- controls ----

/** One of the settings that are compared. */
class Panel {
  readonly element = element('fieldset');
  readonly #methods: readonly MethodControls[];
  readonly #controls = element('div');
  readonly #command = element('code');
  readonly #wrong = element('p', { className: 'wrong' });
  readonly #changed: (setting: Setting) => Promise<unknown>;
  #values: Record<string, string> = {};
  #method: string;
  #reference = 0;

  constructor(letter: string, method: string, methods: readonly MethodControls[], changed: (setting: Setting) => Promise<unknown>) {
    this.#methods = methods;
    this.#method = method;
    this.#changed = changed;
    const copy = element('button', { type: 'button', textContent: 'Copy' });
    copy.onclick = async () => {
      await navigator.clipboard.writeText(this.#command.textContent);
      copy.textContent = 'Copied';
      setTimeout(() => (copy.textContent = 'Copy'), 1500);
    };
    const choice = select(
      methods.map(({ name }) => [name, name]),
      method,
    );
    choice.onchange = () => {
      this.#method = choice.value;
      this.#build();
      void this.update();
    };
    const line = element('div', { className: 'command' });
    line.append(this.#command, copy);
    this.element.append(
      element('legend', { textContent: `Setting ${letter}` }),
      labelled('method', choice),
      this.#controls,
      line,
      this.#wrong,
    );
    this.#build();
  }

  get setting(): Setting {
    return { method: this.#method, values: this.#values, reference: this.#reference };
  }

  /** Shows the results and the command of the controls as they are now. */
  async update(): Promise<void> {
    const { setting } = this;
    try {
      this.#command.textContent = await ask<string>({ kind: 'command', setting, names });
      await this.#changed(setting);
      this.#wrong.textContent = '';
    } catch (error) {
      this.#wrong.textContent = (error as Error).message;
    }
  }

  #build(): void {
    const method = this.#methods.find(({ name }) => name === this.#method)!;
    this.#values = {};
    this.#controls.replaceChildren(...method.controls.map((control) => this.#row(control)));
    if (!method.needsReference) return;
    const choice = select(
      names.map((name, index) => [String(index), name]),
      String(this.#reference),
    );
    choice.onchange = () => {
      this.#reference = Number(choice.value);
      void this.update();
    };
    this.#controls.append(labelled('reference', choice));
  }

  #row(control: Control): HTMLElement {
    const { name, help, default: byDefault, words, range } = control;
    const set = (text: string) => {
      this.#values = { ...this.#values, [name]: text };
      void this.update();
    };
    if (words) {
      const choice = select([['', `default: ${byDefault}`], ...words.map((word): [string, string] => [word, word])], '');
      choice.onchange = () => set(choice.value);
      return labelled(name, choice, help);
    }
    const text = element('input', { type: 'text', placeholder: byDefault });
    text.oninput = () => set(text.value.trim());
    if (!range) return labelled(name, text, help);
    const slider = element('input', { type: 'range', min: String(range[0]), max: String(range[1]), step: 'any', value: byDefault });
    slider.setAttribute('aria-label', `${name}, slider`);
    slider.oninput = () => {
      text.value = String(Number(Number(slider.value).toFixed(2)));
      set(text.value);
    };
    const both = element('div', { className: 'both' });
    both.append(slider, text);
    return labelled(name, both, help);
  }
}

// ---- elements ----

function byId(id: string): HTMLElement {
  return document.getElementById(id)!;
}

function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Partial<HTMLElementTagNameMap[Name]> = {},
): HTMLElementTagNameMap[Name] {
  return Object.assign(document.createElement(name), properties);
}

function select(options: ReadonlyArray<readonly [value: string, text: string]>, value: string): HTMLSelectElement {
  const chosen = element('select');
  chosen.append(...options.map(([each, textContent]) => element('option', { value: each, textContent })));
  chosen.value = value;
  return chosen;
}

function labelled(name: string, control: HTMLElement, title = ''): HTMLElement {
  const label = element('label', { title });
  label.append(element('span', { textContent: name }), control);
  return label;
}

// ---- the page ----

async function main(): Promise<void> {
  const methods = await load();
  const cells = images.map((_, image) =>
    ['original', ...letters.map((letter) => `setting ${letter}`)].map((title) => new Cell(image, title)),
  );
  for (const [image, row] of cells.entries()) {
    const line = element('div', { className: 'row' });
    line.append(element('h2', { textContent: names[image]! }), ...row.map((cell) => cell.element));
    byId('pictures').append(line);
    scrollTogether(row.map(({ view }) => view));
  }
  const panels = letters.map((letter, index) => {
    const method = methods[index] ?? methods[0]!;
    return new Panel(letter, method.name, methods, (setting) => Promise.all(cells.map((row) => row[index + 1]!.show(setting))));
  });
  byId('settings').append(...panels.map((panel) => panel.element));
  const scale = select(
    [['fit', 'fit'], ...[0.25, 0.5, 1, 2, 4, 8].map((each): [string, string] => [String(each), `${each * 100} %`])],
    'fit',
  );
  const zoom = () => {
    for (const cell of cells.flat()) cell.zoom(scale.value === 'fit' ? 'fit' : Number(scale.value));
  };
  scale.onchange = zoom;
  addEventListener('resize', zoom);
  byId('bar').append(labelled('zoom', scale));
  zoom();
  await Promise.all([...cells.map((row) => row[0]!.show(undefined)), ...panels.map((panel) => panel.update())]);
  byId('status').textContent = 'ready';
}

/** Views of one image show the same part of it. */
function scrollTogether(views: readonly HTMLElement[]): void {
  for (const view of views)
    view.onscroll = () => {
      for (const other of views) if (other !== view) other.scrollTo(view.scrollLeft, view.scrollTop);
    };
}

// For programs that drive the page.
Object.assign(globalThis, {
  imgparTune: { result: (image: number, setting: Setting | undefined) => ask({ kind: 'result', image, setting, withSamples: true }) },
});

main().catch((error) => {
  byId('status').textContent = String(error);
});
