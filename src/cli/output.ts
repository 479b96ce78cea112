import type { Writable } from 'node:stream';
import { codeOf, ImgparError } from '../errors.js';
import { reasonOf } from '../storage/reasons.js';

/** A stream for data that knows whether everything written to it has arrived. */
export class Output {
  readonly stream: Writable;
  readonly #name: string;
  #error: unknown;

  /** @param name what messages call the stream */
  constructor(stream: Writable, name: string) {
    this.stream = stream;
    this.#name = name;
    // The first error causes all later ones.
    stream.on('error', (error) => {
      this.#error ??= error;
    });
  }

  /**
   * Writes a text, or bytes, and waits for it, so that nothing piles up for a slow reader. A reader that has left, as `head` does, has seen enough;
   * that is not an error.
   *
   * @returns whether somebody still reads
   * @throws {ImgparError} `unwritable`, if that fails
   */
  async write(text: string | Uint8Array): Promise<boolean> {
    await new Promise<void>((resolve) => {
      this.stream.write(text, (error) => {
        this.#error ??= error ?? undefined;
        resolve();
      });
    });
    if (this.#error === undefined) return true;
    if (isReaderGone(this.#error)) return false;
    throw this.#unwritable(this.#error);
  }

  /**
   * Waits until everything written to the stream has arrived. Here a reader that has left is an error: nothing may be lost.
   *
   * @throws {ImgparError} `unwritable`, if something did not arrive
   */
  async requireDelivery(): Promise<void> {
    if (await this.write('')) return;
    throw new ImgparError('unwritable', `cannot write to ${this.#name}: its reader has gone`, { cause: this.#error });
  }

  #unwritable(error: unknown): ImgparError {
    return new ImgparError('unwritable', `cannot write to ${this.#name}: ${reasonOf(error)}`, { cause: error });
  }
}

/** Windows reports a closed pipe as EOF, a socket as ECONNRESET. */
const readerGone: readonly unknown[] = ['EPIPE', 'EOF', 'ECONNRESET'];

function isReaderGone(error: unknown): boolean {
  return readerGone.includes(codeOf(error));
}
