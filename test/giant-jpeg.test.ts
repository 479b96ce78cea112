import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { jpegBands } from '../src/codec/jpeg/bands.js';
import { openSource } from '../src/storage/file.js';
import { hasLibjpeg, jpegInScans } from './libjpeg.js';
import { encoded, opened } from './opened.js';
import { equalize } from './operations.js';
import { randomNumbers } from './pictures.js';
import { nodePath, samplesFolder } from './program.js';
import { sharedThrowAwayFolder } from './throw-away.js';

const folder = sharedThrowAwayFolder();
const peakOfGiant = fileURLToPath(new URL('fixtures/peak-of-giant.mjs', import.meta.url));

/** 59 megapixels, or with `IMGPAR_GIANT=1` in the environment 1,074. Both are done in bands, as memory is short or they are better. */
const isWholeGiant = process.env.IMGPAR_GIANT !== undefined;
const [width, height] = isWholeGiant ? [32_768, 32_768] : [16_384, 3584];

const stripHeight = 128;

const baseline = '0,1,2:0-63:0,0';

/** A strip of photograph-like light and noise, with a restart marker after every row of MCUs, or as many blocks of a component by itself. */
function strip(sampling: '2x2' | '1x1', noise: number, scans: string): Buffer {
  const random = randomNumbers(1);
  const samples = new Uint8Array(width * stripHeight * 3);
  for (let i = 0; i < samples.length; i++) samples[i] = 90 + 60 * Math.sin(i / 30_000) + noise * (random() - 0.5);
  const restartInterval = width / (sampling === '2x2' ? 16 : 8);
  return jpegInScans(samples, {
    width,
    height: stripHeight,
    quality: 90,
    components: 3,
    sampling,
    restartInterval,
    scans,
  });
}

/**
 * The parts of a JPEG that repeats a strip down to a height: intervals between restart markers depend on nothing before them, so their bytes
 * come again, and only the numbers of the markers change.
 */
function* repeated(jpeg: Buffer, tall: number): Generator<Buffer> {
  const copy = Buffer.from(jpeg);
  const frameAt = Math.max(copy.indexOf('\xff\xc0', 0, 'latin1'), copy.indexOf('\xff\xc2', 0, 'latin1'));
  expect(copy.readUInt16BE(frameAt + 5)).toBe(stripHeight);
  copy.writeUInt16BE(tall, frameAt + 5);
  for (let from = 0; ; ) {
    const scanAt = copy.indexOf('\xff\xda', from, 'latin1');
    if (scanAt < 0) {
      yield copy.subarray(from);
      return;
    }
    const start = scanAt + 2 + copy.readUInt16BE(scanAt + 2);
    yield copy.subarray(from, start);
    const intervals = intervalsFrom(copy, start);
    const count = (intervals.length * tall) / stripHeight;
    for (let i = 0; i < count; i++) {
      yield intervals[i % intervals.length]!;
      if (i < count - 1) yield Buffer.from([0xff, 0xd0 + (i & 7)]);
    }
    from = start + intervals.reduce((sum, { length }) => sum + length + 2, -2);
  }
}

/** The coded data between restart markers, up to another marker. */
function intervalsFrom(jpeg: Buffer, start: number): Buffer[] {
  const intervals: Buffer[] = [];
  let from = start;
  for (let at = jpeg.indexOf(0xff, start); ; at = jpeg.indexOf(0xff, at + 2)) {
    const marker = jpeg[at + 1]!;
    if (marker === 0) continue;
    intervals.push(jpeg.subarray(from, at));
    if (marker < 0xd0 || marker > 0xd7) return intervals;
    from = at + 2;
  }
}

function written(name: string, parts: Iterable<Buffer>): string {
  const path = join(folder, name);
  const descriptor = openSync(path, 'w');
  for (const part of parts) writeSync(descriptor, part);
  closeSync(descriptor);
  return path;
}

describe.runIf(process.platform === 'linux' && hasLibjpeg)('a giant JPEG', () => {
  test.each([
    ['4:2:0, with usual codes', '2x2', 20, 1, baseline, 64],
    ['4:4:4, noise, with optimised codes', '1x1', 250, 4, baseline, 64],
    ['4:2:0, progressive', '2x2', 20, 1, 'simple', isWholeGiant ? 96 : 64],
    ['4:4:4, noise, progressive', '1x1', 250, 1, 'simple', isWholeGiant ? 96 : 64],
  ] as const)(
    '%s, is equalised in little memory, to the same bits as a smaller one with the same content',
    async (_, sampling, noise, effort, scans, mostMebibytes) => {
      const small = strip(sampling, noise, scans);
      const giant = written('giant.jpg', repeated(small, height));
      const args = ['--expose-gc', peakOfGiant, join(samplesFolder, 'hazy-valley.jpg'), giant, join(folder, 'result.jpg')];
      const found = JSON.parse(execFileSync(nodePath, [...args, `${effort}`, `${mostMebibytes << 20}`], { encoding: 'utf8' }));
      expect(found).toMatchObject({ width, height, codec: 'imgpar' });
      expect(found.peakBytes).toBeLessThan(found.estimatedBytes);
      expect(found.estimatedBytes).toBeLessThan(mostMebibytes << 20);

      // Its histogram is a multiple of the strip's, so the table is the same, and so is every interval.
      const hash = createHash('sha256');
      for (const part of repeated(await equalized(small, effort), height)) hash.update(part);
      expect(found.sha256).toBe(hash.digest('hex'));
    },
  );
});

async function equalized(jpeg: Buffer, effort: number): Promise<Buffer> {
  const image = await opened(jpeg, { output: { codec: 'auto', effort } });
  equalize(image.pictures[0]!, { method: 'he' });
  return encoded(image);
}

test.runIf(hasLibjpeg).each([
  [3072, true],
  [3040, false],
])('of 16384 × %i pixels, that bands are better than the whole is %s', async (tall, expected) => {
  const samples = new Uint8Array(16_384 * 16);
  const jpeg = jpegInScans(samples, { width: 16_384, height: 16, quality: 90, components: 1, sampling: '1x1', scans: '0:0-63:0,0' });
  jpeg.writeUInt16BE(tall, jpeg.indexOf('\xff\xc0', 0, 'latin1') + 5);
  const file = openSource(written('tall.jpg', [jpeg, Buffer.alloc(1 << 20)]));
  expect(await jpegBands.isBetter!(file)).toBe(expected);
  file.close();
});
