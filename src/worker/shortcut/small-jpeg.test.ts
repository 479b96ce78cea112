import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { mutated } from '../../../test/mutations.js';
import { randomNumbers } from '../../../test/pictures.js';
import { sharedThrowAwayFolder } from '../../../test/throw-away.js';
import { checkOperation, checkOutput } from '../../options/resolve.js';

import { processImage } from '../process-image.js';
import type { Outcome, Task, Work } from '../task.js';
import { smallJpegs } from './small-jpeg.js';

const planes = fileURLToPath(new URL('../../../test/jpeg-planes/', import.meta.url));
const inFolder = (names: string[]) => names.map((name) => [name, readFileSync(join(planes, name))] as const);
const folder = sharedThrowAwayFolder();
const plentyBytes = 2 ** 30;

const random = randomNumbers(64);
const pixels = Uint8Array.from({ length: 64 * 64 * 3 }, (_, at) => 60 + (at % 192) / 3 + random() * 40);
const picture = () => sharp(pixels, { raw: { width: 64, height: 64, channels: 3 } });

const plain = new Map<string, Buffer>([
  ...inFolder(readdirSync(planes).filter((name) => /^(grey|restart|sampling-4..)\.jpg$/.test(name))),
  ['with codes of its own', await picture().jpeg().toBuffer()],
  ['with usual codes', await picture().jpeg({ optimiseCoding: false }).toBuffer()],
  [
    'of a single level',
    await sharp({ create: { width: 24, height: 9, channels: 3, background: '#555' } })
      .jpeg()
      .toBuffer(),
  ],
  ['with a profile', await picture().keepIccProfile().withIccProfile('p3').jpeg().toBuffer()],
]);
const first = plain.get('with codes of its own')!;
const other = plain.get('with usual codes')!;

/** The file with a segment after its first marker. */
function withSegment(marker: number, content: string): Buffer {
  const length = Buffer.from([0, content.length + 2]);
  return Buffer.concat([first.subarray(0, 2), Buffer.from([0xff, marker]), length, Buffer.from(content, 'latin1'), first.subarray(2)]);
}
plain.set('with a comment', withSegment(0xfe, 'hello'));

const notPlain = new Map<string, Buffer>([
  ...inFolder(['progressive.jpg', 'grey-progressive.jpg']),
  [
    'with EXIF',
    await picture()
      .withExif({ IFD0: { Artist: 'me' } })
      .jpeg()
      .toBuffer(),
  ],
  ['with XMP', withSegment(0xe1, 'http://ns.adobe.com/xap/1.0/\0<x/>')],
  ["with Adobe's segment", withSegment(0xee, 'Adobe\0\x64\0\0\0\0\x01')],
  ['with bytes after its end', Buffer.concat([first, Buffer.from('more')])],
  ['cut off', first.subarray(0, first.length - 100)],
  [
    'of many pixels',
    await sharp({ create: { width: 1000, height: 1000, channels: 3, background: '#777' } })
      .jpeg()
      .toBuffer(),
  ],
  ['that is a PNG', await picture().png().toBuffer()],
  ['that is text', Buffer.from('not an image')],
  ['that is empty', Buffer.alloc(0)],
]);

interface Options {
  readonly operation?: Parameters<typeof checkOperation>[0];
  readonly output?: Parameters<typeof checkOutput>[0];
}

function workOf(options: Options = {}, more: Partial<Work> = {}): Work {
  return {
    purpose: 'equalize',
    operation: checkOperation(options.operation),
    output: checkOutput(options.output),
    limits: { maxPixels: 1e9, retries: 0 },
    destinationRoot: join(folder, 'out'),
    stamped: true,
    token: 't',
    ...more,
  };
}

function taskOf(content: Buffer): Task {
  const source = join(folder, 'source.jpg');
  writeFileSync(source, content);
  return { id: 1, source, destination: join(folder, 'out', 'result.jpg'), named: true };
}

/** An outcome without what differs from one time to the next, and the file that was written. */
function told(outcome: Outcome | undefined, { destination }: Task) {
  if (outcome?.status !== 'done') return outcome;
  const { timings: _, stamps, ...rest } = outcome;
  const { output, ...stamped } = stamps!;
  return { ...rest, ...stamped, output: { ...output, mtimeMs: 0 }, file: readFileSync(destination) };
}

/** Does a file in both ways. @returns whether the short one did it */
async function bothWays(content: Buffer, work: Work): Promise<boolean> {
  const task = taskOf(content);
  const shortly = (await smallJpegs(work, plentyBytes))?.(task);
  const short = told(shortly, task);
  const general = told(await processImage(task, work, plentyBytes), task);
  if (shortly) expect(short).toEqual(general);
  return shortly !== undefined;
}

describe('the short way', () => {
  test.each([...plain])('does a JPEG %s, and gives the file and the outcome of the general way', async (_, content) => {
    expect(await bothWays(content, workOf())).toBe(true);
  });

  test.each([...notPlain])('leaves a file %s to the general way', async (_, content) => {
    expect(await bothWays(content, workOf())).toBe(false);
    expect(readdirSync(join(folder, 'out')).filter((name) => name.endsWith('.draft'))).toEqual([]);
  });

  test.each<[string, Options]>([
    ['another method', { operation: { method: 'bbhe' } }],
    ['parameters', { operation: { method: 'stretch', params: { percentiles: [2, 97] } } }],
    ['half the strength', { operation: { strength: 0.5 } }],
    ['another quality', { output: { quality: 60 } }],
    ['optimised codes', { output: { effort: 5 } }],
    ['the name of the format', { output: { format: 'jpeg' } }],
    ['the traits of the source', { output: { preserve: true } }],
  ])('gives the same with %s', async (_, options) => {
    for (const content of plain.values()) expect(await bothWays(content, workOf(options))).toBe(true);
  });

  test.each<[string, Options, Partial<Work>]>([
    ['another format', { output: { format: 'png' } }, {}],
    ['a method that depends on the place', { operation: { method: 'clahe' } }, {}],
    ['all colours', { operation: { on: 'rgb' } }, {}],
    ['no strength', { operation: { strength: 0 } }, {}],
    ['a value without data', { operation: { nodata: 0 } }, {}],
    ['a condition', { operation: { onlyIf: 'low-contrast' } }, {}],
    ['upright pictures', { operation: { autoOrient: true } }, {}],
    ['stripped files', { output: { strip: true } }, {}],
    ['the quality of the source', { output: { quality: 'auto' } }, {}],
    ['progressive files', { output: { scans: 'progressive' } }, {}],
    ['new chroma', { output: { chroma: 'quality' } }, {}],
    ['sharp', { output: { codec: 'sharp' } }, {}],
    ['durable files', { output: { durable: true } }, {}],
    ['results that stay', { output: { overwrite: false } }, {}],
    ['figures', {}, { figures: true }],
    ['histograms', {}, { purpose: 'measure' }],
    ['few pixels', {}, { limits: { maxPixels: 100, retries: 0 } }],
  ])('is not taken for %s', async (_, options, more) => {
    const task = taskOf(first);
    expect((await smallJpegs(workOf(options, more), plentyBytes))?.(task)).toBeUndefined();
  });

  test('is not taken with little memory, nor for tasks that need more than the image', async () => {
    expect(await smallJpegs(workOf(), 2 ** 20)).toBeUndefined();
    const shortcut = await smallJpegs(workOf(), plentyBytes);
    const task = taskOf(first);
    for (const more of [{ mask: 'm' }, { backup: 'b' }, { statistics: 's' }, { upToDateIf: { source: '', result: '' } }])
      expect(shortcut!({ ...task, ...more })).toBeUndefined();
  });

  test('leaves what cannot be read or written to the general way, and no draft', async () => {
    const shortcut = await smallJpegs(workOf(), plentyBytes);
    const task = taskOf(first);
    expect(shortcut!({ ...task, source: join(folder, 'missing.jpg') })).toBeUndefined();
    mkdirSync(join(folder, 'out', 'taken.jpg'), { recursive: true });
    expect(shortcut!({ ...task, destination: join(folder, 'out', 'taken.jpg') })).toBeUndefined();
    expect(readdirSync(join(folder, 'out')).filter((name) => name.endsWith('.draft'))).toEqual([]);
    expect(existsSync(join(folder, 'out', 'taken.jpg', 'x'))).toBe(false);
  });

  test('gives the same for broken files, if it takes them at all', async () => {
    const work = workOf();
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...plain.values()), fc.infiniteStream(fc.nat()), async (content, numbers) => {
        const below = (bound: number) => numbers.next().value! % bound;
        taken += Number(await bothWays(mutated(content, other, below), work));
      }),
      { numRuns: 150 },
    );
    expect(taken).toBeGreaterThan(0);
  });
});
