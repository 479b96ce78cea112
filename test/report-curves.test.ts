import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { imgpar, samplesFolder } from './program.js';
import { throwAwayFolder } from './throw-away.js';

/** What a page shows of its images, in the order of their names. */
function shownIn(page: string) {
  const looks = readFileSync(page, 'utf8').matchAll(/class="look" data-row="\d+">(.*?)<\/script>/g);
  return Array.from(looks, ([, text]) => JSON.parse(text!));
}

const levelsOf = async (path: string) => sharp(path).raw().toBuffer({ resolveWithObject: true });

/** What each level became, by the pixels of source and result; undefined for levels that do not occur. */
async function mapped(source: string, result: string, channel: number): Promise<Array<number | undefined>> {
  const [before, after] = [await levelsOf(source), await levelsOf(result)];
  const found = new Array<number | undefined>(256).fill(undefined);
  for (let at = channel; at < before.data.length; at += before.info.channels) found[before.data[at]!] = after.data[at]!;
  return found;
}

/** Writes two pictures that differ in how their levels are spread. */
async function writePictures(folder: string, channels: 1 | 3): Promise<void> {
  mkdirSync(folder);
  for (const [index, name] of ['a.png', 'b.png'].entries()) {
    const samples = Uint8Array.from({ length: 60 * 40 * channels }, (_, at) => 40 + ((at * 7919) % 97) + ((at * at) % (53 + 40 * index)));
    const image = sharp(samples, { raw: { width: 60, height: 40, channels } });
    await (channels === 1 ? image.toColourspace('b-w') : image).png().toFile(join(folder, name));
  }
}

test.each([
  { title: 'grey', channels: 1, flags: [] },
  { title: 'three tables', channels: 3, flags: ['--on', 'rgb'] },
  { title: 'a table that images share', channels: 1, flags: ['--scope', 'set'] },
  { title: 'half the strength', channels: 1, flags: ['--strength', '0.5'] },
] as const)('the curve that a report shows is what happened to the pixels, level by level: $title', async ({ channels, flags }) => {
  const folder = throwAwayFolder();
  await writePictures(join(folder, 'in'), channels);
  expect((await imgpar(['equalize', 'in', 'out', '--report', 'page.html', ...flags], { cwd: folder })).code).toBe(0);
  const shown = shownIn(join(folder, 'page.html'));
  expect(shown).toHaveLength(2);
  for (const [index, name] of ['a.png', 'b.png'].entries()) {
    const { highest, planes } = shown[index].curves;
    expect({ highest, planes: planes.length }).toEqual({ highest: 255, planes: channels });
    for (const [channel, curve] of planes.entries())
      for (const [level, became] of (await mapped(join(folder, 'in', name), join(folder, 'out', name), channel)).entries())
        if (became !== undefined) expect(curve[level], `${name}, plane ${channel}, level ${level}`).toBe(became);
  }
});

test('of 16 bits, the curve shows what happened to 256 of the levels', async () => {
  const folder = throwAwayFolder('in/');
  // Only levels that the curve shows, crowded around the darker ones.
  const samples = Uint16Array.from({ length: 60 * 40 }, (_, at) => 257 * ((at * 7919) % 97) + 257 * ((at * at) % 53));
  const picture = sharp(samples, { raw: { width: 60, height: 40, channels: 1 } }).toColourspace('grey16');
  await picture.png().toFile(join(folder, 'in/a.png'));
  expect((await imgpar(['equalize', 'in', 'out', '--report', 'page.html'], { cwd: folder })).code).toBe(0);
  const [{ curves }] = shownIn(join(folder, 'page.html'));
  const { buffer } = await sharp(join(folder, 'out/a.png')).toColourspace('grey16').raw({ depth: 'ushort' }).toBuffer();
  expect(curves.highest).toBe(65_535);
  for (const [at, became] of new Uint16Array(buffer, 0, samples.length).entries())
    expect(curves.planes[0][samples[at]! / 257], `level ${samples[at]}`).toBe(became);
});

test('what is seen during a run is what is seen afterwards, but for the small pictures', async () => {
  const folder = throwAwayFolder();
  mkdirSync(join(folder, 'in'));
  for (const name of ['dark-flowers.jpg', 'hazy-valley.jpg', 'moon.png']) copyFileSync(join(samplesFolder, name), join(folder, 'in', name));
  expect((await imgpar(['equalize', 'in', 'out', '--report', 'during.html'], { cwd: folder })).code).toBe(0);
  expect((await imgpar(['report', 'out', '-o', 'after.html'], { cwd: folder })).code).toBe(0);
  const [during, after] = [shownIn(join(folder, 'during.html')), shownIn(join(folder, 'after.html'))];
  for (const [index, { histograms, curves, before, after: drawn }] of during.entries()) {
    expect({ histograms, curves, before }).toEqual({
      histograms: after[index].histograms,
      curves: after[index].curves,
      before: after[index].before,
    });
    const [one, other] = await Promise.all([drawn, after[index].after].map((jpeg) => sharp(Buffer.from(jpeg, 'base64')).raw().toBuffer()));
    const difference = one!.reduce((sum, level, at) => sum + Math.abs(level - other![at]!), 0) / one!.length;
    // Of 255. Dark photographs have steep tables, which multiply what averaging rounds.
    expect(difference).toBeLessThan(8);
  }
});
