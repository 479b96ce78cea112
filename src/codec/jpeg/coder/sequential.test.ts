import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { coefficientsIn, greyJpeg, hasLibjpeg, jpegInScans, lumaIn } from '../../../../test/libjpeg.js';
import { frameOf } from './read-frame.js';
import { readSequential, type SequentialImage } from './sequential.js';

const folder = new URL('../../../../test/jpeg-planes/', import.meta.url);
const read = (url: URL) => readFileSync(fileURLToPath(url));
const names = readdirSync(fileURLToPath(folder)).filter((name) => name.endsWith('.jpg') && !name.includes('progressive'));
const files = new Map(names.map((name) => [name, read(new URL(name, folder))]));
for (const name of ['hazy-valley.jpg', 'dark-flowers.jpg']) files.set(name, read(new URL(`../../../../samples/${name}`, import.meta.url)));

const all = [...files];

function decoded(file: Uint8Array): SequentialImage {
  const frame = frameOf(file);
  const luma = frame && readSequential(file, frame);
  if (!luma) throw new Error('the file was refused');
  return luma;
}

/** The file written again at that quality. */
function encoded(luma: SequentialImage, table: Uint8Array, quality: number, optimised = false): Buffer {
  const file = luma.encode(table, { quality, optimised });
  if (!file) throw new Error('the file was not written');
  return Buffer.from(file);
}

/** Faster than `toEqual` on millions of numbers. */
function same(one: Int16Array, other: Int16Array): boolean {
  return one.length === other.length && one.every((value, i) => value === other[i]);
}

const negative = Uint8Array.from({ length: 256 }, (_, level) => 255 - level);
const unchanged = Uint8Array.from({ length: 256 }, (_, level) => level);
const withLibjpeg = describe.skipIf(!hasLibjpeg);

withLibjpeg('compared with libjpeg', () => {
  test.each(all)('%s has the same luma', (_, file) => {
    const luma = decoded(file);
    const [plane] = lumaIn([file]);
    const counts = new Uint32Array(256);
    for (const sample of plane!.samples) counts[sample]! += 1;
    expect(luma.levels).toEqual(counts);
    expect(Buffer.compare(luma.samples(), plane!.samples)).toBe(0);
    expect(Buffer.compare(luma.samples(), plane!.samples)).toBe(0);
    luma.release();
  });

  test.each(all)('%s keeps the coefficients and tables of chroma, and has those that libjpeg gives luma', (_, file) => {
    const luma = decoded(file);
    const [plane] = lumaIn([file]);
    const [before] = coefficientsIn([file]);
    for (const quality of [30, 90, 100])
      for (const optimised of [true, false])
        for (const way of ['tiles', 'plane']) {
          const source = decoded(file);
          if (way === 'plane') source.replace(source.samples().map((sample) => 255 - sample));
          const written = encoded(source, way === 'plane' ? unchanged : negative, quality, optimised);
          source.release();
          const [after] = coefficientsIn([written]);
          const [grey] = coefficientsIn([
            greyJpeg(
              plane!.samples.map((sample) => 255 - sample),
              plane!.width,
              plane!.height,
              quality,
            ),
          ]);
          expect(after![0]!.steps).toEqual(grey![0]!.steps);
          expect(same(after![0]!.coefficients, grey![0]!.coefficients)).toBe(true);
          expect(after!.length).toBe(before!.length);
          for (let i = 1; i < after!.length; i++) {
            expect(after![i]!.steps).toEqual(before![i]!.steps);
            expect(same(after![i]!.coefficients, before![i]!.coefficients)).toBe(true);
          }
        }
    luma.release();
  });
});

withLibjpeg('of any sampling, size, scans and restart interval', () => {
  const whole = '0-63:0,0';
  const scans = { interleaved: `0,1,2:${whole}`, separate: `0:${whole}/1:${whole}/2:${whole}`, mixed: `1:${whole}/0,2:${whole}` };
  const samplings = ['1x1', '2x1', '1x2', '2x2', '4x1', '1x4', '4x2', '2x4', '3x1', '3x2'];

  test.each(samplings.flatMap((sampling) => Object.entries(scans).map(([name, text]) => [sampling, name, text] as const)))(
    'luma of %s, %s, changes as libjpeg codes it, and chroma stays',
    (sampling, _, text) => {
      const jpegs = [
        [1, 1, 0],
        [7, 50, 0],
        [67, 43, 1],
        [130, 17, 3],
      ].map(([width, height, restartInterval]) => {
        const samples = Uint8Array.from(
          { length: width! * height! * 3 },
          (_, i) => 128 + 90 * Math.sin(i / 7) + 30 * Math.cos((i * i) / 999),
        );
        const wanted = {
          width: width!,
          height: height!,
          quality: 88,
          components: 3,
          sampling,
          restartInterval: restartInterval!,
          scans: text,
        } as const;
        return jpegInScans(samples, wanted);
      });
      const written = jpegs.map((jpeg) => {
        const luma = decoded(jpeg);
        const found = encoded(luma, negative, 77);
        luma.release();
        return found;
      });
      const [planes, before, after] = [lumaIn(jpegs), coefficientsIn(jpegs), coefficientsIn(written)];
      for (const [i, plane] of planes.entries()) {
        const grey = greyJpeg(
          plane!.samples.map((sample) => 255 - sample),
          plane!.width,
          plane!.height,
          77,
        );
        expect(after[i]).toEqual([coefficientsIn([grey])[0]![0], ...before[i]!.slice(1)]);
      }
    },
  );
});

test('files that lie in the same memory one after the other do not share tables or headers', () => {
  const [one, other] = [files.get('sampling-420.jpg')!, files.get('sampling-444.jpg')!];
  // The same headers but for a step of each quantiser.
  const swapped = Buffer.from(one);
  for (let at = 2; swapped[at + 1] !== 0xda; at += 2 + swapped.readUInt16BE(at + 2)) if (swapped[at + 1] === 0xdb) swapped[at + 6]! += 3;
  const room = Buffer.alloc(Math.max(one.length, other.length));
  const results = [one, other, swapped, one].map((file) => {
    const placed = room.subarray(0, file.length);
    placed.set(file);
    const luma = decoded(placed);
    const found = [Buffer.from(luma.samples()), encoded(luma, negative, 90)];
    luma.release();
    return found;
  });
  const alone = [one, other, swapped, one].map((file) => {
    // Something else in between, so that nothing is remembered.
    decoded(files.get('grey.jpg')!).release();
    const luma = decoded(Buffer.from(file));
    const found = [Buffer.from(luma.samples()), encoded(luma, negative, 90)];
    luma.release();
    return found;
  });
  expect(results.flat().map((bytes) => bytes.toString('hex'))).toEqual(alone.flat().map((bytes) => bytes.toString('hex')));
  expect(results[2]![0]!.equals(results[0]![0]!)).toBe(false);
});
