import { isBetterInBands } from '../codec/bands.js';
import { headBytes, leastSampleBytes, notAnImage, sniff } from '../codec/sniff.js';
import { ImgparError } from '../errors.js';
import { hasOtherNames } from '../storage/file.js';
import { sha256, sha256In } from '../storage/hash.js';
import { withRetries } from '../storage/retry.js';
import type { StoredFile } from '../storage/store.js';
import { storeOf } from '../storage/stores.js';
import { copyOther } from './copy-other.js';
import { fileBuffer } from './file-buffer.js';
import { requireGrant } from './memory.js';
import { whyNotOriginal } from './replace-source.js';
import { noImage, type Outcome, type Task, type Work } from './task.js';

/** The file of an image to be processed. */
export interface SourceImage {
  readonly bytes: Uint8Array;
  /** What is known of the file, which is closed. */
  readonly file: Omit<StoredFile, 'head' | 'piece' | 'readAll' | 'close'>;
  /** SHA-256, if it was needed. */
  readonly hash: string | undefined;
}

/** An image that is better done in bands, and has not been read. */
export const giant = 'giant';

/**
 * Reads the file of a task and decides whether there is anything to do. If not, returns the outcome; later stages need not check again.
 *
 * @param leavesGiants whether to leave those to bands
 * @throws {NeedsMemory}
 * @throws {ImgparError} `unreadable`, `not-an-image`
 */
export async function judge(
  task: Task,
  work: Work,
  grantedBytes: number,
  leavesGiants: boolean,
): Promise<SourceImage | Outcome | typeof giant> {
  const { output, limits, inPlace, purpose } = work;
  if (!output.overwrite && purpose === 'equalize' && (await storeOf(task.destination).exists(task.destination)))
    return { status: 'skipped', reason: 'exists' };
  const isLinked = () => hasOtherNames(task.destination, task.backup);
  if (inPlace && !inPlace.breakHardLinks && (await withRetries(limits.retries, isLinked)))
    return { status: 'skipped', reason: 'hard-linked' };
  const source = await withRetries(limits.retries, () => readImage(task, limits.maxPixels, grantedBytes, leavesGiants));
  if (source === giant) return giant;
  if ('looksLike' in source) {
    const isCopied = task.copyTo !== undefined && purpose === 'equalize';
    return isCopied ? copyOther(task, task.copyTo!, work) : noImage(task.source, source.looksLike);
  }
  const { bytes, file } = source;
  const { upToDateIf } = task;
  const hash = inPlace || upToDateIf ? sha256(bytes) : undefined;
  const notOriginal = inPlace && whyNotOriginal(task, inPlace, { file, sha256: hash! });
  if (notOriginal) return notOriginal;
  const isUpToDate = upToDateIf && hash === upToDateIf.source && (await sha256In(task.destination)) === upToDateIf.result;
  return isUpToDate ? { status: 'skipped', reason: 'up-to-date' } : { bytes, file, hash };
}

/** Reading this many bytes takes as long as reading only the first ones. */
const smallBytes = 16_384;

/**
 * The content of a source; or what it is, if it was merely found and is not an image: then only the first bytes of a large file are read.
 */
async function readImage(
  { source, original, named }: Task,
  maxPixels: number,
  grantedBytes: number,
  leavesGiants: boolean,
): Promise<Pick<SourceImage, 'bytes' | 'file'> | { readonly looksLike: string } | typeof giant> {
  const location = original?.path ?? source;
  const file = await storeOf(location).open(location);
  try {
    const { size } = file;
    const small = size <= smallBytes ? await file.readAll(fileBuffer) : undefined;
    const head = small ?? (await file.head(headBytes));
    const sniffed = sniff(head);
    if (sniffed.kind !== 'not-an-image') {
      if (leavesGiants && !small && (await isBetterInBands(file, sniffed))) return giant;
      requireGrant(size + leastSampleBytes(head, maxPixels), grantedBytes, true);
      return { bytes: small ?? (await file.readAll(fileBuffer)), file };
    }
    if (!named) return { looksLike: sniffed.name };
    throw new ImgparError('not-an-image', notAnImage(sniffed.name));
  } finally {
    await file.close();
  }
}
