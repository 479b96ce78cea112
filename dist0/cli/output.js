import { codeOf, ImgparError } from '../errors.js';
import { reasonOf } from '../storage/reasons.js';
/** A stream for data that knows whether everything written to it has arrived. */
export class Output {
    stream;
    #name;
    #error;
    /** @param name what messages call it */
    constructor(stream, name) {
        this.stream = stream;
        this.#name = name;
        // The first error is the cause of all that follow.
        stream.on('error', (error) => {
            this.#error ??= error;
        });
    }
    /**
     * Writes a text and waits for it, so that nothing piles up for a slow reader. A reader that has left, as `head` does, has seen
     * enough: that is no fault.
     *
     * @returns whether somebody still reads
     * @throws {ImgparError} `unwritable`, if the text cannot be written
     */
    async write(text) {
        await new Promise((resolve) => {
            this.stream.write(text, (error) => {
                this.#error ??= error ?? undefined;
                resolve();
            });
        });
        if (this.#error === undefined)
            return true;
        if (isReaderGone(this.#error))
            return false;
        throw this.#unwritable(this.#error);
    }
    /**
     * The same for texts of which none may be lost: a reader that has left is a fault, too. Waits for all that was written to the stream.
     *
     * @throws {ImgparError} `unwritable`, if something did not arrive
     */
    async requireDelivery() {
        if (await this.write(''))
            return;
        throw new ImgparError('unwritable', `cannot write to ${this.#name}: its reader has gone`, { cause: this.#error });
    }
    #unwritable(error) {
        return new ImgparError('unwritable', `cannot write to ${this.#name}: ${reasonOf(error)}`, { cause: error });
    }
}
/** EOF is what Windows says of a closed pipe, ECONNRESET what a socket does. */
const readerGone = ['EPIPE', 'EOF', 'ECONNRESET'];
function isReaderGone(error) {
    return readerGone.includes(codeOf(error));
}
