import { expect, test } from 'vitest';
import type { FormatTable, ImageFormat } from '../src/codec/formats.js';
import type { MemoryNeed } from '../src/codec/memory.js';
import type { OpenedImage } from '../src/codec/open.js';
import { encodePng, pngSamplesFor } from '../src/codec/png/writer.js';
import { headBytes, isNamedLikeImage, sniff } from '../src/codec/sniff.js';
import { failureOf } from '../src/errors.js';
import type { OutputOptions } from '../src/options/run-options.js';
import { type Raster, sampleBytes } from '../src/pixels/raster.js';
import { encoded, fastest, opened, type Wanted } from './opened.js';

/** What each format of a table must do, tested on a still colour file of it. */
export function keepsFormatContract(known: FormatTable, name: string, file: Buffer): void {
  // The table holds it, though the type only knows the built-in formats.
  const format = name as ImageFormat;
  const { title, extensions, holds, writes, ignores, load } = known[format];
  // What cannot be written again becomes PNG.
  const rewrittenAs: ImageFormat = writes === 'none' ? 'png' : format;
  const asked: Partial<OutputOptions> = writes === 'none' ? { format: 'png' } : {};
  const open = (bytes: Uint8Array, wanted: Wanted = {}) =>
    opened(bytes, { ...wanted, output: { ...asked, ...wanted.output }, formats: known });
  const written = async (bytes: Uint8Array, output: Partial<OutputOptions> = {}) => encoded(await open(bytes, { output }));

  test(`${title} has its own extensions, in lower case`, () => {
    const others = Object.entries(known).flatMap(([other, { extensions }]) => (other === name ? [] : extensions));
    for (const extension of extensions) {
      expect(extension).toMatch(/^[a-z0-9]+$/);
      expect(others).not.toContain(extension);
      expect(isNamedLikeImage(`picture.${extension}`)).toBe(true);
    }
  });

  test(`${title} is recognised by its first bytes, and by no other format's magic`, () => {
    expect(sniff(file.subarray(0, headBytes), known)).toEqual({ kind: 'image', format });
    expect(Object.entries(known).filter(([, { magic }]) => magic?.test(file.toString('latin1', 0, 16)))).toHaveLength(
      known[format].magic ? 1 : 0,
    );
  });

  test(`the header of a ${title} predicts what decoding gives`, async () => {
    const { shape } = (await load()).parse(file);
    const image = await open(file);
    expect(image.format).toBe(format);
    expect(image.pictures.map((picture) => picture.shape)).toEqual([shape]);
  });

  test(`memory is requested before a ${title} is decoded, and a refusal stops it`, async () => {
    const needs: MemoryNeed[] = [];
    await open(file, { admit: (need) => needs.push(need) });
    const { shape } = (await load()).parse(file);
    expect(needs).toHaveLength(1);
    expect(needs[0]).toMatchObject({ shapes: [shape], rasterBytes: sampleBytes(shape) });
    const refuse = () => {
      throw new Error('no memory');
    };
    await expect(open(file, { admit: refuse })).rejects.toThrow('no memory');
  });

  test(`a ${title} with more pixels than allowed is refused`, async () => {
    expect(await failureOfOpening(file, { maxPixels: 1 })).toMatchObject({ code: 'too-large' });
  });

  test(`a ${title} cut off anywhere is refused or opened, and never fails otherwise`, async () => {
    for (let tenth = 0; tenth < 10; tenth++) {
      const failure = await failureOfOpening(file.subarray(0, 17 + Math.floor((tenth * (file.length - 17)) / 10)), {});
      if (failure) expect(['corrupt', 'unsupported-format', 'too-large']).toContain(failure.code);
    }
  });

  test(`a ${title} is rewritten as a ${known[rewrittenAs].title} of the same shape, also when turned upright and stripped`, async () => {
    const shapes = (image: OpenedImage) => image.pictures.map((picture) => picture.shape);
    expect(shapes(await open(await written(file)))).toEqual(shapes(await open(file)));
    const operation = { autoOrient: true };
    const upright = await open(file, { operation, output: { strip: true } });
    const again = await open(await encoded(upright), { operation });
    expect(again.format).toBe(rewrittenAs);
    expect(shapes(again)).toEqual(shapes(upright));
  });

  test(`a ${title} gives the same pixels by the fastest path and by the decoder`, async () => {
    const operation = { on: 'rgb' } as const;
    const planes = async (wanted: Wanted) => (await open(file, { operation, ...wanted })).pictures[0]!.planes('rgb');
    expect(await planes(fastest)).toEqual(await planes({}));
  });

  test(`a ${title} is written from any image it can hold, and the rest is refused`, async () => {
    const attempt = (raster: Raster) => becomes(encodePng(raster, pngSamplesFor(raster, 8), [], []));
    expect(await attempt(raster(3, 255))).toBe(writes === 'any' ? format : 'unsupported-format');
    expect(await attempt(raster(1, 255))).toBe(writes === 'any' ? format : 'unsupported-format');
    expect(await attempt(raster(4, 255))).toBe(holds.transparency && writes === 'any' ? format : 'unsupported-format');
    expect(await attempt(raster(3, 65535))).toBe(holds.sixteenBits && writes === 'any' ? format : 'unsupported-format');
  });

  test(`options that ${title} ignores change none of its bytes`, async () => {
    const plain = await written(file);
    const others: Partial<OutputOptions> = {
      quality: 30,
      effort: 3,
      compression: 'packbits',
      lossless: 'near',
      scans: 'progressive',
      chroma: 'quality',
    };
    for (const option of ignores) {
      if (option !== 'codec') expect(await written(file, { [option]: others[option] })).toEqual(plain);
    }
  });

  /** The format that a file is written as, or the code of the refusal. */
  async function becomes(source: Uint8Array): Promise<string> {
    try {
      return (await open(await written(source, { format }))).format;
    } catch (error) {
      return failureOf(error).code;
    }
  }

  function failureOfOpening(bytes: Uint8Array, wanted: Wanted): Promise<ReturnType<typeof failureOf> | undefined> {
    return open(bytes, wanted).then(() => undefined, failureOf);
  }
}

/** A slow gradient, half transparent if it has alpha. */
function raster(channels: 1 | 3 | 4, maxSample: 255 | 65535): Raster {
  const [width, height] = [20, 10];
  const levels = Array.from({ length: width * height * channels }, (_, i) => Math.round((i * maxSample) / (width * height * channels)));
  return { width, height, channels, maxSample, samples: maxSample === 255 ? Uint8Array.from(levels) : Uint16Array.from(levels) };
}
