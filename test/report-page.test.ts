import { linkSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunEvent } from '../src/events.js';
import { harmOf } from '../src/page/rows.js';
import { imgpar, samplesFolder, start } from './program.js';
import { type Browser, expectAccessible, hasBrowser, launch, type Page, Reports } from './report-browser.js';
import { sharedThrowAwayFolder, throwAwayFolder } from './throw-away.js';
import { writeTinyImages } from './tiny-images.js';

const hostile = [
  '<script>.png',
  '</script>.png',
  '<!--.png',
  'a\u202egnp.png',
  'two\nlines.png',
  '"quoted" & \'quoted\'.png',
  `${`${'long'.repeat(50)}/`.repeat(19)}${'x'.repeat(150)}.png`,
];

/** Of a file whose name no text can be, as it is shown. */
const notUtf8 = 'Gr\\xfc\\xffn.png';

/** How names are shown. */
const shownAs = (name: string) => name.replace('\n', '\\n').replace('\u202e', '\\u202e');

test('the page of a run can be read without a program: totals, failures, and what was made worse', async () => {
  const folder = throwAwayFolder();
  writeFileSync(join(folder, 'broken.jpg'), readFileSync(join(samplesFolder, 'hazy-valley.jpg')).subarray(0, 3000));
  const { code } = await imgpar(['equalize', samplesFolder, 'broken.jpg', 'out', '--report', 'page.html'], { cwd: folder });
  expect(code).toBe(1);
  const page = join(folder, 'page.html');
  expect(statSync(page).size).toBeLessThan(500_000);
  const text = readFileSync(page, 'utf8');
  const visible = text.slice(text.indexOf('<body>'), text.indexOf('<section id="app"'));
  expect(visible).toContain('<dt>Equalised</dt><dd>14</dd>');
  expect(visible).toContain('<dt>Failed</dt><dd>1</dd>');
  expect(visible).toMatch(/Failures<\/h2><ul class="failures"><li><span class="name">broken\.jpg<\/span> <code>corrupt<\/code>/);
  expect(visible).toMatch(/Made worse<\/h2>.*backlit-cliff\.png/);
  for (const [, ...shares] of visible.matchAll(/data-working="([^"]*)" data-waiting="([^"]*)" data-idle="([^"]*)"/g))
    expect(shares.map(Number).reduce((sum, share) => sum + share)).toBeCloseTo(1, 6);
});

test('a later report decodes again what has no figures, and says so; names are text', async () => {
  const folder = throwAwayFolder();
  await writeTinyImages(join(folder, 'in'), hostile);
  expect((await imgpar(['equalize', 'in', 'out'], { cwd: folder })).code).toBe(0);
  const { code, stderr } = await imgpar(['report', 'out', '-o', 'page.html'], { cwd: folder });
  expect({ code, stderr }).toEqual({ code: 0, stderr: 'wrote page.html\n' });
  const text = readFileSync(join(folder, 'page.html'), 'utf8');
  expect(text).toContain(`The run did not record figures (--figures), so ${hostile.length} images were decoded again.`);
  expect(text.match(/<\/script>/g)).toHaveLength(4 + hostile.length);
});

test('the report of a run that was killed says so, and shows what was done', async () => {
  const folder = throwAwayFolder();
  await writeTinyImages(join(folder, 'in'), ['0.png'], 1, 256);
  for (let index = 1; index < 500; index++) linkSync(join(folder, 'in/0.png'), join(folder, `in/${index}.png`));
  const running = start(['equalize', 'in', 'out', '--figures', '--progress', 'json'], { cwd: folder });
  await running.shows('image-done');
  running.process.kill('SIGKILL');
  await running.ended;
  expect((await imgpar(['report', 'out', '-o', 'page.html', '--report-samples', '3'], { cwd: folder })).code).toBe(0);
  const text = readFileSync(join(folder, 'page.html'), 'utf8');
  expect(text).toContain('The run was killed before its end; this is what was done by then.');
  const recorded = readFileSync(join(folder, 'out/.imgpar.jsonl'), 'utf8').match(/^\{"destination".*\}$/gm)?.length;
  expect(text).toContain(`<dt>Equalised</dt><dd>${recorded}</dd>`);
  expect((await imgpar(['equalize', 'in', 'out', '--figures'], { cwd: folder })).code).toBe(0);
  expect((await imgpar(['report', 'out', '-o', 'page.html', '--report-samples', '3'], { cwd: folder })).code).toBe(0);
  expect(readFileSync(join(folder, 'page.html'), 'utf8')).not.toContain('killed');
});

test('the strip of each worker lasts as long as the run, and marks every theft where it happened', async () => {
  const folder = throwAwayFolder();
  // One half of the work takes much longer, so that whoever has the other half takes some of it.
  for (const [name, side] of [
    ['large', 512],
    ['small', 16],
  ] as const) {
    await writeTinyImages(join(folder, name), [`${name}-0.png`], 1, side);
    for (let index = 1; index < 60; index++) linkSync(join(folder, name, `${name}-0.png`), join(folder, name, `${name}-${index}.png`));
  }
  const flags = ['--workers', '2', '--progress', 'json', '--report', 'page.html'];
  const { code, stdout } = await imgpar(['equalize', 'large', 'small', 'out', ...flags], { cwd: folder });
  expect(code).toBe(0);
  const events = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as RunEvent);
  const assigned = events.filter(({ type }) => type === 'lane-assigned') as Array<RunEvent & { lane: number; from?: number }>;
  const done = events.filter(({ type }) => type === 'image-done') as Array<Extract<RunEvent, { type: 'image-done' }>>;
  const from = assigned[0]!.at;
  const length = events.find(({ type }) => type === 'run-finished')!.at - from;
  const strips = [
    ...readFileSync(join(folder, 'page.html'), 'utf8').matchAll(
      /<tr data-working="([^"]*)" data-waiting="([^"]*)" data-idle="([^"]*)">(.*?)<\/tr>/g,
    ),
  ];
  expect(strips).toHaveLength(2);
  let thefts = 0;
  for (const [lane, [, ...parts]] of strips.entries()) {
    const [working, waiting, idle] = parts.slice(0, 3).map(Number) as [number, number, number];
    const own = done.filter((event) => event.lane === lane);
    const work = own.reduce((sum, { timings, lookMs = 0 }) => sum + Object.values(timings).reduce((all, each) => all + each, lookMs), 0);
    expect(working + waiting + idle).toBeCloseTo(1, 2);
    expect(working).toBeLessThanOrEqual(work / length + 0.01);
    expect(idle).toBeCloseTo(1 - (Math.max(from, ...own.map(({ at }) => at)) - from) / length, 2);
    const stolen = assigned.filter((event) => event.lane === lane && event.from !== undefined);
    expect([...parts[3]!.matchAll(/class="theft" x="([^"]*)"/g)].map(([, x]) => x)).toEqual(
      stolen.map(({ at }) => (((at - from) / length) * 1000).toFixed(1)),
    );
    expect(parts[3]).toContain(`<td>${stolen.length}</td>`);
    thefts += stolen.length;
  }
  expect(thefts).toBeGreaterThan(0);
});

test('a single image, of which nothing is on record, is not begun if a report is asked for', async () => {
  const folder = throwAwayFolder();
  const photo = join(samplesFolder, 'dark-flowers.jpg');
  const { code, stderr } = await imgpar(['equalize', photo, 'a.jpg', '--report', 'x.html'], { cwd: folder });
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('a single image has none unless --manifest names it') });
  expect(readdirSync(folder)).toEqual([]);
});

test('a page is not written to stdout, and a dry run says that it writes none', async () => {
  const folder = throwAwayFolder();
  const refused = 'is "-", expected a file; pages do not go to stdout';
  expect(await imgpar(['report', 'out', '-o', '-'], { cwd: folder })).toMatchObject({ code: 2, stderr: expect.stringContaining(refused) });
  const dry = await imgpar(['equalize', samplesFolder, 'out', '--report', 'x.html', '--dry-run'], { cwd: folder });
  expect(dry).toMatchObject({ code: 0, stderr: expect.stringContaining('no report is written: with --dry-run') });
  expect(await imgpar(['equalize', samplesFolder, 'out', '--report', '-'], { cwd: folder })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(`--report ${refused}`),
  });
  expect(readdirSync(folder)).toEqual([]);
});

test('pictures of the worst images are the same, whether a run or a later report takes them, and in whatever order images were done', async () => {
  const folder = throwAwayFolder();
  const temporary = join(folder, 'temporary');
  mkdirSync(temporary);
  const env = { TMPDIR: temporary, TEMP: temporary, TMP: temporary };
  const looks = (page: string) => readFileSync(join(folder, page), 'utf8').match(/<script type="text\/plain" class="look".*?<\/script>/g)!;
  const flags = ['--report-samples', '6', '--quiet'];
  for (const workers of ['1', '3'])
    expect(
      await imgpar(['equalize', samplesFolder, `out-${workers}`, '--report', `${workers}.html`, '--workers', workers, ...flags], {
        cwd: folder,
        env,
      }),
    ).toMatchObject({ code: 0 });
  expect((await imgpar(['report', 'out-1', '-o', 'later.html', ...flags], { cwd: folder, env })).code).toBe(0);
  expect(looks('1.html')).toHaveLength(6);
  expect(looks('3.html')).toEqual(looks('1.html'));
  expect(looks('later.html')).toEqual(looks('1.html'));
  // What was kept on the way is gone.
  expect(readdirSync(temporary)).toEqual([]);
});

test('a run removes the pictures that a killed one has left, and those of no other', async () => {
  const folder = throwAwayFolder();
  const temporary = join(folder, 'temporary');
  const env = { TMPDIR: temporary, TEMP: temporary, TMP: temporary };
  mkdirSync(temporary);
  const killed = start(['equalize', samplesFolder, 'out', '--report', 'x.html', '--progress', 'json'], { cwd: folder, env });
  await killed.shows('image-done');
  killed.process.kill('SIGKILL');
  await killed.ended;
  expect(readdirSync(temporary)).toHaveLength(1);
  mkdirSync(join(temporary, 'imgpar-report-elsewhere.1.0.0'));
  expect(await imgpar(['equalize', samplesFolder, 'out', '--report', 'x.html'], { cwd: folder, env })).toMatchObject({ code: 0 });
  expect(readdirSync(temporary)).toEqual(['imgpar-report-elsewhere.1.0.0']);
});

test('says what is wrong when there is nothing to report on', async () => {
  const folder = throwAwayFolder();
  expect(await imgpar(['report', 'nowhere'], { cwd: folder })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('there is no manifest'),
  });
  mkdirSync(join(folder, 'pages'));
  expect(await imgpar(['equalize', samplesFolder, 'out', '--report', 'pages'], { cwd: folder })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(
      `--report is "pages", expected a file; that is a folder, so name a file such as ${join('pages', 'report.html')}`,
    ),
  });
  expect(readdirSync(folder)).toEqual(['pages']);
  expect(await imgpar(['equalize', samplesFolder, 'out', '--no-manifest', '--report', 'x.html'], { cwd: folder })).toMatchObject({
    code: 2,
  });
});

describe.skipIf(!hasBrowser)('in Chromium', () => {
  const folder = sharedThrowAwayFolder();
  let browser: Browser;
  let url: string;
  let reports: Reports;

  beforeAll(async () => {
    await writeTinyImages(join(folder, 'in'), hostile);
    writeFileSync(Buffer.concat([Buffer.from(join(folder, 'in/Gr')), Buffer.of(0xfc, 0xff), Buffer.from('n.png')]), 'not read');
    expect((await imgpar(['equalize', samplesFolder, 'in', 'out', '--report', 'page.html'], { cwd: folder })).code).toBe(1);
    url = pathToFileURL(join(folder, 'page.html')).href;
    browser = await launch();
    reports = new Reports(browser);
  }, 60_000);

  afterAll(() => browser?.close());

  const opened = (options: object = {}, address = url): Promise<Page> => reports.open(address, options);

  const all = 14 + hostile.length + 1;

  const firstName = '#rows .row:first-child a';

  const windows = [
    { viewport: { width: 1280, height: 900 }, colorScheme: 'light' },
    { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' },
    { viewport: { width: 390, height: 800 }, colorScheme: 'light' },
    { viewport: { width: 390, height: 800 }, colorScheme: 'dark' },
  ];

  test.each(windows)('axe finds nothing, the page is no wider than the window, and it says and asks for nothing: %j', async (options) => {
    const page = await opened(options);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
    await page.click(firstName);
    await page.waitForSelector('dialog[open] .stage');
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog[open]', { state: 'hidden' });
    await expectAccessible(page);
    await page.close();
    expect(reports.noted).toEqual([]);
  });

  test.each(windows)('on paper, all that needs no program is there, and can be read: %j', async (options) => {
    const page = await opened(options);
    await page.emulateMedia({ media: 'print' });
    await expectAccessible(page);
    expect(await page.evaluate('getComputedStyle(document.documentElement).colorScheme')).toBe('light');
    const shown = await page.evaluate<string[]>(
      `[...document.querySelectorAll('section, dialog')].filter((each) => each.checkVisibility()).map((each) => each.getAttribute('aria-labelledby'))`,
    );
    expect(shown).toEqual(['totals', 'worse', 'failures', 'workers', 'stages']);
    expect((await page.pdf({ printBackground: true })).subarray(0, 4).toString()).toBe('%PDF');
    await page.close();
    expect(reports.noted).toEqual([]);
  });

  test.each(windows)('sorts, filters by text and by bars, follows links and goes back, and compares by keyboard: %j', async (options) => {
    const page = await opened(options);
    await page.fill('#search', 'MOON');
    expect(await page.textContent('#count')).toBe(`1 of ${all} images`);
    expect(await page.textContent(firstName)).toBe('moon.png');
    await page.fill('#search', '');
    await page.click('#sidebar button');
    expect(await page.textContent('#count')).toMatch(/^\d+ of /);
    await page.click('#sidebar button[aria-pressed=true]');
    expect(await page.textContent('#count')).toBe(`${all} images`);
    await page.fill('#search', 'moon');
    await page.click(firstName);
    await page.waitForSelector('dialog[open] .stage.slider');
    expect(await page.textContent('#view-title')).toBe('moon.png');
    await page.focus('.stage input');
    await page.keyboard.press('ArrowRight');
    expect(await page.evaluate('getComputedStyle(document.querySelector(".stage")).getPropertyValue("--cut")')).toBe('51%');
    // The slider, which had the focus, goes; the keys stay.
    await page.keyboard.press('b');
    await page.waitForSelector('.stage.blink.swapped');
    await page.keyboard.press('b');
    await page.waitForSelector('.stage.blink:not(.swapped)');
    await page.click('#view-title');
    await page.keyboard.press('b');
    await page.waitForSelector('.stage.blink.swapped');
    await page.goBack();
    await page.waitForSelector('dialog[open]', { state: 'hidden' });
    await page.close();
    const linked = await opened(options, `${url}#image=cells.tif`);
    await linked.waitForSelector('dialog[open]');
    expect(await linked.textContent('#view-title')).toBe('cells.tif');
    expect(await linked.evaluate('document.querySelectorAll(".charts svg").length')).toBe(2);
    await linked.close();
    expect(reports.noted).toEqual([]);
  });

  const shownRows = (page: Page, selector: string) =>
    page.evaluate<string[]>(`[...document.querySelectorAll('#rows .row ${selector}')].map(({ textContent }) => textContent)`);

  test('sorts by each column, one way and the other, with rows without a value last', async () => {
    const page = await opened({ viewport: { width: 1280, height: 3000 } });
    for (const [column, title] of ['Name', 'Worse', 'Entropy', 'Contrast', 'Mean', 'Clipped', 'Time'].entries()) {
      const head = `#head [role=columnheader]:nth-child(${column + 2})`;
      for (let click = 0; click < 2; click++) {
        await page.click(`${head} button`);
        const way = await page.evaluate<string>(`document.querySelector('${head}').getAttribute('aria-sort')`);
        const texts = await shownRows(page, column === 0 ? '.name' : `[data-title=${title}]`);
        expect(texts).toHaveLength(all);
        const values = column === 0 ? texts : texts.map((text) => Number.parseFloat(text.split('\n').at(-1)!.replace('−', '-')));
        // The one that failed.
        const known = column === 0 ? values : values.slice(0, -1);
        if (column > 0) expect(values.at(-1), `${title}, ${way}`).toBeNaN();
        const sorted = known.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
        expect(known, `${title}, ${way}`).toEqual(way === 'descending' ? sorted.toReversed() : sorted);
      }
    }
    await page.close();
  });

  const boxOf = (page: Page, selector: string) =>
    page.evaluate<[x: number, y: number, width: number, height: number]>(
      `(() => { const { x, y, width, height } = document.querySelector('${selector}').getBoundingClientRect(); return [x, y, width, height]; })()`,
    );

  /** Moves a finger over an element, from one share of its width to another. */
  async function swipe(page: Page, selector: string, from: number, to: number): Promise<void> {
    const [x, y, width, height] = await boxOf(page, selector);
    const devices = await page.context().newCDPSession(page);
    const touch = (type: string, ...shares: number[]) =>
      devices.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: shares.map((share) => ({ x: x + width * share, y: y + height / 2 })),
      });
    await touch('touchStart', from);
    for (let step = 1; step <= 4; step++) await touch('touchMove', from + ((to - from) * step) / 4);
    await touch('touchEnd');
  }

  test.each([
    { how: 'mouse', viewport: { width: 1280, height: 900 } },
    { how: 'finger', viewport: { width: 390, height: 800 }, hasTouch: true },
  ])('the slider follows a $how on the picture, and on its own bar', async ({ how, ...options }) => {
    const page = await opened(options, `${url}#image=moon.png`);
    const cut = () => page.evaluate<string>('document.querySelector(".stage").style.getPropertyValue("--cut")');
    const at = async (selector: string, share: number) => {
      const [x, y, width, height] = await boxOf(page, selector);
      if (how === 'finger') return page.touchscreen.tap(x + width * share, y + height / 2);
      await page.mouse.move(x + width / 2, y + height / 2);
      await page.mouse.down();
      await page.mouse.move(x + width * share, y + height / 2, { steps: 4 });
      await page.mouse.up();
    };
    await page.waitForFunction('document.querySelector(".stage img")?.complete');
    await at('.stage .before', 0.2);
    expect(await cut()).toBe('20%');
    if (how === 'mouse') {
      await at('.stage .before', 1.3);
      expect(await cut()).toBe('100%');
    }
    if (how === 'finger') {
      await swipe(page, '.stage .before', 0.3, 0.6);
      expect(await cut()).toBe('60%');
    }
    await at('.stage input', 0.8);
    expect(Number.parseFloat(await cut())).toBeGreaterThan(70);
    await page.close();
    expect(reports.noted).toEqual([]);
  });

  test('shows hostile names as text', async () => {
    const page = await opened();
    for (const name of [...hostile.map(shownAs), notUtf8]) {
      await page.fill('#search', name);
      expect(await page.textContent('#count')).toBe(`1 of ${all} images`);
      expect(await page.textContent(firstName)).toBe(name);
      await page.click(firstName);
      await page.waitForFunction(`document.querySelector('#view-title').textContent === ${JSON.stringify(name)}`);
      await page.keyboard.press('Escape');
    }
    expect(await page.textContent('.failures')).toBe(`${notUtf8} unreadable cannot read: its name is not valid UTF-8; rename the file`);
    await page.close();
    expect(reports.noted).toEqual([]);
  });

  test('of a long list the first rows come before the others, and are those that follow', async () => {
    await writeTinyImages(
      join(folder, 'many'),
      Array.from({ length: 60 }, (_, index) => `${index}.png`),
      2,
    );
    expect((await imgpar(['equalize', 'many', 'equalised', '--report', 'long.html'], { cwd: folder })).code).toBe(0);
    const whole = readFileSync(join(folder, 'long.html'), 'utf8');
    const cut = whole.slice(0, whole.indexOf('<script type="text/plain" id="names">'));
    expect(cut.length).toBeGreaterThan(0);
    writeFileSync(join(folder, 'cut.html'), `${cut}<script type="text/plain" id="names"></script>`);
    const begun = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await begun.goto(pathToFileURL(join(folder, 'cut.html')).href);
    await begun.waitForSelector('#rows .row');
    expect(await begun.textContent('#count')).toBe('60 images, opening');
    const first = await shownRows(begun, '.name, .row .figure');
    await begun.close();
    const page = await opened({}, pathToFileURL(join(folder, 'long.html')).href);
    expect(first.length).toBeGreaterThan(5 * 7);
    expect(await shownRows(page, '.name, .row .figure')).toEqual(first);
    expect(await page.textContent('#count')).toBe('60 images');
    await page.fill('#search', '59');
    expect(await shownRows(page, '.name')).toEqual(['59.png']);
    await page.close();
    expect(reports.noted).toEqual([]);
  });

  test('without JavaScript the totals, the failures and the 20 images made worse most are there', async () => {
    // Levels that are spread already, so that equalising can only lose some.
    mkdirSync(join(folder, 'even'));
    for (let index = 0; index < 30; index++) {
      const samples = Uint8Array.from({ length: 64 * 64 }, (_, at) => ((at * (7 + 2 * index)) % 251) ^ (at % (index + 2)));
      await sharp(samples, { raw: { width: 64, height: 64, channels: 1 } })
        .png()
        .toFile(join(folder, `even/${index}.png`));
    }
    for (const name of ['a', 'b'])
      writeFileSync(join(folder, `even/${name}.jpg`), readFileSync(join(samplesFolder, 'hazy-valley.jpg')).subarray(0, 3000));
    expect((await imgpar(['equalize', 'even', 'worse', '--report', 'worse.html'], { cwd: folder })).code).toBe(1);
    const harms = new Map<string, number>();
    for (const line of readFileSync(join(folder, 'worse/.imgpar.jsonl'), 'utf8').trimEnd().split('\n')) {
      const { destination, figures } = JSON.parse(line);
      if (figures?.before) harms.set(destination, harmOf({ figures }));
    }
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, javaScriptEnabled: false });
    await page.goto(pathToFileURL(join(folder, 'worse.html')).href);
    const visibleTexts = (selector: string) =>
      page.evaluate<string[]>(
        `[...document.querySelectorAll('${selector}')].filter((each) => each.checkVisibility()).map((each) => each.textContent)`,
      );
    expect(await visibleTexts('.totals div')).toEqual(expect.arrayContaining(['Equalised30', 'Failed2']));
    expect(await visibleTexts('.failures .name')).toEqual(['a.jpg', 'b.jpg']);
    const worst = [...harms.values()].filter((harm) => harm > 0).toSorted((a, b) => b - a);
    expect(worst.length).toBeGreaterThan(20);
    const listed = await visibleTexts('[aria-labelledby=worse] td.name');
    expect(listed.map((name) => harms.get(name))).toEqual(worst.slice(0, 20));
    expect(await visibleTexts('#app')).toEqual([]);
    await page.close();
  });
});
