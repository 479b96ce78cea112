import { types } from 'node:util';
import { isError } from '../../errors.js';
import { relayBars } from '../../progress/display/relay.js';
import type { Batch, ErrorData, FromWorker, FunctionAddress, Part, Runtime, Start, ToWorker } from '../protocol.js';
import { BatchRun } from './batch-run.js';
import { describeError } from './describe-error.js';
import { type AnyFunction, Functions, inlineAdvice } from './functions.js';
import { explainUnsendable, tryFor } from './sendable.js';
import { setWorker } from './worker-info.js';

/** How a worker speaks to its pool. */
export interface Port {
  /** @throws what structured clone throws, if the message cannot be copied */
  post(message: FromWorker, transfer?: readonly object[]): void;
  /** Ends the worker, after what it has posted. */
  end(): void;
}

/** A worker: runs batches, one at a time. */
export class Server {
  readonly #port: Port;
  readonly #functions = new Functions();
  readonly #known = new Map<number, AnyFunction>();
  #runtime: Runtime = 'threads';
  #workerExit: Start['workerExit'];
  #run: BatchRun | undefined;

  constructor(port: Port) {
    this.#port = port;
  }

  hear(message: ToWorker): void {
    if (message.type === 'batch') this.#begin(message);
    else if (message.type === 'cancel') this.#run?.cancel(message.batch, message.indexes);
    else if (message.type === 'start') void this.#start(message);
    else void this.#exit();
  }

  /** Tells of an error that no task is at fault for. */
  stray(error: unknown): void {
    this.#port.post({ type: 'stray', error: this.#describe(error) });
  }

  async #start({ number, runtime, initializer, initArgs = [], workerExit, hasTerminal }: Start): Promise<void> {
    const current = () => this.#run?.signal ?? new AbortController().signal;
    setWorker({
      id: number,
      runtime,
      state: {},
      get signal() {
        return current();
      },
    });
    // In the caller's own thread they are its own.
    if (runtime !== 'inline') relayBars((message) => this.#port.post({ type: 'bar', message }), hasTerminal);
    this.#runtime = runtime;
    this.#workerExit = workerExit;
    const startMs = performance.now();
    if (initializer) this.#port.post({ type: 'booted' });
    try {
      if (initializer) await (await this.#functions.at(initializer))(...initArgs);
      this.#port.post({ type: 'ready', startMs, initMs: performance.now() - startMs });
    } catch (error) {
      this.#port.post({ type: 'unfit', error: this.#describe(error) });
    }
  }

  #begin(batch: Batch): void {
    const { fn, address } = batch;
    const known = this.#known.get(fn);
    const found = known ?? (address ? this.#find(address) : failing(new Error(`the pool did not say which function ${fn} is`)));
    if (known) this.#go(known, batch);
    else if (typeof found === 'function') this.#learn(found, batch);
    else {
      const begin = (loaded: AnyFunction) => {
        this.#port.post({ type: 'loaded' });
        this.#learn(loaded, batch);
      };
      found
        .catch(failing)
        .then(begin)
        .catch((error) => this.stray(error));
    }
  }

  #find(address: FunctionAddress): AnyFunction | Promise<AnyFunction> {
    try {
      return this.#functions.at(address);
    } catch (error) {
      return failing(error);
    }
  }

  #learn(found: AnyFunction, batch: Batch): void {
    this.#known.set(batch.fn, batch.address && 'source' in batch.address ? advised(found) : found);
    this.#go(this.#known.get(batch.fn)!, batch);
  }

  #go(fn: AnyFunction, batch: Batch): void {
    this.#run = new BatchRun(fn, batch, {
      post: (part, transfer) => {
        if (part.last) this.#run = undefined;
        this.#post(part, transfer);
      },
      describe: (thrown) => this.#describe(thrown),
    });
    this.#run.advance();
  }

  #post(part: Part, transfer: readonly object[] | undefined): void {
    try {
      this.#port.post(part, transfer);
    } catch {
      // One of them cannot be copied. Each by itself, as all others can.
      const failures = [...(part.failures ?? [])];
      const results = Array.from(part.results, (result, index) => {
        const explained = explainUnsendable(result, tryFor(this.#runtime));
        if (!explained) return result;
        failures.push([index, this.#describe(explained)]);
        return undefined;
      });
      this.#port.post({ ...part, results, failures }, transfer);
    }
  }

  #describe(thrown: unknown): ErrorData {
    return describeError(thrown, this.#functions.classes);
  }

  async #exit(): Promise<void> {
    const startedMs = performance.now();
    const tookMs = () => performance.now() - startedMs;
    try {
      const result = this.#workerExit && (await (await this.#functions.at(this.#workerExit))());
      this.#port.post({ type: 'exit', result, tookMs: tookMs() });
    } catch (error) {
      this.#port.post({ type: 'exit', error: this.#describe(error), tookMs: tookMs() });
    }
    this.#port.end();
  }
}

function failing(error: unknown): AnyFunction {
  return () => {
    throw error;
  };
}

/** Says what to do where the function asks for what it cannot see. */
function advised(fn: AnyFunction): AnyFunction {
  const advise = (error: unknown): never => {
    if (isError(error) && error.name === 'ReferenceError' && !error.message.includes(inlineAdvice)) {
      const { message, stack } = error;
      error.message = `${message}; ${inlineAdvice}`;
      if (stack) error.stack = stack.replace(message, error.message);
    }
    throw error;
  };
  return (...args) => {
    try {
      const result = fn(...args);
      return types.isPromise(result) ? result.catch(advise) : result;
    } catch (error) {
      return advise(error);
    }
  };
}
