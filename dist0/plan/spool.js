import { randomUUID } from 'node:crypto';
import { open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { temporarily } from '../storage/temporary.js';
/** What a spool holds in memory before it moves to a file. */
const bytesInMemory = 1024 * 1024;
/**
 * Bytes that are appended, then read from anywhere: in memory while they are few, else in a temporary file that nobody else
 * sees and that is gone when the spool is closed, or the process dead (on Windows only when closed).
 */
export class Spool {
    inMemory;
    /** Bytes appended so far. */
    size = 0;
    #chunks = [];
    #file;
    constructor(inMemory = bytesInMemory) {
        this.inMemory = inMemory;
    }
    /** The chunk is kept, not copied. Appends must not overlap. @throws {ImgparError} `unwritable` */
    async append(chunk) {
        if (!this.#file && this.size + chunk.length > this.inMemory)
            await this.#moveToFile();
        if (this.#file)
            await this.#file.write(chunk, this.size);
        else
            this.#chunks.push(chunk);
        this.size += chunk.length;
    }
    /** `length` bytes from `offset` on, fewer at the end. */
    async read(offset, length) {
        if (this.#file)
            return this.#file.read(offset, Math.min(length, this.size - offset));
        if (this.#chunks.length > 1)
            this.#chunks = [Buffer.concat(this.#chunks)];
        return (this.#chunks[0] ?? Buffer.alloc(0)).subarray(offset, offset + length);
    }
    async close() {
        this.#chunks = [];
        await this.#file?.close();
    }
    async #moveToFile() {
        const file = await openTemporaryFile();
        this.#file = file;
        let offset = 0;
        for (const chunk of this.#chunks) {
            await file.write(chunk, offset);
            offset += chunk.length;
        }
        this.#chunks = [];
    }
}
async function openTemporaryFile() {
    const path = join(tmpdir(), `imgpar-list-${randomUUID()}`);
    const file = await listed(() => open(path, 'wx+', 0o600));
    // Without a name it cannot outlive the process. Where an open file keeps its name, closing removes it.
    const nameless = await unlink(path).then(() => true, () => false);
    return {
        write: (bytes, offset) => listed(() => writeFully(file, bytes, offset)),
        read: (offset, length) => listed(() => readFully(file, offset, length)),
        close: async () => {
            await file.close();
            if (!nameless)
                await unlink(path).catch(() => { });
        },
    };
}
async function writeFully(file, bytes, offset) {
    let written = 0;
    while (written < bytes.length)
        written += (await file.write(bytes, written, bytes.length - written, offset + written)).bytesWritten;
}
async function readFully(file, offset, length) {
    const bytes = Buffer.allocUnsafeSlow(length);
    let filled = 0;
    while (filled < length) {
        const { bytesRead } = await file.read(bytes, filled, length - filled, offset + filled);
        if (bytesRead === 0)
            break;
        filled += bytesRead;
    }
    return bytes.subarray(0, filled);
}
function listed(act) {
    return temporarily('the list of images', act);
}
