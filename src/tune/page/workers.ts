import { visible } from '../../report/visible.js';
import type { TunedImage } from '../engine.js';
import type { MethodControls } from '../settings.js';
import { byId } from './elements.js';

/** What the page knows of an image without its samples. */
interface Described extends Omit<TunedImage, 'samples' | 'luma'> {
  readonly name: string;
  readonly hasLuma: boolean;
  readonly embedded?: readonly string[];
}

interface Data {
  /** Files by name. */
  readonly kernels: Readonly<Record<string, string>>;
  readonly worker: string;
  readonly images: readonly Described[];
}

const { kernels, worker: program, images }: Data = JSON.parse(byId('data').textContent);

export { images };
export const names = images.map(({ name }) => name);

/** The same for people. */
export const shownNames = names.map(visible);

/** A worker that answers questions in the order in which they were asked. */
class Answerer {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, { resolve: (answer: never) => void; reject: (error: Error) => void }>();
  /** The number of the last question. */
  #asked = 0;

  constructor(url: string) {
    this.#worker = new Worker(url);
    this.#worker.onmessage = ({ data: { id, answer, error } }) => {
      const asker = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) asker?.resolve(answer as never);
      else asker?.reject(new Error(error));
    };
    this.#worker.onerror = ({ message }) => {
      for (const { reject } of this.#waiting.values()) reject(new Error(message));
    };
  }

  ask<Answer>(request: object, transferred: Transferable[] = []): Promise<Answer> {
    const id = this.#asked++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ ...request, id }, transferred);
    });
  }
}

// One for the controls, which answers at once, and one for each core to do the images, each of which is always with the same one.
const url = URL.createObjectURL(new Blob([program], { type: 'text/javascript' }));
const controls = new Answerer(url);
const others = Array.from({ length: Math.min(navigator.hardwareConcurrency || 1, images.length) }, () => new Answerer(url));

/** Asks the worker that has no images. */
export function askOfSetting<Answer>(request: object): Promise<Answer> {
  return controls.ask(request);
}

/** Asks the worker that has an image. */
export function askOfImage<Answer>(image: number, request: object, transferred?: Transferable[]): Promise<Answer> {
  return others[image % others.length]!.ask({ ...request, image }, transferred);
}

/** Starts the workers and gives them the images. @returns the methods that there are */
export async function load(): Promise<readonly MethodControls[]> {
  const start = { kind: 'start', kernels: Object.fromEntries(Object.entries(kernels).map(([file, text]) => [file, bytesOf(text)])) };
  const [methods] = await Promise.all([controls, ...others].map((each) => each.ask<readonly MethodControls[]>(start)));
  await Promise.all(
    images.map(async (described, image) => {
      const [samples, luma] = await partsOf(image, described);
      const { embedded: _, hasLuma, name: __, ...shape } = described;
      const typed = (bytes: ArrayBuffer) => (described.maxSample === 255 ? new Uint8Array(bytes) : new Uint16Array(bytes));
      const decoded = { ...shape, samples: typed(samples!), ...(hasLuma && { luma: typed(luma!) }) };
      await askOfImage(image, { kind: 'image', decoded }, hasLuma ? [samples!, luma!] : [samples!]);
    }),
  );
  return methods!;
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
