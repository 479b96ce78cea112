import type { StreamCall } from './calls/stream-call.js';
import type { WaitOptions } from './result.js';

/** Results of a pool, one by one, to be read with `for await`. Leaving the loop stops the source at once. */
export class ResultIterator<Value> implements AsyncIterableIterator<Value> {
  readonly #call: StreamCall;

  /** @internal */
  constructor(call: StreamCall) {
    this.#call = call;
  }

  /**
   * The next result. Rejects with the error of the one task that has failed, or with a TimeoutError when it takes too long; either way the
   * iteration goes on when you ask again.
   */
  next({ timeoutMs }: WaitOptions = {}): Promise<IteratorResult<Value, undefined>> {
    // What tasks return is known by the types of their function.
    return this.#call.next(timeoutMs) as Promise<IteratorResult<Value, undefined>>;
  }

  /** Stops: the source is told in this moment, and nothing further is begun. */
  async return(): Promise<IteratorResult<Value, undefined>> {
    await this.#call.stop();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
