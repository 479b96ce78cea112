import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { opened, rewritten } from '../../test/opened.js';
import { equalizeImage } from '../index.js';
import { sha256 } from '../storage/hash.js';
import { parseGif } from './gif/blocks.js';
import { parsePng } from './png/chunks.js';

const content = (name: string) => readFileSync(fileURLToPath(new URL(`../../test/images/palettes/${name}`, import.meta.url)));

// The digests are those of cv2.equalizeHist (OpenCV 4.6.0), for the image as Pillow 9.4.0 reads it in grey.
test.each([
  ['ramp.png', '1e7d865b46f9a5048ca45954abafd7820aaf3ab16840add8c28eccb815a17abe'],
  ['ramp-4bit.png', '829e809ceffcfe8c7783d3227838582e509d70c701e3e52bebe1b7d162475585'],
  ['ramp.gif', '1e7d865b46f9a5048ca45954abafd7820aaf3ab16840add8c28eccb815a17abe'],
])('%s, with a palette of greys, stays one channel and matches OpenCV', async (name, digest) => {
  const result = await equalizeImage(content(name));
  for (const bytes of [result, await equalizeImage(content(name), { output: { format: 'png' } })]) {
    const [picture] = (await opened(bytes)).pictures;
    expect(picture!.shape).toEqual({ width: 37, height: 23, channels: 1, maxSample: 255 });
    expect(sha256(Buffer.from(picture!.planes('luma')[0]!.samples))).toBe(digest);
  }
});

test('a palette of greys becomes a grey PNG of as many bits, if its levels fit', async () => {
  expect(parsePng(await rewritten(content('ramp-4bit.png')))).toMatchObject({ colourType: 0, bitsPerSample: 4 });
  expect(parsePng(await rewritten(content('ramp.png')))).toMatchObject({ colourType: 0, bitsPerSample: 8 });
});

test('a palette of greys with a transparent one becomes grey and alpha', async () => {
  const result = parsePng(await rewritten(content('ramp-keyed.png')));
  expect(result).toMatchObject({ colourType: 4, shape: { channels: 2 } });
  const visible = async (bytes: Uint8Array) => (await opened(bytes)).pictures[0]!.visiblePixels()!.samples;
  expect(await visible(await rewritten(content('ramp-keyed.png')))).toEqual(await visible(content('ramp-keyed.png')));
});

test('a GIF of one frame keeps its number of plays', async () => {
  const { extensions } = parseGif(Buffer.from(await equalizeImage(content('one-frame-loop.gif'))));
  expect(extensions.map((block) => block.toString('latin1', 3, 14))).toEqual(['NETSCAPE2.0']);
});

test('GIF frames that state no delay get none', async () => {
  const result = Buffer.from(await equalizeImage(content('no-delays.gif')));
  expect(parseGif(result).frames).toEqual([{ control: undefined }, { control: undefined }]);
});
