import { type Animation, corrupt, type Header, unsupported } from '../container.js';
import { type Metadata, presentMetadata } from '../metadata.js';
import { MetadataLimits } from '../metadata-limits.js';

/** A GIF file, parsed into its blocks. */
export interface GifFile extends Header {
  /** Pixel aspect ratio as in the header: 0 is unknown, n is (n + 15) / 64. */
  readonly aspect: number;
  /** How each frame is shown. */
  readonly frames: readonly GifFrame[];
  /** Whole comment and application blocks (profile, XMP, number of plays), in order. */
  readonly extensions: readonly Buffer[];
}

/** The control block before a frame, if any: when the next frame comes, and what then happens to this one. */
export interface GifFrame {
  readonly control: { readonly flags: number; readonly delay: number } | undefined;
}

const extensionBlock = 0x21;
const imageBlock = 0x2c;
const trailerBlock = 0x3b;
const controlLabel = 0xf9;
const commentLabel = 0xfe;
const applicationLabel = 0xff;

/** Parses a GIF. Refuses a file without its end, and one with frames that the decoder shows differently from other viewers. */
export function parseGif(file: Buffer): GifFile {
  const extensions: Buffer[] = [];
  const frames: FrameBlock[] = [];
  const limits = new MetadataLimits();
  let control: Control | undefined;
  const globalTable = tableAt(file, 13, file.readUInt8(10));
  let isGrey = true;
  let position = 13 + globalTable.length;
  for (let block = byteAt(file, position); block !== trailerBlock; block = byteAt(file, position)) {
    const isImage = block === imageBlock;
    if (!isImage && block !== extensionBlock) throw corrupt(`the GIF is broken: expected a block at byte ${position}`);
    const end = endOfSubBlocks(file, isImage ? position + 11 + tableBytes(byteAt(file, position + 9)) : position + 2);
    if (isImage) {
      limits.addPage();
      const ownTable = tableAt(file, position + 10, byteAt(file, position + 9));
      isGrey &&= hasOnlyGreys(ownTable.length > 0 ? ownTable : globalTable, control);
      frames.push({ control, fit: frameFit(file, position + 1) });
      control = undefined;
    } else if (file[position + 1] === controlLabel) {
      control = { flags: byteAt(file, position + 3), delay: file.readUInt16LE(position + 4), transparentIndex: byteAt(file, position + 6) };
    } else {
      addExtension(limits, file.subarray(position, end));
      extensions.push(file.subarray(position, end));
    }
    position = end;
  }
  const [first] = frames;
  if (!first) throw corrupt('the GIF holds no image');
  refuseBareCanvas(frames);
  const hasAlpha = frames.some(hasTransparency);
  const channels = isGrey ? (hasAlpha ? 2 : 1) : hasAlpha ? 4 : 3;
  const shape = { width: file.readUInt16LE(6), height: file.readUInt16LE(8), channels, maxSample: 255 } as const;
  if (shape.width === 0 || shape.height === 0) throw corrupt('the GIF has a size of 0');
  const header: Header = { shape, bitsPerSample: 8, fullChroma: true };
  return {
    ...header,
    ...(frames.length > 1 ? { pages: frames.map(() => header) } : {}),
    aspect: file.readUInt8(12),
    frames: frames.map(({ control }) => ({ control: control && { flags: control.flags & 0xfe, delay: control.delay } })),
    extensions: extensions.filter(isKept),
  };
}

function addExtension(limits: MetadataLimits, block: Buffer): void {
  if (isProfile(block)) limits.addProfile(block.length);
  else limits.add(block.length);
}

interface Control {
  readonly flags: number;
  readonly delay: number;
  /** The index of the transparent colour, if the flags announce one. */
  readonly transparentIndex: number;
}

interface FrameBlock extends GifFrame {
  readonly control: Control | undefined;
  readonly fit: FrameFit;
}

function hasTransparency({ control }: GifFrame): boolean {
  return control !== undefined && (control.flags & 1) === 1;
}

/**
 * Refuses bare canvas. Browsers show areas transparent that no frame has painted, or that a frame is cleared to; the decoder shows black,
 * or the background colour, unless a transparent colour is defined.
 */
function refuseBareCanvas(frames: readonly FrameBlock[]): void {
  const first = frames[0]!;
  if (frames.some(({ fit }) => fit === 'outside'))
    throw unsupported('the GIF has a frame that extends beyond its canvas; expected frames within it');
  if (first.fit !== 'covers' && !frames.some(hasTransparency))
    throw unsupported('the first frame of the GIF is smaller than its canvas; expected one that fills it');
  const clears = frames.findIndex((frame, index) => index < frames.length - 1 && disposal(frame) === 2 && !hasTransparency(frame));
  const next = frames[clears + 1];
  if (clears >= 0 && (next!.fit !== 'covers' || hasTransparency(next!)))
    throw unsupported(`frame ${clears + 1} of the GIF clears the canvas to a colour on which viewers disagree; expected transparency`);
}

/** 1: the frame stays; 2: its area is cleared; 3: its area is restored; 0: not stated. */
function disposal({ control }: GifFrame): number {
  return ((control?.flags ?? 0) >> 2) & 7;
}

/** Whether a frame shows only greys, transparent colour aside. */
function hasOnlyGreys(table: Buffer, control: Control | undefined): boolean {
  const hidden = control && (control.flags & 1) === 1 ? control.transparentIndex : -1;
  for (let at = 0; at + 2 < table.length; at += 3) {
    const isGrey = table[at] === table[at + 1] && table[at] === table[at + 2];
    if (!isGrey && at !== hidden * 3) return false;
  }
  return table.length > 0;
}

/** The colour table that the flags announce. */
function tableAt(file: Buffer, start: number, flags: number): Buffer {
  return file.subarray(start, start + tableBytes(flags));
}

/** Bytes of the colour table that the flags announce. */
function tableBytes(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}

function byteAt(file: Buffer, position: number): number {
  const byte = file[position];
  if (byte === undefined) throw corrupt('the GIF has no end: it is cut off');
  return byte;
}

/** Each sub-block begins with its length; one of length 0 is the last. */
function endOfSubBlocks(file: Buffer, start: number): number {
  let position = start;
  for (let length = byteAt(file, position); length > 0; length = byteAt(file, position)) position += length + 1;
  return position + 1;
}

type FrameFit = 'covers' | 'inside' | 'outside';

/** How the frame lies on the canvas. */
function frameFit(file: Buffer, descriptor: number): FrameFit {
  const uint16 = (offset: number) => file.readUInt16LE(offset);
  const [width, height, canvasWidth, canvasHeight] = [uint16(descriptor + 4), uint16(descriptor + 6), uint16(6), uint16(8)];
  if (uint16(descriptor) + width > canvasWidth || uint16(descriptor + 2) + height > canvasHeight) return 'outside';
  return width === canvasWidth && height === canvasHeight ? 'covers' : 'inside';
}

/** A text extension is drawn only by the codec. */
function isKept(extension: Buffer): boolean {
  return extension[1] === commentLabel || extension[1] === applicationLabel;
}

function isProfile(block: Buffer): boolean {
  return block[1] === applicationLabel && block.toString('latin1', 3, 14) === 'ICCRGBG1012';
}

function isLooping(extension: Buffer): boolean {
  return /^(NETSCAPE|ANIMEXTS)/.test(extension.toString('latin1', 3, 14));
}

/** How the frames follow each other; a GIF that does not say so is played once. */
export function gifAnimation({ frames, extensions }: GifFile): Animation {
  const loop = extensions.find((extension) => extension[1] === applicationLabel && isLooping(extension));
  const repeats = loop && loop.length >= 18 && loop[15] === 1 ? loop.readUInt16LE(16) : undefined;
  return {
    // The count is of repetitions after the first showing.
    plays: repeats === undefined ? 1 : repeats === 0 ? 0 : repeats + 1,
    delaysMs: frames.map(({ control }) => (control?.delay ?? 0) * 10),
  };
}

/** The metadata in a GIF's blocks, for writing another format. */
export function gifMetadata({ extensions }: GifFile): Metadata {
  const named = (name: string) =>
    extensions.find((block) => block[1] === applicationLabel && block.toString('latin1', 3, 14) === name)?.subarray(14);
  const xmp = named('XMP DataXMP');
  const icc = named('ICCRGBG1012');
  return presentMetadata({
    icc: icc && joined(icc),
    // XMP is stored verbatim, followed by 258 bytes that lead a reader of sub-blocks to the end.
    xmp: xmp && xmp.length > 258 ? xmp.subarray(0, -258) : undefined,
    comments: extensions.filter((block) => block[1] === commentLabel).map((block) => joined(block.subarray(2))),
  });
}

function joined(subBlocks: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let position = 0; subBlocks[position]; position += subBlocks[position]! + 1) {
    parts.push(subBlocks.subarray(position + 1, position + 1 + subBlocks[position]!));
  }
  return Buffer.concat(parts);
}

/** The file with only its profile and its number of plays. */
export function strippedGif(file: GifFile): GifFile {
  const isShown = (block: Buffer) => isProfile(block) || (block[1] === applicationLabel && isLooping(block));
  return { ...file, extensions: file.extensions.filter(isShown) };
}
