/**
 * Room for the file of an image, and after it for that of the next one: a worker has one image at a time, and memory that is used again is
 * neither fetched from the system nor collected as garbage. Large files get memory of their own.
 *
 * @returns `bytes` bytes, whose content means nothing; they are another's with the next call
 */
export declare function fileRoom(bytes: number): Uint8Array;
