/** First in, first out, in constant time on average: Array.shift moves every element of a long array. */
export class Queue {
    #arriving = [];
    #leaving = [];
    get length() {
        return this.#arriving.length + this.#leaving.length;
    }
    push(item) {
        this.#arriving.push(item);
    }
    /** The item that `shift` would give, which stays. */
    peek() {
        this.#turn();
        return this.#leaving.at(-1);
    }
    shift() {
        this.#turn();
        return this.#leaving.pop();
    }
    /** Each item is turned around once in its life. */
    #turn() {
        if (this.#leaving.length > 0)
            return;
        this.#leaving = this.#arriving.reverse();
        this.#arriving = [];
    }
}
