import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packagesOf } from '../../installed.js';
import type { KernelMemory } from '../../pixels/kernels/contract.js';
import { kernels } from '../../pixels/kernels/kernels.js';
import { type ForeignFunctions, foreignFunctions } from '../../storage/native-library.js';
import { poolLimitBytes } from '../buffer-pool.js';
import { hasOwnTables } from './own-tables.js';

/** A JPEG decoded only as far as its components, one after the other in one memory. */
export interface JpegPlanes {
  readonly width: number;
  readonly height: number;
  /** Y, or grey: width × height samples, row by row. May be changed in place. */
  readonly luma: Uint8Array;
  /**
   * Encodes Y as it is now, with Cb and Cr as read, as a JPEG without metadata. It is valid until the next call or the release; undefined
   * if the library refuses to write it.
   */
  encode(coding: PlanesCoding): Buffer | undefined;
  /** Passes the memory on to the next image. The planes must not be used afterwards. */
  release(): void;
}

interface PlanesCoding {
  /** 1..100. */
  readonly quality: number;
  readonly progressive: boolean;
  /** Whether the Huffman codes are optimised for this image: smaller, and slower. */
  readonly optimised: boolean;
  /** Blocks between restart markers; 0 for none. */
  readonly restartInterval: number;
}

/**
 * Decodes the components of an 8-bit JPEG, grey or YCbCr, with libjpeg-turbo, without converting or upsampling colour. Undefined without
 * the library, or if it warns of anything: then another decoder gives the verdict.
 *
 * @param file begins with the JPEG; bytes after it are ignored
 */
export function decodePlanes(file: Buffer, width: number, height: number): JpegPlanes | undefined {
  const turbo = library();
  if ('missing' in turbo) return undefined;
  const decoded = decompress(turbo, file, width, height);
  if (!decoded) return undefined;
  const { layout, memory, pointers } = decoded;
  closeUp(memory.bytes, layout);
  return {
    width,
    height,
    luma: memory.bytes.subarray(0, width * height),
    encode(coding) {
      spreadOut(memory.bytes, layout);
      const encoded = compress(turbo, layout, memory, pointers, coding);
      closeUp(memory.bytes, layout);
      return encoded;
    },
    release: () => memory.release(poolLimitBytes()),
  };
}

/** Decodes the planes into memory; undefined if the library finds an error, or another size. */
function decompress(turbo: Turbo, file: Buffer, width: number, height: number) {
  const decoder = takeDecoder(turbo, file);
  try {
    const layout = layoutOf(turbo, decoder, file);
    if (layout?.width !== width || layout.height !== height) return undefined;
    const memory = takeMemory(turbo, layout);
    const pointers = planePointers(layout, memory);
    if (turbo.decompressPlanes(decoder, file, file.length, pointers, layout.strides) === 0) {
      turbo.decoder ??= decoder;
      return { layout, memory, pointers };
    }
    memory.release(poolLimitBytes());
    return undefined;
  } finally {
    // After an error it may hold parts of the broken file.
    if (turbo.decoder !== decoder) turbo.destroy(decoder);
  }
}

/**
 * The decoder of the last image if the file brings all its tables, else a new one: a decoder keeps its tables, and would use them for a
 * file that lacks some. It is put back only after it has decoded this file without error.
 */
function takeDecoder(turbo: Turbo, file: Buffer): unknown {
  const shared = hasOwnTables(file) ? turbo.decoder : undefined;
  if (shared !== undefined) turbo.decoder = undefined;
  return shared ?? newDecoder(turbo);
}

// ---- the library ----

/** The functions in use of TurboJPEG's API, version 3. */
interface Turbo {
  readonly path: string;
  readonly init: (kind: number) => unknown;
  readonly destroy: (handle: unknown) => void;
  readonly set: (handle: unknown, parameter: number, value: number) => number;
  readonly get: (handle: unknown, parameter: number) => number;
  readonly readHeader: (handle: unknown, file: Uint8Array, bytes: number) => number;
  readonly planeWidth: (component: number, width: number, subsampling: number) => number;
  readonly planeHeight: (component: number, height: number, subsampling: number) => number;
  readonly largestFile: (width: number, height: number, subsampling: number) => number;
  readonly decompressPlanes: (handle: unknown, file: Uint8Array, bytes: number, planes: BigUint64Array, strides: Int32Array) => number;
  readonly compressPlanes: (
    handle: unknown,
    planes: BigUint64Array,
    width: number,
    strides: Int32Array,
    height: number,
    file: BigUint64Array,
    bytes: BigUint64Array,
  ) => number;
  readonly addressOf: (bytes: Uint8Array) => bigint;
  readonly encoder: unknown;
  /** A decoder without errors so far, for the next image. Making one takes 12 µs. */
  decoder?: unknown;
  /** That of the last image. Images in a folder are often of one size, and to ask the library again takes 7 µs. */
  lastLayout?: Layout;
}

/** TJINIT values. */
const forCompression = 0;
const forDecompression = 1;

/** TJPARAM values. */
const parameters = {
  stopOnWarning: 0,
  fixedMemory: 2,
  quality: 3,
  subsampling: 4,
  width: 5,
  height: 6,
  precision: 7,
  colourSpace: 8,
  optimised: 11,
  progressive: 12,
  scanLimit: 13,
  restartBlocks: 18,
  savedMarkers: 25,
} as const;

// One per thread, as each binds the library's functions for itself.
let found: Turbo | Missing | undefined;

/** Why there is no library. */
interface Missing {
  readonly missing: string;
}

/** The library of this thread. */
function library(): Turbo | Missing {
  found ??= load();
  return found;
}

/** Whether images can be decoded as planes here. */
export function hasPlaneCodec(): boolean {
  return !('missing' in library());
}

/** The library in use, or why there is none. */
export type PlaneCodec = { readonly path: string; readonly version: string } | Missing;

/** The environment variable `IMGPAR_TURBOJPEG` holds the path of a library to try first, or `off`. */
export function planeCodec(): PlaneCodec {
  const turbo = library();
  return 'missing' in turbo ? turbo : { path: turbo.path, version: versionOf(turbo) };
}

/**
 * The library has no function for its version, but its file contains it. A library that the system finds by name is recognised by its
 * features.
 */
function versionOf(turbo: Turbo): string {
  try {
    const [, version] = /libjpeg-turbo version (\d[\w.]*)/.exec(readFileSync(turbo.path, 'latin1')) ?? [];
    if (version) return version;
  } catch {
    // A name, not a path.
  }
  const decoder = newDecoder(turbo);
  const isNewer = turbo.set(decoder, parameters.savedMarkers, 0) === 0;
  turbo.destroy(decoder);
  return isNewer ? '3.1 or newer' : '3.0';
}

function load(): Turbo | Missing {
  if (process.env.IMGPAR_TURBOJPEG === 'off') return { missing: 'IMGPAR_TURBOJPEG is off' };
  const foreign = foreignFunctions();
  // An optional dependency: it may be missing, and it does not exist for every platform.
  if (!foreign)
    return { missing: 'the optional package koffi is not installed or does not work here (install imgpar without --omit=optional)' };
  // Pointers are written as 64-bit numbers.
  if (foreign.sizeof('void *') !== 8) return { missing: 'this is not a 64-bit system' };
  const paths = candidates();
  for (const path of paths) {
    const turbo = bind(foreign, path);
    if (turbo) return turbo;
  }
  return { missing: `libjpeg-turbo 3 or newer was not found; looked for ${paths.join(', ') || 'nothing, because this system is unknown'}` };
}

function candidates(): string[] {
  const named = process.env.IMGPAR_TURBOJPEG;
  return [...(named ? [named] : []), ...packagedLibraries(), ...(systemLibraries[process.platform] ?? [])];
}

/** Those in the package of prebuilt libraries, for glibc and for musl; only one of them loads. */
function packagedLibraries(): string[] {
  if (process.platform !== 'linux') return [];
  try {
    const prebuilds = join(packagesOf(import.meta.url).resolve('@julusian/jpeg-turbo/package.json'), '../prebuilds');
    return ['', '-musl'].map((libc) => join(prebuilds, `jpeg-turbo-linux-${process.arch}${libc}`, 'libturbojpeg.so.0'));
  } catch {
    return [];
  }
}

const systemLibraries: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  linux: ['libturbojpeg.so.0'],
  freebsd: ['libturbojpeg.so.0'],
  darwin: ['/opt/homebrew/opt/jpeg-turbo/lib/libturbojpeg.dylib', '/usr/local/opt/jpeg-turbo/lib/libturbojpeg.dylib'],
  win32: ['turbojpeg.dll', 'C:\\libjpeg-turbo64\\bin\\turbojpeg.dll'],
};

/** Undefined if the library cannot be loaded, or is older than version 3. */
function bind(foreign: ForeignFunctions, path: string): Turbo | undefined {
  try {
    const loaded = foreign.load(path);
    const func = (prototype: string) => loaded.func(prototype);
    const functions = {
      init: func('void *tj3Init(int kind)'),
      destroy: func('void tj3Destroy(void *handle)'),
      set: func('int tj3Set(void *handle, int parameter, int value)'),
      get: func('int tj3Get(void *handle, int parameter)'),
      readHeader: func('int tj3DecompressHeader(void *handle, void *file, size_t bytes)'),
      planeWidth: func('int tj3YUVPlaneWidth(int component, int width, int subsampling)'),
      planeHeight: func('int tj3YUVPlaneHeight(int component, int height, int subsampling)'),
      largestFile: func('size_t tj3JPEGBufSize(int width, int height, int subsampling)'),
      decompressPlanes: func('int tj3DecompressToYUVPlanes8(void *handle, void *file, size_t bytes, void *planes, void *strides)'),
      compressPlanes: func(
        'int tj3CompressFromYUVPlanes8(void *handle, void *planes, int width, void *strides, int height, void *file, void *bytes)',
      ),
      addressOf: (bytes: Uint8Array) => foreign.address(bytes),
    };
    const encoder = functions.init(forCompression);
    functions.set(encoder, parameters.fixedMemory, 1);
    return { path, ...functions, encoder };
  } catch {
    return undefined;
  }
}

function newDecoder({ init, set }: Pick<Turbo, 'init' | 'set'>): unknown {
  const decoder = init(forDecompression);
  set(decoder, parameters.stopOnWarning, 1);
  // The same limit as in libvips.
  set(decoder, parameters.scanLimit, 100);
  // Profiles are carried separately. Only since 3.1; older versions never saved them.
  set(decoder, parameters.savedMarkers, 0);
  return decoder;
}

// ---- where the planes lie ----

/** Planes in one memory, from its start, each with rows of `stride` samples, whole blocks of the subsampling; then the encoded file. */
interface Layout {
  readonly width: number;
  readonly height: number;
  readonly subsampling: number;
  readonly planes: ReadonlyArray<{ readonly start: number; readonly stride: number; readonly rows: number }>;
  /** Those of the planes, in the form the library takes. */
  readonly strides: Int32Array;
  readonly fileStart: number;
  /** The largest size of the encoded file. */
  readonly fileBytes: number;
}

/** TJCS and TJSAMP values. */
const ycbcr = 1;
const grey = 2;
const greySampling = 3;

/** The layout of a file's planes; undefined unless they are Y, Cb and Cr, or grey, in 8 bits. */
function layoutOf(turbo: Turbo, decoder: unknown, file: Buffer): Layout | undefined {
  const { get } = turbo;
  if (turbo.readHeader(decoder, file, file.length) !== 0) return undefined;
  const subsampling = get(decoder, parameters.subsampling);
  const space = get(decoder, parameters.colourSpace);
  const isKnown = subsampling === greySampling ? space === grey : subsampling >= 0 && space === ycbcr;
  if (!isKnown || get(decoder, parameters.precision) !== 8) return undefined;
  const width = get(decoder, parameters.width);
  const height = get(decoder, parameters.height);
  const last = turbo.lastLayout;
  if (last?.width === width && last.height === height && last.subsampling === subsampling) return last;
  turbo.lastLayout = newLayout(turbo, width, height, subsampling);
  return turbo.lastLayout;
}

function newLayout(turbo: Turbo, width: number, height: number, subsampling: number): Layout {
  let bytes = 0;
  const planes = Array.from({ length: subsampling === greySampling ? 1 : 3 }, (_, component) => {
    const start = bytes;
    const stride = turbo.planeWidth(component, width, subsampling);
    const rows = turbo.planeHeight(component, height, subsampling);
    bytes += stride * rows;
    return { start, stride, rows };
  });
  const strides = Int32Array.from(planes, ({ stride }) => stride);
  return { width, height, subsampling, planes, strides, fileStart: bytes, fileBytes: turbo.largestFile(width, height, subsampling) };
}

function planePointers({ planes }: Layout, { address }: Memory): BigUint64Array {
  return BigUint64Array.from(planes, ({ start }) => address + BigInt(start));
}

/** Removes the padding between the rows of Y, which are longer than the image is wide if it ends within a block of the subsampling. */
function closeUp(bytes: Uint8Array, { width, height, planes: [luma] }: Layout): void {
  if (luma!.stride === width) return;
  for (let row = 1; row < height; row++) bytes.copyWithin(row * width, row * luma!.stride, row * luma!.stride + width);
}

/** Restores the padding. Samples outside the image repeat its edge, as in encoders. */
function spreadOut(bytes: Uint8Array, { width, height, planes: [luma] }: Layout): void {
  const { stride, rows } = luma!;
  if (stride !== width) {
    for (let row = height - 1; row >= 0; row--) {
      bytes.copyWithin(row * stride, row * width, (row + 1) * width);
      bytes.fill(bytes[row * stride + width - 1]!, row * stride + width, (row + 1) * stride);
    }
  }
  for (let row = height; row < rows; row++) bytes.copyWithin(row * stride, (height - 1) * stride, height * stride);
}

// ---- encoding ----

function compress(
  turbo: Turbo,
  { width, height, subsampling, strides, fileStart, fileBytes }: Layout,
  memory: Memory,
  pointers: BigUint64Array,
  coding: PlanesCoding,
): Buffer | undefined {
  const { encoder, set } = turbo;
  set(encoder, parameters.subsampling, subsampling);
  set(encoder, parameters.quality, coding.quality);
  set(encoder, parameters.optimised, Number(coding.optimised));
  set(encoder, parameters.progressive, Number(coding.progressive));
  set(encoder, parameters.restartBlocks, coding.restartInterval);
  const size = BigUint64Array.of(BigInt(fileBytes));
  const file = BigUint64Array.of(memory.address + BigInt(fileStart));
  if (turbo.compressPlanes(encoder, pointers, width, strides, height, file, size) !== 0) return undefined;
  const { buffer, byteOffset } = memory.bytes;
  return Buffer.from(buffer, byteOffset + fileStart, Number(size[0]));
}

// ---- memory ----

interface Memory extends KernelMemory {
  /** Address of its first byte. */
  readonly address: bigint;
}

/** Memory of the kernels, so that nothing is copied between decoder, kernels and encoder; other memory if there are none. */
function takeMemory(turbo: Turbo, { fileStart, fileBytes }: Layout): Memory {
  const bytes = fileStart + fileBytes;
  const { bytes: room, release } = kernels().takeMemory(bytes) ?? { bytes: new Uint8Array(bytes), release: () => {} };
  return { bytes: room, release, address: turbo.addressOf(room) };
}
