import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openImage } from '../src/codec/open.js';
import { imgpar } from './program.js';
import { throwAwayFolder } from './throw-away.js';

const images = fileURLToPath(new URL('images', import.meta.url));

/** How many broken files are made; `IMGPAR_MUTATIONS=2000` asks for more. */
const count = Number(process.env.IMGPAR_MUTATIONS ?? 300);
const largestOriginal = 60_000;

test(`${count} broken images of every format end as done, skipped or failed with a sentence`, async () => {
  const folder = throwAwayFolder('src/');
  const originals = readdirSync(images, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(jpe?g|png|webp|tiff?|avif|gif|heic)$/.test(name) && statSync(join(images, name)).size <= largestOriginal)
    .sort();
  const random = seeded(20_240_607);
  for (let index = 0; index < count; index++) {
    const name = originals[index % originals.length]!;
    writeFileSync(join(folder, 'src', `${index}-${name.replaceAll(/[\\/]/g, '-')}`), mutated(readFileSync(join(images, name)), random));
  }
  const args = ['equalize', 'src', 'out', '--progress', 'json', '--timeout', '60', '--max-memory', '1GiB'];
  const { code, stdout } = await imgpar(args, { cwd: folder });
  const events = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const { summary } = events.at(-1);
  expect([0, 1]).toContain(code);
  expect(summary.done + summary.skipped + summary.failed).toBe(count);
  expect(summary.workersLost).toBe(0);
  const codes = Object.keys(summary.failedByCode);
  expect(['corrupt', 'unsupported-format', 'too-large', 'not-an-image']).toEqual(expect.arrayContaining(codes));
  const failures = events.filter(({ type }) => type === 'image-failed');
  expect(failures.filter(({ failure }) => !/\w{2,} \w+/.test(failure.message))).toEqual([]);
  const written = readdirSync(join(folder, 'out')).filter((name) => name !== '.imgpar.jsonl');
  expect(written).toHaveLength(summary.done);
  for (const name of written) expect((await openImage(readFileSync(join(folder, 'out', name)))).pictures.length).toBeGreaterThan(0);
  // Else the mutations would be too gentle, or too harsh.
  expect(summary.done).toBeGreaterThan(count / 20);
  expect(summary.failed).toBeGreaterThan(count / 10);
});

type Random = (below: number) => number;

/** Numbers from 0 to below a bound, the same for the same seed (mulberry32). */
function seeded(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** The file with bits turned, bytes replaced, a part cut out, doubled or zeroed, numbers made large, or the end missing. */
function mutated(original: Buffer, random: Random): Buffer {
  const bytes = Buffer.from(original);
  const at = () => random(random(2) === 0 ? Math.min(bytes.length, 512) : bytes.length);
  const filled = (value: number, start: number, length: number) => bytes.fill(value, start, Math.min(bytes.length, start + length));
  const changes: ReadonlyArray<() => Buffer> = [
    () => {
      for (let flips = 1 + random(8); flips > 0; flips--) {
        const place = at();
        bytes[place] = bytes[place]! ^ (1 << random(8));
      }
      return bytes;
    },
    () => {
      for (let more = 1 + random(16); more > 0; more--) bytes[at()] = random(256);
      return bytes;
    },
    () => bytes.subarray(0, at()),
    () => {
      const [start, length] = [at(), 1 + random(200)];
      return Buffer.concat([bytes.subarray(0, start), bytes.subarray(start + length)]);
    },
    () => {
      const [start, length] = [at(), 1 + random(200)];
      return Buffer.concat([bytes.subarray(0, start + length), bytes.subarray(start)]);
    },
    () => filled(random(2) * 255, at(), 4),
    () => filled(0, at(), random(2000)),
  ];
  return changes[random(changes.length)]!();
}
