import type { Raster } from '../../pixels/raster.js';
import type { GifFile, GifFrame } from './blocks.js';

/** A frame in at most 256 colours. */
export interface IndexedFrame {
  readonly width: number;
  readonly height: number;
  /** One per pixel. */
  readonly indices: Uint8Array;
  /** 0xRRGGBB each, in order of appearance. */
  readonly colours: readonly number[];
  /** The index that shows what is below. */
  readonly transparent: number | undefined;
}

/**
 * A lossless GIF whose frames each fill the canvas; written here because libvips changes even colours that fit. Each frame has its own
 * colours, those of the first are the global ones. Never interlaced.
 */
export function encodeGif(frames: readonly IndexedFrame[], { aspect, frames: timing, extensions }: GifFile): Buffer {
  // Where a frame has holes, the content before it must be cleared.
  const clears = frames.length > 1 && frames.some(({ transparent }) => transparent !== undefined);
  const shown = frames.map((frame) => (clears ? withTransparent(frame) : frame));
  const [first] = frames;
  const head = Buffer.from('GIF89a\0\0\0\0\0\0\0', 'latin1');
  head.writeUInt16LE(first!.width, 6);
  head.writeUInt16LE(first!.height, 8);
  head[10] = 0xf0 | (bitsOf(shown[0]!) - 1);
  head[12] = aspect;
  return Buffer.concat([
    head,
    colourTable(shown[0]!),
    ...extensions,
    ...shown.flatMap((frame, index) => [
      controlBlock(controlOf(timing[index]?.control, frames.length, clears), frame.transparent),
      ...imageBlock(frame, index > 0),
    ]),
    Buffer.from([0x3b]),
  ]);
}

/** Adds a transparent colour if there is room: readers clear a frame to transparency only if it has one. */
function withTransparent(frame: IndexedFrame): IndexedFrame {
  if (frame.transparent !== undefined || frame.colours.length === 256) return frame;
  return { ...frame, colours: [...frame.colours, 0], transparent: frame.colours.length };
}

/** Makes each frame replace the previous one: that one stays (1) if frames cover everything, and is cleared (2) if there are holes. */
function controlOf(control: GifFrame['control'], frames: number, clears: boolean): GifFrame['control'] {
  // A frame without a control block gets none, unless it must clear the previous one.
  if (frames === 1 || (!control && !clears)) return control;
  const userInput = (control?.flags ?? 0) & 2;
  return { delay: control?.delay ?? 0, flags: ((clears ? 2 : 1) << 2) | userInput };
}

function imageBlock(frame: IndexedFrame, hasOwnColours: boolean): Buffer[] {
  const bits = bitsOf(frame);
  const descriptor = Buffer.from([0x2c, 0, 0, 0, 0, 0, 0, 0, 0, hasOwnColours ? 0x80 | (bits - 1) : 0]);
  descriptor.writeUInt16LE(frame.width, 5);
  descriptor.writeUInt16LE(frame.height, 7);
  return [descriptor, ...(hasOwnColours ? [colourTable(frame)] : []), lzw(frame.indices, bits)];
}

/** Bits per index. */
function bitsOf({ colours }: IndexedFrame): number {
  return Math.max(1, Math.ceil(Math.log2(colours.length)));
}

function colourTable(frame: IndexedFrame): Buffer {
  const table = Buffer.alloc(3 * 2 ** bitsOf(frame));
  frame.colours.forEach((colour, index) => {
    table.writeUIntBE(colour, index * 3, 3);
  });
  return table;
}

/** Converts a raster to indexed colours; undefined if it has more than 256. Pixels with alpha below 128 become the transparent colour. */
export function indexColours({ width, height, samples, channels }: Raster): IndexedFrame | undefined {
  const indices = new Uint8Array(samples.length / channels);
  const indexOf = new Map<number, number>();
  const colours: number[] = [];
  const transparentKey = -1;
  const hasAlpha = channels % 2 === 0;
  const [green, blue] = channels < 3 ? [0, 0] : [1, 2];
  for (let pixel = 0; pixel < indices.length; pixel++) {
    const at = pixel * channels;
    const isTransparent = hasAlpha && samples[at + channels - 1]! < 128;
    const key = isTransparent ? transparentKey : (samples[at]! << 16) | (samples[at + green]! << 8) | samples[at + blue]!;
    let index = indexOf.get(key);
    if (index === undefined) {
      index = colours.length;
      if (index === 256) return undefined;
      indexOf.set(key, index);
      colours.push(isTransparent ? 0 : key);
    }
    indices[pixel] = index;
  }
  return { width, height, indices, colours, transparent: indexOf.get(transparentKey) };
}

function controlBlock(control: GifFrame['control'], transparent: number | undefined): Buffer {
  if (!control && transparent === undefined) return Buffer.alloc(0);
  const block = Buffer.from([0x21, 0xf9, 4, 0, 0, 0, 0, 0]);
  block[3] = (control?.flags ?? 0) | (transparent === undefined ? 0 : 1);
  block.writeUInt16LE(control?.delay ?? 0, 4);
  block[6] = transparent ?? 0;
  return block;
}

/** GIF's variable-length LZW: the minimum code size, then the codes in sub-blocks of at most 255 bytes (GIF89a, appendix F). */
function lzw(indices: Uint8Array, bits: number): Buffer {
  const minimumBits = Math.max(2, bits);
  const clear = 1 << minimumBits;
  const codes = codeWriter();
  // Maps "the string of this code, then this index" to a code.
  const longer = new Uint16Array(4096 * 256);
  let next = clear + 2;
  let codeBits = minimumBits + 1;
  codes.write(clear, codeBits);
  let current = indices[0]!;
  for (let i = 1; i < indices.length; i++) {
    const index = indices[i]!;
    const found = longer[(current << 8) | index]!;
    if (found > 0) {
      current = found;
      continue;
    }
    codes.write(current, codeBits);
    if (next < 4096) {
      if (next === 1 << codeBits) codeBits++;
      longer[(current << 8) | index] = next++;
    } else {
      codes.write(clear, codeBits);
      longer.fill(0);
      next = clear + 2;
      codeBits = minimumBits + 1;
    }
    current = index;
  }
  codes.write(current, codeBits);
  // By now, a reader has made one entry more than the writer, and reads the end code with as many bits as that needs.
  if (next === 1 << codeBits && codeBits < 12) codeBits++;
  codes.write(clear + 1, codeBits);
  return Buffer.concat([Buffer.from([minimumBits]), ...codes.subBlocks()]);
}

/** Packs codes from the lowest bit up. */
function codeWriter(): { write(code: number, bits: number): void; subBlocks(): Buffer[] } {
  let bytes = new Uint8Array(1 << 16);
  let length = 0;
  let pending = 0;
  let pendingBits = 0;
  const push = () => {
    if (length === bytes.length) {
      const larger = new Uint8Array(length * 2);
      larger.set(bytes);
      bytes = larger;
    }
    bytes[length++] = pending & 255;
    pending >>>= 8;
    pendingBits = Math.max(0, pendingBits - 8);
  };
  return {
    write(code, bits) {
      pending |= code << pendingBits;
      pendingBits += bits;
      while (pendingBits >= 8) push();
    },
    subBlocks() {
      if (pendingBits > 0) push();
      const blocks: Buffer[] = [];
      for (let start = 0; start < length; start += 255) {
        const part = bytes.subarray(start, Math.min(start + 255, length));
        blocks.push(Buffer.from([part.length]), Buffer.from(part));
      }
      return [...blocks, Buffer.from([0])];
    },
  };
}
