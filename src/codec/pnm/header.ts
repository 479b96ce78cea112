import type { ImageShape } from '../../pixels/raster.js';
import { corrupt, type Header, unsupported } from '../container.js';
import { MetadataLimits } from '../metadata-limits.js';

/** One image of a PNM file. Samples range over 0..`maxval`, whatever that is; in a bitmap (PBM) 1 is black. */
export interface PnmPage extends Header {
  /** 1 to 3: PBM, PGM and PPM as text, 4 to 6: the same as bytes, 7: PAM. */
  readonly kind: number;
  readonly maxval: number;
  /** From the `P` to the last byte before the samples, including comments, even those between samples. */
  readonly head: Buffer;
  /** The samples as stored in the file. */
  readonly body: Buffer;
}

/** A parsed PNM file. */
export interface PnmFile extends PnmPage {
  readonly pictures: readonly PnmPage[];
  /** The bytes after the last image; empty for text, where they cannot be told from samples. */
  readonly rest: Buffer;
}

/** Parses a PNM. Images stored as bytes may follow each other. */
export function parsePnm(bytes: Buffer): PnmFile {
  const limits = new MetadataLimits();
  const first = readPage(bytes);
  const pictures = [first];
  let rest = afterPage(bytes, first);
  while (beginsPicture(rest)) {
    limits.addPage();
    const page = readPage(rest);
    pictures.push(page);
    rest = afterPage(rest, page);
  }
  for (const bytes of [rest, ...pictures.map(({ head }) => head)]) limits.add(bytes.length);
  return { ...first, ...(pictures.length > 1 ? { pages: pictures } : {}), pictures, rest };
}

function afterPage(bytes: Buffer, { kind, head, body }: PnmPage): Buffer {
  return bytes.subarray(kind < 4 ? bytes.length : head.length + body.length);
}

function beginsPicture(bytes: Buffer): boolean {
  return /^P([1-6][\s#]|7\s*\n)/.test(bytes.toString('latin1', 0, 16));
}

/** The comments of an image, without their marks. */
export function commentsOf({ head }: PnmPage): Buffer[] {
  return linesOfComment(head).map((line) => Buffer.from(line.slice(1).trim(), 'latin1'));
}

function linesOfComment(bytes: Buffer): string[] {
  return bytes.includes('#') ? Array.from(bytes.toString('latin1').matchAll(/#[^\r\n]*/g), ([line]) => line) : [];
}

function readPage(bytes: Buffer): PnmPage {
  const kind = bytes.readUInt8(1) - 48;
  const fields = kind === 7 ? readPamFields(bytes) : readFields(bytes, kind);
  const { width, height, channels, maxval, end } = fields;
  if (!(width > 0 && height > 0)) throw corrupt('the PNM has a size of 0');
  if (!(maxval > 0 && maxval < 65536)) throw corrupt(`the PNM gives ${maxval} as its largest sample; expected 1 to 65535`);
  const shape: ImageShape = { width, height, channels, maxSample: maxval > 255 ? 65535 : 255 };
  const isBitmap = kind === 1 || kind === 4;
  const bitsPerSample = isBitmap || (fields.isBlackAndWhite && maxval === 1) ? 1 : maxval > 255 ? 16 : 8;
  const rest = bytes.subarray(end);
  const least = leastBytes(kind, shape, maxval);
  if (rest.length < least) throw corrupt(`the PNM is cut off: ${rest.length} bytes of samples, expected ${least}`);
  const body = kind < 4 ? rest : rest.subarray(0, least);
  const head = bytes.subarray(0, end);
  return { shape, bitsPerSample, fullChroma: true, kind, maxval, head: kind < 4 ? withComments(head, linesOfComment(rest)) : head, body };
}

/** Moves comments between samples to the top, as the samples of a text are rewritten. */
function withComments(head: Buffer, comments: readonly string[]): Buffer {
  if (comments.length === 0) return head;
  return Buffer.concat([head.subarray(0, 2), Buffer.from(`\n${comments.join('\n')}\n`, 'latin1'), head.subarray(2)]);
}

/** The bytes that the samples take; for text, the least they can. */
function leastBytes(kind: number, { width, height, channels }: ImageShape, maxval: number): number {
  const samples = width * height * channels;
  if (kind === 4) return Math.ceil(width / 8) * height;
  // The digits of a bitmap may be adjacent.
  if (kind < 4) return kind === 1 ? samples : 2 * samples - 1;
  return samples * (maxval > 255 ? 2 : 1);
}

interface Fields {
  readonly width: number;
  readonly height: number;
  readonly channels: ImageShape['channels'];
  readonly maxval: number;
  /** Whether only two levels are meant. */
  readonly isBlackAndWhite?: boolean;
  /** Where the samples begin. */
  readonly end: number;
}

/** Reads numbers between blanks and comments, and one blank. */
function readFields(bytes: Buffer, kind: number): Fields {
  let position = 2;
  const next = (): number => {
    position = behindBlanks(bytes, position);
    const start = position;
    while (isDigit(bytes[position])) position++;
    if (position === start || position - start > 10) throw corrupt('the PNM header is incomplete: expected a number');
    return Number(bytes.toString('latin1', start, position));
  };
  const [width, height] = [next(), next()];
  const maxval = kind === 1 || kind === 4 ? 1 : next();
  if (!isBlank(bytes[position])) throw corrupt('the PNM header is incomplete: expected white space before the samples');
  return { width, height, channels: kind % 3 === 0 ? 3 : 1, maxval, end: position + 1 };
}

function behindBlanks(bytes: Buffer, start: number): number {
  let position = start;
  while (isBlank(bytes[position]) || bytes[position] === 0x23) {
    if (bytes[position] === 0x23) position = lineEnd(bytes, position);
    else position++;
  }
  return position;
}

function lineEnd(bytes: Buffer, start: number): number {
  let position = start;
  while (position < bytes.length && bytes[position] !== 0x0a && bytes[position] !== 0x0d) position++;
  return position;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 48 && byte <= 57;
}

/** Space, tab, line feed, vertical tab, form feed or carriage return. */
export function isBlank(byte: number | undefined): boolean {
  return byte === 32 || (byte !== undefined && byte >= 9 && byte <= 13);
}

// ---- PAM ----

/** Channels by the tuple types that the format defines; others mean something only to their makers. */
const tupleChannels: Readonly<Record<string, ImageShape['channels']>> = {
  BLACKANDWHITE: 1,
  GRAYSCALE: 1,
  RGB: 3,
  BLACKANDWHITE_ALPHA: 2,
  GRAYSCALE_ALPHA: 2,
  RGB_ALPHA: 4,
};

/** Reads lines of a name and a value, up to the line ENDHDR. */
function readPamFields(bytes: Buffer): Fields {
  const values = new Map<string, string>();
  let position = 2;
  while (true) {
    const end = bytes.indexOf(0x0a, position);
    if (end < 0 || end - position > longestLine) throw corrupt('the PAM header is incomplete: expected ENDHDR');
    const line = bytes.toString('latin1', position, end).trim();
    position = end + 1;
    if (line === 'ENDHDR') break;
    const blank = line.search(/\s/);
    if (blank > 0 && /^[A-Z]+$/.test(line.slice(0, blank))) values.set(line.slice(0, blank), line.slice(blank).trim());
    else if (line !== '' && !line.startsWith('#')) throw corrupt(`the PAM header has an unknown line ${JSON.stringify(line.slice(0, 40))}`);
  }
  const number = (name: string) => (/^\d{1,10}$/.test(values.get(name) ?? '') ? Number(values.get(name)) : Number.NaN);
  const depth = number('DEPTH');
  const type = values.get('TUPLTYPE') ?? ({ 1: 'GRAYSCALE', 3: 'RGB' }[depth] || 'none');
  const channels = tupleChannels[type];
  if (channels === undefined || channels !== depth)
    throw unsupported(`the PAM has ${depth} channels of type ${type}; expected ${Object.keys(tupleChannels).join(', ')}`);
  const isBlackAndWhite = type === 'BLACKANDWHITE';
  return { width: number('WIDTH'), height: number('HEIGHT'), channels, maxval: number('MAXVAL'), isBlackAndWhite, end: position };
}

const longestLine = 1 << 16;
