import process from 'node:process';
import { builtFile } from '../installed.js';
import type { Place, PlaceListener } from '../parallel/crew/place.js';
import { Process } from '../parallel/crew/process.js';
import { Thread } from '../parallel/crew/thread.js';
import { displayFor } from '../progress/display/choose-display.js';
import { type BarMessage, relayedBars } from '../progress/display/relay.js';
import type { CoreOptions } from './core/core-options.js';
import { Server } from './inside/server.js';
import { setWorker, worker } from './inside/worker-info.js';
import type { FromWorker, Start, ToWorker } from './protocol.js';
import { addressOf } from './references.js';

/** How long the end of a thread waits for a module that it is loading: the end of a pool may take 1 s. */
const loadWaitMs = 600;

/** Starts a worker of a pool, and tells it what it is to be. */
export function startPlace(options: CoreOptions, number: number, listener: PlaceListener): Place {
  const { runtime, initializer, initArgs, workerExit } = options;
  const start: Start = {
    type: 'start',
    number,
    runtime,
    hasTerminal: displayFor(undefined).isTerminal,
    ...(initializer && { initializer: addressOf(initializer).address, initArgs }),
    ...(workerExit && { workerExit: addressOf(workerExit).address }),
  };
  const place = placeFor(options, drawingBars(listener));
  place.send(start);
  return place;
}

/** Keeps what a worker says of its bars to itself, and draws them. */
function drawingBars(listener: PlaceListener): PlaceListener {
  const bars = relayedBars(() => displayFor(undefined));
  return {
    hear(message) {
      const { type, message: bar } = message as { type: string; message?: BarMessage };
      if (type === 'bar' && bar) bars.take(bar);
      else listener.hear(message);
    },
    end(death) {
      bars.close();
      listener.end(death);
    },
  };
}

function placeFor({ runtime, env, maxHeapBytes }: CoreOptions, listener: PlaceListener): Place {
  if (runtime === 'inline') return new InlinePlace(listener);
  // From src/ (in the tests) and from dist/ alike these paths lead to the built programs.
  const program = builtFile(`../../dist/pool/inside/${runtime === 'threads' ? 'thread' : 'process'}-worker.cjs`, import.meta.url);
  if (runtime === 'threads') return new Thread({ program, env, maxHeapBytes, loadWaitMs }, listener);
  return new Process({ program, env: { ...process.env, ...env }, serialization: 'advanced', shown: true, maxHeapBytes }, listener);
}

/** The caller's own thread. What is sent is copied as if it went to another, so that functions cannot tell. */
class InlinePlace implements Place {
  readonly id = process.pid;
  readonly #server: Server;
  readonly #listener: PlaceListener;
  readonly #outer = worker();
  #ended = false;

  constructor(listener: PlaceListener) {
    this.#listener = listener;
    this.#server = new Server({
      post: (message: FromWorker, transfer) => {
        const copy = structuredClone(message, transfer && { transfer: [...transfer] as ArrayBuffer[] });
        queueMicrotask(() => this.#ended || listener.hear(copy));
      },
      end: () => this.#end(0),
    });
  }

  send(message: unknown, transfer?: readonly object[]): void {
    const copy = structuredClone(message, transfer && { transfer: [...transfer] as ArrayBuffer[] });
    // The pool speaks nothing but ToWorker.
    setImmediate(() => this.#ended || this.#server.hear(copy as ToWorker));
  }

  /** What it does goes on, as nothing can end that; nobody hears of it. */
  async kill(): Promise<void> {
    this.#end(1);
  }

  hold(): void {}

  expectLoading(): void {}

  #end(exitCode: number): void {
    if (this.#ended) return;
    queueMicrotask(() => {
      if (this.#ended) return;
      this.#ended = true;
      setWorker(this.#outer);
      this.#listener.end({ exit: 'its end', exitCode, signal: null, cause: 'crash', stderr: '', unheard: false });
    });
  }
}
