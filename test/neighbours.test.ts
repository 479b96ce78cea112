/** libvips keeps one error text, and sharp one queue of warnings, for all threads of a process. */
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { expect, test } from 'vitest';
import { tags } from '../src/codec/tiff/directory.js';
import { equalizeImage, type ImgparError } from '../src/index.js';
import { randomNumbers } from './pictures.js';
import { imgpar } from './program.js';
import { throwAwayFolder } from './throw-away.js';

const copies = 24;

test('each image is judged independently of the others and of the number of workers', async () => {
  const folder = throwAwayFolder('src/');
  const kinds = Object.entries(await imagesByKind());
  for (let copy = 0; copy < copies; copy++)
    for (const [kind, { file }] of kinds) writeFileSync(join(folder, 'src', `${copy}-${kind}`), file);
  for (const workers of [1, 2, 2, 8]) {
    const verdicts = await verdictsOf(folder, workers);
    for (const [kind, { verdict }] of kinds)
      expect({ workers, kind, verdicts: verdicts.get(kind) }).toEqual({ workers, kind, verdicts: { [verdict]: copies } });
  }
});

test('images that a program equalises all at once are judged on their own', async () => {
  const kinds = Object.entries(await imagesByKind());
  const all = Array.from({ length: copies }, () => kinds).flat();
  const verdicts = await Promise.all(
    all.map(([, { file }]) =>
      equalizeImage(file).then(
        () => 'done',
        (error: ImgparError) => error.message,
      ),
    ),
  );
  expect(verdicts).toEqual(all.map(([, { verdict }]) => verdict));
});

/** The verdicts on the images of each kind, with how many images got each. */
async function verdictsOf(folder: string, workers: number): Promise<ReadonlyMap<string, Readonly<Record<string, number>>>> {
  const { stdout } = await imgpar(['equalize', 'src', 'out', '--force', '--workers', `${workers}`, '--progress', 'json'], { cwd: folder });
  const verdicts = new Map<string, Record<string, number>>();
  for (const line of stdout.trimEnd().split('\n')) {
    const event = JSON.parse(line);
    if (event.type !== 'image-done' && event.type !== 'image-failed') continue;
    const kind = basename(event.source).replace(/^\d+-/, '');
    const verdict = event.type === 'image-done' ? 'done' : event.failure.message;
    const counts = verdicts.get(kind) ?? {};
    verdicts.set(kind, { ...counts, [verdict]: (counts[verdict] ?? 0) + 1 });
  }
  return verdicts;
}

interface Kind {
  readonly file: Buffer;
  readonly verdict: string;
}

async function imagesByKind(): Promise<Readonly<Record<string, Kind>>> {
  const tiff = await picture(3).tiff({ compression: 'deflate', predictor: 'none' }).toBuffer();
  const grey = await picture(1).tiff({ compression: 'packbits' }).toBuffer();
  const jpeg = await picture(3).jpeg({ chromaSubsampling: '4:4:4' }).toBuffer();
  const png = await picture(3).png().toBuffer();
  return {
    'whole.tif': { file: tiff, verdict: 'done' },
    'whole.webp': { file: await picture(3).webp().toBuffer(), verdict: 'done' },
    'disorder.tif': { file: withTagsInDisorder(tiff), verdict: 'done' },
    'grey-disorder.tif': { file: withTagsInDisorder(grey), verdict: 'done' },
    'other-unit.tif': {
      file: withValue(tiff, tags.resolutionUnit, 0x7fff),
      verdict: 'the TIFF is broken: source input: Bad value 32767 for "ResolutionUnit" tag',
    },
    'other-pixels.tif': {
      file: withTagsInDisorder(withOtherPixels(tiff)),
      verdict: 'the TIFF is broken: Decoding error at scanline 149, incorrect data check',
    },
    'stray-byte.jpg': {
      file: withByteBefore(jpeg, 0xc0),
      verdict: 'done',
    },
    'other-scan.jpg': {
      file: withOtherScan(jpeg),
      verdict: 'done',
    },
    'cut.jpg': { file: jpeg.subarray(0, Math.floor(jpeg.length / 2)), verdict: 'the JPEG has no end marker: it is cut off' },
    'other-pixels.png': { file: withOtherPixels(png), verdict: 'the PNG is broken: libpng read error' },
  };
}

function picture(channels: 1 | 3): Sharp {
  const [width, height] = [120, 150];
  const random = randomNumbers(channels);
  const samples = Uint8Array.from({ length: width * height * channels }, () => random() * 200);
  return sharp(samples, { raw: { width, height, channels } });
}

// ---- TIFF, little-endian as sharp writes it ----

/** The offset of a tag's entry. */
function entryOf(tiff: Buffer, tag: number): number {
  const directory = tiff.readUInt32LE(4);
  for (let entry = 0; entry < tiff.readUInt16LE(directory); entry++) {
    const at = directory + 2 + entry * 12;
    if (tiff.readUInt16LE(at) === tag) return at;
  }
  throw new Error(`there is no tag ${tag}`);
}

function withTagsInDisorder(tiff: Buffer): Buffer {
  const [first, second] = [entryOf(tiff, tags.xResolution), entryOf(tiff, tags.yResolution)];
  const changed = Buffer.from(tiff);
  tiff.copy(changed, first, second, second + 12);
  tiff.copy(changed, second, first, first + 12);
  return changed;
}

function withValue(tiff: Buffer, tag: number, value: number): Buffer {
  const changed = Buffer.from(tiff);
  changed.writeUInt16LE(value, entryOf(tiff, tag) + 8);
  return changed;
}

// ---- JPEG ----

function withByteBefore(jpeg: Buffer, marker: number): Buffer {
  const at = jpeg.indexOf(Buffer.of(0xff, marker));
  return Buffer.concat([jpeg.subarray(0, at), Buffer.of(0), jpeg.subarray(at)]);
}

/** With a scan of three components that ends at coefficient 0, which only a progressive JPEG may have. */
function withOtherScan(jpeg: Buffer): Buffer {
  const changed = Buffer.from(jpeg);
  // Marker, length and count take 5 bytes, each component 2, the first coefficient 1.
  changed[jpeg.indexOf(Buffer.of(0xff, 0xda)) + 5 + 3 * 2 + 1] = 0;
  return changed;
}

// ---- all ----

/** With other bytes in the middle, where the pixels are. */
function withOtherPixels(file: Buffer): Buffer {
  const middle = Math.floor(file.length / 2);
  return Buffer.from(file).fill(0xaa, middle, middle + 50);
}
