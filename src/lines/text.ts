import { isUtf8 } from 'node:buffer';
import { ImgparError } from '../errors.js';
import type { Lines, LineWindow } from './window.js';

/** How bytes become text. */
export interface TextOptions {
  /** Default: `utf8`. */
  readonly encoding?: 'utf8' | 'latin1';
  /** Whether bytes that are not UTF-8 are an error. Default: false, they become U+FFFD. */
  readonly fatal?: boolean;
}

/** Receives a line, and the offset of its first byte in the file. */
export type UseText = (line: string, offset: number) => void;

/** @param options.own whether lines are separate strings, and not parts of a shared one of up to 32 KiB that each of them keeps alive */
export function forEachText(lines: Lines, window: LineWindow, options: TextOptions & { readonly own: boolean }, use: UseText): void {
  requireUtf8(lines, options);
  const alone = aloneIn(lines, window, options);
  let { start } = lines;
  for (let at = 0; at < alone; at++) {
    const end = lines.base + lines.ends[at]!;
    use(decodeAlone(lines, window, start, end, options), lines.offset + start);
    start = end + 1;
  }
  if (alone < lines.ends.length) forEachTogether({ ...lines, start, ends: lines.ends.subarray(alone) }, window, options, use);
}

/** The number of lines that must be decoded separately: those that began in an earlier piece, the first of the file, or all. */
function aloneIn({ start, base, ends, offset }: Lines, { separator }: LineWindow, { encoding }: TextOptions): number {
  // Such a separator may occur within a character.
  if (separator > 127 && encoding !== 'latin1') return ends.length;
  return start < base || offset + start === 0 ? 1 : 0;
}

function decodeAlone(lines: Lines, window: LineWindow, start: number, end: number, { encoding = 'utf8' }: TextOptions): string {
  const { bytes, offset, unended } = lines;
  const isReturn = window.stripsReturns && !unended && end > start && bytes[end - 1] === carriageReturn;
  const text = bytes.toString(encoding, start, isReturn ? end - 1 : end);
  // Windows editors begin a UTF-8 file with a mark.
  return offset + start === 0 && text.startsWith('\uFEFF') ? text.slice(1) : text;
}

type Together = TextOptions & { readonly own: boolean };

function forEachTogether(lines: Lines, window: LineWindow, { encoding, own }: Together, use: UseText): void {
  if (lines.isAscii || encoding === 'latin1') forEachOneToOne(lines, window, own, use);
  else forEachDecoded(lines, window, own, use);
}

/** For encodings in which each byte is a character. */
function forEachOneToOne({ bytes, start, base, ends, offset, unended }: Lines, window: LineWindow, own: boolean, use: UseText): void {
  const strips = window.stripsReturns && !unended;
  const whole = own ? '' : bytes.latin1Slice(start, base + ends[ends.length - 1]!);
  let begin = start;
  for (let at = 0; at < ends.length; at++) {
    const end = base + ends[at]!;
    const stop = strips && end > begin && bytes[end - 1] === carriageReturn ? end - 1 : end;
    use(own ? bytes.latin1Slice(begin, stop) : whole.slice(begin - start, stop - start), offset + begin);
    begin = end + 1;
  }
}

function forEachDecoded({ bytes, start, base, offset, unended, ...lines }: Lines, window: LineWindow, own: boolean, use: UseText): void {
  const strips = window.stripsReturns && !unended;
  // Decoding overwrites `ends` with positions in the text.
  const ends = lines.ends.slice();
  const last = ends.length - 1;
  const text = window.lines.utf8(start, base + ends[last]!, window.separator);
  const textEnds = window.lines.ends;
  const whole = own ? '' : text.whole();
  let from = 0;
  let begin = start;
  for (let at = 0; at <= last; at++) {
    const end = base + ends[at]!;
    const to = at === last ? text.length : textEnds[at]!;
    const stop = strips && end > begin && bytes[end - 1] === carriageReturn ? to - 1 : to;
    use(own ? text.part(from, stop) : whole.slice(from, stop), offset + begin);
    from = to + 1;
    begin = end + 1;
  }
}

const carriageReturn = 13;

function requireUtf8({ bytes, start, base, ends, offset, isAscii }: Lines, { encoding, fatal }: TextOptions): void {
  if (!fatal || encoding === 'latin1' || (isAscii && start >= base)) return;
  if (isUtf8(bytes.subarray(start, base + ends[ends.length - 1]!))) return;
  let begin = start;
  for (const end of ends) {
    if (!isUtf8(bytes.subarray(begin, base + end))) break;
    begin = base + end + 1;
  }
  throw new ImgparError('corrupt', `the line at byte ${offset + begin} is not valid UTF-8; set encoding: 'latin1', or leave out fatal`);
}
