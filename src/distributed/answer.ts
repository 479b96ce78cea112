import { ImgparError, messageOf } from '../errors.js';

/** How long a server may take to answer. */
export const answerMs = 5_000;

/** Requests that may wait for an answer at a time: a client keeps those it cannot send, and an outage may last for hours. */
const mostUnanswered = 50;

/** Asks a server, and waits for answers only for so long. */
export class Asker {
  readonly #place: string;
  #unanswered = 0;

  /** @param place the server, as messages name it */
  constructor(place: string) {
    this.#place = place;
  }

  /** @throws {ImgparError} `environment`, if the server refuses or does not answer in time */
  async ask<Answer>(request: () => Promise<Answer>): Promise<Answer> {
    if (this.#unanswered >= mostUnanswered) throw this.#silent();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(this.#silent()), answerMs);
    });
    try {
      return await Promise.race([this.wait(request), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** The same without a limit. */
  async wait<Answer>(request: () => Promise<Answer>): Promise<Answer> {
    this.#unanswered += 1;
    try {
      return await request();
    } catch (error) {
      throw new ImgparError('environment', `${this.#place}: ${messageOf(error)}`, { cause: error });
    } finally {
      this.#unanswered -= 1;
    }
  }

  #silent(): ImgparError {
    return new ImgparError('environment', `${this.#place} has not answered for ${answerMs / 1000} s; see whether it runs`);
  }
}

/** A URL without its password, for messages. */
export function withoutPassword(url: URL): string {
  const shown = new URL(url);
  if (shown.password !== '') shown.password = '***';
  return shown.href;
}
