import type { Figures } from '../../pixels/figures.js';
import type { Histogram } from '../../pixels/raster.js';
import type { Setting } from '../settings.js';
import type { View } from '../view.js';
import { element } from './elements.js';
import { askOfImage, images, shownNames } from './workers.js';

/** What a cell is to show. */
interface Wanted {
  readonly setting: Setting | undefined;
  readonly model: readonly Histogram[] | undefined;
}

interface Answer {
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
  /** Of a new result. */
  readonly histogram?: readonly number[];
  readonly figures?: Figures;
}

/** Device pixels for one of the image, or what fits. */
export type Scale = number | 'fit';

/** A picture with its histogram: an image as one of the settings leaves it. Only what is in view is drawn. */
export class Cell {
  readonly element: HTMLElement;
  /** Scrolls over the whole picture. */
  readonly view = element('div', { className: 'view', tabIndex: 0 });
  readonly #sheet = element('div');
  readonly #canvas = element('canvas');
  readonly #path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  readonly #figures = element('span');
  readonly #image: number;
  readonly #column: number;
  #scale: Scale = 'fit';
  #wanted: Wanted | undefined;
  #isViewOld = false;
  #isShown = false;
  #isBusy = false;

  constructor(image: number, column: number, title: string) {
    this.#image = image;
    this.#column = column;
    const { width, height } = images[image]!;
    this.view.style.aspectRatio = `${width} / ${height}`;
    this.view.setAttribute('role', 'img');
    this.view.ariaLabel = `${shownNames[image]}, ${title}`;
    this.#sheet.append(this.#canvas);
    this.view.append(this.#sheet);
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    for (const [name, value] of Object.entries({
      viewBox: '0 0 256 64',
      preserveAspectRatio: 'none',
      class: 'histogram',
      role: 'img',
      'aria-label': `Histogram of ${shownNames[image]}, ${title}`,
    }))
      svg.setAttribute(name, value);
    svg.append(this.#path);
    const caption = element('figcaption', {}, [element('strong', { textContent: title }), this.#figures]);
    this.element = element('figure', {}, [caption, this.view, svg]);
  }

  /** Shows what a setting makes of the image. While one is at work, only the last of those that follow is done. */
  show(wanted: Wanted): Promise<void> {
    this.#wanted = wanted;
    return this.#work();
  }

  /** Shows the picture at another scale. The point of the picture at (x, y) of the view, in CSS pixels, stays where it is. */
  zoom(scale: Scale, x = this.view.clientWidth / 2, y = this.view.clientHeight / 2): void {
    const { width, height } = images[this.#image]!;
    const { view } = this;
    const before = this.#isShown ? this.factor : undefined;
    this.#scale = scale;
    const { factor } = this;
    this.#sheet.style.width = `${width * factor}px`;
    this.#sheet.style.height = `${height * factor}px`;
    if (before !== undefined) {
      const moved = (scroll: number, at: number) => ((scroll + at) * factor) / before - at;
      view.scrollTo(moved(view.scrollLeft, x), moved(view.scrollTop, y));
    }
    void this.look();
  }

  /** Draws the part of the picture that is in view now. */
  look(): Promise<void> {
    this.#isViewOld = true;
    return this.#isShown ? this.#work() : Promise.resolve();
  }

  /** CSS pixels for one pixel of the image. */
  get factor(): number {
    const { width, height } = images[this.#image]!;
    const { clientWidth, clientHeight } = this.view;
    return this.#scale === 'fit' ? Math.min(clientWidth / width, clientHeight / height) : this.#scale / devicePixelRatio;
  }

  async #work(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      while (this.#wanted || this.#isViewOld) {
        const wanted = this.#wanted;
        this.#wanted = undefined;
        this.#isViewOld = false;
        const view = this.#viewNow();
        const request = wanted ? { kind: 'result', ...wanted } : { kind: 'view' };
        this.#draw(view, await askOfImage<Answer>(this.#image, { ...request, column: this.#column, view }));
        this.#isShown = true;
      }
    } catch (error) {
      this.#figures.textContent = (error as Error).message;
    } finally {
      this.#isBusy = false;
    }
  }

  #viewNow(): View {
    const { width, height } = images[this.#image]!;
    const { clientWidth, clientHeight, scrollLeft, scrollTop } = this.view;
    const { factor } = this;
    const pixels = (all: number, room: number) => Math.max(Math.round(Math.min(all * factor, room) * devicePixelRatio), 1);
    return {
      left: scrollLeft / factor,
      top: scrollTop / factor,
      width: pixels(width, clientWidth),
      height: pixels(height, clientHeight),
      scale: factor * devicePixelRatio,
    };
  }

  #draw({ width, height }: View, { pixels, histogram, figures }: Answer): void {
    if (this.#canvas.width !== width || this.#canvas.height !== height) {
      Object.assign(this.#canvas, { width, height });
      this.#canvas.style.width = `${width / devicePixelRatio}px`;
      this.#canvas.style.height = `${height / devicePixelRatio}px`;
    }
    this.#canvas.getContext('2d')!.putImageData(new ImageData(pixels, width, height), 0, 0);
    if (histogram) this.#drawHistogram(histogram);
    if (figures) {
      const { entropyBits, rmsContrast, clippedShare } = figures;
      this.#figures.textContent = `${entropyBits.toFixed(2)} bits, contrast ${rmsContrast.toFixed(3)}, clipped ${(clippedShare * 100).toFixed(1)}\u00a0%`;
    }
  }

  #drawHistogram(histogram: readonly number[]): void {
    // The highest bars would hide all others if they were clipped levels.
    const highest = Math.max(...histogram.slice(1, 255), 1);
    const points = histogram.map((count, level) => `V${64 - 64 * Math.min(count / highest, 1)}H${level + 1}`);
    this.#path.setAttribute('d', `M0 64${points.join('')}V64Z`);
  }
}
