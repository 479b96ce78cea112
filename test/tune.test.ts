import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openImage } from '../src/codec/open.js';
import { checkOperation, checkOutput } from '../src/options/resolve.js';
import { bytesOf } from '../src/pixels/raster.js';
import { argumentsOf, type Setting } from '../src/tune/settings.js';
import { equalizePictures } from '../src/worker/equalize-pictures.js';
import { prepare } from '../src/worker/prepare.js';
import { openPage, type Page } from './chromium.js';
import { canUse } from './needs.js';
import { imgpar, samplesFolder, start } from './program.js';
import { throwAwayFolder } from './throw-away.js';

const ready = "document.getElementById('status').textContent === 'ready'";

/** `imgpar tune`, and its address. */
async function tuning(folder: string, ...images: string[]) {
  const running = start(['tune', ...images], { cwd: folder });
  onTestFinished(() => void running.process.kill('SIGKILL'));
  let stdout = '';
  running.process.stdout!.on('data', (text: string) => (stdout += text));
  await running.shows('Ctrl-C ends');
  return { ...running, url: stdout.trim() };
}

/** The status and the length of an answer. */
function asked(url: string, headers: Record<string, string> = {}, method = 'GET'): Promise<readonly [status: number, bytes: number]> {
  return new Promise((resolve, reject) => {
    request(url, { headers, method }, (response) => {
      let bytes = 0;
      response.on('data', (part: Buffer) => (bytes += part.length)).on('end', () => resolve([response.statusCode!, bytes]));
    })
      .on('error', reject)
      .end();
  });
}

const settings: readonly Setting[] = [
  ...['he', 'clahe', 'ahe', 'bbhe', 'dsihe', 'bright', 'stretch', 'match'].map((method) => ({ method, values: {}, reference: 1 })),
  ...['rgb', 'joint', 'lab', 'hsv'].map((on) => ({ method: 'he', values: { on, strength: '0.4' }, reference: 0 })),
  ...['pillow', 'skimage', 'imagemagick'].map((dialect) => ({ method: 'he', values: { dialect }, reference: 0 })),
  { method: 'clahe', values: { tiles: '3x5', clipLimit: '1.7', on: 'lab' }, reference: 0 },
  { method: 'clahe', values: { dialect: 'skimage', tiles: '2x2' }, reference: 0 },
  { method: 'stretch', values: { percentiles: '5,90', on: 'rgb', strength: '0.75' }, reference: 0 },
  { method: 'match', values: { on: 'rgb', dialect: 'skimage' }, reference: 1 },
];

/** All of the samples, and for each method five settings, if the environment asks for it. */
const isFull = process.env.IMGPAR_TUNE_FULL !== undefined;
const fullSettings: readonly Setting[] = ['he', 'clahe', 'ahe', 'bbhe', 'dsihe', 'bright', 'stretch', 'match'].flatMap((method) =>
  [{}, { on: 'rgb' }, { on: 'lab', strength: '0.5' }, { on: 'hsv', strength: '0.83' }, { on: 'joint' }].map((values) => ({
    method,
    values: { ...values },
    reference: 1,
  })),
);

/** The SHA-256 of the colours that the page has for a setting; alpha never changes. */
function inPage(page: Page, image: number, setting: Setting): Promise<{ sha256: string; isLuma: boolean }> {
  return page.evaluate(`var coloursOf = (samples, isLuma) => {
    const { channels } = JSON.parse(document.getElementById('data').textContent).images[${image}];
    return isLuma || channels % 2 === 1 ? samples : samples.filter((_, at) => (at + 1) % channels > 0);
  };
  imgparTune.result(${image}, ${JSON.stringify(setting)}).then(async ({ samples, isLuma }) => ({
    isLuma,
    sha256: [...new Uint8Array(await crypto.subtle.digest('SHA-256', coloursOf(samples, isLuma)))].map((byte) => byte.toString(16).padStart(2, '0')).join(''),
  }))`);
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** What the command's own code leaves in the picture before it is encoded: the luma of a file, or every colour. */
async function beforeEncoding(path: string, setting: Setting, reference: string, isLuma: boolean): Promise<string> {
  const [, ...flags] = argumentsOf(setting, reference);
  const { on, strength, dialect, ...params } = setting.values;
  const operation = checkOperation({
    method: setting.method,
    ...(on && { on: on as 'rgb' }),
    ...(strength && { strength: Number(strength) }),
    ...(dialect && { dialect }),
    ...(Object.keys(params).length > 0 && { params }),
    ...(flags.includes('--reference') && { reference }),
  });
  const prepared = await prepare(operation);
  const image = await openImage(readFileSync(path), { operation: prepared.operation, output: checkOutput() });
  try {
    equalizePictures(image.pictures, prepared);
    const planes = image.pictures[0]!.planes(isLuma ? 'luma' : 'rgb').map(({ samples }) => samples);
    const first = planes[0]!;
    const samples =
      first instanceof Uint8Array ? new Uint8Array(first.length * planes.length) : new Uint16Array(first.length * planes.length);
    for (let pixel = 0, at = 0; pixel < first.length; pixel++) for (const plane of planes) samples[at++] = plane[pixel]!;
    return sha256(bytesOf(samples));
  } finally {
    image.release();
  }
}

describe.skipIf(!canUse('chromium'))('in Chromium', () => {
  test(
    'the page has the very pixels that the command encodes, for every method, colour mode and dialect',
    async () => {
      const folder = throwAwayFolder();
      const all = [
        'hazy-valley.jpg',
        'dark-flowers.jpg',
        'retina-transparent.png',
        'moon.png',
        'foggy-yard.webp',
        'backlit-cliff.png',
        'palms-infrared-16bit.png',
      ];
      const more = [
        'museum-coins.jpg',
        'night-roofs.jpg',
        'launch-at-dusk.jpg',
        'faded-handwriting.jpg',
        'cells.tif',
        'clouds-from-space.tif',
      ];
      const names = isFull ? [...all, ...more, 'backlit-room-16bit.png'] : all.slice(0, 4);
      for (const name of names) copyFileSync(join(samplesFolder, name), join(folder, name));
      const { url } = await tuning(folder, ...names);
      const page = await openPage(url, ready);
      const wrong: unknown[] = [];
      for (const [image, name] of names.entries())
        for (const setting of isFull ? [...settings, ...fullSettings] : settings) {
          // The model has to be of the same depth.
          const [one, other] = await Promise.all(
            [name, names[setting.reference]!].map((each) => sharp(readFileSync(join(folder, each))).metadata()),
          );
          if (setting.method === 'match' && (one!.depth !== other!.depth || one!.channels! < 3 !== other!.channels! < 3)) continue;
          const { sha256: found, isLuma } = await inPage(page, image, setting);
          const expected = await beforeEncoding(join(folder, name), setting, join(folder, names[setting.reference]!), isLuma);
          if (found !== expected) wrong.push({ name, setting, isLuma });
        }
      expect(wrong).toEqual([]);
      expect(page.messages).toEqual([]);
      expect(page.requests.filter((each) => !each.startsWith(url) && !/^(?:blob|data):/.test(each))).toEqual([]);
    },
    isFull ? 3_600_000 : 300_000,
  );

  test('what the page shows is what its command writes', { timeout: 300_000 }, async () => {
    const folder = throwAwayFolder();
    copyFileSync(join(samplesFolder, 'moon.png'), join(folder, "the moon's.png"));
    writeFileSync(
      join(folder, 'valley.png'),
      await sharp(readFileSync(join(samplesFolder, 'hazy-valley.jpg')))
        .png()
        .toBuffer(),
    );
    const { url } = await tuning(folder, 'valley.png', "the moon's.png");
    const page = await openPage(url, ready);
    await page.evaluate(`(() => {
      const [, second] = document.querySelectorAll('fieldset');
      const slider = second.querySelector('input[type=range]');
      slider.value = 1.5;
      slider.oninput();
    })()`);
    const command = String.raw`imgpar equalize valley.png 'the moon'\''s.png' out --method clahe --clip-limit 1.5`;
    while ((await page.evaluate("document.querySelectorAll('.command code')[1].textContent")) !== command)
      await new Promise((resolve) => setTimeout(resolve, 50));
    const run = ['equalize', 'valley.png', "the moon's.png", 'out', '--method', 'clahe', '--clip-limit', '1.5'];
    expect((await imgpar(run, { cwd: folder })).code).toBe(0);
    expect(page.messages).toEqual([]);
    const written = await sharp(readFileSync(join(folder, 'out/valley.png')))
      .removeAlpha()
      .raw()
      .toBuffer();
    const drawn = () =>
      page.evaluate<string>(`(async () => {
        const canvas = document.querySelectorAll('.row')[0].querySelectorAll('canvas')[2];
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        const colours = data.filter((_, at) => at % 4 < 3);
        return [...new Uint8Array(await crypto.subtle.digest('SHA-256', colours))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
      })()`);
    for (let tries = 0; tries < 200 && (await drawn()) !== sha256(written); tries++)
      await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await drawn()).toBe(sha256(written));
  });

  test('a page in a file asks for nothing, and works', { timeout: 120_000 }, async () => {
    const folder = throwAwayFolder();
    const hostile = '<script>alert(1)</script><!--.png';
    copyFileSync(join(samplesFolder, 'moon.png'), join(folder, basename('moon.png')));
    copyFileSync(join(samplesFolder, 'hazy-valley.jpg'), join(folder, 'valley.jpg'));
    const isPossible = process.platform !== 'win32';
    if (isPossible) copyFileSync(join(samplesFolder, 'moon.png'), join(folder, hostile.replace('/', '')));
    const names = ['moon.png', 'valley.jpg', ...(isPossible ? [hostile.replace('/', '')] : [])];
    expect(await imgpar(['tune', ...names, '--html', 'page.html'], { cwd: folder })).toMatchObject({
      code: 0,
      stderr: 'wrote page.html\n',
    });
    const address = pathToFileURL(join(folder, 'page.html')).href;
    const page = await openPage(address, ready);
    expect(page.requests.filter((each) => !/^(?:blob|data):/.test(each))).toEqual([address]);
    expect(await page.evaluate<string[]>("[...document.querySelectorAll('h2')].map((each) => each.textContent)")).toEqual(names);
    expect(page.messages).toEqual([]);
  });
});

describe('imgpar tune', () => {
  test('gives nothing to other hosts, other pages, and those without the token, and ends with Ctrl-C', async () => {
    const folder = throwAwayFolder();
    copyFileSync(join(samplesFolder, 'moon.png'), join(folder, 'moon.png'));
    const { url, process: child, ended } = await tuning(folder, 'moon.png');
    const { port, host, origin } = new URL(url);
    expect((await asked(url))[0]).toBe(200);
    expect((await asked(`${url}image/0/0`, { origin }))[0]).toBe(200);
    const nothing = [404, 0];
    for (const path of ['', 'image/0/0']) {
      expect(await asked(`${origin}/${path}`)).toEqual(nothing);
      expect(await asked(`${origin}/${'x'.repeat(32)}/${path}`)).toEqual(nothing);
      expect(await asked(`${url}${path}`, { host: `localhost:${port}` })).toEqual(nothing);
      expect(await asked(`${url}${path}`, { host: 'example.org' })).toEqual(nothing);
      expect(await asked(`${url}${path}`, { origin: 'http://example.org' })).toEqual(nothing);
      expect(await asked(`${url}${path}`, { origin: 'null' })).toEqual(nothing);
      expect(await asked(`${url}${path}`, { origin: `http://localhost:${port}` })).toEqual(nothing);
      expect(await asked(`${url}${path}`, { 'sec-fetch-site': 'cross-site' })).toEqual(nothing);
      expect(await asked(`${url}${path}`, { host }, 'POST')).toEqual(nothing);
    }
    expect(await asked(`${url}image/7/0`)).toEqual(nothing);
    expect(await asked(`${url}../package.json`)).toEqual(nothing);
    child.kill('SIGINT');
    if (process.platform !== 'win32') expect((await ended).code).toBe(0);
  });

  test('refuses what it cannot show, before it serves anything', async () => {
    const folder = throwAwayFolder();
    copyFileSync(join(samplesFolder, 'palms-infrared-16bit.png'), join(folder, 'sixteen.png'));
    writeFileSync(join(folder, 'text.png'), 'text');
    expect(await imgpar(['tune'], { cwd: folder })).toMatchObject({ code: 2, stderr: expect.stringContaining('imgpar tune <image..>') });
    expect(await imgpar(['tune', 'text.png'], { cwd: folder })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('text.png: this is text'),
    });
    expect(await imgpar(['tune', 'none.png'], { cwd: folder })).toMatchObject({ code: 2, stderr: expect.stringContaining('none.png') });
    const sixteen = await imgpar(['tune', 'sixteen.png', '--html', 'page.html'], { cwd: folder });
    expect(sixteen).toMatchObject({ code: 2, stderr: expect.stringContaining('150 × 121 pixels of 16 bits') });
  });
});
