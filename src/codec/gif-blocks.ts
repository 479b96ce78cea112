import { corrupt, type Header, unsupported } from './container.js';
import { type Metadata, presentMetadata } from './metadata.js';

/** A GIF file of one frame, taken apart into its blocks. */
export interface GifFile extends Header {
  /** Shape of a pixel, as the header has it: 0 is unknown, n is (n + 15) / 64. */
  readonly aspect: number;
  /** The block before the frame that says how it is shown (delay, disposal), without the transparent colour; 0..255 each. */
  readonly control: { readonly flags: number; readonly delay: number } | undefined;
  /** Comments and applications' blocks (profile, XMP), whole, in their order. */
  readonly extensions: readonly Buffer[];
}

const extensionBlock = 0x21;
const imageBlock = 0x2c;
const trailerBlock = 0x3b;
const controlLabel = 0xf9;
const commentLabel = 0xfe;
const applicationLabel = 0xff;

/** Takes a GIF apart. An animated one, and one without its end, is refused. */
export function parseGif(file: Buffer): GifFile {
  const extensions: Buffer[] = [];
  let control: GifFile['control'];
  let frames = 0;
  let hasTransparency = false;
  let fit: FrameFit = 'covers';
  let position = 13 + tableBytes(file.readUInt8(10));
  for (let block = byteAt(file, position); block !== trailerBlock; block = byteAt(file, position)) {
    const isImage = block === imageBlock;
    if (!isImage && block !== extensionBlock) throw corrupt(`the GIF is broken: at byte ${position} a block is expected`);
    const end = endOfSubBlocks(file, isImage ? position + 11 + tableBytes(byteAt(file, position + 9)) : position + 2);
    if (isImage) {
      frames++;
      fit = frames === 1 ? frameFit(file, position + 1) : fit;
    } else if (file[position + 1] === controlLabel) {
      hasTransparency ||= frames === 0 && (byteAt(file, position + 3) & 1) === 1;
      control ??= { flags: byteAt(file, position + 3) & 0xfe, delay: file.readUInt16LE(position + 4) };
    } else if (isKept(file, position)) extensions.push(file.subarray(position, end));
    position = end;
  }
  if (frames === 0) throw corrupt('the GIF holds no picture');
  if (frames > 1) throw unsupported(`the GIF is animated (${frames} frames); expected a still image`);
  // Outside of the frame the decoder shows black, which is right only where it is transparent black.
  if (fit === 'outside' || (fit === 'inside' && !hasTransparency))
    throw unsupported('the GIF has a frame that is not of the size of its canvas; expected one that fills it');
  const shape = { width: file.readUInt16LE(6), height: file.readUInt16LE(8), channels: hasTransparency ? 4 : 3, maxSample: 255 } as const;
  if (shape.width === 0 || shape.height === 0) throw corrupt('the GIF states a size of 0');
  return { shape, bitsPerSample: 8, fullChroma: true, aspect: file.readUInt8(12), control, extensions };
}

/** Bytes of the colour table that flags announce. */
function tableBytes(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}

function byteAt(file: Buffer, position: number): number {
  const byte = file[position];
  if (byte === undefined) throw corrupt('the GIF has no end: it is cut off');
  return byte;
}

/** Sub-blocks begin with their length; one of length 0 ends them. */
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

/** How often to repeat says nothing about a still image, and only the codec would draw a text extension. */
function isKept(file: Buffer, position: number): boolean {
  const label = file[position + 1];
  return (
    label === commentLabel ||
    (label === applicationLabel && !/^(NETSCAPE|ANIMEXTS)/.test(file.toString('latin1', position + 3, position + 14)))
  );
}

/** What a GIF's blocks say, for writing another format. */
export function gifMetadata({ extensions }: GifFile): Metadata {
  const named = (name: string) =>
    extensions.find((block) => block[1] === applicationLabel && block.toString('latin1', 3, 14) === name)?.subarray(14);
  const xmp = named('XMP DataXMP');
  const icc = named('ICCRGBG1012');
  return presentMetadata({
    icc: icc && joined(icc),
    // XMP stands as it is, followed by 258 bytes that lead a reader of sub-blocks to the end.
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
