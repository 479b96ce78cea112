import { failureOf } from '../errors.js';
import { provideKernels } from '../wasm/instance.js';
import { resultOf, type TunedImage } from './engine.js';
import { commandOf, methodControls, type Setting } from './settings.js';

// The worker of the page: it answers one message after the other.

/** What the page asks for. The first message brings the kernels, the next ones the images. */
type Request = { readonly id: number } & (
  | { readonly kind: 'start'; readonly kernels: Uint8Array }
  | { readonly kind: 'image'; readonly image: TunedImage }
  | { readonly kind: 'command'; readonly setting: Setting; readonly names: readonly string[] }
  | { readonly kind: 'result'; readonly image: number; readonly setting: Setting | undefined; readonly withSamples?: boolean }
);

/** A worker of a browser, which TypeScript only declares together with the whole browser. */
interface WorkerScope {
  onmessage: (message: { readonly data: Request }) => void;
  postMessage(message: unknown, transferred: readonly ArrayBufferLike[]): void;
}

const images: TunedImage[] = [];
const scope = globalThis as typeof globalThis & WorkerScope;

scope.onmessage = ({ data }) => {
  try {
    const { answer, transferred } = answerTo(data);
    scope.postMessage({ id: data.id, answer }, transferred);
  } catch (error) {
    scope.postMessage({ id: data.id, error: failureOf(error).message }, []);
  }
};

function answerTo(request: Request): { readonly answer: unknown; readonly transferred: readonly ArrayBufferLike[] } {
  switch (request.kind) {
    case 'start':
      provideKernels('kernels', request.kernels);
      return { answer: methodControls(), transferred: [] };
    case 'image':
      images.push(request.image);
      return { answer: undefined, transferred: [] };
    case 'command':
      return { answer: commandOf(request.setting, request.names), transferred: [] };
    case 'result': {
      const { samples, ...result } = resultOf(images[request.image]!, request.setting, images);
      return { answer: { ...result, ...(request.withSamples && { samples }) }, transferred: [result.shown.buffer] };
    }
  }
}
