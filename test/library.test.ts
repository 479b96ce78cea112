import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import * as library from '../src/index.js';
import { throwAwayFolder } from './throw-away.js';
import { writeTinyImages } from './tiny-images.js';

/** Passes what the types forbid, as a caller without types would. */
const untyped = (value: unknown) => value as never;

async function refusal(call: () => unknown): Promise<string> {
  try {
    const result = (await call()) as object;
    // Generators do nothing until they are read.
    if (Symbol.asyncIterator in result || Symbol.iterator in result) for await (const _ of result as AsyncIterable<unknown>);
  } catch (error) {
    expect(error).toBeInstanceOf(library.ImgparError);
    expect(error).toMatchObject({ code: 'usage' });
    return (error as Error).message;
  }
  throw new Error('it was not refused');
}

describe('a path given to the library', () => {
  test('may be a single string', async () => {
    const folder = throwAwayFolder();
    await writeTinyImages(join(folder, 'in'), ['a.png', 'b.png']);
    const summary = await library.run({ sources: join(folder, 'in'), destination: join(folder, 'out'), select: { include: 'b.*' } });
    expect(summary).toMatchObject({ found: 1, done: 1 });
  });

  test('may be a file URL wherever a path is taken', async () => {
    const folder = throwAwayFolder();
    await writeTinyImages(join(folder, 'in'), ['a.png', 'b.png']);
    writeFileSync(join(folder, 'list'), join(folder, 'in/a.png'));
    writeFileSync(join(folder, 'broken.png'), readFileSync(join(folder, 'in/a.png')).subarray(0, 60));
    const at = (name: string) => new URL(name, pathToFileURL(`${folder}/`));
    const record = { manifest: at('kept.jsonl') };
    const limits = { quarantine: at('bad') };

    const options = { destination: at('out'), record, limits };
    expect(await library.run({ ...options, sources: [at('in'), at('broken.png')] })).toMatchObject({ done: 2, failed: 1 });
    expect(existsSync(join(folder, 'bad/broken.png'))).toBe(true);
    const sharing = { scope: 'set', saveStats: at('stats.json'), maskDir: at('in') } as const;
    expect(await library.run({ ...options, sources: at('in'), sharing })).toMatchObject({ done: 2 });
    expect(existsSync(join(folder, 'stats.json'))).toBe(true);
    expect([...library.verify(at('out'), record)].map(({ state }) => state)).not.toContain('missing');
    expect(await library.run({ sources: [], lists: at('list'), destination: at('listed') })).toMatchObject({ done: 1 });
    const match = { method: 'match', reference: at('in/b.png') };
    expect(await library.run({ sources: at('in/*.png'), destination: at('matched'), operation: match })).toMatchObject({ done: 2 });
    const method = new URL('../samples/plugins/gamma.mjs', import.meta.url);
    expect(await library.run({ sources: at('in'), inPlace: { backupDir: at('kept') }, operation: { method } })).toMatchObject({ done: 2 });
    expect([...library.restore(at('kept'))].map(({ state }) => state)).toEqual(['restored', 'restored']);
    await library.previewFile(at('in/a.png'), at('sheet.png'));
    expect(existsSync(join(folder, 'kept/a.png')) && existsSync(join(folder, 'sheet.png'))).toBe(true);
  });

  test('is refused if it is another kind of URL', async () => {
    expect(await refusal(() => library.run({ sources: new URL('https://example.org/a.png'), destination: 'out' }))).toBe(
      'sources is https://example.org/a.png, expected a path, or the URL of a file (file:///…)',
    );
  });
});

describe('a misspelt option is reported with the right name', () => {
  const places = { sources: 'in', destination: 'out' };
  const cases: ReadonlyArray<readonly [given: object, message: string]> = [
    [{ operaton: {} }, 'unknown option operaton, did you mean operation?'],
    [{ source: 'in' }, 'unknown option source, did you mean sources?'],
    [{ operation: { methd: 'he' } }, 'unknown option operation.methd, did you mean operation.method?'],
    [{ operation: { roi: { x: 0, y: 0, widht: 1, height: 1 } } }, 'unknown option operation.roi.widht, did you mean operation.roi.width?'],
    [{ operation: { method: 'clahe', params: { clipLimt: 2 } } }, "method 'clahe' has no parameter 'clipLimt', did you mean 'clipLimit'?"],
    [{ output: { qualty: 90 } }, 'unknown option output.qualty, did you mean output.quality?'],
    [{ select: { includes: '*.png' } }, 'unknown option select.includes, did you mean select.include?'],
    [{ sharing: { maskdir: 'masks' } }, 'unknown option sharing.maskdir, did you mean sharing.maskDir?'],
    [{ record: { manfest: 'm' } }, 'unknown option record.manfest, did you mean record.manifest?'],
    [{ limits: { 'max-pixels': 1 } }, 'unknown option limits.max-pixels, did you mean limits.maxPixels?'],
    [{ inPlace: { backUpDirr: false } }, 'unknown option inPlace.backUpDirr, did you mean inPlace.backupDir?'],
    // In the wrong place.
    [{ method: 'clahe' }, 'unknown option method, did you mean operation.method?'],
    [{ clipLimit: 2 }, 'unknown option clipLimit, did you mean operation.params.clipLimit?'],
    [{ output: { method: 'he' } }, 'unknown option output.method, did you mean operation.method?'],
    // Unlike any option.
    [
      { select: { xyz: 1 } },
      'unknown option select.xyz, expected one of: select.include, select.exclude, select.hidden, select.allowNoMatch, select.strict',
    ],
  ];
  test.each(cases)('%j', async (given, message) => {
    const options = untyped({ ...places, ...given });
    for (const call of [library.run, library.dryRun, library.check, library.runEvents])
      expect(await refusal(() => call(options))).toBe(message);
  });

  test('in the other arguments of the library', async () => {
    const bytes = new Uint8Array(1);
    expect(await refusal(() => library.run(places, untyped({ reprt() {} })))).toBe('unknown option reprt, did you mean report?');
    expect(await refusal(() => library.check(places, untyped({ reprot() {} })))).toBe('unknown option reprot, did you mean report?');
    expect(await refusal(() => library.equalizeImage(bytes, untyped({ ouput: {} })))).toBe('unknown option ouput, did you mean output?');
    expect(await refusal(() => library.verify('out', untyped({ manifst: 'm' })))).toBe('unknown option manifst, did you mean manifest?');
    expect(await refusal(() => library.restore('kept', untyped({ drRun: true })))).toBe('unknown option drRun, did you mean dryRun?');
    expect(await refusal(() => library.linesReporter(untyped({ wirte() {} })))).toBe('unknown option wirte, did you mean write?');
    const method = new URL('../samples/plugins/gamma.mjs', import.meta.url);
    const ofPlugin = { ...places, operation: { method, params: { midle: 2 } } };
    expect(await refusal(() => library.run(ofPlugin))).toBe("method 'gamma' has no parameter 'midle', did you mean 'middle'?");
  });
});

describe('a value of the wrong type is refused by name', () => {
  test.each([
    [undefined, 'options is undefined, expected an object'],
    [null, 'options is null, expected an object'],
    ['./many', 'options is "./many", expected an object'],
    [{ sources: 5, destination: 'out' }, 'sources is 5, expected a path, or the URL of a file'],
    [{ sources: ['in', {}], destination: 'out' }, 'sources[1] is {}, expected a path, or the URL of a file'],
    [{ sources: 'in' }, 'no destination given, expected an output folder'],
    [{}, 'no source given, expected at least one folder, file or glob pattern'],
    [{ sources: 'in', destination: 'out', operation: 'he' }, 'operation is "he", expected an object'],
    [{ sources: 'in', destination: 'out', workers: '2' }, 'workers is "2", expected a number'],
    [{ sources: 'in', destination: 'out', select: { hidden: 'no' } }, 'select.hidden is "no", expected true or false'],
    [{ sources: 'in', destination: 'out', timeoutMs: 5n }, 'timeoutMs is 5n, expected a number'],
    [{ sources: 'in', inPlace: {} }, 'inPlace needs backupDir; backupDir is missing'],
  ])('%o', async (options, message) => {
    for (const call of [library.run, library.dryRun, library.check, library.runEvents])
      expect(await refusal(() => call(untyped(options)))).toBe(message);
  });

  test('in the other arguments of the library', async () => {
    const places = { sources: 'in', destination: 'out' };
    expect(await refusal(() => library.run(places, untyped({ report: 'bars' })))).toBe('report is "bars", expected a function');
    expect(await refusal(() => library.run(places, untyped({ signal: true })))).toBe('signal is true, expected an AbortSignal');
    expect(await refusal(() => library.equalizeImage(untyped('a.jpg')))).toMatch(/^bytes is "a.jpg", expected a Uint8Array/);
    expect(await refusal(() => library.previewSheet(untyped(undefined)))).toMatch(/^bytes is undefined, expected a Uint8Array/);
    expect(await refusal(() => library.previewFile(untyped(undefined), 'sheet.png'))).toMatch(/^image is undefined, expected a path/);
    expect(await refusal(() => library.verify(untyped(undefined)))).toMatch(/^destination is undefined, expected a path/);
    expect(await refusal(() => library.restore(untyped(undefined)))).toMatch(/^backup is undefined, expected a path/);
    expect(await refusal(() => library.barsReporter({ stream: untyped({}) }))).toMatch(/^stream is not a terminal/);
    expect(await refusal(() => library.jsonReporter(untyped({})))).toBe('no write given, expected a function that takes a line');
  });
});

test('an option that is undefined counts as left out', async () => {
  const folder = throwAwayFolder();
  await writeTinyImages(join(folder, 'in'), ['a.png']);
  const options = { sources: join(folder, 'in'), destination: join(folder, 'out'), operation: { method: undefined }, workers: undefined };
  expect(await library.run(untyped(options))).toMatchObject({ done: 1 });
});

test('bytes and URLs from another realm work', async () => {
  const folder = throwAwayFolder();
  await writeTinyImages(folder, ['a.jpg']);
  const content = [...readFileSync(join(folder, 'a.jpg'))];
  const bytes = runInNewContext('Uint8Array.from(content)', { content });
  expect(bytes).not.toBeInstanceOf(Uint8Array);
  for (const codec of ['auto', 'sharp'] as const) {
    const result = await library.equalizeImage(bytes, { output: { codec } });
    expect(result.length).toBeGreaterThan(100);
  }
  const { protocol, href } = pathToFileURL(join(folder, 'a.jpg'));
  const summary = await library.run({ sources: untyped({ protocol, href }), destination: join(folder, 'out') });
  expect(summary).toMatchObject({ done: 1 });
});
