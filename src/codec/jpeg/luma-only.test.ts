import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { expect, test } from 'vitest';
import { encoded, fastest, opened, rewritten, type Wanted } from '../../../test/opened.js';
import { equalize } from '../../../test/operations.js';
import { failureOf } from '../../errors.js';
import { decodeImage } from '../decode.js';
import type { Format } from '../format.js';
import type { ComponentCodec } from '../format-codec.js';
import { formats } from '../formats.js';
import type { OpenedImage } from '../open.js';
import { jpegCodec } from './codec.js';
import { frameOf } from './coder/read-frame.js';
import { readSequential } from './coder/sequential.js';
import { jpegComponents } from './components.js';
import { readOwn } from './progressive/image.js';
import { type JpegFile, parseJpeg } from './segments.js';

const small = contentsOf(new URL('../../../test/jpeg-planes/', import.meta.url));
const names = [...small.keys()];
const photographs = ['hazy-valley.jpg', 'dark-flowers.jpg'].map((name) => read(new URL(`../../../samples/${name}`, import.meta.url)));
const imageNamed = (name: string) => read(new URL(`../../../test/images/${name}`, import.meta.url));

function read(url: URL): Buffer {
  return readFileSync(fileURLToPath(url));
}

function contentsOf(folder: URL): Map<string, Buffer> {
  const found = readdirSync(fileURLToPath(folder)).filter((name) => name.endsWith('.jpg'));
  return new Map(found.map((name) => [name, read(new URL(name, folder))]));
}

/** Whether only luma was decoded; grey images do not show it. */
function isByPlanes({ pictures: [picture] }: OpenedImage): boolean {
  return failureOfCall(() => picture!.planes('rgb')) === 'internal';
}

function failureOfCall(run: () => unknown): string | undefined {
  try {
    run();
  } catch (error) {
    return failureOf(error).code;
  }
  return undefined;
}

async function lumaOf(file: Uint8Array): Promise<Uint8Array> {
  const [picture] = await decodeImage(file);
  return picture!.planes('luma')[0]!.samples as Uint8Array; // 8 bits, as it is a JPEG
}

async function equalized(file: Buffer, { output }: Wanted, quality: number | 'auto' = 90): Promise<Buffer> {
  const image = await opened(file, { output: { ...output, quality } });
  equalize(image.pictures[0]!, { method: 'he' });
  return encoded(image);
}

function differences(a: Uint8Array, b: Uint8Array): { mean: number; largest: number } {
  expect(a.length).toBe(b.length);
  const all = a.map((sample, i) => Math.abs(sample - b[i]!));
  return {
    mean: all.reduce((sum, each) => sum + each, 0) / all.length,
    largest: all.reduce((largest, each) => Math.max(largest, each), 0),
  };
}

/** Marker, size and sampling of the frame, without the numbers of the tables. */
function statedIn(file: Buffer): string {
  const { progressive, restartInterval, shape, segments } = parseJpeg(file);
  const start = file.findIndex((byte, i) => byte === 0xff && (file[i + 1] === 0xc0 || file[i + 1] === 0xc2) && file[i + 4] === 8);
  const sampling = Array.from({ length: file[start + 9]! }, (_, component) => file[start + 11 + component * 3]);
  return JSON.stringify({ progressive, restartInterval, shape, sampling, segments: segments.map(({ bytes }) => bytes.toString('hex')) });
}

// ---- what stays ----

test.each(names)('%s keeps its size, sampling, scan type, restart interval and segments', async (name) => {
  const file = small.get(name)!;
  const result = await equalized(file, fastest);
  expect(statedIn(result)).toBe(statedIn(file));
});

test.each(names)('%s keeps its content when written at the best quality', async (name) => {
  const file = small.get(name)!;
  const result = await rewritten(file, { codec: 'auto', quality: 100 });
  // The transform and its inverse round; the samples were 8 bits before and after.
  expect(differences(await lumaOf(result), await lumaOf(file)).largest).toBeLessThanOrEqual(2);
});

test.each(names)('%s shows nothing at its edges of the content decoded beyond them', async (name) => {
  const image = await opened(small.get(name)!, { output: { codec: 'auto', quality: 80 } });
  image.pictures[0]!.applyTables('luma', [new Uint8Array(256).fill(200)]);
  expect(new Set(lumaOfPlanes(await encoded(image))).size).toBe(1);
});

test('the quality of the source is estimated from its tables', async () => {
  const result = await equalized(small.get('sampling-420.jpg')!, fastest, 'auto');
  expect(parseJpeg(result).estimateQuality()).toBe(85);
});

test('a higher effort makes smaller files of the same image', async () => {
  const [fast, careful] = await Promise.all([1, 4].map((effort) => rewritten(photographs[0]!, { codec: 'auto', effort })));
  expect(careful!.length).toBeLessThan(fast!.length);
  expect(Buffer.compare(await lumaOf(careful!), await lumaOf(fast!))).toBe(0);
});

test('an image can be changed further and encoded again', async () => {
  const image = await opened(small.get('sampling-411.jpg')!, fastest);
  const once = await encoded(image);
  expect(await encoded(image)).toEqual(once);
});

// ---- compared with sharp ----

test.each(names.filter((name) => name.startsWith('grey')))('%s has exactly the same samples with sharp', async (name) => {
  const file = small.get(name)!;
  const [planes, sharp] = [await equalized(file, fastest), await equalized(file, {})];
  expect(await lumaOf(planes)).toEqual(await lumaOf(sharp));
});

// sharp computes luma from R, G and B that were rounded and clamped. Rounding moves each by at most a half, and so their weighted mean; the
// mean is rounded again. Clamping moves it further, so pixels near the ends are left out.
test('luma matches that of sharp, except for the rounding of R, G and B', async () => {
  for (const file of [...photographs, ...small.values()]) {
    const [byPlanes] = (await opened(file, fastest)).pictures;
    const [bySharp] = await decodeImage(file);
    const colours = bySharp!.planes('rgb');
    const [y, luma] = [byPlanes!.planes('luma')[0]!.samples, bySharp!.planes('luma')[0]!.samples];
    const inGamut = y.map((_, i) => Number(colours.every(({ samples }) => samples[i]! > 0 && samples[i]! < 255)));
    const far = y.filter((sample, i) => inGamut[i] === 1 && Math.abs(sample - luma[i]!) > 1);
    expect(inGamut.filter(Boolean).length).toBeGreaterThan(y.length / 2);
    expect(far.length).toBe(0);
  }
});

test('equalised photographs match those of sharp within two levels of luma on average', async () => {
  for (const file of photographs) {
    const [planes, sharp] = [await equalized(file, fastest, 95), await equalized(file, {}, 95)];
    expect(differences(await lumaOf(planes), await lumaOf(sharp)).mean).toBeLessThan(2);
  }
});

test.each(['sampling-420.jpg', 'grey.jpg'])('%s is written by sharp, with the new luma, if the library refuses', async (name) => {
  const file = small.get(name)!;
  const refusing: ComponentCodec<JpegFile> = {
    ...jpegComponents,
    decode: (...args) => ({ ...jpegComponents.decode(...args)!, encode: () => undefined }),
  };
  const jpeg: Format = { ...formats.jpeg, load: async () => ({ ...jpegCodec, components: refusing }) };
  const image = await opened(file, { output: { codec: 'auto', quality: 95 }, formats: { ...formats, jpeg } });
  equalize(image.pictures[0]!, { method: 'he' });
  const { parts, codec } = await image.encode();
  expect(codec).toBe('sharp');
  const luma = await lumaOf(Buffer.concat(parts));
  image.release();
  expect(differences(luma, await lumaOf(await equalized(file, {}, 95))).mean).toBeLessThan(2);
  expect(differences(luma, await lumaOf(file)).mean).toBeGreaterThan(5);
});

// ---- when it is chosen ----

test('colour is decoded if the operation, the format, the effort or the orientation needs it', async () => {
  const file = small.get('sampling-420.jpg')!;
  const chosen = async (output: Wanted['output'], operation: Wanted['operation'] = {}) =>
    isByPlanes(await opened(file, { output: { codec: 'auto', ...output }, operation }));
  expect(await chosen({})).toBe(true);
  expect(await chosen({ format: 'jpeg' })).toBe(true);
  expect(await chosen({ codec: 'sharp' })).toBe(false);
  expect(await chosen({ format: 'png' })).toBe(false);
  expect(await chosen({ effort: 8 })).toBe(false);
  expect(await chosen({}, { on: 'rgb' })).toBe(false);
  expect(await chosen({}, { nodata: 0 })).toBe(false);
  expect(await chosen({}, { autoOrient: true })).toBe(false);
});

test.each(['cmyk.jpg', 'coded-as-rgb.jpg'])('%s is left to sharp', async (name) => {
  expect(isByPlanes(await opened(imageNamed(name), fastest))).toBe(false);
});

test("a file with Adobe's segment is treated like others", async () => {
  const adobe = Buffer.from('ffee000e41646f62650064000000000001', 'hex').subarray(0, 16);
  const file = small.get('sampling-444.jpg')!;
  const marked = Buffer.concat([file.subarray(0, 2), adobe, file.subarray(2)]);
  const marking = await opened(marked, fastest);
  expect(isByPlanes(marking)).toBe(true);
  expect(Buffer.compare(await lumaOf(await encoded(marking)), await lumaOf(await rewritten(file, { codec: 'auto' })))).toBe(0);
});

// ---- broken files ----

test('both ways accept and refuse the same of 500 broken files, with the same messages', async () => {
  const verdicts = new Map<string, number>();
  for (let seed = 1; seed <= 500; seed++) {
    const file = broken([...small.values()][seed % small.size]!, randomNumbers(seed));
    const [planes, sharp] = [await verdict(file, fastest), await verdict(file, {})];
    expect(planes, `file ${seed}`).toBe(sharp);
    const kind = sharp.split(':')[0]!;
    verdicts.set(kind, (verdicts.get(kind) ?? 0) + 1);
  }
  // All or none would prove little.
  expect(verdicts.get('accepted')).toBeGreaterThan(50);
  expect(verdicts.get('corrupt')).toBeGreaterThan(100);
});

test('broken files leave no trace in the next good one', () => {
  const good = small.get('sampling-422.jpg')!;
  const expected = lumaOfPlanes(good);
  expect(expected).toBeDefined();
  for (let seed = 1; seed <= 500; seed++) {
    lumaOfPlanes(broken([...small.values()][seed % small.size]!, randomNumbers(seed)));
    expect(lumaOfPlanes(good), `after file ${seed}`).toEqual(expected);
  }
});

/** By our coder; undefined if it leaves the file to sharp. */
function lumaOfPlanes(file: Buffer): Uint8Array | undefined {
  const frame = frameOf(file);
  if (frame?.width !== 45 || frame.height !== 37) return undefined;
  const image =
    frame.kind === 'progressive' ? readOwn(file, frame, { isProgressive: true, keepsChroma: true }) : readSequential(file, frame);
  const luma = image && ('samples' in image ? image.samples() : image.luma()).slice();
  image?.release();
  return luma;
}

test('a file without a table is not decoded with the table of the previous image', () => {
  const whole = small.get('sampling-420.jpg')!;
  for (const marker of [0xdb, 0xc4]) {
    const lacking = withoutSegments(whole, marker);
    const alone = lumaOfPlanes(lacking);
    expect(lumaOfPlanes(whole)).toBeDefined();
    expect(lumaOfPlanes(lacking)).toEqual(alone);
  }
  expect(lumaOfPlanes(withoutSegments(whole, 0xdb))).toBeUndefined();
});

test('no broken file is decoded differently after one image than after another', () => {
  const [one, other] = [small.get('sampling-420.jpg')!, small.get('grey.jpg')!];
  for (let seed = 1; seed <= 500; seed++) {
    const file = broken([...small.values()][seed % small.size]!, randomNumbers(seed));
    lumaOfPlanes(one);
    const afterOne = lumaOfPlanes(file);
    lumaOfPlanes(other);
    expect(lumaOfPlanes(file), `file ${seed}`).toEqual(afterOne);
  }
});

/** A JPEG without the segments of that marker before its scan. */
function withoutSegments(file: Buffer, marker: number): Buffer {
  const parts = [file.subarray(0, 2)];
  let at = 2;
  while (file[at + 1] !== 0xda) {
    const end = at + 2 + file.readUInt16BE(at + 2);
    if (file[at + 1] !== marker) parts.push(file.subarray(at, end));
    at = end;
  }
  return Buffer.concat([...parts, file.subarray(at)]);
}

/** A few bytes changed, removed or doubled. */
function broken(file: Buffer, random: () => number): Buffer {
  const below = (limit: number) => Math.floor(random() * limit);
  const kind = below(4);
  let bytes = Buffer.from(file);
  for (let left = 1 + below(4); left > 0; left--) {
    const at = below(bytes.length);
    const end = Math.min(at + 1 + below(20), bytes.length);
    if (kind < 2) bytes[at] = below(256);
    else bytes = Buffer.concat([bytes.subarray(0, kind === 2 ? at : end), bytes.subarray(kind === 2 ? end : at)]);
  }
  return bytes;
}

async function verdict(file: Buffer, wanted: Wanted): Promise<string> {
  try {
    // A changed size may be enormous.
    const image = await opened(file, { ...wanted, maxPixels: 1e6 });
    await image.encode();
    image.release();
    return `accepted: ${image.pictures[0]!.shape.width} × ${image.pictures[0]!.shape.height}`;
  } catch (error) {
    const { code, message } = failureOf(error);
    return `${code}: ${message}`;
  }
}

/** The same numbers for the same seed, 0 ≤ x < 1 (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed * 0x9e3779b9;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

// ---- memory ----

test('images open at the same time do not share memory, and released ones pass theirs on', async () => {
  const [first, second] = [small.get('sampling-444.jpg')!, small.get('grey.jpg')!];
  const expected = await rewritten(first, fastest.output);
  const one = await opened(first, fastest);
  const other = await opened(second, fastest);
  other.pictures[0]!.applyTables('luma', [new Uint8Array(256)]);
  expect(await encoded(one)).toEqual(expected);
  one.release();
  other.release();
  const memories = Array.from({ length: 10 }, () => {
    const image = readSequential(first, frameOf(first)!)!;
    const memory = image.encode(new Uint8Array(256), { quality: 90, optimised: false })!.buffer;
    image.release();
    return memory;
  });
  expect(new Set(memories).size).toBe(1);
});

// A getter once made it a dictionary, which was slow to use and held until a full garbage collection: 12 % of the time of 20,000
// thumbnails.
test('V8 does not treat an image as a dictionary', async () => {
  setFlagsFromString('--allow-natives-syntax');
  const isFast = new Function('object', 'return %HasFastProperties(object)');
  setFlagsFromString('--no-allow-natives-syntax');
  expect(isFast(Object.create(null))).toBe(false);
  const image = await opened(small.get('sampling-420.jpg')!, fastest);
  expect(isFast(image)).toBe(true);
  image.release();
});
