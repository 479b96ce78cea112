/** Sends values one after another, each once the one before has arrived. What waits is replaced by what is newer. */
export class Latest<Value> {
  readonly #send: (value: Value) => Promise<void>;
  #waiting: { readonly value: Value } | undefined;
  #sending: Promise<void> | undefined;

  /** @param send may reject: then the value is lost */
  constructor(send: (value: Value) => Promise<void>) {
    this.#send = send;
  }

  /** Sends a value as soon as possible; never rejects. */
  put(value: Value): void {
    this.#waiting = { value };
    this.#sending ??= this.#sendAll();
  }

  async #sendAll(): Promise<void> {
    for (let next = this.#waiting; next; next = this.#waiting) {
      this.#waiting = undefined;
      await this.#send(next.value).catch(() => {});
    }
    this.#sending = undefined;
  }
}
