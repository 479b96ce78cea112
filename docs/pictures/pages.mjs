// Draws docs/pictures/report-list.webp, report-image.webp and tune.webp: pages of a real run over the samples, as Chromium shows them. Needs
// /usr/bin/chromium and, in IMGPAR_TEST_TOOLS, a folder with node_modules/playwright-core:
// npm run build && node docs/pictures/pages.mjs

import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import sharp from 'sharp';

const samples = fileURLToPath(new URL('../../samples/', import.meta.url));
const program = fileURLToPath(new URL('../../dist/cli/bin.js', import.meta.url));
const { chromium } = createRequire(join(process.env.IMGPAR_TEST_TOOLS, 'node_modules', 'any.js'))('playwright-core');

const folder = mkdtempSync(join(tmpdir(), 'imgpar-pages-'));
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
try {
  imgpar('equalize', samples, 'out', '--report', 'report.html', '--quiet');
  cpSync(samples, join(folder, 'photos'), { recursive: true });
  imgpar('tune', 'photos/hazy-valley.jpg', 'photos/dark-flowers.jpg', '--html', 'tune.html');

  const report = await opened('report.html', { width: 1120, height: 800 }, 'body[data-ready]');
  await report.locator('#app').evaluate((app) => app.scrollIntoView({ behavior: 'instant' }));
  await report.waitForTimeout(500);
  await save(report, 'report-list');
  await report.setViewportSize({ width: 1120, height: 960 });
  await report.getByRole('link', { name: 'launch-at-dusk.jpg' }).last().click();
  await report.locator('#view-content img').first().waitFor();
  await save(report, 'report-image');

  const tune = await opened('tune.html', { width: 1120, height: 860 }, '#status:text-is("ready")');
  await save(tune, 'tune');
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}

function imgpar(...args) {
  execFileSync(process.execPath, [program, ...args], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
}

async function opened(name, viewport, ready) {
  const page = await browser.newPage({ viewport, colorScheme: 'light' });
  await page.goto(pathToFileURL(join(folder, name)).href);
  await page.locator(ready).waitFor();
  return page;
}

async function save(page, name) {
  const picture = fileURLToPath(new URL(`${name}.webp`, import.meta.url));
  await sharp(await page.screenshot())
    .webp({ quality: 80 })
    .toFile(picture);
}
