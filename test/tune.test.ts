import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { openPage } from './chromium.js';
import { canUse } from './needs.js';
import { imgpar, nodePath, programPath, samplesFolder } from './program.js';
import { throwAwayFolder } from './throw-away.js';
import { ready, sha256InPage, tuning } from './tuning.js';

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

describe.skipIf(!canUse('chromium'))('in Chromium', () => {
  test.skipIf(process.platform === 'win32')(
    'what the page shows is what its command writes, whatever files are called',
    { timeout: 300_000 },
    async () => {
      const folder = throwAwayFolder();
      const odd = ["the moon's (1).png", '-n $HOME.png', 'a[1]*.png', '=ls.png', '~.png', 'two\nlines.png', '\\"&#39;.png'];
      for (const name of odd) copyFileSync(join(samplesFolder, 'moon.png'), join(folder, name));
      const valley = await sharp(join(samplesFolder, 'hazy-valley.jpg')).png().toBuffer();
      writeFileSync(join(folder, 'valley.png'), valley);
      const { url } = await tuning(folder, 'valley.png', '--', ...odd);
      const page = await openPage(url, ready);
      await page.evaluate(`(() => {
      const [, second] = document.querySelectorAll('fieldset');
      const slider = second.querySelector('[aria-label="clip limit"]');
      slider.value = 1.5;
      slider.oninput();
      const zoom = document.querySelector('#bar select');
      zoom.value = 1;
      zoom.onchange();
      // Its middle stays where it is.
      for (const view of document.querySelectorAll('.view')) view.scrollTo(0, 0);
    })()`);
      const command = () => page.evaluate<string>("document.querySelectorAll('.command code')[1].textContent");
      while (!(await command()).endsWith('--method clahe --clip-limit 1.5')) await new Promise((resolve) => setTimeout(resolve, 50));
      const script = `imgpar() { "$NODE" "$PROGRAM" "$@"; }; ${await command()}`;
      const run = spawnSync('sh', ['-c', script], {
        cwd: folder,
        env: { ...process.env, NODE: nodePath, PROGRAM: programPath },
        encoding: 'utf8',
      });
      expect({ status: run.status, stderr: run.stderr }).toMatchObject({ status: 0 });
      expect(
        readdirSync(join(folder, 'out'))
          .filter((name) => name.endsWith('.png'))
          .sort(),
      ).toEqual(['valley.png', ...odd].sort());
      // Chromium itself has something to say of tests that read canvases.
      expect(page.messages).toEqual([]);
      for (const [row, name] of ['valley.png', odd[0]!].entries()) {
        const drawn = () =>
          page.evaluate<{ width: number; height: number; sha256: string }>(`(async () => {
          const canvas = document.querySelectorAll('.row')[${row}].querySelectorAll('canvas')[2];
          const { data, width, height } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          const colours = data.filter((_, at) => at % 4 < 3);
          return { width, height, sha256: await ${sha256InPage('colours')} };
        })()`);
        const written = async () => {
          const { width, height } = await drawn();
          const pixels = sharp(readFileSync(join(folder, 'out', name))).extract({ left: 0, top: 0, width, height });
          return createHash('sha256')
            .update(await pixels.toColourspace('srgb').removeAlpha().raw().toBuffer())
            .digest('hex');
        };
        for (let tries = 0; tries < 200 && (await drawn()).sha256 !== (await written()); tries++)
          await new Promise((resolve) => setTimeout(resolve, 50));
        expect(await drawn()).toMatchObject({ sha256: await written() });
        expect((await drawn()).width).toBeGreaterThan(200);
      }
    },
  );

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
    const piped = await imgpar(['tune', ...names, '--html', '-'], { cwd: folder });
    expect(piped.stdout === readFileSync(join(folder, 'page.html'), 'utf8')).toBe(true);
    const address = pathToFileURL(join(folder, 'page.html')).href;
    const page = await openPage(address, ready);
    expect(page.requests.filter((each) => !/^(?:blob|data):/.test(each))).toEqual([address]);
    expect(await page.evaluate<string[]>("[...document.querySelectorAll('h2')].map((each) => each.textContent)")).toEqual(names);
    expect(page.messages).toEqual([]);
  });

  test('no name turns the command around, and a wrong value has no command', { timeout: 120_000 }, async () => {
    const folder = throwAwayFolder();
    const turning = 'a\u202egnp.png';
    copyFileSync(join(samplesFolder, 'moon.png'), join(folder, turning));
    expect((await imgpar(['tune', turning, '--html', 'page.html'], { cwd: folder })).code).toBe(0);
    const page = await openPage(pathToFileURL(join(folder, 'page.html')).href, ready);
    expect(await page.evaluate("document.querySelector('h2').textContent")).toBe('a\\u202egnp.png');
    const command = () => page.evaluate<string>("document.querySelectorAll('.command code')[1].textContent");
    expect(await command()).toBe(`imgpar equalize '${turning}' out --method clahe`);
    const lefts = await page.evaluate<number[]>(`(() => {
      const pieces = [...document.querySelectorAll('.command code')[1].childNodes].filter(({ nodeName }) => nodeName === '#text');
      return pieces.flatMap((text) => Array.from(text.data, (_, at) => {
        const range = new Range();
        range.setStart(text, at);
        range.setEnd(text, at + 1);
        return range.getBoundingClientRect().left;
      }));
    })()`);
    expect(lefts).toEqual(lefts.toSorted((one, other) => one - other));
    const type = (text: string) =>
      page.evaluate(`(() => {
        const input = document.querySelectorAll('fieldset')[1].querySelector('.numbers input[type=text]');
        input.value = '${text}';
        input.oninput();
      })()`);
    await type('8x');
    while ((await command()) !== '') await new Promise((resolve) => setTimeout(resolve, 50));
    await type('4x4');
    while ((await command()) === '') await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await command()).toBe(`imgpar equalize '${turning}' out --method clahe --tiles 4x4`);
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
