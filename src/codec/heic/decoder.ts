import { types } from 'node:util';
import { ImgparError, messageOf } from '../../errors.js';
import { packagesOf } from '../../installed.js';
import type { Raster } from '../../pixels/raster.js';
import { corrupt } from '../container.js';
import type { HeicFile } from './file.js';
import { reader } from './reader.js';

/** What is used of libheif-js, a build of libheif and libde265 as WASM. Handles are numbers or objects of its own. */
interface Libheif {
  readonly HEAPU8: Uint8Array;
  readonly heif_colorspace: { readonly heif_colorspace_RGB: unknown };
  readonly heif_chroma: Readonly<Record<string, unknown>>;
  readonly heif_channel: { readonly heif_channel_interleaved: unknown };
  readonly heif_error_code: { readonly heif_error_Ok: unknown };
  heif_context_alloc(): unknown;
  heif_context_free(context: unknown): void;
  heif_context_read_from_memory(context: unknown, file: Uint8Array): LibheifError;
  heif_js_context_get_primary_image_handle(context: unknown): unknown;
  heif_js_decode_image2(handle: unknown, space: unknown, chroma: unknown): Promise<Decoded | LibheifError>;
  heif_image_release(image: unknown): void;
  heif_image_handle_release(handle: unknown): void;
}

interface LibheifError {
  readonly code: unknown;
  readonly message: string;
}

interface Decoded {
  readonly image: unknown;
  readonly channels: readonly Channel[];
}

interface Channel {
  readonly id: unknown;
  readonly width: number;
  readonly height: number;
  /** Bytes from one row to the next. */
  readonly stride: number;
  readonly data: Uint8Array;
}

/** One per thread, as WASM is. */
let instance: Libheif | undefined;

/** Its memory never shrinks, so another one is made after a large image. */
const keptBytes = 128 << 20;

function decoder(): Libheif {
  // Its own types say as much.
  const make = packagesOf(import.meta.url)(`${reader.package}/libheif-wasm/libheif-bundle.js`) as (options: object) => Libheif;
  // What it prints is for those who change it.
  instance ??= make({ print() {}, printErr() {} });
  return instance;
}

/** The pixels as the file says that they are shown: turned, mirrored and cropped. */
export async function decodeHeic(bytes: Uint8Array, file: HeicFile, maxPixels: number): Promise<Raster> {
  const libheif = decoder();
  try {
    return await decodeWith(libheif, bytes, file, maxPixels);
  } catch (error) {
    // WASM that has failed is not called again.
    instance = undefined;
    if (error instanceof ImgparError) throw error;
    throw corrupt(`the HEIC is broken: the decoder ends with ${JSON.stringify(messageOf(error).slice(0, 100))}`, error);
  } finally {
    if (libheif.HEAPU8.length > keptBytes) instance = undefined;
  }
}

async function decodeWith(libheif: Libheif, bytes: Uint8Array, file: HeicFile, maxPixels: number): Promise<Raster> {
  const context = libheif.heif_context_alloc();
  let handle: unknown;
  let image: unknown;
  try {
    requireOk(libheif, libheif.heif_context_read_from_memory(context, bytes));
    handle = libheif.heif_js_context_get_primary_image_handle(context);
    requireOk(libheif, handle);
    const { channels, maxSample } = file.shape;
    const names = maxSample === 255 ? ['RGB', 'RGBA'] : ['RRGGBB_LE', 'RRGGBBAA_LE'];
    const chroma = libheif.heif_chroma[`heif_chroma_interleaved_${names[channels % 2 === 0 ? 1 : 0]}`];
    const decoded = await libheif.heif_js_decode_image2(handle, libheif.heif_colorspace.heif_colorspace_RGB, chroma);
    requireOk(libheif, decoded);
    // It is no error, so it is what it is otherwise.
    image = (decoded as Decoded).image;
    const interleaved = (decoded as Decoded).channels.find(({ id }) => id === libheif.heif_channel.heif_channel_interleaved);
    if (!interleaved) throw corrupt('the HEIC is broken: the decoder gives no picture');
    return rasterOf(interleaved, file, maxPixels);
  } finally {
    if (image !== undefined) libheif.heif_image_release(image);
    if (isHandle(handle)) libheif.heif_image_handle_release(handle);
    libheif.heif_context_free(context);
  }
}

function isHandle(found: unknown): boolean {
  return found !== undefined && found !== null && !isLibheifError(found);
}

function isLibheifError(found: unknown): found is LibheifError {
  return typeof found === 'object' && found !== null && 'code' in found && 'message' in found;
}

function requireOk(libheif: Libheif, found: unknown): void {
  if (found === undefined || found === null) throw corrupt('the HEIC is broken: the decoder finds no picture');
  if (isLibheifError(found) && found.code !== libheif.heif_error_code.heif_error_Ok) throw corrupt(`the HEIC is broken: ${found.message}`);
}

/** Of grey, of which the decoder gives three equal channels, one. Samples of more than 8 bits are spread over 0..65,535. */
function rasterOf(decoded: Channel, { shape, bitsPerSample }: HeicFile, maxPixels: number): Raster {
  const { width, height, stride, data } = decoded;
  const { channels, maxSample } = shape;
  if (!types.isUint8Array(data) || width * height > maxPixels)
    throw corrupt(`the HEIC states a size, and has another: ${width} × ${height}`);
  const hasAlpha = channels % 2 === 0;
  const stored = hasAlpha ? 4 : 3;
  const sources = channels < 3 ? [0, 3] : [0, 1, 2, 3];
  const pixels = width * height;
  const samples = maxSample === 255 ? new Uint8Array(pixels * channels) : new Uint16Array(pixels * channels);
  const top = 2 ** bitsPerSample - 1;
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let channel = 0; channel < channels; channel++) {
        const at = x * stored + sources[channel]!;
        samples[to++] =
          maxSample === 255
            ? data[y * stride + at]!
            : Math.round(((data[y * stride + 2 * at]! | (data[y * stride + 2 * at + 1]! << 8)) * 65535) / top);
      }
    }
  }
  return { width, height, channels, maxSample, samples };
}
