import sharp, { type Sharp } from 'sharp';
import { type ErrorCode, ImgparError } from '../errors.js';
import type { Raster, Samples } from '../pixels/raster.js';
import type { Header } from './container.js';
import { formatTitle, type ImageFormat } from './formats.js';
import type { TiffCompression } from './tiff-tags.js';

// One image a worker: its cores are the other workers' cores, and no two images share anything worth a cache.
sharp.cache(false);
sharp.concurrency(1);
// Only what `sniff` lets through, whatever else libvips was built to read.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Webp', 'Tiff', 'Heif', 'Nsgif'].map((loader) => `VipsForeignLoad${loader}Buffer`),
});

// ---- decoding ----

/**
 * The pixels of a file in its own colour space and depth: no profile is applied, 16 bits stay 16 bits, grey stays grey, alpha
 * stays, nothing is turned. Samples of 10 or 12 bits are spread over 0..65,535.
 */
export async function decodeRaster(file: Buffer, format: ImageFormat, { shape }: Header, maxPixels: number): Promise<Raster> {
  const decode = (failOn: 'warning' | 'error') =>
    sharp(file, { ignoreIcc: true, limitInputPixels: maxPixels, failOn })
      .toColourspace(spaceOf(shape.channels, shape.maxSample))
      .raw({ depth: shape.maxSample === 65535 ? 'ushort' : 'uchar' })
      .toBuffer({ resolveWithObject: true });
  const { data, info } = await decode('warning')
    .catch((error: unknown) => {
      // Good TIFFs have odd tags (a text without its final null, tags out of order); what is wrong with the picture fails again.
      if (format === 'tiff' && concernsTagsOnly(error)) return decode('error');
      throw error;
    })
    .catch((error: unknown) => {
      throw translate(error, format, 'read');
    });
  const { width, height, channels } = info;
  return { width, height, maxSample: shape.maxSample, ...pick(samplesOf(data, shape.maxSample), channels, shape.channels) };
}

/** The space in which libvips gives all channels. 8-bit grey with alpha goes by way of RGB: as grey, sharp would drop the alpha. */
function spaceOf(channels: number, maxSample: number): 'b-w' | 'grey16' | 'srgb' | 'rgb16' {
  if (maxSample === 65535) return channels <= 2 ? 'grey16' : 'rgb16';
  return channels === 1 ? 'b-w' : 'srgb';
}

function concernsTagsOnly(error: unknown): boolean {
  const [first, ...warnings] = error instanceof Error ? error.message.split('\n') : [''];
  return (
    first!.startsWith('Warning treated as error') &&
    warnings.every((line) => /\btags?\b|\bfields?\b|null byte|IFD|directory|error in (tile|strip|line)/i.test(line))
  );
}

/** libvips' memory as samples; a copy only where it does not begin at an even address. */
function samplesOf(data: Buffer, maxSample: number): Samples {
  if (maxSample === 255) return new Uint8Array(data.buffer, data.byteOffset, data.length);
  const aligned = data.byteOffset % 2 === 0 ? data : Buffer.from(new Uint8Array(data).buffer);
  return new Uint16Array(aligned.buffer, aligned.byteOffset, aligned.length / 2);
}

/** Of R, G, B and alpha as decoded, what the header announced: grey is R. A header that announced too little is corrected. */
function pick(samples: Samples, found: number, expected: number): { samples: Samples; channels: Raster['channels'] } {
  const isColour = found >= 3;
  if (!isColour || expected >= 3) {
    // sharp says 1..4, and its type agrees; the raw pixels of an image have no other counts once the header is accepted.
    return { samples, channels: found as Raster['channels'] };
  }
  const hasAlpha = found === 4;
  const channels = hasAlpha ? 2 : 1;
  const pixels = samples.length / found;
  const picked = samples instanceof Uint8Array ? new Uint8Array(pixels * channels) : new Uint16Array(pixels * channels);
  for (let pixel = 0; pixel < pixels; pixel++) {
    picked[pixel * channels] = samples[pixel * found]!;
    if (hasAlpha) picked[pixel * channels + 1] = samples[pixel * found + 3]!;
  }
  return { samples: picked, channels };
}

// ---- encoding ----

export interface JpegCoding {
  readonly quality: number;
  /** Otherwise colour is stored at half resolution. */
  readonly fullChroma: boolean;
  readonly progressive: boolean;
}

/** A JPEG without metadata. Alpha is left out. */
export function encodeJpeg(raster: Raster, { quality, fullChroma, progressive }: JpegCoding): Promise<Buffer> {
  const chromaSubsampling = fullChroma ? '4:4:4' : '4:2:0';
  // Optimised Huffman tables cost 12 ms a megapixel instead of 4.4, for a few per cent of size.
  return encoded('jpeg', opaque(raster).jpeg({ quality, chromaSubsampling, progressive, optimiseCoding: false }));
}

/** A WebP without metadata. Lossless keeps colours under full transparency as well. */
export function encodeWebp(
  raster: Raster,
  { quality, lossless }: { readonly quality: number; readonly lossless: boolean },
): Promise<Buffer> {
  return encoded('webp', pipeline(raster).webp(lossless ? { lossless, exact: true } : { quality, alphaQuality: 100, exact: true }));
}

/** An AVIF without metadata. */
export function encodeAvif(
  raster: Raster,
  { quality, fullChroma, bitdepth }: { readonly quality: number; readonly fullChroma: boolean; readonly bitdepth: 8 | 10 | 12 },
): Promise<Buffer> {
  // Effort 4, sharp's default, takes 7 to 9 times as long as 2 for a file of the same size and the same error.
  return encoded('avif', pipeline(raster).avif({ quality, bitdepth, effort: 2, chromaSubsampling: fullChroma ? '4:4:4' : '4:2:0' }));
}

export interface TiffCoding {
  readonly compression: TiffCompression;
  /** Of JPEG compression only. */
  readonly quality: number;
  readonly bitdepth: 1 | 2 | 4 | 8;
  readonly whiteIsZero: boolean;
  readonly big: boolean;
  readonly tile: { readonly width: number; readonly height: number } | undefined;
}

/** A TIFF without metadata. Whole bytes are compressed as differences of neighbours, which is smaller. */
export function encodeTiff(raster: Raster, { compression, quality, bitdepth, whiteIsZero, big, tile }: TiffCoding): Promise<Buffer> {
  const predictor = bitdepth === 8 && (compression === 'lzw' || compression === 'deflate') ? 'horizontal' : 'none';
  const packing = bitdepth === 8 ? {} : { bitdepth };
  const tiling = tile ? { tile: true, tileWidth: tile.width, tileHeight: tile.height } : {};
  return encoded(
    'tiff',
    pipeline(raster).tiff({ compression, quality, predictor, miniswhite: whiteIsZero, bigtiff: big, ...packing, ...tiling }),
  );
}

/** The raster in at most 256 colours, for a GIF. */
export async function quantize(raster: Raster): Promise<Raster> {
  const gif = await encoded('gif', pipeline(raster).gif());
  const { data, info } = await sharp(gif).raw().toBuffer({ resolveWithObject: true });
  return { ...raster, channels: info.channels, samples: samplesOf(data, 255) };
}

function pipeline({ samples, width, height, channels, maxSample }: Raster): Sharp {
  const input = sharp(samples, { raw: { width, height, channels }, limitInputPixels: false });
  return input.toColourspace(maxSample === 65535 ? (channels <= 2 ? 'grey16' : 'rgb16') : channels <= 2 ? 'b-w' : 'srgb');
}

function opaque(raster: Raster): Sharp {
  return raster.channels % 2 === 0 ? pipeline(raster).removeAlpha() : pipeline(raster);
}

function encoded(format: ImageFormat, image: Sharp): Promise<Buffer> {
  return image.toBuffer().catch((error: unknown) => {
    throw translate(error, format, 'written');
  });
}

// ---- errors ----

// sharp reports every failure as a bare Error, so the wording is all there is to go by.
const wordings: ReadonlyArray<readonly [RegExp, ErrorCode]> = [
  [/exceeds pixel limit/, 'too-large'],
  [/out of memory|not allocate|unable to allocate|security limit exceeded: allocat/i, 'too-large'],
  [/^timeout/, 'timeout'],
  [
    /not (been built in|configured|supported|implemented)|unsupported (feature|image type|JPEG|tiff)|exceeds channel limit/i,
    'unsupported-format',
  ],
];

/** An error of sharp's as one of ours. What no wording tells is a broken file when reading, and our own fault when writing. */
function translate(error: unknown, format: ImageFormat, action: 'read' | 'written'): ImgparError {
  const message = error instanceof Error ? error.message : String(error);
  const code = wordings.find(([pattern]) => pattern.test(message))?.[1] ?? (action === 'read' ? 'corrupt' : 'internal');
  const claim = code === 'corrupt' ? `the ${formatTitle[format]} is broken` : `the ${formatTitle[format]} cannot be ${action}`;
  return new ImgparError(code, `${claim}: ${reasonIn(message)}`, { cause: error });
}

/** The last thing libvips said of the picture itself; the lines before it are steps on the way there. */
function reasonIn(message: string): string {
  const lines = message
    .replace(/Input buffer (has corrupt header: ?|contains unsupported image format)|Warning treated as error due to failOn setting/g, '')
    .split('\n')
    .map((line) => line.replace(/^(VipsJpeg|vipspng|tiff2vips|webp2vips|gifload_buffer|heif|webp): /, '').trim())
    .filter((line) => line !== '' && !/^(source: bad seek|read error$|error in (tile|strip|line))/.test(line));
  const reason = lines[0] ?? 'the decoder can make nothing of it';
  return reason.length > 200 ? `${reason.slice(0, 199)}…` : reason;
}
