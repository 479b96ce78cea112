import { close, createReadStream, fstat, open, read, readSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import { addAbortSignal, Readable } from 'node:stream';
import { promisify } from 'node:util';
import * as zlib from 'node:zlib';
import { ImgparError, isError, messageOf } from '../errors.js';
import { path } from '../values/arguments.js';

/** A file, `-` for the standard input, or a source of bytes. */
export type LineSource = string | URL | Readable | AsyncIterable<Uint8Array>;

/** Why something can only be read from beginning to end, by one reader. */
export type Streamed = 'gzip' | 'zstd' | 'pipe' | 'stream';

/** Something to read lines from. */
export interface OpenSource {
  /** For messages. */
  readonly name: string;
  /** Undefined if any part can be read separately. */
  readonly streamed: Streamed | undefined;
  /** In bytes; Infinity if unknown before the end. */
  readonly sizeBytes: number;
  /**
   * Reads at most `length` bytes into a buffer at `at`. A stream continues where it was, whatever `position` is.
   *
   * @returns the number of bytes read; 0 at the end
   */
  read(into: Buffer, at: number, length: number, position: number): number | Promise<number>;
  close(): Promise<void>;
}

export interface OpenSourceOptions {
  /** Ends the reading of a stream, even while nothing comes. */
  readonly signal?: AbortSignal | undefined;
  /** Reads files synchronously, for workers: to read through other threads of Node would only add switches between threads. */
  readonly sync?: boolean;
}

const openDescriptor = promisify(open);
const statFile = promisify(fstat);
const closeFile = promisify(close);
const readFile = promisify(read);

/** @throws {ImgparError} `unreadable` */
export async function openSource(source: LineSource, options: OpenSourceOptions = {}): Promise<OpenSource> {
  if (typeof source !== 'string' && !('href' in source)) return streamed('the stream', 'stream', Readable.from(source), options);
  if (source === '-') return streamed('the standard input', 'pipe', process.stdin, options);
  const file = path(source, 'the source of lines');
  try {
    return await openFile(file, options);
  } catch (error) {
    throw unreadable(file, error);
  }
}

/** The size of a file, and whether it can be read in parts. Does not open a pipe, which would take it from its reader. */
export async function lookAt(file: string | URL): Promise<Pick<OpenSource, 'sizeBytes' | 'streamed'>> {
  try {
    const stats = file === '-' ? undefined : await stat(file);
    if (!stats?.isFile() && !stats?.isDirectory()) return { streamed: 'pipe', sizeBytes: Number.POSITIVE_INFINITY };
  } catch (error) {
    throw unreadable(String(file), error);
  }
  const source = await openSource(file);
  await source.close();
  return source;
}

async function openFile(path: string, options: OpenSourceOptions): Promise<OpenSource> {
  const fd = await openDescriptor(path, 'r');
  try {
    const stats = await statFile(fd);
    // Files are read by threads of Node, and nothing can end one that waits for a pipe; sockets wait without a thread.
    if (stats.isFIFO()) return streamed(path, 'pipe', new Socket({ fd, writable: false }), options);
    if (stats.isDirectory()) throw new Error('it is a folder, expected a file');
    if (!stats.isFile()) return streamed(path, 'pipe', createReadStream(path, { fd }), options);
    const packed = await packing(fd);
    if (packed) return streamed(path, packed, createReadStream(path, { fd, start: 0 }).pipe(unpacking(packed)), options);
    return regularFile(path, fd, stats.size, options);
  } catch (error) {
    await closeFile(fd).catch(() => {});
    throw error;
  }
}

function regularFile(name: string, fd: number, sizeBytes: number, { sync = false }: OpenSourceOptions): OpenSource {
  const requireWhole = (count: number, position: number) => {
    if (count === 0 && position < sizeBytes) throw unreadable(name, new Error('it became shorter during reading'));
    return count;
  };
  return {
    name,
    streamed: undefined,
    sizeBytes,
    read(into, at, length, position) {
      if (sync) return requireWhole(readSync(fd, into, at, length, position), position);
      return readFile(fd, into, at, length, position).then(({ bytesRead }) => requireWhole(bytesRead, position));
    },
    close: () => closeFile(fd),
  };
}

/** How the content of a file is compressed, by its first bytes. */
async function packing(fd: number): Promise<'gzip' | 'zstd' | undefined> {
  const { buffer } = await readFile(fd, Buffer.alloc(4), 0, 4, 0);
  if (buffer.readUInt16BE(0) === 0x1f8b) return 'gzip';
  return buffer.readUInt32LE(0) === 0xfd2fb528 ? 'zstd' : undefined;
}

function unpacking(packed: 'gzip' | 'zstd'): NodeJS.ReadWriteStream & Readable {
  if (packed === 'gzip') return zlib.createGunzip();
  const { createZstdDecompress } = zlib as { readonly createZstdDecompress?: () => zlib.Gunzip };
  if (!createZstdDecompress)
    throw new Error('it is compressed with zstd, which needs Node.js 22.15 or newer; decompress it first, or use gzip');
  return createZstdDecompress();
}

function streamed(name: string, kind: Streamed, stream: Readable, { signal }: OpenSourceOptions): OpenSource {
  const blocks = (signal ? addAbortSignal(signal, stream) : stream)[Symbol.asyncIterator]();
  let block: Uint8Array = new Uint8Array(0);
  return {
    name,
    streamed: kind,
    sizeBytes: Number.POSITIVE_INFINITY,
    async read(into, at, length) {
      try {
        while (block.length === 0) {
          const { value, done } = await blocks.next();
          if (done) return 0;
          block = typeof value === 'string' ? Buffer.from(value) : value;
        }
      } catch (error) {
        throw isError(error) && error.name === 'AbortError' ? error : unreadable(name, error);
      }
      const count = Math.min(length, block.length);
      into.set(block.subarray(0, count), at);
      block = block.subarray(count);
      return count;
    },
    async close() {
      await blocks.return?.();
      stream.destroy();
    },
  };
}

function unreadable(name: string, error: unknown): ImgparError {
  return new ImgparError('unreadable', `${name}: cannot be read: ${messageOf(error)}`, { cause: error });
}
