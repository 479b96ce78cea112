import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { imgpar, samplesFolder } from './program.js';
import { expectAccessible, hasBrowser, launch, Reports } from './report-browser.js';
import { throwAwayFolder } from './throw-away.js';

const names = ['dark-flowers.jpg', 'hazy-valley.jpg', 'moon.png', 'backlit-cliff.png'];

/** Two runs over much the same images, with figures in both or not. */
async function twoRuns({ figures = true } = {}): Promise<string> {
  const folder = throwAwayFolder('in/');
  const flags = figures ? ['--figures'] : [];
  for (const name of names) copyFileSync(join(samplesFolder, name), join(folder, 'in', name));
  expect((await imgpar(['equalize', 'in', 'he', ...flags], { cwd: folder })).code).toBe(0);
  rmSync(join(folder, 'in/moon.png'));
  copyFileSync(join(samplesFolder, 'cells.tif'), join(folder, 'in/cells.tif'));
  writeFileSync(join(folder, 'in/broken.jpg'), readFileSync(join(samplesFolder, 'hazy-valley.jpg')).subarray(0, 3000));
  expect((await imgpar(['equalize', 'in', 'clahe', '--method', 'clahe', ...flags], { cwd: folder })).code).toBe(1);
  return folder;
}

/** The recorded figures of results, by name. */
function recorded(folder: string): Map<string, Record<'entropyBits' | 'rmsContrast', number>> {
  const lines = readFileSync(join(folder, '.imgpar.jsonl'), 'utf8').trimEnd().split('\n');
  return new Map(
    lines.map((line) => JSON.parse(line)).flatMap(({ destination, figures }) => (figures ? [[destination, figures.after]] : [])),
  );
}

test('two runs are compared image by image: what is in both, what in one, what failed, and where they differ', async () => {
  const folder = await twoRuns();
  const { code, stderr } = await imgpar(['report', 'he', 'clahe', '-o', 'page.html'], { cwd: folder });
  expect({ code, stderr }).toEqual({ code: 0, stderr: 'wrote page.html\n' });
  const text = readFileSync(join(folder, 'page.html'), 'utf8');
  expect(text).toContain('<title>he and clahe compared</title>');
  for (const [term, count] of Object.entries({ 'In both': 3, 'Only in A': 1, 'Only in B': 1, 'Failed in A or B': 1 }))
    expect(text).toContain(`<dt>${term}</dt><dd>${count}</dd>`);
  expect(text).toMatch(/<span class="name">broken\.jpg<\/span> <code><\/code> B: corrupt: /);
  const [a, b] = [recorded(join(folder, 'he')), recorded(join(folder, 'clahe'))];
  const mean = (of: typeof a) => names.filter((name) => name !== 'moon.png').reduce((sum, name) => sum + of.get(name)!.entropyBits, 0) / 3;
  expect(text).toContain(`<th scope="row">Entropy, bits</th><td>${mean(a).toFixed(2)}</td><td>${mean(b).toFixed(2)}</td>`);
});

test('runs without figures are decoded, and results in other formats are found by their sources', async () => {
  const folder = await twoRuns({ figures: false });
  expect((await imgpar(['equalize', 'in', 'webp', '--format', 'webp'], { cwd: folder })).code).toBe(1);
  expect((await imgpar(['report', 'he/.imgpar.jsonl', 'webp', '-o', 'page.html'], { cwd: folder })).code).toBe(0);
  const text = readFileSync(join(folder, 'page.html'), 'utf8');
  expect(text).toContain('did not record figures (--figures), so the results of 3 images were decoded.');
  expect(text).toContain('<dt>In both</dt><dd>3</dd>');
});

test('says what is wrong with three folders, and with one manifest for two runs', async () => {
  const folder = throwAwayFolder();
  expect(await imgpar(['report', 'a', 'b', 'c'], { cwd: folder })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('expected one output folder, or two to compare, received 3'),
  });
  expect(await imgpar(['report', 'a', 'b', '--manifest', 'c'], { cwd: folder })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--manifest is for the report of one run'),
  });
});

test.skipIf(!hasBrowser)('the page of a comparison shows both results, sorts by differences, and narrows to one of the runs', async () => {
  const folder = await twoRuns();
  expect((await imgpar(['report', 'he', 'clahe', '-o', 'page.html'], { cwd: folder })).code).toBe(0);
  const browser = await launch();
  try {
    const reports = new Reports(browser);
    const page = await reports.open(pathToFileURL(join(folder, 'page.html')).href);
    const shown = () => page.evaluate<string[]>("[...document.querySelectorAll('#rows .row .name')].map(({ textContent }) => textContent)");
    const [a, b] = [recorded(join(folder, 'he')), recorded(join(folder, 'clahe'))];
    const gained = (name: string) => b.get(name)!.rmsContrast - a.get(name)!.rmsContrast;
    await page.selectOption('#outcome', 'done');
    await page.click('#head [role=columnheader]:nth-child(5) button');
    expect(await shown()).toEqual(names.filter((name) => name !== 'moon.png').sort((one, other) => gained(one) - gained(other)));
    await page.selectOption('#outcome', 'only-a');
    expect(await shown()).toEqual(['moon.png']);
    await page.selectOption('#outcome', 'only-b');
    expect(await shown()).toEqual(['cells.tif']);
    await page.selectOption('#outcome', 'failed');
    expect(await shown()).toEqual(['broken.jpg']);
    await page.selectOption('#outcome', 'all');
    await expectAccessible(page);
    await page.fill('#search', 'hazy');
    await page.click('#rows .row:first-child a');
    await page.waitForSelector('dialog[open] .stage.slider');
    expect(await page.evaluate("[...document.querySelectorAll('.stage figcaption')].map(({ textContent }) => textContent).join()")).toBe(
      'A,B',
    );
    await expectAccessible(page);
    await page.close();
    expect(reports.noted).toEqual([]);
  } finally {
    await browser.close();
  }
});
