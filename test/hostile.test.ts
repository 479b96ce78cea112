import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { decodeImage } from '../src/codec/decode.js';
import { sha256 } from '../src/storage/hash.js';
import { mutated } from './mutations.js';
import { randomNumbers } from './pictures.js';
import { imgpar } from './program.js';
import { sharedThrowAwayFolder } from './throw-away.js';

/**
 * The number of broken files, the seed that decides how they are broken, and the originals; `IMGPAR_MUTATIONS=2000 IMGPAR_MUTATED=bmp`
 * makes more, from files whose names end this way.
 */
const count = Number(process.env.IMGPAR_MUTATIONS ?? 300);
const seed = Number(process.env.IMGPAR_SEED ?? 1);
const chosen = new RegExp(`(${process.env.IMGPAR_MUTATED ?? ''})$`);

/** How many are on the disk at once. */
const filesPerRound = 1000;
const largestOriginal = 70_000;

const folder = sharedThrowAwayFolder();

test(`${count} broken images of every format end the same with one worker and four, by either codec, without a crash or a hang`, {
  timeout: 120_000 + count * 1000,
}, async () => {
  const folders = ['images', 'fidelity', 'tiff', 'jpeg-planes'];
  const originals = [...folders.flatMap(imagesIn), ...(await madeImages())].filter(({ name }) => chosen.test(name));
  const random = randomNumbers(seed);
  const below = (bound: number) => Math.floor(random() * bound);
  const allEndings: string[] = [];
  for (let first = 0; first < count; first += filesPerRound) {
    const files = Math.min(count - first, filesPerRound);
    mkdirSync(join(folder, 'src'));
    for (let index = first; index < first + files; index++) {
      const { name, bytes } = originals[index % originals.length]!;
      writeFileSync(join(folder, 'src', `${index}-${name}`), mutated(bytes, originals[below(originals.length)]!.bytes, below));
    }
    const alone = await endings('auto', 1);
    const bySharp = await endings('sharp', 1);
    expect(alone.size).toBe(files);
    expect(differences(alone, await endings('auto', 4))).toEqual([]);
    expect(differences(bySharp, await endings('sharp', 4))).toEqual([]);
    // Decoders may give different results, but must agree whether there is one.
    expect(differences(withoutHashes(alone), withoutHashes(bySharp))).toEqual([]);
    allEndings.push(...alone.values());
    rmSync(join(folder, 'src'), { recursive: true });
  }
  // Otherwise the mutations would be too gentle or too harsh.
  const done = allEndings.filter((ending) => ending.startsWith('done')).length;
  expect(done / allEndings.length).toBeGreaterThan(0.05);
  expect(done / allEndings.length).toBeLessThan(0.8);
});

interface Original {
  readonly name: string;
  readonly bytes: Buffer;
}

/** The images in a folder beside this file and in its subfolders. */
function imagesIn(name: string): Original[] {
  const from = fileURLToPath(new URL(name, import.meta.url));
  return readdirSync(from, { recursive: true, encoding: 'utf8' })
    .filter(
      (path) => /\.(jpe?g|png|webp|tiff?|avif|gif|heic|p[bgpna]m|bmp)$/.test(path) && statSync(join(from, path)).size <= largestOriginal,
    )
    .sort()
    .map((path) => ({ name: basename(path), bytes: readFileSync(join(from, path)) }));
}

/** Images of kinds missing from these folders, so small that most bytes are structure. */
async function madeImages(): Promise<Original[]> {
  const random = randomNumbers(1);
  const [width, height] = [48, 40];
  const samples = Uint8Array.from({ length: width * height * 3 }, (_, i) => 60 + (i % 144) / 2 + random() * 40);
  const image = () => sharp(samples, { raw: { width, height, channels: 3 } });
  const described = () =>
    image()
      .withExif({ IFD0: { ImageDescription: 'a test', Orientation: '6' } })
      .withIccProfile('p3');
  const tiles = { tile: true, tileWidth: 16, tileHeight: 16 };
  const frames = { join: { animated: true } };
  const moving = async () => sharp(await Promise.all([image().png().toBuffer(), image().negate().png().toBuffer()]), frames);
  const made: Record<string, Promise<Buffer>> = {
    'described.jpg': described().jpeg().toBuffer(),
    'progressive-444.jpg': described().jpeg({ progressive: true, chromaSubsampling: '4:4:4' }).toBuffer(),
    'described.png': described().png().toBuffer(),
    'interlaced-16.png': image().toColourspace('rgb16').png({ progressive: true }).toBuffer(),
    'interlaced-palette.png': image().png({ progressive: true, palette: true, colours: 13 }).toBuffer(),
    'described.webp': described().webp().toBuffer(),
    'moving.webp': moving().then((picture) => picture.webp().toBuffer()),
    'moving.gif': moving().then((picture) => picture.gif().toBuffer()),
    'described.tif': described().tiff({ compression: 'lzw' }).toBuffer(),
    'tiles-lzw.tif': image()
      .tiff({ compression: 'lzw', predictor: 'horizontal', ...tiles })
      .toBuffer(),
    'tiles-deflate-16.tif': image()
      .toColourspace('rgb16')
      .tiff({ compression: 'deflate', ...tiles })
      .toBuffer(),
    'pyramid.tif': image()
      .tiff({ compression: 'deflate', pyramid: true, ...tiles })
      .toBuffer(),
    'big-deflate.tif': image().tiff({ compression: 'deflate', predictor: 'horizontal', bigtiff: true }).toBuffer(),
    'described.avif': described().avif({ effort: 0 }).toBuffer(),
  };
  return Promise.all(Object.entries(made).map(async ([name, bytes]) => ({ name, bytes: await bytes })));
}

/** How every image of the folder ended, by name: done, with the hash of its result, or skipped or failed, with the message. */
async function endings(codec: string, workers: number): Promise<Map<string, string>> {
  // Limit pixels, so that an exaggerated header is refused for its pixels and not for memory, part of which every worker needs.
  const limits = ['--timeout', '60', '--max-memory', '2GiB', '--max-pixels', '10000000'];
  const args = ['equalize', 'src', 'out', '--progress', 'json', '--codec', codec, '--workers', String(workers), ...limits];
  const { code, stdout } = await imgpar(args, { cwd: folder });
  expect([0, 1]).toContain(code);
  const events = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(events.at(-1).summary).toMatchObject({ workersLost: 0, interrupted: false });
  const found = new Map<string, string>();
  for (const { type, source, reason, failure } of events) {
    if (type === 'image-done') found.set(basename(source), `done ${await resultOf(basename(source))}`);
    if (type === 'image-skipped') found.set(basename(source), `skipped ${reason}`);
    if (type === 'image-failed') found.set(basename(source), `failed ${failure.code}: ${failure.message}`);
    if (type === 'image-failed') {
      expect(['corrupt', 'unsupported-format', 'too-large', 'not-an-image']).toContain(failure.code);
      expect(failure.message).toMatch(/\w{2,} \w+/);
    }
  }
  expect(readdirSync(join(folder, 'out')).length - 1).toBe(events.at(-1).summary.done);
  rmSync(join(folder, 'out'), { recursive: true });
  return found;
}

/** The hash of a result, after checking that it is an image. */
async function resultOf(name: string): Promise<string> {
  const bytes = readFileSync(join(folder, 'out', name));
  expect((await decodeImage(bytes)).length).toBeGreaterThan(0);
  return sha256(bytes);
}

function withoutHashes(endings: ReadonlyMap<string, string>): Map<string, string> {
  return new Map(Array.from(endings, ([name, ending]) => [name, ending.startsWith('done') ? 'done' : ending]));
}

function differences(some: ReadonlyMap<string, string>, others: ReadonlyMap<string, string>): object[] {
  return [...some].flatMap(([name, ending]) => (others.get(name) === ending ? [] : [{ name, ending, other: others.get(name) }]));
}
