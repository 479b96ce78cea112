/** First in, first out, in constant amortised time: Array.shift moves every element of a long array. */
export class Queue<Item> {
  #arriving: Item[] = [];
  #leaving: Item[] = [];

  get length(): number {
    return this.#arriving.length + this.#leaving.length;
  }

  push(item: Item): void {
    this.#arriving.push(item);
  }

  /** The item that `shift` would return, without removing it. */
  peek(): Item | undefined {
    this.#turn();
    return this.#leaving.at(-1);
  }

  shift(): Item | undefined {
    this.#turn();
    return this.#leaving.pop();
  }

  /** Each item is reversed once in its life. */
  #turn(): void {
    if (this.#leaving.length > 0) return;
    this.#leaving = this.#arriving.reverse();
    this.#arriving = [];
  }
}
