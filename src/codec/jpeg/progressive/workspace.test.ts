import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { instantiate } from '../../../wasm/instance.js';
import { frameOf } from '../coder/read-frame.js';
import { lumaSteps } from '../quality.js';
import type { ProgressiveExports } from './exports.js';
import { type ReadImage, readImage } from './read.js';
import type { Wanted } from './wanted.js';
import { Workspace } from './workspace.js';
import { writeImage } from './write.js';

const file = readFileSync(fileURLToPath(new URL('../../../../test/jpeg-planes/progressive.jpg', import.meta.url)));
const frame = frameOf(file)!;
const same = Uint8Array.from({ length: 256 }, (_, level) => level);
const steps = frame.components.map((component, i) => (i === 0 ? lumaSteps(90) : component.steps));
const wanted: Wanted = { isProgressive: true, scans: frame.scans, steps, table: same, blocks: undefined };

function opened(mostBytes: number): { space: Workspace; image: ReadImage | undefined } {
  const space = new Workspace(instantiate<ProgressiveExports>('jpeg-progressive'), mostBytes);
  return { space, image: readImage(space, file, frame, false) };
}

test('an image that takes more memory than kernels can have is left, when it is read or when it is written', () => {
  const large = opened(2 ** 31);
  const expected = Buffer.from(writeImage(large.space, file, frame, large.image!, wanted)!);
  const found = { unread: 0, unwritten: 0, written: 0 };
  for (let mostBytes = 1 << 18; mostBytes < 1 << 24; mostBytes *= 1.2) {
    const { space, image } = opened(mostBytes);
    const before = space.free;
    const written = image && writeImage(space, file, frame, image, wanted);
    expect(space.size).toBeLessThan(2 ** 25);
    expect(space.free).toBe(before);
    if (written) expect(written.equals(expected)).toBe(true);
    found[written ? 'written' : image ? 'unwritten' : 'unread']++;
  }
  expect(Math.min(...Object.values(found))).toBeGreaterThan(0);
});
