import { types } from 'node:util';
import { getEnvironmentData, isMainThread, setEnvironmentData } from 'node:worker_threads';
import type { JpegOptions, OutputInfo, Sharp, default as SharpModule, SharpOptions } from 'sharp';
import { type ErrorCode, ImgparError, messageOf } from '../../errors.js';
import { packagesOf } from '../../installed.js';
import { bytesOf, type ImageShape, type Raster, type Samples } from '../../pixels/raster.js';
import { corrupt, type Header, pagesOf } from '../container.js';
import type { Rasters } from '../encoding.js';
import { cmykTiff, type TiffCoding } from '../tiff/strips.js';
import { processTurnstile } from './turnstile.js';

const sharp = loadSharp();
const turnstile = processTurnstile();

function loadSharp(): typeof SharpModule {
  try {
    // Not by `import`, so that a missing sharp can be explained, and bundlers leave it where it is.
    return packagesOf(import.meta.url)('sharp');
  } catch (error) {
    const cure =
      'its binaries are optional dependencies: reinstall imgpar on this machine without --omit=optional or --no-optional, ' +
      "do not copy node_modules from another system, and keep imgpar out of bundles (external: ['imgpar'])";
    throw new ImgparError('environment', `${reasonOf(error)}; ${cure}`, { cause: error });
  }
}

/** The causes that sharp names, without its ten lines of advice. */
function reasonOf(error: unknown): string {
  const [first = '', ...lines] = messageOf(error).split('\n');
  const causes = lines.slice(0, Math.max(0, lines.indexOf('Possible solutions:')));
  return `cannot load sharp, which is needed here: ${[first, ...causes].map((line) => line.trim()).join('; ')}`;
}

// One image per worker: its cores belong to the other workers, and no two images share anything worth caching.
sharp.cache(false);
sharp.concurrency(1);
// Allows only the formats that `sniff` accepts, whatever else libvips was built to read. The list belongs to the process: a thread that set
// it anew would briefly take the loaders away from threads that decode. The main thread loads this first, and its threads inherit the mark.
if (isMainThread || getEnvironmentData('imgpar-loaders') === undefined) {
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({
    operation: ['Jpeg', 'Png', 'Webp', 'Tiff', 'Heif', 'Nsgif'].map((loader) => `VipsForeignLoad${loader}Buffer`),
  });
  setEnvironmentData('imgpar-loaders', 'chosen');
}

// ---- decoding ----

/** How a file is read. */
export interface DecodeOptions {
  /** That of its format, for messages. */
  readonly title: string;
  readonly maxPixels: number;
  /** Set if good files of the format have odd tags: warnings about those alone are no reason to refuse a file. */
  readonly forgivesTags?: boolean;
  /** Whether missing pixels are made up. */
  readonly damaged?: boolean;
}

/**
 * The pixels of every page of a file, in its own colour space and depth: no profile is applied, 16 bits stay 16 bits, grey stays grey, CMYK
 * stays CMYK, alpha stays, nothing is turned. Samples of 10 or 12 bits are spread over 0..65,535. Pages may differ in size and depth, so
 * each is read separately.
 */
export async function decodePages(file: Buffer, header: Header, options: DecodeOptions): Promise<Rasters> {
  const [first, ...others] = pagesOf(header);
  const rasters: [Raster, ...Raster[]] = [await decodeRaster(file, first!, options, {})];
  for (const [index, page] of others.entries()) rasters.push(await decodeRaster(file, page, options, { page: index + 1 }));
  return rasters;
}

/** The same for one page, by its number in the file. */
export function decodePage(file: Buffer, header: Header, options: DecodeOptions, page: number): Promise<Raster> {
  return decodeRaster(file, header, options, page === 0 ? {} : { page });
}

/** The same for an animation: frames as shown, each on the whole canvas; their rasters share one memory. */
export async function decodeFrames(file: Buffer, header: Header, options: DecodeOptions): Promise<Rasters> {
  const frames = pagesOf(header);
  const canvas = await decodeRaster(file, frames[0]!, options, { pages: -1 });
  return inFrames(canvas, frames.length, frames[0]!.shape, options);
}

/** One raster of the requested pages, one below the other. */
async function decodeRaster(file: Buffer, { shape, space }: Header, options: DecodeOptions, pages: SharpOptions): Promise<Raster> {
  // Methods see Lab as grey and CMYK as RGB.
  const stored = space ? { lab: 3, cmyk: 4 }[space] : shape.channels;
  const decode = (failOn: 'warning' | 'error' | 'none') => {
    const input = sharp(file, { ...pages, limitInputPixels: options.maxPixels, ignoreIcc: true, failOn });
    // Otherwise sharp converts via sRGB, with its own profiles.
    const image = space === 'cmyk' ? input.pipelineColourspace('cmyk') : input;
    return withInfo(
      image
        .toColourspace(space === 'cmyk' ? 'cmyk' : spaceOf(stored, shape.maxSample))
        .raw({ depth: shape.maxSample === 65535 ? 'ushort' : 'uchar' }),
    );
  };
  const { data, info } = await decode(options.damaged ? 'none' : 'warning')
    .catch((error: unknown) => {
      // Good TIFFs have odd tags (a text without its final null, tags out of order); errors in the image fail again.
      if (options.forgivesTags && concernsTagsOnly(error)) return decode('error');
      throw error;
    })
    .catch((error: unknown) => {
      throw translate(error, options.title, 'read');
    });
  const { width, height, channels } = info;
  return { width, height, maxSample: shape.maxSample, ...pick(samplesOf(data, shape.maxSample), channels, stored) };
}

/** Splits frames that lie below each other in one raster into rasters that share its memory. */
function inFrames(canvas: Raster, frames: number, { height }: ImageShape, { title }: DecodeOptions): Rasters {
  if (frames === 1) return [canvas];
  if (canvas.height !== height * frames)
    throw corrupt(`the ${title} has ${frames} frames, but the decoder finds ${canvas.height / height}`);
  const size = canvas.width * height * canvas.channels;
  const frame = (index: number) => ({ ...canvas, height, samples: canvas.samples.subarray(index * size, (index + 1) * size) });
  return [frame(0), ...Array.from({ length: frames - 1 }, (_, index) => frame(index + 1))];
}

/** The space in which libvips gives all channels. 8-bit grey with alpha goes via RGB: as grey, sharp would drop the alpha. */
function spaceOf(channels: number, maxSample: number): 'b-w' | 'grey16' | 'srgb' | 'rgb16' {
  if (maxSample === 65535) return channels <= 2 ? 'grey16' : 'rgb16';
  return channels === 1 ? 'b-w' : 'srgb';
}

function concernsTagsOnly(error: unknown): boolean {
  const [first, ...warnings] = messageOf(error).split('\n');
  return (
    first!.startsWith('Warning treated as error') &&
    warnings.every((line) => /old-style LZW codes|\btags?\b|\bfields?\b|null byte|IFD|directory|error in (tile|strip|line)/i.test(line))
  );
}

/** libvips' memory as samples; copied only if it begins at an odd address. */
function samplesOf(data: Buffer, maxSample: number): Samples {
  if (maxSample === 255) return bytesOf(data);
  const aligned = data.byteOffset % 2 === 0 ? data : Buffer.from(new Uint8Array(data).buffer);
  return new Uint16Array(aligned.buffer, aligned.byteOffset, aligned.length / 2);
}

/** Picks the announced channels from the decoded R, G, B and alpha: grey is R. Keeps more if the header announced too little. */
function pick(samples: Samples, found: number, expected: number): { samples: Samples; channels: Raster['channels'] } {
  const isColour = found >= 3;
  if (!isColour || expected >= 3) {
    // sharp gives 1..4, as its type says; once the header is accepted, raw pixels have no other counts.
    return { samples, channels: found as Raster['channels'] };
  }
  const hasAlpha = found === 4;
  const channels = hasAlpha ? 2 : 1;
  const pixels = samples.length / found;
  const picked = types.isUint8Array(samples) ? new Uint8Array(pixels * channels) : new Uint16Array(pixels * channels);
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
  /** 1 (fastest) to 9 (smallest). */
  readonly effort: number;
  /** CMYK is stored inverted, as Adobe does, and not as YCCK. */
  readonly space?: Header['space'];
}

/** Encodes a JPEG without metadata. Drops alpha. */
export function encodeJpeg(raster: Raster, { quality, fullChroma, progressive, effort, space }: JpegCoding): Promise<Buffer> {
  const chromaSubsampling = fullChroma ? '4:4:4' : '4:2:0';
  const image = space === 'cmyk' ? cmykPipeline(raster) : opaque(raster);
  return encoded('JPEG', image.jpeg({ quality, chromaSubsampling, progressive, ...jpegEffort(effort, progressive) }));
}

/**
 * Optimised codes double the time and save 2 per cent of size, a trellis takes ten times as long and saves 10; only progressive files allow
 * other scans.
 */
function jpegEffort(effort: number, progressive: boolean): JpegOptions {
  if (effort < 8) return { optimiseCoding: effort >= 4 };
  return { optimiseCoding: true, trellisQuantisation: true, overshootDeringing: true, optimiseScans: progressive };
}

export interface WebpCoding {
  /** For lossy coding; for `near`, how near: 100 is the same, 80 changes the last bit, 60 the last two. */
  readonly quality: number;
  readonly lossless: 'yes' | 'near' | 'no';
  /** 1 (fastest) to 9 (smallest). */
  readonly effort: number;
}

/** Encodes a WebP without metadata. Lossless coding keeps colours even where they are fully transparent. */
export function encodeWebp(raster: Raster, { quality, lossless, effort }: WebpCoding): Promise<Buffer> {
  const kind = {
    yes: { lossless: true, exact: true },
    // With `exact`, libwebp leaves every sample unchanged.
    near: { nearLossless: true, quality },
    no: { quality, alphaQuality: 100, exact: true },
  }[lossless];
  return encoded('WebP', pipeline(raster).webp({ ...kind, effort: webpEffort(effort) }));
}

/**
 * libwebp's 2 takes half the time of its default 4, for a file 1 per cent larger; below 2 the file is 3 per cent larger and the time hardly
 * shorter.
 */
function webpEffort(effort: number): number {
  return 2 + Math.floor((effort - 1) / 2);
}

export interface AvifCoding {
  readonly quality: number;
  readonly fullChroma: boolean;
  readonly bitdepth: 8 | 10 | 12;
  /** 1 (fastest) to 9 (smallest). */
  readonly effort: number;
  /** Stores R, G and B directly. */
  readonly lossless: boolean;
}

/** Encodes an AVIF without metadata. */
export function encodeAvif(raster: Raster, { quality, fullChroma, bitdepth, effort, lossless }: AvifCoding): Promise<Buffer> {
  const chromaSubsampling = fullChroma ? '4:4:4' : '4:2:0';
  // Effort 4, sharp's default, takes 7 to 9 times as long as 2 for a file of the same size and the same error.
  return encoded('AVIF', pipeline(raster).avif({ quality, bitdepth, effort: Math.max(effort, 2), chromaSubsampling, lossless }));
}

/** Encodes a TIFF without metadata. Whole bytes are compressed as differences of neighbours, which is smaller. */
export function encodeTiff(raster: Raster, coding: TiffCoding): Promise<Buffer> {
  const { compression, quality, bitdepth, whiteIsZero, big, tile, space } = coding;
  const predictor = bitdepth === 8 && (compression === 'lzw' || compression === 'deflate') ? 'horizontal' : 'none';
  const packing = bitdepth === 8 ? {} : { bitdepth };
  const tiling = tile ? { tile: true, tileWidth: tile.width, tileHeight: tile.height } : {};
  return encoded(
    'TIFF',
    (space === 'cmyk' ? cmykPipeline(raster) : pipeline(raster)).tiff({
      compression,
      quality,
      predictor,
      miniswhite: whiteIsZero,
      bigtiff: big,
      ...packing,
      ...tiling,
    }),
  );
}

/** The raster in at most 256 colours, for a GIF. */
export async function quantize(raster: Raster): Promise<Raster> {
  const gif = await encoded('GIF', pipeline(raster).gif());
  const { data, info } = await withInfo(sharp(gif).raw());
  return { ...raster, channels: info.channels, samples: samplesOf(data, 255) };
}

function pipeline({ samples, width, height, channels, maxSample }: Raster): Sharp {
  // sharp recognises typed arrays only of its own realm, but Buffers of any.
  const input = sharp(types.isUint8Array(samples) ? Buffer.from(samples.buffer, samples.byteOffset, samples.length) : samples, {
    raw: { width, height, channels },
    limitInputPixels: false,
  });
  return input.toColourspace(maxSample === 65535 ? (channels <= 2 ? 'grey16' : 'rgb16') : channels <= 2 ? 'b-w' : 'srgb');
}

/**
 * A pipeline for CMYK, by way of a TIFF, as sharp takes four raw channels for RGB and alpha; the other calls keep it from converting via
 * sRGB.
 */
function cmykPipeline(raster: Raster): Sharp {
  return sharp(cmykTiff(raster), { limitInputPixels: false }).pipelineColourspace('cmyk').toColourspace('cmyk');
}

function opaque(raster: Raster): Sharp {
  return raster.channels % 2 === 0 ? pipeline(raster).removeAlpha() : pipeline(raster);
}

function encoded(title: string, image: Sharp): Promise<Buffer> {
  return ofItself(() => image.toBuffer()).catch((error: unknown) => {
    throw translate(error, title, 'written');
  });
}

// ---- calls ----

/**
 * Gives the result of a call, or the error of its own image. libvips keeps one error text, and sharp one queue of warnings, for all threads
 * of a process: calls at the same time mix up their messages. Whether a call fails does not depend on others, only its message does; so a
 * failed call is repeated alone, and that message counts. See docs/decisions/shared-error-text.md.
 */
async function ofItself<Result>(call: () => Promise<Result>): Promise<Result> {
  try {
    return await turnstile.beside(call);
  } catch {
    return turnstile.alone(async () => {
      await emptyWarnings();
      return call();
    });
  }
}

function withInfo(image: Sharp): Promise<{ data: Buffer; info: OutputInfo }> {
  return ofItself(() => image.toBuffer({ resolveWithObject: true }));
}

/** A call that ends receives everything in the queue. Warnings are left there after a thread died, or after calls by others. */
async function emptyWarnings(): Promise<void> {
  let heard: boolean;
  do {
    heard = false;
    const pixel = sharp(new Uint8Array(1), { raw: { width: 1, height: 1, channels: 1 } });
    pixel.once('warning', () => {
      heard = true;
    });
    await pixel.raw().toBuffer();
  } while (heard);
}

// ---- errors ----

// sharp reports every failure as a bare Error, so only the wording tells them apart.
const wordings: ReadonlyArray<readonly [RegExp, ErrorCode]> = [
  [/exceeds pixel limit/, 'too-large'],
  [/out of memory|not allocate|unable to allocate|security limit exceeded: allocat|cumulated memory allocation/i, 'too-large'],
  [/^timeout/, 'timeout'],
  [
    /not (been built in|configured|supported|implemented)|unsupported (feature|image type|JPEG|tiff)|exceeds channel limit/i,
    'unsupported-format',
  ],
];

/** Translates an error of sharp. Any unknown wording means a broken file when reading, and a fault of our own when writing. */
function translate(error: unknown, title: string, action: 'read' | 'written'): ImgparError {
  const message = messageOf(error);
  const code = wordings.find(([pattern]) => pattern.test(message))?.[1] ?? (action === 'read' ? 'corrupt' : 'internal');
  const claim = code === 'corrupt' ? `the ${title} is broken` : `the ${title} cannot be ${action}`;
  return new ImgparError(code, `${claim}: ${reasonIn(message)}`, { cause: error });
}

/** The last message of libvips about the image itself; the lines before it are steps on the way. */
function reasonIn(message: string): string {
  const lines = message
    .replace(/Input buffer (has corrupt header: ?|contains unsupported image format)|Warning treated as error due to failOn setting/g, '')
    .split('\n')
    .map((line) => line.replace(/^(VipsJpeg|vipspng|tiff2vips|webp2vips|gifload_buffer|heif|webp): /, '').trim())
    .filter((line) => line !== '' && !/^(source: bad seek|read error$|error in (tile|strip|line))/.test(line));
  const reason = lines[0] ?? 'the decoder cannot read it';
  return reason.length > 200 ? `${reason.slice(0, 199)}…` : reason;
}

/** A small preview of a file's first page: upright, in sRGB of 8 bits, on mid-grey where it is transparent. */
export async function thumbnail(bytes: Uint8Array, maxWidth: number, maxHeight: number): Promise<Raster> {
  const { data, info } = await withInfo(
    sharp(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
      .autoOrient()
      .resize({ width: maxWidth, height: maxHeight, fit: 'inside' })
      .flatten({ background: { r: 128, g: 128, b: 128 } })
      .toColourspace('srgb')
      .raw(),
  );
  const samples = bytesOf(data);
  return { width: info.width, height: info.height, channels: 3, maxSample: 255, samples };
}

/** The versions of sharp and libvips. */
export const codecVersions: { readonly sharp: string; readonly libvips: string } = {
  sharp: sharp.versions.sharp ?? 'unknown',
  libvips: sharp.versions.vips,
};
