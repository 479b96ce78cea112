import { failureOf } from '../errors.js';
import type { Histogram } from '../pixels/raster.js';
import { type KernelFile, provideKernels } from '../wasm/instance.js';
import { commandOf } from './command.js';
import { modelOf, type Result, resultOf, type TunedImage } from './engine.js';
import { methodControls, type Setting } from './settings.js';
import { drawn, type View } from './view.js';

// A worker of the page: it answers one message after the other.

/** A picture of the page: what one of the settings makes of one of the images. */
interface Place {
  readonly image: number;
  /** 0 for the original. */
  readonly column: number;
}

/** What the page asks for. The first message brings the kernels, the next ones the images. */
type Request = { readonly id: number } & (
  | { readonly kind: 'start'; readonly kernels: Readonly<Partial<Record<KernelFile, Uint8Array>>> }
  | { readonly kind: 'image'; readonly image: number; readonly decoded: TunedImage }
  | { readonly kind: 'command'; readonly setting: Setting; readonly names: readonly string[] }
  | { readonly kind: 'model'; readonly image: number; readonly setting: Setting }
  | ({
      readonly kind: 'result';
      readonly setting: Setting | undefined;
      readonly model: readonly Histogram[] | undefined;
      readonly view: View;
    } & Place)
  | ({ readonly kind: 'view'; readonly view: View } & Place)
  | ({ readonly kind: 'samples' } & Place)
);

/** A worker of a browser, which TypeScript only declares together with the whole browser. */
interface WorkerScope {
  onmessage: (message: { readonly data: Request }) => void;
  postMessage(message: unknown, transferred: readonly ArrayBufferLike[]): void;
}

const images: TunedImage[] = [];
/** The results on show, by place. */
const results = new Map<string, Result>();
const scope = globalThis as typeof globalThis & WorkerScope;

scope.onmessage = ({ data }) => {
  try {
    const { answer, transferred = [] } = answerTo(data);
    scope.postMessage({ id: data.id, answer }, transferred);
  } catch (error) {
    scope.postMessage({ id: data.id, error: failureOf(error).message }, []);
  }
};

function answerTo(request: Request): { readonly answer?: unknown; readonly transferred?: readonly ArrayBufferLike[] } {
  switch (request.kind) {
    case 'start':
      // Its keys are names of files.
      for (const [file, bytes] of Object.entries(request.kernels)) provideKernels(file as KernelFile, bytes);
      return { answer: methodControls() };
    case 'image':
      images[request.image] = request.decoded;
      return {};
    case 'command':
      return { answer: commandOf(request.setting, request.names) };
    case 'model':
      return { answer: modelOf(images[request.image]!, request.setting) };
    case 'result': {
      const { image, column, setting, model } = request;
      const key = keyOf(request);
      const result = resultOf(images[image]!, setting, { model, former: column === 0 ? undefined : results.get(key) });
      results.set(key, result);
      const pixels = drawn(images[image]!, result, request.view);
      const { histogram, figures } = result;
      return { answer: { histogram, figures, pixels }, transferred: [pixels.buffer] };
    }
    case 'view': {
      const pixels = drawn(images[request.image]!, results.get(keyOf(request))!, request.view);
      return { answer: { pixels }, transferred: [pixels.buffer] };
    }
    case 'samples': {
      const { samples, isLuma } = results.get(keyOf(request))!;
      return { answer: { samples, isLuma } };
    }
  }
}

function keyOf({ image, column }: Place): string {
  return `${image}/${column}`;
}
