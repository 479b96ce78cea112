import { headBytes, sniff } from '../codec/formats.js';
import { openImage } from '../codec/open.js';
import { type Failure, failureOf, ImgparError } from '../errors.js';
import type { SkipReason, StageTimings } from '../events.js';
import { equalize, type Operation } from '../pixels/equalize.js';
import { draftOf, exists, openSource, writeAtomic } from '../storage/file.js';
import type { OutputOptions } from './options.js';

/** One image to do. */
export interface Task {
  /** Its place in the list. */
  readonly id: number;
  readonly source: string;
  readonly destination: string;
  /** Whether the user named this very file; one that was merely found is skipped if it is no image. */
  readonly named: boolean;
}

/** What is done to every image of a run. */
export interface Work {
  readonly operation: Operation;
  readonly output: OutputOptions;
  /** Names the run in the names of its drafts. */
  readonly token: string;
}

/** What became of one image. */
export type Outcome =
  | {
      readonly status: 'done';
      readonly width: number;
      readonly height: number;
      readonly inputBytes: number;
      readonly outputBytes: number;
      readonly timings: StageTimings;
    }
  | { readonly status: 'skipped'; readonly reason: SkipReason }
  | { readonly status: 'failed'; readonly failure: Failure };

/** Equalises one image from file to file. Never throws: whatever goes wrong is the outcome. */
export async function processImage(task: Task, work: Work): Promise<Outcome> {
  try {
    if (!work.output.overwrite && exists(task.destination)) return { status: 'skipped', reason: 'exists' };
    const stage = stopwatch();
    const bytes = readImage(task);
    if (!bytes) return { status: 'skipped', reason: 'not-an-image' };
    const readMs = stage();
    const image = await openImage(bytes);
    const decodeMs = stage();
    for (const picture of image.pictures) equalize(picture, work.operation);
    const equalizeMs = stage();
    const encoded = await image.encode(work.output);
    const encodeMs = stage();
    writeAtomic(task.destination, draftOf(task.destination, work.token, task.id), encoded);
    const { width, height } = image.pictures[0]!.shape;
    const timings = { readMs, decodeMs, equalizeMs, encodeMs, writeMs: stage() };
    return { status: 'done', width, height, inputBytes: bytes.byteLength, outputBytes: encoded.byteLength, timings };
  } catch (error) {
    return { status: 'failed', failure: failureOf(error) };
  }
}

/** The content of a source; nothing if it was merely found and is no image: then only its first bytes are read. */
function readImage({ source, named }: Task): Uint8Array | undefined {
  const file = openSource(source);
  try {
    if (sniff(file.head(headBytes)).kind !== 'not-an-image') return file.readAll();
    if (!named) return undefined;
    throw new ImgparError('not-an-image', 'its content is no raster image; expected JPEG, PNG, WebP, TIFF, AVIF or GIF');
  } finally {
    file.close();
  }
}

/** Gives the milliseconds since it was last asked. */
function stopwatch(): () => number {
  let last = performance.now();
  return () => {
    const now = performance.now();
    const elapsedMs = now - last;
    last = now;
    return elapsedMs;
  };
}
