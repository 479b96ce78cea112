import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { sniff } from '../src/codec/sniff.js';
import { failureOf } from '../src/errors.js';
import { equalizeImage } from '../src/index.js';
import { compare, fidelityPage, type Pair } from './fidelity.js';
import { throwAwayFolder } from './throw-away.js';

const here = fileURLToPath(new URL('.', import.meta.url));
const page = fileURLToPath(new URL('../docs/fidelity.md', import.meta.url));

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.(md|heic)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Equalises every file into a throw-away folder. */
async function equalized(files: readonly string[], root: string, codec: 'auto' | 'sharp' = 'auto'): Promise<Pair[]> {
  const results = throwAwayFolder();
  const pairs: Pair[] = [];
  for (const [index, source] of files.entries()) {
    const name = relative(root, source).split(sep).join('/');
    pairs.push({ name, source, result: await equalizeImage(readFileSync(source), { output: { codec } }).then(save, refusal) });
    function save(bytes: Uint8Array) {
      const found = sniff(bytes.subarray(0, 256));
      const path = join(results, `${index}.${found.kind === 'image' ? found.format : 'bin'}`);
      writeFileSync(path, bytes);
      return { path };
    }
  }
  return pairs;
}

function refusal(error: unknown): { refusal: string } {
  const { code, message } = failureOf(error);
  return { refusal: `${code}: ${message}` };
}

test('independent readers confirm what docs/fidelity.md says was kept, changed or refused', async () => {
  const files = ['images', 'fidelity'].flatMap((folder) => filesIn(join(here, folder)));
  const findings = compare(await equalized(files, here));
  const text = fidelityPage(findings);
  if (process.env.REGENERATE) writeFileSync(page, text);
  expect(findings.flatMap(({ name, violations }) => violations.map((violation) => `${name}: ${violation}`))).toEqual([]);
  expect(text).toBe(readFileSync(page, 'utf8'));
});

// The page describes JPEGs that took the component path wherever they could.
test('sharp alone keeps the same of JPEGs', async () => {
  const jpegs = ['images', 'fidelity'].flatMap((folder) => filesIn(join(here, folder))).filter((file) => /\.jpe?g$/.test(file));
  const [bySharp, page] = [compare(await equalized(jpegs, here, 'sharp')), compare(await equalized(jpegs, here))];
  expect(bySharp).toEqual(page);
});

test('the comparison finds lost data', async () => {
  const folder = throwAwayFolder();
  const names = ['gps.jpg', 'iptc.jpg', 'exif-xmp.webp', 'geo-tiled-rgba.tif', 'comment.gif'];
  const pairs = await Promise.all(
    names.map(async (name) => {
      const source = join(here, 'images', name);
      const path = join(folder, name);
      writeFileSync(path, await equalizeImage(readFileSync(source), { output: { strip: true } }));
      return { name, source, result: { path } };
    }),
  );
  const lost = compare(pairs).map(({ violations }) => violations.map((violation) => violation.split(':')[0]));
  expect(lost).toEqual([expect.arrayContaining(['XMP', 'EXIF']), ['IPTC'], ['XMP'], ['EXIF'], ['comments']]);
});

// To look at other collections: FIDELITY_FOLDER=/some/folder npx vitest run test/fidelity.test.ts
test.runIf(process.env.FIDELITY_FOLDER)('the files in FIDELITY_FOLDER lose nothing', async () => {
  const folder = process.env.FIDELITY_FOLDER!;
  const findings = compare(await equalized(filesIn(folder), folder));
  writeFileSync(process.env.FIDELITY_REPORT ?? 'fidelity-report.md', fidelityPage(findings));
  expect(findings.flatMap(({ name, violations }) => violations.map((violation) => `${name}: ${violation}`))).toEqual([]);
});
