import { codeOf, isError, messageOf } from '../errors.js';
import type { Header } from './container.js';
import type { FormatCodec, MendingLimits } from './format-codec.js';

/** How a file that was refused as broken is read again. */
export interface Mending {
  /** Whether missing pixels are made up. */
  readonly damaged: boolean;
  /** Bytes that are held already: the original file. */
  readonly heldBytes: number;
}

/** Findings about a file that was read. */
export interface ReadFindings {
  /** What was wrong with it, one sentence each. */
  readonly warnings?: readonly string[];
  /** True if pixels were missing or broken, and were made up. */
  readonly damaged?: boolean;
}

interface Limits extends MendingLimits {
  readonly acceptsDamaged: boolean;
}

/**
 * Gives the result of `read` for a file. If the file is refused as broken, gives the result for the repaired file, provided that all of its
 * pixels are there or damaged files are accepted.
 *
 * @throws why the file was refused, if nothing helps
 */
export async function readMended<File extends Header, Result>(
  codec: FormatCodec<File>,
  content: Buffer,
  limits: Limits,
  read: (content: Buffer, mending: Mending) => Result | Promise<Result>,
): Promise<Result | (Result & ReadFindings)> {
  try {
    return await read(content, { damaged: false, heldBytes: 0 });
  } catch (refusal) {
    if (!isError(refusal) || codeOf(refusal) !== 'corrupt') throw refusal;
    const mended = codec.mended?.(content, limits);
    if (!mended) throw refusal;
    const again = async (damaged: boolean) => read(mended.bytes, { damaged, heldBytes: content.length });
    const whole = mended.isWhole ? await again(false).catch(unlessCorrupt) : undefined;
    if (whole) return { ...whole, warnings: [...mended.warnings, ...(warningsOf(whole) ?? [])] };
    if (!limits.acceptsDamaged) throw refusal;
    return { ...(await again(true)), damaged: true, warnings: [`pixels are missing or broken: ${messageOf(refusal)}`] };
  }
}

function warningsOf(image: ReadFindings): ReadFindings['warnings'] {
  return image.warnings;
}

function unlessCorrupt(error: unknown): undefined {
  if (codeOf(error) !== 'corrupt') throw error;
}
