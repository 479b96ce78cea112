/** First in, first out, in constant time on average: Array.shift moves every element of a long array. */
export declare class Queue<Item> {
    #private;
    get length(): number;
    push(item: Item): void;
    /** The item that `shift` would give, which stays. */
    peek(): Item | undefined;
    shift(): Item | undefined;
}
