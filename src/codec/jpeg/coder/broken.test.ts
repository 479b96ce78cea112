import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { verdictOf } from '../../../../test/jpeg-verdict.js';
import { coefficientsIn, hasLibjpeg, lumaIn } from '../../../../test/libjpeg.js';
import { mutated } from '../../../../test/mutations.js';
import { fastest } from '../../../../test/opened.js';
import { randomNumbers } from '../../../../test/pictures.js';
import { frameOf } from './read-frame.js';
import { readSequential } from './sequential.js';

const folder = new URL('../../../../test/jpeg-planes/', import.meta.url);
const originals = readdirSync(fileURLToPath(folder))
  .filter((name) => name.endsWith('.jpg'))
  .map((name) => readFileSync(fileURLToPath(new URL(name, folder))));

/** How many broken files are tried; more of them with another number in the environment. */
const many = Number(process.env.IMGPAR_BROKEN_FILES ?? 1000);

const unchanged = Uint8Array.from({ length: 256 }, (_, level) => level);

function brokenFiles(count: number): Buffer[] {
  return Array.from({ length: count }, (_, seed) => {
    const random = randomNumbers(seed);
    const below = (bound: number) => Math.floor(random() * bound);
    return mutated(originals[below(originals.length)]!, originals[below(originals.length)]!, below);
  });
}

/** The luma that our coder decodes, and the file that it writes; undefined if it leaves the file to others. */
function ours(file: Buffer): { luma: Uint8Array; written: Buffer } | undefined {
  const frame = frameOf(file);
  if (!frame || frame.width * frame.height > 1e6) return undefined;
  const decoded = readSequential(file, frame);
  // Copied, as the next call makes it invalid.
  const written = decoded && Buffer.from(decoded.encode(unchanged, { quality: 90, optimised: false })!);
  const found = decoded && written && { luma: decoded.samples().slice(), written };
  decoded?.release();
  return found;
}

describe.skipIf(!hasLibjpeg)('of broken files', () => {
  test('it decodes none that libjpeg refuses or warns of, and the others to the same samples', () => {
    const files = brokenFiles(many);
    const mine = files.map(ours);
    const decodable = files.filter((_, i) => mine[i]);
    const [planes, read, written] = [
      lumaIn(decodable),
      coefficientsIn(decodable),
      coefficientsIn(mine.flatMap((found) => found?.written ?? [])),
    ];
    let checked = 0;
    for (const [i, found] of mine.filter((each) => each !== undefined).entries()) {
      expect(planes[i], `file ${i}`).toBeDefined();
      expect(Buffer.compare(planes[i]!.samples, found.luma), `file ${i}`).toBe(0);
      const chroma = (of: typeof read) => JSON.stringify(of[i]?.slice(1).map(({ steps, coefficients }) => [...steps, ...coefficients]));
      expect(chroma(written) === chroma(read), `file ${i}`).toBe(true);
      checked += 1;
    }
    // All or none would prove little.
    expect(checked).toBeGreaterThan(many / 20);
    expect(checked).toBeLessThan(many / 2);
  });
});

test('files get the same verdict whether our coder or sharp decodes them', async () => {
  for (const [i, file] of brokenFiles(many / 4).entries())
    expect(await verdictOf(file, fastest), `file ${i}`).toBe(await verdictOf(file, {}));
});
