import { types } from 'node:util';
import { getEnvironmentData, isMainThread, setEnvironmentData } from 'node:worker_threads';
import type { JpegOptions, OutputInfo, Sharp, default as SharpModule, SharpOptions } from 'sharp';
import { type ErrorCode, ImgparError, messageOf } from '../../errors.js';
import { packagesOf } from '../../installed.js';
import type { ImageShape, Raster, Samples } from '../../pixels/raster.js';
import { corrupt, type Header, pagesOf } from '../container.js';
import type { Rasters } from '../encoding.js';
import { cmykTiff, type TiffCoding } from '../tiff/strips.js';
import { processTurnstile } from './turnstile.js';

const sharp = loadSharp();
const turnstile = processTurnstile();

function loadSharp(): typeof SharpModule {
  try {
    // Not by `import`: so it can be told what is wrong where it is missing, and bundlers leave it where it is.
    return packagesOf(import.meta.url)('sharp');
  } catch (error) {
    const cure =
      'its binaries are optional dependencies: install imgpar again on this machine, without --omit=optional or --no-optional, ' +
      "take no node_modules from another system, and leave imgpar out of bundles (external: ['imgpar'])";
    throw new ImgparError('environment', `${reasonOf(error)}; ${cure}`, { cause: error });
  }
}

/** What sharp found, without its own advice, which goes on for ten lines. */
function reasonOf(error: unknown): string {
  const [first = '', ...lines] = messageOf(error).split('\n');
  const causes = lines.slice(0, Math.max(0, lines.indexOf('Possible solutions:')));
  return `cannot load sharp, which this needs: ${[first, ...causes].map((line) => line.trim()).join('; ')}`;
}

// One image a worker: its cores are the other workers' cores, and no two images share anything worth a cache.
sharp.cache(false);
sharp.concurrency(1);
// Only what `sniff` lets through, whatever else libvips was built to read. The list is one for the process: a thread that begins it
// anew would, for a moment, take the loaders away from those that decode. The main thread loads this first, its threads inherit the mark.
if (isMainThread || getEnvironmentData('imgpar-loaders') === undefined) {
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({
    operation: ['Jpeg', 'Png', 'Webp', 'Tiff', 'Heif', 'Nsgif'].map((loader) => `VipsForeignLoad${loader}Buffer`),
  });
  setEnvironmentData('imgpar-loaders', 'chosen');
}

// ---- decoding ----

/** What a file is read for. */
export interface Reading {
  /** Of its format, for messages. */
  readonly title: string;
  readonly maxPixels: number;
  /** Good files of the format have odd tags: warnings that concern no more are no reason to refuse one. */
  readonly forgivesTags?: boolean;
  /** Whether pixels that are missing are made up. */
  readonly damaged?: boolean;
}

/**
 * The pixels of every page of a file, in its own colour space and depth: no profile is applied, 16 bits stay 16 bits, grey stays
 * grey, CMYK stays CMYK, alpha stays, nothing is turned. Samples of 10 or 12 bits are spread over 0..65,535. Pages may differ in size
 * and depth, so each is read on its own.
 */
export async function decodePages(file: Buffer, header: Header, reading: Reading): Promise<Rasters> {
  const [first, ...others] = pagesOf(header);
  const rasters: [Raster, ...Raster[]] = [await decodeRaster(file, first!, reading, {})];
  for (const [index, page] of others.entries()) rasters.push(await decodeRaster(file, page, reading, { page: index + 1 }));
  return rasters;
}

/** The same of an animation: frames as they are shown, each on the whole canvas; their rasters stand side by side in one memory. */
export async function decodeFrames(file: Buffer, header: Header, reading: Reading): Promise<Rasters> {
  const frames = pagesOf(header);
  const canvas = await decodeRaster(file, frames[0]!, reading, { pages: -1 });
  return inFrames(canvas, frames.length, frames[0]!.shape, reading);
}

/** One raster of the pages asked for, one below the other. */
async function decodeRaster(file: Buffer, { shape, space }: Header, reading: Reading, pages: SharpOptions): Promise<Raster> {
  // Methods see Lab as grey and CMYK as RGB.
  const stored = space ? { lab: 3, cmyk: 4 }[space] : shape.channels;
  const decode = (failOn: 'warning' | 'error' | 'none') => {
    const input = sharp(file, { ...pages, limitInputPixels: reading.maxPixels, ignoreIcc: true, failOn });
    // Otherwise sharp goes by way of sRGB, with profiles of its own.
    const image = space === 'cmyk' ? input.pipelineColourspace('cmyk') : input;
    return withInfo(
      image
        .toColourspace(space === 'cmyk' ? 'cmyk' : spaceOf(stored, shape.maxSample))
        .raw({ depth: shape.maxSample === 65535 ? 'ushort' : 'uchar' }),
    );
  };
  const { data, info } = await decode(reading.damaged ? 'none' : 'warning')
    .catch((error: unknown) => {
      // Good TIFFs have odd tags (a text without its final null, tags out of order); what is wrong with the picture fails again.
      if (reading.forgivesTags && concernsTagsOnly(error)) return decode('error');
      throw error;
    })
    .catch((error: unknown) => {
      throw translate(error, reading.title, 'read');
    });
  const { width, height, channels } = info;
  return { width, height, maxSample: shape.maxSample, ...pick(samplesOf(data, shape.maxSample), channels, stored) };
}

/** Frames that lie below each other in one raster, as rasters that share its memory. */
function inFrames(canvas: Raster, frames: number, { height }: ImageShape, { title }: Reading): Rasters {
  if (frames === 1) return [canvas];
  if (canvas.height !== height * frames)
    throw corrupt(`the ${title} has ${frames} frames, of which the decoder finds ${canvas.height / height}`);
  const size = canvas.width * height * canvas.channels;
  const frame = (index: number) => ({ ...canvas, height, samples: canvas.samples.subarray(index * size, (index + 1) * size) });
  return [frame(0), ...Array.from({ length: frames - 1 }, (_, index) => frame(index + 1))];
}

/** The space in which libvips gives all channels. 8-bit grey with alpha goes by way of RGB: as grey, sharp would drop the alpha. */
function spaceOf(channels: number, maxSample: number): 'b-w' | 'grey16' | 'srgb' | 'rgb16' {
  if (maxSample === 65535) return channels <= 2 ? 'grey16' : 'rgb16';
  return channels === 1 ? 'b-w' : 'srgb';
}

function concernsTagsOnly(error: unknown): boolean {
  const [first, ...warnings] = messageOf(error).split('\n');
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

/** A JPEG without metadata. Alpha is left out. */
export function encodeJpeg(raster: Raster, { quality, fullChroma, progressive, effort, space }: JpegCoding): Promise<Buffer> {
  const chromaSubsampling = fullChroma ? '4:4:4' : '4:2:0';
  const image = space === 'cmyk' ? cmykPipeline(raster) : opaque(raster);
  return encoded('JPEG', image.jpeg({ quality, chromaSubsampling, progressive, ...jpegEffort(effort, progressive) }));
}

/** Optimised codes take twice the time for 2 per cent of size, a trellis ten times for 10; other scans exist in progressive files only. */
function jpegEffort(effort: number, progressive: boolean): JpegOptions {
  if (effort < 8) return { optimiseCoding: effort >= 4 };
  return { optimiseCoding: true, trellisQuantisation: true, overshootDeringing: true, optimiseScans: progressive };
}

export interface WebpCoding {
  /** Of lossy coding; of `near`, how near: 100 is the same, 80 changes the last bit, 60 the last two. */
  readonly quality: number;
  readonly lossless: 'yes' | 'near' | 'no';
  /** 1 (fastest) to 9 (smallest). */
  readonly effort: number;
}

/** A WebP without metadata. Lossless keeps colours under full transparency as well. */
export function encodeWebp(raster: Raster, { quality, lossless, effort }: WebpCoding): Promise<Buffer> {
  const kind = {
    yes: { lossless: true, exact: true },
    // With `exact`, libwebp leaves every sample as it is.
    near: { nearLossless: true, quality },
    no: { quality, alphaQuality: 100, exact: true },
  }[lossless];
  return encoded('WebP', pipeline(raster).webp({ ...kind, effort: webpEffort(effort) }));
}

/** libwebp's 2 takes half the time of its usual 4, and the file has 1 per cent more; below 2 it has 3 per cent more and the time hardly less. */
function webpEffort(effort: number): number {
  return 2 + Math.floor((effort - 1) / 2);
}

/** An AVIF without metadata. */
export function encodeAvif(
  raster: Raster,
  {
    quality,
    fullChroma,
    bitdepth,
    effort,
  }: { readonly quality: number; readonly fullChroma: boolean; readonly bitdepth: 8 | 10 | 12; readonly effort: number },
): Promise<Buffer> {
  const chromaSubsampling = fullChroma ? '4:4:4' : '4:2:0';
  // Effort 4, sharp's default, takes 7 to 9 times as long as 2 for a file of the same size and the same error.
  return encoded('AVIF', pipeline(raster).avif({ quality, bitdepth, effort: Math.max(effort, 2), chromaSubsampling }));
}

/** A TIFF without metadata. Whole bytes are compressed as differences of neighbours, which is smaller. */
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
  // sharp knows typed arrays of its own realm alone, and Buffers of any.
  const input = sharp(types.isUint8Array(samples) ? Buffer.from(samples.buffer, samples.byteOffset, samples.length) : samples, {
    raw: { width, height, channels },
    limitInputPixels: false,
  });
  return input.toColourspace(maxSample === 65535 ? (channels <= 2 ? 'grey16' : 'rgb16') : channels <= 2 ? 'b-w' : 'srgb');
}

/** sharp takes four channels of raw samples for RGB and alpha, hence the detour by a TIFF; the rest keeps it from going by way of sRGB. */
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
 * What a call gives, or the error of its own image. libvips keeps one text of errors, and sharp one queue of warnings, for all threads of a
 * process: while others are at work, words come from them or go to them. Whether a call fails does not depend on others, only what is said
 * of it; so it is made alone, and what it says then counts. See docs/decisions/shared-error-text.md.
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

/** A call that ends is handed whatever waits in the queue. Something does after a thread died, or after calls of others' own. */
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

// sharp reports every failure as a bare Error, so the wording is all there is to go by.
const wordings: ReadonlyArray<readonly [RegExp, ErrorCode]> = [
  [/exceeds pixel limit/, 'too-large'],
  [/out of memory|not allocate|unable to allocate|security limit exceeded: allocat|cumulated memory allocation/i, 'too-large'],
  [/^timeout/, 'timeout'],
  [
    /not (been built in|configured|supported|implemented)|unsupported (feature|image type|JPEG|tiff)|exceeds channel limit/i,
    'unsupported-format',
  ],
];

/** An error of sharp's as one of ours. What no wording tells is a broken file when reading, and our own fault when writing. */
function translate(error: unknown, title: string, action: 'read' | 'written'): ImgparError {
  const message = messageOf(error);
  const code = wordings.find(([pattern]) => pattern.test(message))?.[1] ?? (action === 'read' ? 'corrupt' : 'internal');
  const claim = code === 'corrupt' ? `the ${title} is broken` : `the ${title} cannot be ${action}`;
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

/** A small picture of a file's first page, for looking at: upright, in sRGB of 8 bits, on mid-grey where it is transparent. */
export async function thumbnail(bytes: Uint8Array, maxWidth: number, maxHeight: number): Promise<Raster> {
  const { data, info } = await withInfo(
    sharp(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
      .autoOrient()
      .resize({ width: maxWidth, height: maxHeight, fit: 'inside' })
      .flatten({ background: { r: 128, g: 128, b: 128 } })
      .toColourspace('srgb')
      .raw(),
  );
  const samples = new Uint8Array(data.buffer, data.byteOffset, data.length);
  return { width: info.width, height: info.height, channels: 3, maxSample: 255, samples };
}

/** The versions of the codec and of the library below it. */
export const codecVersions: { readonly sharp: string; readonly libvips: string } = {
  sharp: sharp.versions.sharp ?? 'unknown',
  libvips: sharp.versions.vips,
};
